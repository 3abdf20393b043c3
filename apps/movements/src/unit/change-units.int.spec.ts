import {
  CloseUnit,
  CreateUnit,
  isRefusal,
  MergeUnits,
  MoveUnit,
  RecogniseSubjects,
  RecordBaselines,
  RegisterInstitutions,
  RegisterSubjects,
  RenameUnit,
  ReportTally,
  SetTargets,
  SplitUnit,
  WithdrawSubjects,
  WithdrawTally,
  type UnitState,
} from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { itRefuses, startMovements, type Movements } from '../../../../tests/support/movements.js';
import { saveUnits } from './find-unit.js';
import { Unit } from './unit.js';

const ON = '2026-03-01';
const document = 'Nghị quyết 12/NQ-UBTVQH16';
const act = { on: ON, document };
const title = 'LEARNING_CLAN';

let movements: Movements;
beforeAll(async () => {
  movements = await startMovements();
  await movements.launch('HT', title);
});
afterAll(() => movements.stop());

it('says of an old code that the map is being loaded, and of one of today that there is none', async () => {
  await movements.query('update unit_map set old_units_loaded = false');
  const tally = { movement: 'HT', title, unit: '00001', source: 'x', registered: { value: 1 } };
  expect(await movements.refusedAs(ReportTally, { ...tally, period: '2024' })).toEqual([
    'MAP_LOADING',
    'unit',
  ]);
  expect(await movements.refusedAs(ReportTally, { ...tally, period: '2025' })).toEqual([
    'UNIT_UNKNOWN',
    'unit',
  ]);
  await movements.query('update unit_map set old_units_loaded = true');
});

it('a unit that is there already is not opened once more, which would count it twice in the map', async () => {
  const database = movements.app.get(DataSource, { strict: false });
  const counted = () => movements.query('select units, versions from unit_map');
  const before = await counted();
  const there = await database.manager.findOneByOrFail(Unit, { code: '11' });
  await expect(
    database.transaction((tx) => saveUnits(tx, { opened: [[there, 'UnitOpened']] })),
  ).rejects.toMatchObject({ code: '23505' });
  expect(await counted()).toEqual(before);
});

const codes = new Map<string, number>();
/** A commune of Điện Biên that nobody else uses, made for this test. */
async function commune(parent = '11'): Promise<string> {
  const next = (codes.get('next') ?? 90_000) + 1;
  codes.set('next', next);
  await movements.done(CreateUnit, {
    code: `${next}`,
    name: `Xã ${next}`,
    level: 'COMMUNE',
    parent,
    on: '2025-08-01',
    document,
  });
  return `${next}`;
}
const unit = async (code: string): Promise<UnitState & { parent: string }> => {
  const [row] = await movements.query<UnitState & { parent: string }>(
    `select u.id, u.code, u.name, u.valid_from::text as "validFrom", u.valid_to::text as "validTo",
       u.successor_ids as "successorIds", u.shares, u.changes, u.version, p.code as parent
     from unit u join unit p on p.id = u.parent_id where u.code = $1 order by u.valid_from desc nulls last limit 1`,
    [code],
  );
  if (!row) throw new Error(`no unit ${code}`);
  return row;
};
const baselines = (units: Record<string, number>, asOf = '2026-01-15', more: object = {}) =>
  movements.done(RecordBaselines, {
    title,
    period: '2026',
    asOf,
    sourceDocument: 'Niên giám',
    baselines: Object.entries(units).map(([code, value]) => ({ unit: code, value: { value } })),
    ...more,
  });
const baselineOf = async (code: string, period = '2026') =>
  (
    await movements.query<{ baseline: object | null }>(
      'select baseline from cell join unit on unit.id = unit_id where code = $1 and period = $2 order by valid_from desc limit 1',
      [code, period],
    )
  )[0]?.baseline;
const register = (code: string, key: string, period = '2026') => ({
  movement: 'HT',
  title,
  period,
  unit: code,
  subjects: [{ key, name: `Dòng họ ${key}` }],
});

describe('one unit', () => {
  it('is renamed and moved: it stays the same, and says what it was until when', async () => {
    const code = await commune();
    const { id } = await unit(code);
    await movements.written();
    await movements.done(RenameUnit, { unit: code, name: 'Xã Mới', ...act });
    await movements.done(MoveUnit, { unit: code, parent: '12', on: '2026-04-01', document });
    expect(await unit(code)).toMatchObject({ id, name: 'Xã Mới', parent: '12', validTo: null, version: 3 });
    const { events, audit } = await movements.written();
    expect(events.map(({ type, version }) => `${type} ${version}`)).toEqual([
      'UnitRenamed 2',
      expect.stringMatching(/^UnitMapChanged/),
      'UnitMoved 3',
      expect.stringMatching(/^UnitMapChanged/),
    ]);
    expect(events[2]?.state).toMatchObject({
      changes: [
        { kind: 'CREATED', on: '2025-08-01' },
        { kind: 'RENAMED', on: ON, document, name: `Xã ${code}` },
        { kind: 'MOVED', on: '2026-04-01', parentId: expect.any(String) },
      ],
    });
    expect(audit.map(({ action, target }) => `${action} ${target}`)).toEqual([
      `RenameUnit ${code}`,
      `MoveUnit ${code}`,
    ]);
  });

  it('is closed, and its code may come back for another', async () => {
    const code = await commune();
    await movements.done(CloseUnit, { unit: code, ...act });
    expect(await unit(code)).toMatchObject({ validTo: '2026-02-28', successorIds: [] });
    const again = { code, name: 'Xã khác', level: 'COMMUNE' as const, parent: '11', document };
    expect(await movements.refusedAs(CreateUnit, { ...again, on: '2026-02-28' })).toEqual([
      'UNIT_EXISTS',
      'code',
    ]);
    await movements.done(CreateUnit, { ...again, on: '2026-05-01' });
    expect(await unit(code)).toMatchObject({ name: 'Xã khác', validFrom: '2026-05-01', version: 1 });
  });

  it('adds up: the map counts every version of every unit', async () => {
    const [row] = await movements.query<{ same: boolean }>(
      // The closed unit of the tests stands in no map.
      `select (select sum(version) from unit where code <> '99990') = versions
         and (select count(*) from unit where code <> '99990') = units as same from unit_map`,
    );
    expect(row).toEqual({ same: true });
  });
});

describe('a merge', () => {
  it('closes the sources, opens the one with their code and parent, and takes over what stood below', async () => {
    const [first, second] = [await commune(), await commune()];
    await movements.done(RegisterInstitutions, {
      institutions: [{ code: `TRUONG-${first}`, name: 'Trường', parent: first, kind: 'PRIMARY' }],
    });
    const before = await unit(first);
    await movements.done(MergeUnits, {
      units: [first, second],
      into: { code: first, name: 'Xã Hợp Nhất' },
      ...act,
    });
    const into = await unit(first);
    expect(into).toMatchObject({ name: 'Xã Hợp Nhất', validFrom: ON, parent: '11' });
    expect(into.id).not.toBe(before.id);
    expect(await unit(second)).toMatchObject({ validTo: '2026-02-28', successorIds: [into.id] });
    expect(await unit(`TRUONG-${first}`)).toMatchObject({
      parent: first,
      changes: [{ kind: 'MOVED', on: ON }],
    });
  });

  it('opens the baseline with the sum where all sources have one, unless the whole was counted since', async () => {
    const [a, b, c] = [await commune(), await commune(), await commune()];
    await baselines({ [a]: 100, [b]: 1000 });
    await movements.done(MergeUnits, { units: [a, b], into: { code: a, name: 'Xã Tổng' }, ...act });
    expect(await baselineOf(a)).toMatchObject({
      value: 1100,
      origin: 'SUMMED',
      asOf: ON,
      sourceDocument: document,
      final: false,
    });
    await baselines({ [a]: 1080 }, '2026-04-01');
    expect(await baselineOf(a)).toMatchObject({ value: 1080, origin: 'PUBLISHED' });
    // A unit that goes on was counted after the day of the merge: that is the recount.
    await baselines({ [c]: 7 });
    const d = await commune();
    await baselines({ [d]: 50 }, '2026-06-01');
    await movements.done(MergeUnits, { units: [c], into: { code: d }, ...act });
    expect(await baselineOf(d)).toMatchObject({ value: 50 });
  });

  it('leaves the baseline unknown where one source has none', async () => {
    const [a, b] = [await commune(), await commune()];
    await baselines({ [a]: 100 });
    await movements.done(MergeUnits, { units: [a, b], into: { code: b, name: 'Xã Thiếu' }, ...act });
    expect(await baselineOf(b)).toBeUndefined();
  });

  const some = { units: ['03127', '03151'], into: { code: '03127', name: 'Xã' }, ...act };
  itRefuses(() => movements, MergeUnits, [
    ['NO_SUBJECTS', 'units', () => ({ ...some, units: [] })],
    ['UNIT_UNKNOWN', 'units.1', () => ({ ...some, units: ['03127', '98765'] })],
    ['UNIT_LEVEL', 'units.1', () => ({ ...some, units: ['03127', '12'] })],
    ['UNIT_LEVEL', 'units.0', () => ({ ...some, units: ['VN'] })],
    ['UNIT_REPEATED', 'units.1', () => ({ ...some, units: ['03127', '03127'] })],
    ['UNIT_CLOSED', 'units.0', () => ({ ...some, units: ['99990'] })],
    ['UNIT_REPEATED', 'into.code', () => ({ ...some, into: { code: '03127' } })],
    ['UNIT_EXISTS', 'into.code', () => ({ ...some, units: ['03127'], into: { code: '00004', name: 'Xã' } })],
    ['UNIT_CODE', 'into.code', () => ({ ...some, into: { code: '3127', name: 'Xã' } })],
    ['UNIT_INCOMPLETE', 'into.code', () => ({ ...some, into: { code: '98765' } })],
    ['UNIT_LEVEL', 'into.parent', () => ({ ...some, into: { code: '98765', name: 'Xã', parent: 'VN' } })],
    [
      'UNIT_INCOMPLETE',
      'into.parent',
      () => ({ ...some, units: ['03127', '00004'], into: { code: '98765', name: 'Xã' } }),
    ],
  ]);
});

describe('a split', () => {
  it('closes the unit and keeps the shares in the order of its parts; who stood below goes where it is said', async () => {
    const [code, goesOn] = [await commune(), await commune()];
    const school = `TRUONG-${code}`;
    await movements.done(RegisterInstitutions, {
      institutions: [{ code: school, name: 'Trường', parent: code, kind: 'PRIMARY' }],
    });
    const into = [
      { code, name: 'Xã Trên', share: 62.5 },
      { code: goesOn, share: 37.5, units: [school] },
    ];
    const split = { unit: code, into, ...act };
    expect(
      await movements.refusedAs(SplitUnit, { ...split, into: into.map(({ units: _, ...part }) => part) }),
    ).toEqual(['UNIT_HAS_UNITS', 'into']);
    const before = await unit(code);
    await movements.done(SplitUnit, split);
    const closed = await movements.query(
      'select valid_to::text as to, shares, cardinality(successor_ids) as parts from unit where id = $1',
      [before.id],
    );
    expect(closed).toEqual([{ to: '2026-02-28', shares: [62.5, 37.5], parts: 2 }]);
    expect((await unit(school)).parent).toBe(goesOn);
  });

  const some = (into: object[]) => () => ({ unit: '03127', into, ...act });
  const part = (code: string, share?: number) => ({ code, name: 'Xã', ...(share ? { share } : {}) });
  itRefuses(() => movements, SplitUnit, [
    ['SPLIT_PARTS', 'into', some([part('03127')])],
    ['SPLIT_PARTS', 'into.1.code', some([part('03127'), part('03127')])],
    ['SPLIT_SHARES', 'into.1.share', some([part('03127', 50), part('98765')])],
    ['SPLIT_SHARES', 'into.0.share', some([part('03127', 50), part('98765', 49.99)])],
    ['UNIT_UNKNOWN', 'into.1.units.0', some([part('03127'), { ...part('98765'), units: ['NOWHERE'] }])],
    ['UNIT_UNKNOWN', 'unit', () => ({ unit: '98765', into: [part('1'), part('2')], ...act })],
  ]);
});

describe('changes that contradict the map', () => {
  itRefuses(() => movements, MoveUnit, [
    ['UNIT_SAME', 'parent', () => ({ unit: '03127', parent: '11', ...act })],
    ['UNIT_LEVEL', 'parent', () => ({ unit: '03127', parent: 'VN', ...act })],
    ['UNIT_LEVEL', 'unit', () => ({ unit: 'VN', parent: '11', ...act })],
    ['UNIT_UNKNOWN', 'unit', () => ({ unit: '03127', parent: '12', on: '2025-07-01', document })],
  ]);
  itRefuses(() => movements, RenameUnit, [
    ['UNIT_SAME', 'name', () => ({ unit: '11', name: 'Điện Biên', ...act })],
    ['UNIT_CLOSED', 'unit', () => ({ unit: '99990', name: 'x', ...act })],
  ]);
  itRefuses(() => movements, CloseUnit, [['UNIT_HAS_UNITS', 'unit', () => ({ unit: '11', ...act })]]);
  itRefuses(() => movements, CreateUnit, [
    ['UNIT_CODE', 'code', () => ({ code: '1', name: 'x', level: 'PROVINCE', parent: 'VN', ...act })],
    ['UNIT_LEVEL', 'parent', () => ({ code: '98765', name: 'x', level: 'COMMUNE', parent: '03127', ...act })],
    ['UNIT_EXISTS', 'code', () => ({ code: '11', name: 'x', level: 'PROVINCE', parent: 'VN', ...act })],
  ]);

  it('are refused before what is known of later days, and made one after the other', async () => {
    const code = await commune();
    await movements.done(RenameUnit, { unit: code, name: 'Xã Sau', ...act });
    expect(await movements.refusedAs(MoveUnit, { unit: code, parent: '12', ...act })).toEqual([
      'UNIT_DATE',
      'on',
    ]);
    const answers = await Promise.all(
      ['12', '14', '20'].map((parent) =>
        movements.send(MoveUnit, { unit: code, parent, on: '2026-05-01', document }),
      ),
    );
    expect(answers.filter((answer) => 'value' in answer)).toHaveLength(1);
  });
});

describe('a closed unit', () => {
  let closed: string;
  let into: string;
  beforeAll(async () => {
    [closed, into] = [await commune(), await commune()];
    await movements.done(RegisterSubjects, register(closed, 'A', '2025'));
    await movements.done(RegisterSubjects, register(closed, 'B', '2025'));
    await movements.done(MergeUnits, { units: [closed], into: { code: into }, ...act });
  });
  const at = <More extends object>(more: More) => ({ title, period: '2025', unit: closed, ...more });

  it('takes no new registrations, by recognition neither, and names who took its place', async () => {
    for (const period of ['2025', '2026']) {
      const refusal = await movements.refused(RegisterSubjects, register(closed, 'C', period));
      expect(refusal).toMatchObject({
        reason: 'UNIT_CLOSED',
        field: 'unit',
        params: { code: closed, closedOn: '2026-02-28', successors: `Xã ${into} (${into})` },
      });
    }
    const decision = {
      number: '1/QĐ',
      signedOn: '2026-01-15',
      authority: 'COMMUNE_CHAIR' as const,
      issuer: closed,
    };
    const recognised = at({ movement: 'HT', decision, reason: 'Bổ sung' });
    expect(
      await movements.refusedAs(RecogniseSubjects, { ...recognised, subjects: [{ key: 'C', name: 'C' }] }),
    ).toEqual(['UNIT_CLOSED', 'unit']);
    expect(
      await movements.refusedAs(RecogniseSubjects, { ...recognised, keys: ['A'], reason: null }),
    ).toEqual(['REASON_REQUIRED', 'reason']);
    expect(await movements.done(RecogniseSubjects, { ...recognised, keys: ['A'] })).toMatchObject({
      changed: 1,
    });
  });

  it('takes none after random histories of merges, splits, moves and renames, and every open one does', async () => {
    const step = fc.record({
      kind: fc.constantFrom('merge', 'split', 'move', 'rename', 'close'),
      pick: fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 9 })),
    });
    const history = fc.array(step, { minLength: 5, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const open = [await commune(), await commune(), await commune(), await commune('12')];
        const closed = new Map<string, string[]>();
        const fresh = () => `${codes.set('next', (codes.get('next') ?? 90_000) + 1).get('next')}`;
        for (const [at, { kind, pick }] of steps.entries()) {
          const on = `2026-01-${String(10 + at)}`;
          const [code, other] = pick.map((index) => open[index % open.length] ?? '') as [string, string];
          const end = (ended: string, successors: string[]) => {
            open.splice(open.indexOf(ended), 1);
            closed.set(ended, successors);
          };
          if (kind === 'merge' && code !== other) {
            const into = fresh();
            const units = [code, other];
            await movements.done(MergeUnits, {
              units,
              // Told, since the two may lie in different provinces by now.
              into: { code: into, name: 'Xã hợp nhất', parent: '11' },
              on,
              document,
            });
            for (const ended of units) end(ended, [into]);
            open.push(into);
          } else if (kind === 'split') {
            const parts = [fresh(), fresh()];
            const into = parts.map((code) => ({ code, name: `Xã ${code}`, parent: '11' }));
            await movements.done(SplitUnit, { unit: code, into, on, document });
            end(code, parts);
            open.push(...parts);
          } else if (kind === 'move') {
            const { parent } = await unit(code);
            await movements.done(MoveUnit, {
              unit: code,
              parent: parent === '11' ? '12' : '11',
              on,
              document,
            });
          } else if (kind === 'rename')
            await movements.done(RenameUnit, { unit: code, name: `Xã ${code} ${at}`, on, document });
          else if (kind === 'close' && open.length > 1) {
            await movements.done(CloseUnit, { unit: code, on, document });
            end(code, []);
          }
        }
        for (const [code, successors] of closed) {
          const answer = await movements.send(RegisterSubjects, register(code, 'a'));
          expect(answer).toMatchObject({ refusal: { reason: 'UNIT_CLOSED', field: 'unit' } });
          for (const successor of successors)
            expect(isRefusal(answer) && answer.refusal.params.successors).toContain(`(${successor})`);
        }
        for (const code of open) await movements.done(RegisterSubjects, register(code, 'a'));
      }),
      { numRuns: 6, seed: 202 },
    );
  }, 60_000);

  it('keeps its history, and takes corrections of its past with their reason', async () => {
    expect(await movements.done(WithdrawSubjects, at({ keys: ['B'], reason: 'Ghi trùng' }))).toMatchObject({
      changed: 1,
    });
    const found = {
      title,
      period: '2025',
      asOf: '2025-12-31',
      sourceDocument: 'Niên giám',
      baselines: [{ unit: closed, value: { value: 9 } }],
    };
    expect(await movements.refusedAs(RecordBaselines, found)).toEqual(['REASON_REQUIRED', 'reason']);
    await movements.done(RecordBaselines, { ...found, reason: 'Đếm lại' });
    expect(await movements.query(`select reason from baseline where reason is not null`)).toEqual([
      { reason: 'Đếm lại' },
    ]);
    const other = await commune();
    const tally = {
      movement: 'HT',
      title,
      period: '2025',
      unit: other,
      registered: { value: 5 },
      source: 'Báo cáo',
    };
    await movements.done(ReportTally, tally);
    await movements.done(CloseUnit, { unit: other, ...act });
    expect(await movements.refusedAs(ReportTally, tally)).toEqual(['REASON_REQUIRED', 'reason']);
    await movements.done(ReportTally, { ...tally, registered: { value: 6 }, reason: 'Sai số' });
    await movements.done(WithdrawTally, { title, period: '2025', unit: other, reason: 'Nhập nhầm' });
    expect(
      await movements.refusedAs(SetTargets, {
        unit: other,
        period: '2025',
        source: 'x',
        targets: [{ title, percent: 70, of: 'RECOGNISED' }],
      }),
    ).toEqual(['UNIT_CLOSED', 'unit']);
  });
});
