import {
  CloseMovement,
  DraftMovement,
  isRefusal,
  LaunchMovement,
  RecogniseSubjects,
  RecordBaselines,
  RegisterSubjects,
  ReopenMovement,
  ReportTally,
  RevokeRecognition,
  SetTargets,
  WithdrawSubjects,
  WithdrawTally,
  type CommandDefinition,
} from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startMovements, type Movements } from '../../../tests/support/movements.js';

let movements: Movements;
beforeAll(async () => {
  movements = await startMovements();
  await movements.launch('PT', 'LEARNING_CLAN');
});
afterAll(() => movements.stop());

type Expected = { expectedVersion?: number | null };
const at = (unit: string) => ({ title: 'LEARNING_CLAN', period: '2025', unit });
const subjects = (...keys: string[]) => keys.map((key) => ({ key, name: `Dòng họ ${key}` }));
const register = (unit: string, ...keys: string[]) =>
  movements.done(RegisterSubjects, { ...at(unit), movement: 'PT', subjects: subjects(...keys) });
const tally = (unit: string, value = 5) => ({
  ...at(unit),
  movement: 'PT',
  registered: { value },
  source: 'Báo cáo',
});
const decision = {
  number: '1/QĐ',
  signedOn: '2025-12-01',
  authority: 'COMMUNE_CHAIR' as const,
  issuer: '11',
};
const draft = (code: string) => ({
  code,
  name: 'Phong trào',
  launchingAuthority: 'PROVINCIAL_CHAIR' as const,
  launchedBy: '11',
  titles: [],
});
const movementAt = (status: 'DRAFT' | 'LAUNCHED' | 'CLOSED') => async () => {
  const code = `M-${randomUUID().slice(0, 8)}`;
  await movements.done(DraftMovement, draft(code));
  if (status !== 'DRAFT') await movements.done(LaunchMovement, { code });
  if (status === 'CLOSED') await movements.done(CloseMovement, { code });
  return code;
};
const emptyCommune = async () => movements.commune();
const withRoster = async () => {
  const unit = movements.commune();
  await register(unit, 'A', 'B');
  return unit;
};
const withRecognised = async () => {
  const unit = await withRoster();
  await movements.done(RecogniseSubjects, { ...at(unit), keys: ['A'], decision });
  return unit;
};
const withTally = async () => {
  const unit = movements.commune();
  await movements.done(ReportTally, tally(unit));
  return unit;
};

/** Every editing command: what is there first, its version by then, the field of the version, and the input. */
const rows: [
  definition: CommandDefinition,
  prepare: () => Promise<string>,
  version: number,
  field: string,
  input: (of: string, expected: Expected) => object,
][] = [
  [
    DraftMovement,
    movementAt('DRAFT'),
    1,
    'expectedVersion',
    (code, expected) => ({ ...draft(code), ...expected }),
  ],
  [LaunchMovement, movementAt('DRAFT'), 1, 'expectedVersion', (code, expected) => ({ code, ...expected })],
  [CloseMovement, movementAt('LAUNCHED'), 2, 'expectedVersion', (code, expected) => ({ code, ...expected })],
  [
    ReopenMovement,
    movementAt('CLOSED'),
    3,
    'expectedVersion',
    (code, expected) => ({ code, reason: 'x', ...expected }),
  ],
  [
    SetTargets,
    withRoster,
    1,
    'targets.0.expectedVersion',
    (unit, expected) => ({
      unit,
      period: '2025',
      source: 'QĐ',
      targets: [{ title: 'LEARNING_CLAN', percent: 50, of: 'REGISTERED', ...expected }],
    }),
  ],
  [
    RecordBaselines,
    withRoster,
    1,
    'baselines.0.expectedVersion',
    (unit, expected) => ({
      title: 'LEARNING_CLAN',
      period: '2025',
      asOf: '2025-01-01',
      sourceDocument: 'Niên giám',
      baselines: [{ unit, value: { value: 9 }, ...expected }],
    }),
  ],
  [
    RegisterSubjects,
    withRoster,
    1,
    'expectedVersion',
    (unit, expected) => ({ ...at(unit), movement: 'PT', subjects: subjects('C'), ...expected }),
  ],
  [
    RecogniseSubjects,
    withRoster,
    1,
    'expectedVersion',
    (unit, expected) => ({ ...at(unit), keys: ['A'], decision, ...expected }),
  ],
  [
    WithdrawSubjects,
    withRoster,
    1,
    'expectedVersion',
    (unit, expected) => ({ ...at(unit), keys: ['A'], reason: 'x', ...expected }),
  ],
  [
    RevokeRecognition,
    withRecognised,
    2,
    'expectedVersion',
    (unit, expected) => ({ ...at(unit), keys: ['A'], reason: 'x', ...expected }),
  ],
  [ReportTally, withTally, 1, 'expectedVersion', (unit, expected) => ({ ...tally(unit, 6), ...expected })],
  [
    WithdrawTally,
    withTally,
    1,
    'expectedVersion',
    (unit, expected) => ({ ...at(unit), reason: 'x', ...expected }),
  ],
];
const versionIn = (value: unknown) => {
  const { version, movement } = value as { version?: number; movement?: { version: number } };
  return movement?.version ?? version;
};

describe.each(rows.map((row) => [row[0].name, ...row] as const))(
  '%s',
  (_, definition, prepare, version, field, input) => {
    it('answers CONFLICT to a stale and to a future version, and writes nothing', async () => {
      const of = await prepare();
      const before = await movements.contents();
      for (const expectedVersion of [version - 1, version + 1])
        await expect(movements.send(definition, input(of, { expectedVersion }))).rejects.toMatchObject({
          code: 'CONFLICT',
          field,
        });
      for (const expectedVersion of [-1, 2.5, 2 ** 53, 2 ** 31, '1'])
        await expect(
          movements.send(definition, input(of, { expectedVersion } as never)),
        ).rejects.toMatchObject({ code: 'BAD_USER_INPUT', field });
      expect(await movements.contents()).toEqual(before);
    });

    it('takes the version that is there, says the new one, and the same key has the same answer', async () => {
      const of = await prepare();
      const sending = { idempotencyKey: randomUUID() };
      const done = await movements.send(definition, input(of, { expectedVersion: version }), sending);
      expect('value' in done && versionIn(done.value)).toBe(version + 1);
      // The version that it expected is gone by its own doing.
      expect(await movements.send(definition, input(of, { expectedVersion: version }), sending)).toEqual(
        done,
      );
    });

    it('lets one of two editors win who saw the same version', async () => {
      const of = await prepare();
      const answers = await Promise.allSettled(
        [1, 2].map(() => movements.send(definition, input(of, { expectedVersion: version }))),
      );
      const outcomes = answers.map((answer) => {
        if (answer.status === 'rejected') return (answer.reason as { code: string }).code;
        return isRefusal(answer.value) ? answer.value.refusal.reason : 'done';
      });
      expect(outcomes.sort()).toEqual(['CONFLICT', 'done']);
    });
  },
);

it('version 0 is of what was never entered', async () => {
  const unit = await emptyCommune();
  const input = { ...tally(unit), expectedVersion: 0 };
  expect(await movements.done(ReportTally, input)).toMatchObject({ version: 1 });
  await expect(movements.send(ReportTally, input)).rejects.toMatchObject({ code: 'CONFLICT' });
  const code = `M-${randomUUID().slice(0, 8)}`;
  const first = { ...draft(code), expectedVersion: 0 };
  expect((await movements.done(DraftMovement, first)).movement.version).toBe(1);
  await expect(movements.send(DraftMovement, first)).rejects.toMatchObject({ code: 'CONFLICT' });
});

it('one stale version of a list refuses all of it', async () => {
  const [one, other] = [movements.commune(), movements.commune()];
  await register(one, 'A');
  const before = await movements.contents();
  const listed = {
    title: 'LEARNING_CLAN',
    period: '2025',
    asOf: '2025-01-01',
    sourceDocument: 'Niên giám',
    baselines: [
      { unit: other, value: { value: 9 }, expectedVersion: 0 },
      { unit: one, value: { value: 9 }, expectedVersion: 0 },
    ],
  };
  await expect(movements.send(RecordBaselines, listed)).rejects.toMatchObject({
    code: 'CONFLICT',
    field: 'baselines.1.expectedVersion',
  });
  expect(await movements.contents()).toEqual(before);
});
