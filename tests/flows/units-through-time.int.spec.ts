import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { startWorld, type World } from '../support/world.js';

const document = 'Nghị quyết';
const change = (mutation: string) =>
  `mutation ($input: ${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input!) {
     answer: ${mutation}(input: $input) { __typename ... on Refusal { reason message field } } }`;

let world: World;
/** Does it; throws a refusal. */
async function done(mutation: string, input: object, as?: { role: string; unit: string }): Promise<void> {
  const headers = as && { authorization: await world.issuer.authorization('somebody', as) };
  const { answer } = await world.ask<{ answer: { reason?: string } }>(change(mutation), { input }, headers);
  if (answer.reason) throw new Error(`${mutation}: ${JSON.stringify(answer)}`);
}
const refusal = async (mutation: string, input: object) =>
  (await world.ask<{ answer: object }>(change(mutation), { input })).answer;

interface Unit {
  id: string;
  name: string;
  level: string;
  validTo: string | null;
  parent: { name: string; level: string } | null;
  successors: { code: string; name: string }[];
}
const unit = async (code: string, asOf?: string) =>
  (
    await world.ask<{ unit: Unit | null }>(
      `query ($code: UnitCode!, $asOf: Date) { unit(code: $code, asOf: $asOf) {
         id name level validTo parent { name level } successors { code name } } }`,
      { code, asOf },
    )
  ).unit;

interface Row {
  unit: { code: string; name: string };
  basis: string | null;
  registered: { value: number } | null;
  baseline: { value: number; origin: string } | null;
  totalUnits: number;
  registeredRate: { percent: number | null; gap: string | null; reportedUnits: number };
}
const rates = async (code: string, period: string, mapping: string, breakdown = false) =>
  (
    await world.ask<{ registrationRates: Row[] }>(
      `query ($code: UnitCode!, $period: Period!, $mapping: UnitMapping, $breakdown: Boolean) {
         registrationRates(unit: $code, period: $period, titles: ["LEARNING_CLAN"], mapping: $mapping, breakdown: $breakdown) {
           unit { code name } basis registered { value } baseline { value origin } totalUnits
           registeredRate { percent gap reportedUnits } } }`,
      { code, period, mapping, breakdown },
    )
  ).registrationRates;
const shown = async (...asked: Parameters<typeof rates>) =>
  (await rates(...asked)).map(({ registered, baseline, registeredRate: { percent, gap } }) => [
    registered?.value ?? null,
    baseline?.value ?? null,
    percent ?? gap,
  ]);

/** Numbers of one unit for the learning clans of a period. */
async function report(code: string, period: string, registered: number, baseline: number, reason?: string) {
  await done('recordBaselines', {
    title: 'LEARNING_CLAN',
    period,
    asOf: `${period}-01-01`,
    sourceDocument: 'Niên giám',
    reason,
    baselines: [{ unit: code, value: { value: baseline } }],
  });
  await done('reportTally', {
    movement: 'HT',
    title: 'LEARNING_CLAN',
    period,
    unit: code,
    registered: { value: registered },
    source: 'Báo cáo',
    reason,
  });
}

beforeAll(async () => {
  world = await startWorld();
  await done('draftMovement', {
    code: 'HT',
    name: 'Học tập',
    launchingAuthority: 'MINISTER',
    launchedBy: 'VN',
    titles: [{ code: 'LEARNING_CLAN' }],
  });
  await world.ask('mutation { launchMovement(code: "HT") { __typename } }');
  // The old map comes after the start, province by province.
  await eventually(async () => {
    const { readModel } = await world.ask<{ readModel: { oldUnitsLoaded: boolean } }>(
      '{ readModel { oldUnitsLoaded } }',
    );
    expect(readModel.oldUnitsLoaded).toBe(true);
  }, 60_000);
}, 240_000);
afterAll(() => world.stop());

describe('the map of 2025', () => {
  it('is loaded: a code that nobody bore is unknown', async () => {
    const ofNobody = { movement: 'HT', title: 'LEARNING_CLAN', period: '2024', unit: '99999', source: 'x' };
    expect(await refusal('reportTally', ofNobody)).toMatchObject({ reason: 'UNIT_UNKNOWN' });
    await expect(rates('99999', '2024', 'AS_WAS')).rejects.toThrow('No unit bore the code 99999');
  });

  it('tells two units of one code apart by the day', async () => {
    const [before, after] = [await unit('03127', '2025-06-30'), await unit('03127')];
    expect(before).toMatchObject({ level: 'COMMUNE', validTo: '2025-06-30', parent: { level: 'DISTRICT' } });
    expect(after).toMatchObject({ name: 'Phường Điện Biên Phủ', parent: { name: 'Điện Biên' } });
    expect(before?.id).not.toBe(after?.id);
    // Tuyên Quang and Hà Giang became one; Điện Biên stayed what it was.
    expect(await unit('02', '2025-06-30')).toMatchObject({
      name: 'Tỉnh Hà Giang',
      successors: [{ code: '08', name: 'Tuyên Quang' }],
    });
    expect((await unit('11', '2020-01-01'))?.id).toBe((await unit('11'))?.id);
  });

  it('shows the figures of 2024 at the units of then, and at those of now', async () => {
    // Two communes that became one, and the province above them.
    const { units } = await world.ask<{
      units: { nodes: { code: string; predecessors: { code: string }[] }[] };
    }>('{ units(parent: "11", first: 100) { nodes { code predecessors { code successors { code } } } } }');
    const merged = units.nodes.find(({ predecessors }) => predecessors.length === 2);
    const [first, second] = merged?.predecessors.map(({ code }) => code) ?? [];
    if (!merged || !first || !second) throw new Error('no commune of two');
    const input = { movement: 'HT', title: 'LEARNING_CLAN', period: '2024', unit: first };
    expect(
      await refusal('registerSubjects', { ...input, subjects: [{ key: 'a', name: 'Họ Lò' }] }),
    ).toMatchObject({
      reason: 'UNIT_CLOSED',
      field: 'unit',
      message: expect.stringContaining(`(${merged.code})`),
    });
    expect(await refusal('reportTally', { ...input, registered: { value: 1 }, source: 'x' })).toMatchObject({
      reason: 'REASON_REQUIRED',
      field: 'reason',
    });
    await report(first, '2024', 90, 100, 'Nhập số liệu cũ');
    await report(second, '2024', 100, 1000, 'Nhập số liệu cũ');
    await eventually(async () =>
      expect(await shown(merged.code, '2024', 'AS_IS')).toEqual([[190, 1100, 17.27]]),
    );
    expect(await shown(first, '2024', 'AS_WAS')).toEqual([[90, 100, 90]]);
    for (const mapping of ['AS_WAS', 'AS_IS'])
      for (const code of ['11', 'VN'])
        expect(await shown(code, '2024', mapping)).toEqual([[190, 1100, 17.27]]);
    const communes = await rates('11', '2024', 'AS_IS', true);
    expect(communes).toHaveLength(45);
    expect(communes.filter(({ basis }) => basis).map(({ unit: { code } }) => code)).toEqual([merged.code]);
    const districts = await rates('11', '2024', 'AS_WAS', true);
    expect(districts.length).toBeGreaterThan(5);
    const [country] = await rates('VN', '2024', 'AS_WAS');
    expect(country).toMatchObject({ totalUnits: 10_035, registeredRate: { reportedUnits: 2 } });
  });

  it('brings the own reports of merged provinces to the new one, for the Department of today to correct', async () => {
    await report('02', '2024', 30, 100, 'Nhập số liệu cũ');
    await report('08', '2024', 20, 50, 'Nhập số liệu cũ');
    await eventually(async () => expect(await shown('08', '2024', 'AS_IS')).toEqual([[50, 150, 33.33]]));
    const staff = { role: 'department-staff', unit: '08' };
    const input = {
      movement: 'HT',
      title: 'LEARNING_CLAN',
      period: '2024',
      unit: '02',
      registered: { value: 40 },
      source: 'Báo cáo',
      reason: 'Sai số',
    };
    await done('reportTally', input, staff);
    await eventually(async () => expect(await shown('02', '2024', 'AS_WAS')).toEqual([[40, 100, 40]]));
    expect(await shown('08', '2024', 'AS_IS')).toEqual([[60, 150, 40]]);
    await expect(done('reportTally', input, { role: 'department-staff', unit: '11' })).rejects.toThrow(
      'below it only',
    );
  });

  it('leaves a part of a commune that was split without figures, and the province with all', async () => {
    // Phường Dịch Vọng went to Cầu Giấy and to Nghĩa Đô; how much of it, nobody wrote down.
    const found = await unit('00166', '2025-06-30');
    expect(found?.successors.map(({ name }) => name).sort()).toEqual(['Phường Cầu Giấy', 'Phường Nghĩa Đô']);
    await report('00166', '2024', 10, 40, 'Nhập số liệu cũ');
    await eventually(async () => expect(await shown('01', '2024', 'AS_IS')).toEqual([[10, 40, 25]]));
    for (const { code: part } of found?.successors ?? [])
      expect(await shown(part, '2024', 'AS_IS')).toEqual([[null, null, 'SPLIT_WITHOUT_SHARES']]);
  });
});

describe('changes of the map', () => {
  it('move a commune and its figures from that date only', async () => {
    await report('03151', '2025', 5, 10);
    await report('03166', '2025', 1, 10);
    await done('moveUnit', { unit: '03151', parent: '12', on: '2026-02-01', document });
    await eventually(async () => expect((await unit('03151'))?.parent?.name).toBe('Lai Châu'));
    expect((await unit('03151', '2026-01-31'))?.parent?.name).toBe('Điện Biên');
    expect(await shown('11', '2025', 'AS_WAS')).toEqual([[6, 20, 30]]);
    expect(await shown('11', '2025', 'AS_IS')).toEqual([[1, 10, 10]]);
    expect(await shown('12', '2025', 'AS_IS')).toEqual([[5, 10, 50]]);
    expect(await shown('VN', '2025', 'AS_IS')).toEqual(await shown('VN', '2025', 'AS_WAS'));
  });

  it('merge within a period: baselines and counts are summed, and new registrations go to the new unit', async () => {
    const title = 'LEARNING_CLAN';
    for (const [code, baseline] of [
      ['03169', 4],
      ['03172', 6],
    ] as const) {
      if (!(await unit(code))) throw new Error(`no ${code}`);
      await done('recordBaselines', {
        title,
        period: '2026',
        asOf: '2026-01-01',
        sourceDocument: 'Niên giám',
        baselines: [{ unit: code, value: { value: baseline } }],
      });
      await done('registerSubjects', {
        movement: 'HT',
        title,
        period: '2026',
        unit: code,
        subjects: [{ key: 'a', name: 'Họ Lò' }],
      });
    }
    await done('mergeUnits', {
      units: ['03169', '03172'],
      into: { code: '98001', name: 'Xã Hợp Nhất' },
      on: '2026-03-01',
      document,
    });
    await eventually(async () => expect(await shown('98001', '2026', 'AS_WAS')).toEqual([[2, 10, 20]]));
    await done('registerSubjects', {
      movement: 'HT',
      title,
      period: '2026',
      unit: '98001',
      subjects: [{ key: 'b', name: 'Họ Quàng' }],
    });
    await eventually(async () => expect(await shown('98001', '2026', 'AS_WAS')).toEqual([[3, 10, 30]]));
    expect(await shown('11', '2026', 'AS_WAS')).toEqual([[3, 10, 30]]);
    expect(
      await refusal('registerSubjects', {
        movement: 'HT',
        title,
        period: '2026',
        unit: '03169',
        subjects: [{ key: 'c', name: 'Họ Cà' }],
      }),
    ).toMatchObject({ reason: 'UNIT_CLOSED', message: expect.stringContaining('Xã Hợp Nhất (98001)') });
  });

  it('are marked in the series of a unit, in both mappings', async () => {
    const trend = async (code: string, mapping: string) =>
      (
        await world.ask<{
          registrationTrend: { period: string; rate: Row | null; mapChangedOn: string[] }[];
        }>(
          `query ($code: UnitCode!, $mapping: UnitMapping) {
             registrationTrend(unit: $code, title: "LEARNING_CLAN", mapping: $mapping) {
               period mapChangedOn rate { registered { value } } } }`,
          { code, mapping },
        )
      ).registrationTrend.map(({ period, rate, mapChangedOn }) => [
        period,
        rate && (rate.registered?.value ?? null),
        mapChangedOn,
      ]);
    expect(await trend('08', 'AS_WAS')).toEqual([
      ['2024', null, []],
      ['2025', null, ['2025-07-01']],
      ['2026', null, []],
    ]);
    expect((await trend('08', 'AS_IS'))[0]).toEqual(['2024', 60, []]);
    expect(await trend('11', 'AS_WAS')).toEqual([
      ['2024', 190, []],
      ['2025', 6, ['2025-07-01']],
      ['2026', 3, ['2026-02-01', '2026-03-01']],
    ]);
    expect((await trend('11', 'AS_IS')).map(([, count]) => count)).toEqual([190, 1, 3]);
  });

  it('rename a unit from a day', async () => {
    await done('renameUnit', { unit: '03127', name: 'Phường Tên Mới', on: '2026-04-01', document });
    await eventually(async () => expect((await unit('03127'))?.name).toBe('Phường Tên Mới'));
    expect((await unit('03127', '2026-03-31'))?.name).toBe('Phường Điện Biên Phủ');
    expect((await rates('03127', '2025', 'AS_WAS'))[0]?.unit.name).toBe('Phường Điện Biên Phủ');
    expect((await rates('03127', '2025', 'AS_IS'))[0]?.unit.name).toBe('Phường Tên Mới');
  });
});
