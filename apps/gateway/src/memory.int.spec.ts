import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { newDatabase, type TestDatabase } from '../../../tests/support/databases.js';
import { PAGE_ROWS, pageOf } from './memory.js';
import { createReadModel } from './read-model.js';

const CHANGED = 3 * PAGE_ROWS;

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await newDatabase('gateway');
  client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  await client.query(createReadModel('read_model'));
  await client.query(
    `insert into read_model.cell (id, unit_id, title, period, targets, stated, version, change_no)
     select gen_random_uuid(), gen_random_uuid(), 'T', '2025', '[]', '[]', 1, 7 from generate_series(1, $1::int)`,
    [CHANGED],
  );
  await client.query('analyze read_model.cell');
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

interface Plan {
  'Actual Rows': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}
const touched = (plan: Plan): number[] => [
  plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0),
  ...(plan.Plans ?? []).flatMap(touched),
];

it('takes over many rows that changed at once by pages, none of which touches more rows than it brings', async () => {
  const { rows } = await client.query<{ id: string }>('select id from read_model.cell order by id');
  const inTheMiddle = rows[PAGE_ROWS - 1]?.id;
  for (const after of ['change_no > 6', `(change_no, id) > (7, '${inTheMiddle}')`]) {
    const { rows: explained } = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `explain (analyze, format json) ${pageOf('cell', 'id', after)}`,
    );
    const steps = touched((explained[0] as (typeof explained)[number])['QUERY PLAN'][0].Plan);
    expect(Math.max(...steps)).toBe(PAGE_ROWS);
  }
});
