import { CodedError } from '@app/platform';
import type { DataSource } from 'typeorm';
import type { Listing } from '../pages.js';

/** More than this is narrowed first: a sheet of it cannot be read, and everything is given to nobody. */
export const MOST_EXPORTED = 200_000;
const PAGE = 1_000;

/** Throws BAD_USER_INPUT where a listing has more rows than a file may hold. */
export async function refuseMore(
  database: DataSource,
  { from, where, parameters }: Listing,
  most = MOST_EXPORTED,
): Promise<number> {
  const [row] = await database.query<{ count: number }[]>(
    `select count(*)::int as count from (select 1 from ${from} where ${where} limit ${most + 1}) held`,
    parameters,
  );
  const count = row?.count ?? 0;
  if (count > most)
    throw new CodedError('BAD_USER_INPUT', `More than ${most} rows: ask for a smaller unit or period`);
  return count;
}

/** All rows of a listing in its order, page by page: each begins behind the keys of the last row of the one before. */
export async function* rowsOf<Row extends Record<string, unknown>>(
  database: DataSource,
  { from, where, parameters, order, indexed = 0 }: Listing,
): AsyncGenerator<Row> {
  const sorted = order.map((column) => `${column} asc`).join(', ');
  let keys: unknown[] | null = null;
  for (;;) {
    const beyond = (columns: string[], comparison: string) =>
      `and (${columns.join(', ')}) ${comparison} (${columns.map((_, index) => `$${parameters.length + index + 1}`).join(', ')})`;
    const rest = keys
      ? [indexed ? beyond(order.slice(0, indexed), '>=') : '', beyond(order, '>')].join(' ')
      : '';
    const rows: Row[] = await database.query<Row[]>(
      `select * from ${from} where ${where} ${rest} order by ${sorted} limit ${PAGE}`,
      [...parameters, ...(keys ?? [])],
    );
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    keys = order.map((column) => last[column]);
  }
}
