import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { loadSample } from '../../apps/standalone/src/load-sample.js';
import { untilSampleVisible } from '../../apps/standalone/src/sample-visible.js';
import { Desk } from '../support/desk.js';
import { readWorkbook } from '../support/read-workbook.js';
import { eventually } from '../support/eventually.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await loadSample(world.url, 'sample', world.authorizationOf);
  await untilSampleVisible(world.url, 'sample', 20_000);
});
afterAll(() => world.stop());

const told = (rows: Record<string, unknown>[]) => rows.map((row) => Object.values(row).map(String).join(' '));
const movements = async (unit: string) => {
  const { statutoryMovements } = await world.ask<{ statutoryMovements: Record<string, unknown>[] }>(
    'query ($unit: UnitCode!) { statutoryMovements(unit: $unit, period: "2025") { scope kind years count begun } }',
    { unit },
  );
  return told(statutoryMovements);
};
const commendations = async (level: string, period: string) => {
  const { statutoryCommendations: table } = await world.ask<{
    statutoryCommendations: { rows: Record<string, unknown>[]; otherPeriods: string[] };
  }>(
    `query ($level: CommendationLevel!, $period: Period!) {
       statutoryCommendations(level: $level, unit: "11", period: $period) {
         rows { authority form type basis collectives households individuals total } otherPeriods } }`,
    { level, period },
  );
  return [...told(table.rows), ...table.otherPeriods];
};

it('counts the movements of the sample', async () => {
  expect(await movements('11')).toEqual([
    'MINISTRY_PROVINCE MOVEMENT 8 1 0',
    'MINISTRY_PROVINCE MOVEMENT null 1 0',
  ]);
  expect(await movements('VN')).toEqual([
    'NATIONWIDE MOVEMENT 6 2 1',
    'NATIONWIDE MOVEMENT 8 1 0',
    'MINISTRY_PROVINCE MOVEMENT 8 1 0',
    'MINISTRY_PROVINCE MOVEMENT null 1 0',
    'MINISTRY_PROVINCE CAMPAIGN null 1 0',
  ]);
});

it('counts the commendations of the sample: 7 collectives and 29 individuals by the Minister, 1 and 5 by the Chair', async () => {
  expect(await commendations('MINISTRY_PROVINCE', '2024-2025')).toEqual([
    'MINISTER BANG_KHEN null TALLY 7 0 29 36',
    'PROVINCIAL_CHAIR BANG_KHEN null TALLY 1 0 5 6',
  ]);
  // Of the calendar year nothing is recorded, but of a period that overlaps.
  expect(await commendations('MINISTRY_PROVINCE', '2025')).toEqual(['2024-2025']);
  expect(await commendations('STATE', '2024-2025')).toEqual([]);
});

it('follows what is decided, and is a file', async () => {
  const desk = new Desk({
    ask: async (query, variables, account) =>
      world.ask(query, variables, { authorization: await world.authorizationOf(account ?? 'administrator') }),
  });
  const decision = { number: '7/QĐ-TTg', signedOn: '2025-09-02', authority: 'PRIME_MINISTER', issuer: 'VN' };
  const recipient = { name: 'Cà Thị Pâng', kind: 'INDIVIDUAL', unit: '03127', achievement: 'Cứu người' };
  await desk.done('recordCommendations', {
    decision,
    form: 'BANG_KHEN',
    type: 'DOT_XUAT',
    period: '2025',
    recipients: [recipient],
  });
  await eventually(async () =>
    expect(await commendations('STATE', '2025')).toEqual([
      'PRIME_MINISTER BANG_KHEN DOT_XUAT ROSTER 0 0 1 1',
    ]),
  );
  const response = await fetch(`${world.url}/exports/statutory/0602.xlsx?unit=11&period=2025`, {
    headers: { authorization: await world.authorizationOf('council-secretary') },
  });
  expect([response.status, response.headers.get('content-disposition')]).toEqual([
    200,
    'attachment; filename="0602-11-2025.xlsx"',
  ]);
  const [, row] = await readWorkbook(Buffer.from(await response.arrayBuffer()));
  expect(row?.cells).toEqual([
    ...['1', 'Bằng khen', 'Thủ tướng Chính phủ', 'Đột xuất', '0', '0', '1', '1', 'Danh sách'],
  ]);
  const { number, authority, issuer } = decision;
  await desk.done('revokeAwards', {
    decision: { number, authority, issuer, year: 2025 },
    ground: 'FALSE_INFORMATION',
    revocation: { ...decision, number: '8/QĐ-TTg', signedOn: '2025-10-01' },
    reason: 'Hồ sơ không đúng',
  });
  await eventually(async () => expect(await commendations('STATE', '2025')).toEqual([]));
});
