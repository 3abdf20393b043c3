import type { Sql } from '@app/platform';

/**
 * Writes absolute states: inserts, or replaces where the version is at least the one held, so that duplicates and
 * late older versions change nothing. All rows have the same columns, among them `version`. Answers how many were written.
 */
export async function upsert(
  tx: Sql,
  table: string,
  key: string,
  rows: Record<string, unknown>[],
): Promise<number> {
  const first = rows[0];
  if (!first) return 0;
  // Always in the same order: two transactions that write the same rows then wait instead of locking each other out.
  const sorted = [...rows].sort((a, b) => (String(a[key]) < String(b[key]) ? -1 : 1));
  const columns = Object.keys(first);
  const assignments = columns
    .filter((column) => column !== key)
    .map((column) => `${column} = excluded.${column}`);
  const [{ written } = { written: 0 }] = await tx.query<{ written: number }>(
    `with written as (
       insert into ${table} as held (${columns.join(', ')})
       select ${columns.join(', ')} from jsonb_populate_recordset(null::${table}, $1::jsonb)
       on conflict (${key}) do update set ${assignments.join(', ')} where excluded.version >= held.version
       returning 1)
     select count(*)::int as written from written`,
    [JSON.stringify(sorted)],
  );
  return written;
}
