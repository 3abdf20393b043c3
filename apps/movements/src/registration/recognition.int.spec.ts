import { RecogniseSubjects, RecordBaselines, RegisterSubjects, WithdrawSubjects } from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startMovements, type Movements } from '../../../../tests/support/movements.js';

let movements: Movements;
beforeAll(async () => {
  movements = await startMovements();
  await movements.launch('PT', 'LEARNING_CLAN');
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
const idOf = async (unit: string, key: string) =>
  (await movements.roster(unit)).find((row) => row.key === key)?.id ?? '';

describe('recognising (rule 8a)', () => {
  it('is by id, by key and by name at once; who was not registered is, and is flagged', async () => {
    const unit = movements.commune();
    await register(unit, 'A', 'B', 'C', 'D');
    await movements.written();
    const ids = [await idOf(unit, 'A')];
    // A is named twice and counts once; C is on the roster although given with its name.
    const named = { ids, keys: ['a', 'B'], subjects: [subject('C'), subject('E')], movement: 'PT' };
    expect(await recognise(unit, named)).toEqual({ changed: 4, version: 2, warnings: [] });
    const { events, audit } = await movements.written();
    expect(events.map(({ type, state, version }) => [type, state.key, version])).toEqual([
      ['SubjectRecognised', 'A', 2],
      ['SubjectRecognised', 'B', 2],
      ['SubjectRecognised', 'C', 2],
      ['SubjectRecognised', 'E', 1],
      ['SubjectsRecognised', undefined, 2],
    ]);
    expect(events[3]?.state).toMatchObject({
      byRecognition: true,
      status: 'RECOGNISED',
      decision: { number: decision.number },
    });
    expect(
      (await movements.roster(unit)).map((row) => `${row.key} ${row.status} ${row.byRecognition}`),
    ).toEqual([
      'A RECOGNISED false',
      'B RECOGNISED false',
      'C RECOGNISED false',
      'D REGISTERED false',
      'E RECOGNISED true',
    ]);
    expect(await counts(unit)).toEqual(['ROSTER', 5, 4]);
    expect(audit).toMatchObject([{ target: `${unit} LEARNING_CLAN 2025: 4 by 12/QĐ-UBND` }]);
  });

  it('is refused with the field of the first at fault, and changes nothing', async () => {
    const [unit, other] = [movements.commune(), movements.commune()];
    await register(unit, 'A', 'B', 'C', 'W');
    await register(other, 'X');
    await recognise(unit, { keys: ['A'] });
    await movements.done(RecordBaselines, {
      title: 'LEARNING_CLAN',
      period: '2025',
      asOf: '2025-01-01',
      sourceDocument: 'x',
      final: true,
      baselines: [{ unit, value: { value: 4 } }],
    });
    const [a, w, elsewhere] = [await idOf(unit, 'A'), await idOf(unit, 'W'), await idOf(other, 'X')];
    await movements.done(WithdrawSubjects, { ...at(unit), ids: [w], reason: 'x' });
    const movement = 'PT';
    const cases: [reason: string, field: string, input: object][] = [
      ['NOT_REGISTERED', 'ids.0', { ids: [elsewhere] }],
      ['NOT_REGISTERED', 'ids.1', { ids: [a, w] }],
      ['NOT_REGISTERED', 'keys.1', { keys: ['B', 'X'] }],
      ['ALREADY_RECOGNISED', 'ids.0', { ids: [a], keys: ['B'] }],
      ['ALREADY_RECOGNISED', 'keys.1', { keys: ['B', 'a'] }],
      ['ALREADY_RECOGNISED', 'subjects.1.key', { movement, subjects: [subject('B'), subject('A')] }],
      [
        'ALREADY_REGISTERED',
        'subjects.3.key',
        { movement, subjects: ['B', 'N', 'C', 'n'].map((key) => subject(key)) },
      ],
      ['EXCEEDS_BASELINE', 'subjects', { movement, subjects: [subject('N'), subject('O')] }],
      ['MOVEMENT_UNKNOWN', 'movement', { subjects: [subject('N')] }],
      ['NO_SUBJECTS', 'subjects', { ids: [], subjects: [] }],
      ['TOO_MANY_SUBJECTS', 'subjects', { movement, subjects: subjects(1000), keys: ['B'] }],
      ['UNIT_UNKNOWN', 'decision.issuer', { keys: ['B'], decision: { ...decision, issuer: '99991' } }],
      ['UNIT_CLOSED', 'decision.issuer', { keys: ['B'], decision: { ...decision, issuer: '99990' } }],
    ];
    for (const [reason, field, input] of cases)
      expect(await movements.refusedAs(RecogniseSubjects, { ...at(unit), decision, ...input })).toEqual([
        reason,
        field,
      ]);
    expect(await counts(unit)).toEqual(['ROSTER', 3, 1]);
  });

  it('takes decisions of offices since closed, and those signed before the map of units begins', async () => {
    const unit = movements.commune();
    await register(unit, 'A', 'B');
    const signed = (key: string, given: object) =>
      recognise(unit, { keys: [key], decision: { ...decision, ...given } });
    expect(await signed('A', { signedOn: '2025-08-31', issuer: '99990' })).toMatchObject({ changed: 1 });
    expect(await signed('B', { signedOn: '2025-01-15', issuer: '11' })).toMatchObject({ changed: 1 });
  });
});
