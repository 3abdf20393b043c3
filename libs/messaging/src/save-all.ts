import type { EntityManager, EntityTarget } from 'typeorm';
import { upsert } from './upsert.js';

/** Inserts or updates any number of rows of one table in one statement: a thousand is several times as fast as one by one. */
export async function saveAll<Row extends { id: string; version: number }>(
  tx: EntityManager,
  entity: EntityTarget<Row>,
  rows: Row[],
): Promise<void> {
  await upsert(tx, tx.getRepository(entity).metadata.tableName, 'id', columnsOf(tx, entity, rows));
}

/** The same for rows that must be new: one that is there already breaks its key, as it should. */
export async function insertAll<Row extends { id: string }>(
  tx: EntityManager,
  entity: EntityTarget<Row>,
  rows: Row[],
): Promise<void> {
  if (rows.length === 0) return;
  const { tableName, columns } = tx.getRepository(entity).metadata;
  const names = columns.map(({ databaseName }) => databaseName).join(', ');
  await tx.query(
    `insert into ${tableName} (${names}) select ${names} from jsonb_populate_recordset(null::${tableName}, $1::jsonb)`,
    [JSON.stringify(columnsOf(tx, entity, rows))],
  );
}

function columnsOf<Row extends object>(tx: EntityManager, entity: EntityTarget<Row>, rows: Row[]) {
  const { columns } = tx.getRepository(entity).metadata;
  return rows.map((row) =>
    Object.fromEntries(
      columns.map(({ databaseName, propertyName }) => [databaseName, row[propertyName as keyof Row]]),
    ),
  );
}
