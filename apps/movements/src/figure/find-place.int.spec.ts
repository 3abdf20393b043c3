import {
  DraftMovement,
  LaunchMovement,
  RecogniseSubjects,
  RecordBaselines,
  RegisterInstitutions,
  RegisterSubjects,
  ReportTally,
  RevokeRecognition,
  SetTargets,
  WithdrawSubjects,
  WithdrawTally,
  type CommandDefinition,
} from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { itRefuses, startMovements, UNTOUCHED, type Movements } from '../../../../tests/support/movements.js';

let movements: Movements;
beforeAll(async () => {
  movements = await startMovements();
  const school = { code: 'TRUONG-1', name: 'THPT Lê Quý Đôn', parent: UNTOUCHED, kind: 'UPPER_SECONDARY' };
  await movements.done(RegisterInstitutions, { institutions: [school] });
  const draft = {
    name: 'Trường học số',
    launchingAuthority: 'PROVINCIAL_CHAIR' as const,
    launchedBy: '11',
    startsOn: '2025-01-01',
    endsOn: '2026-12-31',
    titles: [{ code: 'DIGITAL_SCHOOL', name: 'Trường học số', counts: 'trường' }],
  };
  await movements.done(DraftMovement, { ...draft, code: 'PT' });
  await movements.done(LaunchMovement, { code: 'PT' });
  await movements.done(DraftMovement, { ...draft, code: 'DU-THAO' });
});
afterAll(() => movements.stop());

const place = { title: 'DIGITAL_SCHOOL', period: '2025', unit: UNTOUCHED, movement: 'PT' };
type Place = typeof place;
const subjects = [{ key: '1', name: 'Trường số 1' }];
const decision = { number: '1/QĐ', signedOn: '2025-12-31', authority: 'PROVINCIAL_CHAIR', issuer: '11' };
const source = 'Báo cáo';

/** Unit, title, period and movement of every command about figures, and where a wrong one is told. */
const asks: {
  definition: CommandDefinition;
  unit?: string;
  title?: string;
  levels: string[];
  input: (at: Place) => object;
}[] = [
  { definition: RegisterSubjects, levels: ['VN', '11', 'TRUONG-1'], input: (at) => ({ ...at, subjects }) },
  {
    definition: RecogniseSubjects,
    levels: ['VN', '11', 'TRUONG-1'],
    input: (at) => ({ ...at, subjects, decision }),
  },
  {
    definition: WithdrawSubjects,
    levels: ['VN', '11', 'TRUONG-1'],
    input: (at) => ({ ...at, keys: ['1'], reason: 'x' }),
  },
  {
    definition: RevokeRecognition,
    levels: ['VN', '11', 'TRUONG-1'],
    input: (at) => ({ ...at, keys: ['1'], reason: 'x' }),
  },
  {
    definition: ReportTally,
    levels: ['VN', 'TRUONG-1'],
    input: (at) => ({ ...at, registered: { value: 1 }, source }),
  },
  { definition: WithdrawTally, levels: ['VN', 'TRUONG-1'], input: (at) => ({ ...at, reason: 'x' }) },
  {
    definition: SetTargets,
    title: 'targets.0.title',
    levels: ['TRUONG-1'],
    input: ({ unit, period, title }) => ({
      unit,
      period,
      source,
      targets: [{ title, percent: 70, of: 'RECOGNISED' }],
    }),
  },
  {
    definition: RecordBaselines,
    unit: 'baselines.0.unit',
    levels: ['TRUONG-1'],
    input: ({ unit, period, title }) => ({
      title,
      period,
      asOf: '2025-01-01',
      sourceDocument: source,
      baselines: [{ unit, value: { value: 1 } }],
    }),
  },
];
const enters: CommandDefinition[] = [RegisterSubjects, RecogniseSubjects, ReportTally];

describe.each(asks)('$definition.name', ({ definition, unit = 'unit', title = 'title', levels, input }) => {
  const wrong = (more: Partial<Place>) => () => input({ ...place, ...more });
  itRefuses(() => movements, definition, [
    ['UNIT_UNKNOWN', unit, wrong({ unit: '99991' })],
    ['UNIT_CLOSED', unit, wrong({ unit: '99990' })],
    // Before its first day there was no such unit.
    ['UNIT_UNKNOWN', unit, wrong({ unit: '99990', period: '2024' })],
    ...levels.map((code) => ['UNIT_LEVEL', unit, wrong({ unit: code })] as [string, string, () => object]),
    ['BAD_PERIOD', 'period', wrong({ period: '2024-2025' })],
    ['BAD_PERIOD', 'period', wrong({ period: '2025/2026' })],
  ]);
  if (enters.includes(definition))
    itRefuses(() => movements, definition, [
      ['MOVEMENT_UNKNOWN', 'movement', wrong({ movement: 'KHONG-CO' })],
      ['MOVEMENT_NOT_OPEN', 'movement', wrong({ movement: 'DU-THAO' })],
      ['TITLE_NOT_IN_MOVEMENT', 'title', wrong({ title: 'LEARNING_CLAN' })],
      ['TITLE_NOT_IN_MOVEMENT', 'title', wrong({ title: 'UNKNOWN' })],
      ['PERIOD_NOT_IN_MOVEMENT', 'period', wrong({ period: '2027' })],
    ]);
  else itRefuses(() => movements, definition, [['TITLE_UNKNOWN', title, wrong({ title: 'UNKNOWN' })]]);
});

describe('a recognition without movement', () => {
  const known = (more: Partial<Place>) => () => ({
    ...place,
    movement: null,
    keys: ['1'],
    decision,
    ...more,
  });
  itRefuses(() => movements, RecogniseSubjects, [
    ['TITLE_UNKNOWN', 'title', known({ title: 'UNKNOWN' })],
    ['BAD_PERIOD', 'period', known({ period: '2024-2025' })],
    ['NOT_REGISTERED', 'keys.0', known({ period: '2027' })],
  ]);
});

it('asks of units first, then of the movement, then of title and period', async () => {
  const wrong = { movement: 'KHONG-CO', title: 'UNKNOWN', period: '2024-2025', unit: '99991', subjects };
  const reasons: string[] = [];
  for (const right of [
    {},
    { unit: UNTOUCHED },
    { movement: 'PT' },
    { title: 'DIGITAL_SCHOOL' },
    { period: '2027' },
  ])
    reasons.push((await movements.refused(RegisterSubjects, Object.assign(wrong, right))).reason);
  expect(reasons).toEqual([
    'UNIT_UNKNOWN',
    'MOVEMENT_UNKNOWN',
    'TITLE_NOT_IN_MOVEMENT',
    'BAD_PERIOD',
    'PERIOD_NOT_IN_MOVEMENT',
  ]);
});
