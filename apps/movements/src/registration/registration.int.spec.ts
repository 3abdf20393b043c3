import {
  CloseMovement,
  RecogniseSubjects,
  RegisterSubjects,
  ReopenMovement,
  ReportTally,
  RevokeRecognition,
  WithdrawSubjects,
  type CommandDefinition,
} from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startMovements, type Movements } from '../../../../tests/support/movements.js';
import { subjectKey } from './subject-key.js';

let movements: Movements;
beforeAll(async () => {
  movements = await startMovements();
  for (const code of ['PT', 'PT-2', 'PT-3']) await movements.launch(code, 'LEARNING_CLAN', 'LEARNING_FAMILY');
});
afterAll(() => movements.stop());

const at = (unit: string) => ({ title: 'LEARNING_CLAN', period: '2025', unit });
const subject = (key: string) => ({ key, name: `Chi họ ${key}` });
const subjects = (count: number) => Array.from({ length: count }, (_, n) => subject(`C${n}`));
const decision = {
  number: '12/QĐ-UBND',
  signedOn: '2025-12-20',
  authority: 'COMMUNE_CHAIR' as const,
  issuer: '11',
};
const register = (unit: string, ...keys: string[]) =>
  movements.done(RegisterSubjects, { ...at(unit), movement: 'PT', subjects: keys.map(subject) });
const counts = async (unit: string) => {
  const cell = await movements.cell(unit);
  return [cell?.basis, cell?.registered?.value, cell?.recognised?.value];
};
const recognise = (unit: string, more: object) =>
  movements.done(RecogniseSubjects, { ...at(unit), decision, ...more });
const statuses = async (unit: string) =>
  (await movements.roster(unit)).map(({ key, status }) => `${key} ${status}`);

describe('a rehearsal', () => {
  const input = (unit: string, ...keys: string[]) => ({
    ...at(unit),
    movement: 'PT',
    subjects: keys.map(subject),
  });

  it('answers what would be done, keeps nothing, and uses no key up', async () => {
    const unit = movements.commune();
    const before = await movements.contents();
    const asked = { idempotencyKey: 'rehearsed' };
    const rehearsed = await movements.done(RegisterSubjects, input(unit, 'A'), { ...asked, rehearsal: true });
    expect(rehearsed).toMatchObject({ changed: 1 });
    expect(await movements.contents()).toEqual(before);
    // The key is free for another body.
    expect(await movements.done(RegisterSubjects, input(unit, 'B'), asked)).toMatchObject({ changed: 1 });
    expect(await statuses(unit)).toEqual(['B REGISTERED']);
    // What was done under the key does not answer for what would be done.
    const again = await movements.send(RegisterSubjects, input(unit, 'B'), { ...asked, rehearsal: true });
    expect(again).toMatchObject({ refusal: { reason: 'ALREADY_REGISTERED' } });
  });

  it('looks at more at once than may be written', async () => {
    const unit = movements.commune();
    const many = { ...at(unit), movement: 'PT', subjects: subjects(1_001) };
    expect(await movements.done(RegisterSubjects, many, { rehearsal: true })).toMatchObject({
      changed: 1_001,
    });
    expect(await movements.refusedAs(RegisterSubjects, many)).toEqual(['TOO_MANY_SUBJECTS', 'subjects']);
  });

  it('or the change itself leaves refused items out, tells each, and answers the same again', async () => {
    const unit = movements.commune();
    await register(unit, 'A');
    const skipping = { skipRefused: true, idempotencyKey: 'skipping' };
    const expected = {
      changed: 2,
      skipped: [
        { reason: 'ALREADY_REGISTERED', field: 'subjects.0.key', params: { subject: 'Chi họ A' } },
        { reason: 'ALREADY_REGISTERED', field: 'subjects.3.key', params: { subject: 'Chi họ b' } },
      ],
    };
    for (const more of [{ rehearsal: true }, {}, {}])
      expect(
        await movements.done(RegisterSubjects, input(unit, 'A', 'B', 'C', 'b'), { ...skipping, ...more }),
      ).toMatchObject(expected);
    expect(await counts(unit)).toEqual(['ROSTER', 3, 0]);
    const nothing = await movements.done(RegisterSubjects, input(unit, 'A'), { skipRefused: true });
    expect(nothing).toMatchObject({ changed: 0 });
    expect(await counts(unit)).toEqual(['ROSTER', 3, 0]);
  });
});

describe('registering', () => {
  it('is one row and one event a subject, one event of the cell, one audit row', async () => {
    const unit = movements.commune();
    await movements.written();
    expect(await register(unit, 'A', 'B')).toEqual({ changed: 2, version: 1, warnings: [] });
    const { events, audit, keys } = await movements.written();
    expect(events.map(({ topic, type, version }) => [topic, type, version])).toEqual([
      ['movements.registration', 'SubjectRegistered', 1],
      ['movements.registration', 'SubjectRegistered', 1],
      ['movements.cell', 'SubjectsRegistered', 1],
    ]);
    const rows = await movements.roster(unit);
    expect(events.slice(0, 2).map(({ key }) => key)).toEqual(rows.map(({ id }) => id));
    expect(events[0]?.state).toMatchObject({
      key: 'A',
      status: 'REGISTERED',
      byRecognition: false,
      movement: 'PT',
    });
    expect(audit).toMatchObject([
      { actor: 'tester', action: 'RegisterSubjects', target: `${unit} LEARNING_CLAN 2025: 2` },
    ]);
    expect(keys).toHaveLength(1);
    expect(await counts(unit)).toEqual(['ROSTER', 2, 0]);
  });

  it('is all or nothing, and names the first subject at fault (rule 1)', async () => {
    const unit = movements.commune();
    await register(unit, 'B');
    for (const [keys, index] of [
      [['A', 'b', 'C', 'B'], 1],
      [['A', 'C', 'D', 'a'], 3],
    ] as const) {
      const input = { ...at(unit), movement: 'PT', subjects: keys.map((key) => subject(key)) };
      expect(await movements.refusedAs(RegisterSubjects, input)).toEqual([
        'ALREADY_REGISTERED',
        `subjects.${index}.key`,
      ]);
    }
    expect(await statuses(unit)).toEqual(['B REGISTERED']);
  });

  it('is once for a title and period whatever the movement, and free in another unit, title or period', async () => {
    const [unit, other] = [movements.commune(), movements.commune()];
    await register(unit, 'A');
    const again = { ...at(unit), movement: 'PT-2', subjects: [subject('A')] };
    expect(await movements.refusedAs(RegisterSubjects, again)).toEqual([
      'ALREADY_REGISTERED',
      'subjects.0.key',
    ]);
    for (const more of [{ unit: other }, { title: 'LEARNING_FAMILY' }, { period: '2026' }])
      expect(await movements.done(RegisterSubjects, { ...again, ...more })).toMatchObject({ changed: 1 });
  });

  it('takes 1,000 subjects and refuses 1,001, and none', async () => {
    const unit = movements.commune();
    const input = (count: number) => ({ ...at(unit), movement: 'PT', subjects: subjects(count) });
    expect(await movements.refused(RegisterSubjects, input(1001))).toEqual({
      reason: 'TOO_MANY_SUBJECTS',
      field: 'subjects',
      params: { most: 1000, count: 1001 },
    });
    expect(await movements.refusedAs(RegisterSubjects, input(0))).toEqual(['NO_SUBJECTS', 'subjects']);
    expect(await movements.done(RegisterSubjects, input(1000))).toMatchObject({ changed: 1000 });
    const keys = subjects(1000).map(({ key }) => key);
    expect(await movements.done(WithdrawSubjects, { ...at(unit), keys, reason: 'x' })).toEqual({
      changed: 1000,
      version: 2,
    });
  });

  it('is refused beside a tally (rule 7)', async () => {
    const unit = movements.commune();
    await movements.done(ReportTally, { ...at(unit), movement: 'PT', registered: { value: 3 }, source: 'x' });
    const input = { ...at(unit), movement: 'PT', subjects: [subject('A')] };
    expect(await movements.refusedAs(RegisterSubjects, input)).toEqual(['TALLY_EXISTS', 'unit']);
    expect(await movements.refusedAs(RecogniseSubjects, { ...input, decision })).toEqual([
      'TALLY_EXISTS',
      'unit',
    ]);
  });
});

describe('taking back', () => {
  it('of a recognised subject begins with its recognition; then it can be registered again', async () => {
    const unit = movements.commune();
    await register(unit, 'A', 'B');
    await recognise(unit, { keys: ['A'] });
    const [a, reason] = [{ ...at(unit), keys: ['A'], reason: 'Chuyển đi' }, 'Chuyển đi'];
    expect(await movements.refusedAs(WithdrawSubjects, { ...at(unit), keys: ['B', 'A'], reason })).toEqual([
      'RECOGNISED',
      'keys.1',
    ]);
    expect(await movements.refusedAs(RevokeRecognition, { ...a, keys: ['A', 'B'] })).toEqual([
      'NOT_RECOGNISED',
      'keys.1',
    ]);
    await movements.written();
    await movements.done(RevokeRecognition, a);
    expect(await counts(unit)).toEqual(['ROSTER', 2, 0]);
    await movements.done(WithdrawSubjects, a);
    expect(await counts(unit)).toEqual(['ROSTER', 1, 0]);
    const { events, audit } = await movements.written();
    expect(events.map(({ topic, type, version }) => `${topic.slice(10)} ${type} ${version}`)).toEqual([
      'registration RecognitionRevoked 3',
      'cell RecognitionRevoked 3',
      'registration SubjectWithdrawn 4',
      'cell SubjectsWithdrawn 4',
    ]);
    expect(events[2]?.state).toMatchObject({ status: 'WITHDRAWN', reason: 'Chuyển đi', decision: null });
    expect(audit.map(({ action }) => action)).toEqual(['RevokeRecognition', 'WithdrawSubjects']);
    for (const definition of [WithdrawSubjects, RevokeRecognition])
      expect(await movements.refusedAs(definition, a)).toEqual(['NOT_REGISTERED', 'keys.0']);
    await register(unit, 'A');
    expect(await statuses(unit)).toEqual(['A WITHDRAWN', 'A REGISTERED', 'B REGISTERED']);
  });

  it.each([WithdrawSubjects, RevokeRecognition])('asks $name for 1 to 1,000', async (definition) => {
    const unit = movements.commune();
    const input = (keys: string[]) => ({ ...at(unit), ids: null, keys, reason: 'x' });
    expect(await movements.refusedAs(definition, input([]))).toEqual(['NO_SUBJECTS', 'ids']);
    expect(await movements.refusedAs(definition, input(Array(1001).fill('A')))).toEqual([
      'TOO_MANY_SUBJECTS',
      'ids',
    ]);
  });
});

it('goes on after the movement is closed, all but new registrations (rule 8)', async () => {
  const [unit, other] = [movements.commune(), movements.commune()];
  await movements.done(RegisterSubjects, {
    ...at(unit),
    movement: 'PT-3',
    subjects: [subject('A'), subject('B')],
  });
  await movements.done(CloseMovement, { code: 'PT-3' });
  const input = { ...at(unit), movement: 'PT-3', subjects: [subject('C')] };
  expect(await movements.refusedAs(RegisterSubjects, input)).toEqual(['MOVEMENT_NOT_OPEN', 'movement']);
  await recognise(unit, { keys: ['A'], subjects: [subject('D')], movement: 'PT-3' });
  await movements.done(WithdrawSubjects, { ...at(unit), keys: ['B'], reason: 'x' });
  await movements.done(RevokeRecognition, { ...at(unit), keys: ['D'], reason: 'x' });
  await movements.done(ReportTally, {
    ...at(other),
    movement: 'PT-3',
    registered: { value: 3 },
    source: 'x',
  });
  expect(await statuses(unit)).toEqual(['A RECOGNISED', 'B WITHDRAWN', 'D REGISTERED']);
  await movements.done(ReopenMovement, { code: 'PT-3', reason: 'x' });
  await movements.done(RegisterSubjects, input);
});

it('keeps no household key in clear, anywhere', async () => {
  const unit = movements.commune();
  const family = { ...at(unit), title: 'LEARNING_FAMILY', movement: 'PT' };
  const [key, spelt] = ['Sổ hộ khẩu-zq.0017 x', 'SỔ HỘ KHẨU/ZQ0017X'];
  const send = (definition: CommandDefinition, more: object) =>
    movements.done(definition, { ...family, reason: 'x', ...more });
  await send(RegisterSubjects, { subjects: [{ key, name: 'Lò Văn Hoà' }] });
  const again = { ...family, subjects: [{ key: spelt.normalize('NFD'), name: 'Lò Văn Hòa' }] };
  expect(await movements.refusedAs(RegisterSubjects, again)).toEqual([
    'ALREADY_REGISTERED',
    'subjects.0.key',
  ]);
  expect(await movements.refusedAs(WithdrawSubjects, { ...again, keys: ['0018'], reason: 'x' })).toEqual([
    'NOT_REGISTERED',
    'keys.0',
  ]);
  await send(RecogniseSubjects, { decision, keys: [spelt] });
  await send(RevokeRecognition, { keys: [key] });
  await send(WithdrawSubjects, { keys: [spelt] });
  const tables = await movements.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public'`,
  );
  const found = async (table: string, part: string) =>
    (await movements.query(`select 1 from ${table} t where t::text ilike '%' || $1 || '%'`, [part])).length;
  const { digest } = subjectKey('HOUSEHOLD', key, 'a secret of tests, long enough to be one');
  expect([await found('registration', digest), await found('registration', 'Lò Văn Hoà')]).toEqual([1, 1]);
  expect(await found('outbox', digest)).toBe(0);
  for (const { name } of tables)
    for (const part of ['zq0017', 'zq.0017', 'hộ khẩu', 'hộkhẩu'])
      expect([name, part, await found(name, part)]).toEqual([name, part, 0]);
});
