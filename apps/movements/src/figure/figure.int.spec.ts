import {
  isRefusal,
  RecordBaselines,
  RegisterSubjects,
  ReportTally,
  SetTargets,
  WithdrawTally,
} from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { itRefuses, startMovements, UNTOUCHED, type Movements } from '../../../../tests/support/movements.js';

let movements: Movements;
beforeAll(async () => {
  movements = await startMovements();
  await movements.launch('PT', 'LEARNING_CLAN', 'LEARNING_COMMUNITY');
});
afterAll(() => movements.stop());

const at = (unit: string) => ({ title: 'LEARNING_CLAN', period: '2025', unit });
const clans = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({ key: `CH-${from + n}`, name: `Chi họ ${from + n}` }));
const register = (unit: string, count: number, from = 1) =>
  movements.done(RegisterSubjects, { ...at(unit), movement: 'PT', subjects: clans(from, count) });
const tallyOf = (unit: string, more: object = {}) => ({
  ...at(unit),
  movement: 'PT',
  asOf: '2025-06-30',
  registered: { value: 10 },
  source: 'Báo cáo 145/BC-SGDĐT',
  ...more,
});
const baselinesOf = (units: Record<string, number>, more: object = {}) => ({
  title: 'LEARNING_CLAN',
  period: '2025',
  asOf: '2025-01-01',
  sourceDocument: 'Niên giám thống kê 2024',
  baselines: Object.entries(units).map(([unit, value]) => ({ unit, value: { value } })),
  ...more,
});
const typesWritten = async () =>
  (await movements.written()).events.map(({ topic, type }) => `${topic} ${type}`);

describe('baselines', () => {
  it('are recorded for many units, with an event of the fact and one of the cell each', async () => {
    const [one, other] = [movements.commune(), movements.commune()];
    await movements.written();
    const input = baselinesOf({ [other]: 20, [one]: 10, '11': 900, VN: 9000 });
    expect(await movements.done(RecordBaselines, input)).toEqual({ changed: 4, version: null, warnings: [] });
    expect(await movements.cell(one)).toMatchObject({
      version: 1,
      basis: null,
      baseline: { value: 10, final: false },
    });
    const { events, audit } = await movements.written();
    expect(events.map(({ topic }) => topic)).toEqual(
      Array(4).fill(['movements.baseline', 'movements.cell']).flat(),
    );
    expect(audit).toHaveLength(1);
  });

  it('of a later date count, of an earlier one stay history, and of the same date the last counts', async () => {
    const unit = movements.commune();
    const record = (value: number, asOf: string) =>
      movements.done(RecordBaselines, baselinesOf({ [unit]: value }, { asOf }));
    await record(10, '2024-12-31');
    await movements.written();
    await record(8, '2024-06-30');
    expect(await typesWritten()).toEqual(['movements.baseline BaselineRecorded']);
    expect(await movements.cell(unit)).toMatchObject({ version: 1, baseline: { value: 10 } });
    await record(12, '2024-12-31');
    expect(await movements.cell(unit)).toMatchObject({
      version: 2,
      baseline: { value: 12, asOf: '2024-12-31' },
    });
    const kept = await movements.query(
      `select 1 from baseline join unit on unit.id = unit_id where code = $1`,
      [unit],
    );
    expect(kept).toHaveLength(3);
  });

  it('that stand in the same words are not recorded again; after another of the same date they are', async () => {
    const [unit, other] = [movements.commune(), movements.commune()];
    await movements.done(RecordBaselines, baselinesOf({ [unit]: 10 }));
    await movements.written();
    expect(await movements.done(RecordBaselines, baselinesOf({ [unit]: 10 }))).toEqual({
      changed: 0,
      version: 1,
      warnings: [],
      unchanged: [0],
    });
    expect(await typesWritten()).toEqual([]);
    expect(await movements.done(RecordBaselines, listed([other, 5], [unit, 10]))).toMatchObject({
      changed: 1,
      unchanged: [1],
    });
    for (const value of [11, 10])
      expect(await movements.done(RecordBaselines, baselinesOf({ [unit]: value }))).toMatchObject({
        changed: 1,
      });
    expect(await movements.cell(unit)).toMatchObject({ version: 3, baseline: { value: 10 } });
  });

  it('warn of what is registered above them, and refuse it once final', async () => {
    const unit = movements.commune();
    await register(unit, 3);
    expect(await movements.done(RecordBaselines, baselinesOf({ [unit]: 2 }))).toEqual({
      changed: 1,
      version: 2,
      warnings: ['ABOVE_BASELINE'],
    });
    expect(await register(unit, 1, 4)).toEqual({ changed: 1, version: 3, warnings: ['ABOVE_BASELINE'] });
    expect(
      await movements.refused(
        RecordBaselines,
        baselinesOf({ [movements.commune()]: 9, [unit]: 3 }, { final: true }),
      ),
    ).toEqual({
      reason: 'BELOW_REGISTERED',
      field: 'baselines.1.value',
      params: { baseline: 3, count: 4 },
    });
    await movements.done(RecordBaselines, baselinesOf({ [unit]: 5 }, { final: true }));
    const { reason, field } = await movements.refused(RegisterSubjects, {
      ...at(unit),
      movement: 'PT',
      subjects: clans(5, 2),
    });
    expect([reason, field]).toEqual(['EXCEEDS_BASELINE', 'subjects']);
    expect(await register(unit, 1, 5)).toEqual({ changed: 1, version: 5, warnings: [] });
  });

  /** In this order; an object would put the code '11' first. */
  const listed = (...baselines: [unit: string, value: number][]) => ({
    ...baselinesOf({}),
    baselines: baselines.map(([unit, value]) => ({ unit, value: { value } })),
  });
  itRefuses(() => movements, RecordBaselines, [
    ['UNIT_REPEATED', 'baselines.2.unit', () => listed([UNTOUCHED, 1], ['11', 1], [UNTOUCHED, 1])],
    ['UNIT_UNKNOWN', 'baselines.1.unit', () => listed([UNTOUCHED, 1], ['99991', 1])],
    ['BAD_QUANTITY', 'baselines.1.value', () => listed([UNTOUCHED, 1], ['11', -1])],
    ['BAD_QUANTITY', 'baselines.0.value', () => listed([UNTOUCHED, 2 ** 31])],
    ['NO_SUBJECTS', 'baselines', () => listed()],
    ['TOO_MANY_SUBJECTS', 'baselines', () => listed(...Array<[string, number]>(1001).fill([UNTOUCHED, 1]))],
  ]);

  it('of the same units in the opposite order, recorded at the same time, do not wait for each other forever', async () => {
    const units = Array.from({ length: 6 }, () => movements.commune());
    const record = (_: unknown, value: number) => {
      const order = value % 2 ? units : units.toReversed();
      return movements.done(
        RecordBaselines,
        listed(...order.map((unit) => [unit, value] as [string, number])),
      );
    };
    const answers = await Promise.all(Array.from({ length: 10 }, record));
    expect(answers.every(({ changed }) => changed === 6)).toBe(true);
    const cells = await Promise.all(units.map((unit) => movements.cell(unit)));
    expect(cells.map((cell) => cell?.version)).toEqual(Array(6).fill(10));
    expect(new Set(cells.map((cell) => JSON.stringify(cell?.baseline))).size).toBe(1);
  });
});

describe('targets', () => {
  it('take the place of the earlier ones of their kind, with one event a cell', async () => {
    const unit = movements.commune();
    const set = (
      source: string,
      targets: { title: string; percent: number; of: 'REGISTERED' | 'RECOGNISED' }[],
    ) => movements.done(SetTargets, { unit, period: '2025', source, targets });
    await set('QĐ 1', [{ title: 'LEARNING_CLAN', percent: 60, of: 'RECOGNISED' }]);
    await movements.written();
    expect(
      await set('QĐ 2', [
        { title: 'LEARNING_CLAN', percent: 65, of: 'RECOGNISED' },
        { title: 'LEARNING_COMMUNITY', percent: 65.5, of: 'RECOGNISED' },
        { title: 'LEARNING_CLAN', percent: 99.99, of: 'REGISTERED' },
      ]),
    ).toEqual({ changed: 3, version: null });
    expect(await typesWritten()).toEqual(Array(2).fill('movements.cell TargetsSet'));
    expect((await movements.cell(unit))?.targets).toEqual([
      { percent: 65, of: 'RECOGNISED', source: 'QĐ 2' },
      { percent: 99.99, of: 'REGISTERED', source: 'QĐ 2' },
    ]);
  });

  const targetsOf = (unit: string, ...percents: number[]) => ({
    unit,
    period: '2025',
    source: 'QĐ',
    targets: percents.map((percent) => ({ title: 'LEARNING_CLAN', percent, of: 'RECOGNISED' as const })),
  });
  itRefuses(() => movements, SetTargets, [['NO_SUBJECTS', 'targets', () => targetsOf(UNTOUCHED)]]);
  it.each([0, -0.1, 100.01, 33.333, 1e-9])('of %s percent are no targets', async (percent) => {
    const before = await movements.contents();
    await expect(movements.send(SetTargets, targetsOf(UNTOUCHED, 50, percent))).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'targets.1.percent',
    });
    expect(await movements.contents()).toEqual(before);
  });
});

describe('tallies', () => {
  it('replace each other whole, and the earlier ones stay as history', async () => {
    const unit = movements.commune();
    await movements.written();
    await movements.done(ReportTally, tallyOf(unit, { recognised: { value: 8 } }));
    expect(await typesWritten()).toEqual(['movements.tally TallyReported', 'movements.cell TallyReported']);
    const stated = [{ percent: '71,09', of: 'REGISTERED' as const }];
    await movements.done(
      ReportTally,
      tallyOf(unit, { registered: { value: 104_000, certainty: 'AT_LEAST' }, stated }),
    );
    const replaced = [
      'movements.tally TallyReplaced',
      'movements.tally TallyReported',
      'movements.cell TallyReported',
    ];
    expect(await typesWritten()).toEqual(replaced);
    expect(await movements.cell(unit)).toMatchObject({
      basis: 'TALLY',
      registered: { value: 104_000, certainty: 'AT_LEAST' },
      recognised: null,
      stated: [{ percent: '71,09', of: 'REGISTERED', source: 'Báo cáo 145/BC-SGDĐT' }],
      version: 2,
    });
    expect(await movements.done(WithdrawTally, { ...at(unit), reason: 'Nhầm đơn vị' })).toEqual({
      changed: 1,
      version: 3,
    });
    expect(await typesWritten()).toEqual(['movements.tally TallyWithdrawn', 'movements.cell TallyWithdrawn']);
    const kept = await movements.query(
      `select status, tally.version, reason from tally join unit on unit.id = unit_id where code = $1 order by reported_at`,
      [unit],
    );
    expect(kept).toEqual([
      { status: 'REPLACED', version: 2, reason: null },
      { status: 'WITHDRAWN', version: 2, reason: 'Nhầm đơn vị' },
    ]);
    expect(await register(unit, 1)).toMatchObject({ changed: 1 });
    expect((await movements.refused(ReportTally, tallyOf(unit))).reason).toBe('ROSTER_EXISTS');
  });

  it('stand at provinces too, warn above a baseline and are refused above a final one', async () => {
    await movements.done(RecordBaselines, baselinesOf({ '11': 9 }));
    expect(await movements.done(ReportTally, tallyOf('11'))).toEqual({
      changed: 1,
      version: 3,
      warnings: ['ABOVE_BASELINE'],
    });
    const unit = movements.commune();
    await movements.done(RecordBaselines, baselinesOf({ [unit]: 9 }, { final: true }));
    for (const field of ['registered', 'recognised'])
      expect(
        await movements.refused(ReportTally, tallyOf(unit, { registered: null, [field]: { value: 10 } })),
      ).toMatchObject({ reason: 'EXCEEDS_BASELINE', field });
  });

  it('reported at the same time leave one current', async () => {
    const unit = movements.commune();
    const reports = Array.from({ length: 10 }, (_, value) =>
      movements.send(ReportTally, tallyOf(unit, { registered: { value } })),
    );
    expect((await Promise.all(reports)).some(isRefusal)).toBe(false);
    const rows = await movements.query<{ current: boolean; registered: object }>(
      `select status = 'CURRENT' as current, registered from tally join unit on unit.id = unit_id where code = $1`,
      [unit],
    );
    const current = rows.filter((row) => row.current);
    expect([rows.length, current.length]).toEqual([10, 1]);
    expect(await movements.cell(unit)).toMatchObject({ version: 10, registered: current[0]?.registered });
  });

  itRefuses(() => movements, ReportTally, [
    ['NOTHING_REPORTED', 'registered', () => tallyOf(UNTOUCHED, { registered: null, stated: [] })],
    ['BAD_QUANTITY', 'registered', () => tallyOf(UNTOUCHED, { registered: { value: -1 } })],
    ['BAD_QUANTITY', 'recognised', () => tallyOf(UNTOUCHED, { recognised: { value: 2 ** 31 } })],
    [
      'BAD_QUANTITY',
      'stated.1.percent',
      () => tallyOf(UNTOUCHED, { stated: ['71', '71%'].map((percent) => ({ percent, of: 'REGISTERED' })) }),
    ],
    ['RECOGNISED_EXCEEDS_REGISTERED', 'recognised', () => tallyOf(UNTOUCHED, { recognised: { value: 11 } })],
  ]);
  itRefuses(() => movements, WithdrawTally, [
    ['TALLY_UNKNOWN', 'unit', () => ({ ...at(UNTOUCHED), reason: 'x' })],
  ]);
});
