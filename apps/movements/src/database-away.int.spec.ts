import { ReportTally } from '@app/contracts';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { adminUrl, onDatabase } from '../../../tests/support/databases.js';
import { startMovements, type Movements } from '../../../tests/support/movements.js';

let movements: Movements;
beforeAll(async () => {
  movements = await startMovements();
  await movements.launch('AWAY', 'LEARNING_CLAN');
});
afterAll(() => movements.stop());

it('says SERVICE_UNAVAILABLE wherever a command was when the database went, and goes on when it is back', async () => {
  const [{ name } = { name: '' }] = await movements.query<{ name: string }>(
    'select current_database() as name',
  );
  const tally = (value: number) =>
    movements.send(ReportTally, {
      movement: 'AWAY',
      title: 'LEARNING_CLAN',
      period: '2025',
      unit: movements.commune(),
      registered: { value },
      source: 'Báo cáo',
    });
  await onDatabase(adminUrl(), `alter database ${name} allow_connections false`);
  try {
    // The service's own connections end; the first thing that a command then asks for is who may do it.
    await onDatabase(
      adminUrl(),
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and application_name = 'movements'`,
    );
    for (let n = 0; n < 3; n++) await expect(tally(n)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  } finally {
    await onDatabase(adminUrl(), `alter database ${name} allow_connections true`);
  }
  expect(await tally(7)).toMatchObject({ value: { changed: 1 } });
});
