import { afterEach, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask } from '../../apps/standalone/src/load-sample.js';
import { signIn } from '../../scripts/sign-in.mjs';
import { onDatabase } from '../support/databases.js';
import { families, ImportClient, prepareImports } from '../support/imports.js';
import { launch, newDataDir, removeDataDir, type Launched } from '../support/launcher.js';
import { workbook } from '../support/workbooks.js';
import { eventually } from '../support/eventually.js';

const ROWS = 12_000;
const dataDir = newDataDir();
let running: Launched | null = null;
afterEach(async () => {
  await running?.stop();
  removeDataDir(dataDir);
});

/** The administrator of the instance that runs by now, through the identity provider that it brings. */
class Administrator extends ImportClient {
  constructor(private readonly url: string) {
    super(
      { url, issuer: null as never, ask: (query, variables, headers) => ask(url, query, variables, headers) },
      {
        role: 'administrator',
        unit: 'VN',
      },
    );
  }
  override async authorization() {
    return `Bearer ${await signIn(this.url, 'administrator')}`;
  }
}

it('an import whose process is killed in the middle of it is run again to its end: every row once', async () => {
  // What a killed process leaves in the temporary folder goes with the data.
  const first = await launch(dataDir, ['--empty'], { TMPDIR: dataDir });
  running = first;
  const before = new Administrator(first.url);
  await prepareImports({
    ask: async (query, variables) =>
      ask(first.url, query, variables, { authorization: await before.authorization() }),
  });
  const rows = Array.from({ length: ROWS }, (_, index) => [
    index % 2 ? '03127' : '03166',
    `HK-${index}`,
    `Lò Văn Hòa ${index}`,
  ]);
  const job = await before.send(families, workbook([['Mã xã', 'Số sổ', 'Họ tên chủ hộ'], ...rows]));
  expect(job).toMatchObject({ status: 'CHECKED', rows: ROWS, ready: ROWS, refused: 0 });
  await before.http('POST', `/imports/${job.id}/run`);
  await eventually(async () => {
    if (!(await before.told(job.id))?.done) throw new Error('nothing is recorded yet');
  }, 120_000);
  await first.kill();
  running = null;

  running = await launch(dataDir);
  const after = new Administrator(running.url);
  const interrupted = await eventually(async () => {
    const told = await after.told(job.id);
    if (told?.status !== 'PAUSED') throw new Error(JSON.stringify(told));
    return told;
  }, 60_000);
  expect(interrupted).toMatchObject({ fault: { code: 'INTERRUPTED' } });
  expect(interrupted.done).toBeLessThan(ROWS);
  expect(await after.run(job.id)).toMatchObject({ status: 'DONE', done: ROWS, refused: 0, ready: 0 });
  const { databases } = JSON.parse(readFileSync(join(dataDir, 'instance.json'), 'utf8'));
  expect(
    await onDatabase(
      databases.movements,
      `select count(*)::int as rows, count(distinct name)::int as names,
         (select sum((registered ->> 'value')::int)::int from cell) as counted from registration`,
    ),
  ).toEqual([{ rows: ROWS, names: ROWS, counted: ROWS }]);
}, 240_000);
