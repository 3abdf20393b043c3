import type { EntityManager, EntityTarget } from 'typeorm';
import { upsert } from './upsert.js';

/** Inserts or updates any number of rows of one table in one statement: a thousand is several times as fast as one by one. */
export async function saveAll<Row extends { id: string; version: number }>(
  tx: EntityManager,
  entity: EntityTarget<Row>,
  rows: Row[],
): Promise<void> {
  const { tableName, columns } = tx.getRepository(entity).metadata;
  await upsert(
    tx,
    tableName,
    'id',
    rows.map((row) =>
      Object.fromEntries(
        columns.map(({ databaseName, propertyName }) => [databaseName, row[propertyName as keyof Row]]),
      ),
    ),
  );
}
