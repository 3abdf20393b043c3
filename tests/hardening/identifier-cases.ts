import { asked, BAD, changed, spoilt, SUBJECT_ELSEWHERE, type Case } from './case.js';

const department = { role: 'department-staff', unit: '11' };
const commune = { role: 'commune-staff', unit: '03127' };
const administrator = { role: 'administrator', unit: '11' };
const UNHEARD_OF = '019a0000-0000-7000-8000-000000000000';

type Rows = [value: unknown, expected: readonly string[]][];
/** No identifier at all. */
const none: Rows = [
  [null, BAD],
  ['', BAD],
];
/** A unit is public: one that is not there is told, one that is another's is FORBIDDEN. */
const unit = (elsewhere: string): Rows => [...none, ['99999', ['UNIT_UNKNOWN']], [elsewhere, ['FORBIDDEN']]];
/** A participant of another unit is as unknown as one that does not exist, by id and by key. */
const ids: Rows = [
  [[null], BAD],
  [[''], BAD],
  [[UNHEARD_OF], ['NOT_REGISTERED']],
  [[SUBJECT_ELSEWHERE], ['NOT_REGISTERED']],
];
const keys: Rows = [
  [[null], BAD],
  [[''], BAD],
  [['elsewhere'], ['NOT_REGISTERED']],
];
/** Movements are public too. A draft that it would replace is one of the identifiers of draftMovement. */
const movement: Rows = [...none, ['NOBODYS', ['MOVEMENT_UNKNOWN']]];

/** Every identifier of every mutation that takes an input, asked by somebody whose role may do it at home. */
const ofInputs: [mutation: string, path: string, as: Case['as'], rows: Rows][] = [
  ['registerInstitutions', 'institutions.0.parent', administrator, unit('12')],
  ['createUnit', 'parent', administrator, unit('12')],
  ['renameUnit', 'unit', administrator, unit('12')],
  ['moveUnit', 'parent', administrator, [...none, ['12', ['FORBIDDEN']]]],
  ['mergeUnits', 'units.0', administrator, unit('12')],
  [
    'mergeUnits',
    'into.parent',
    administrator,
    [
      ['99999', ['UNIT_UNKNOWN']],
      ['12', ['FORBIDDEN']],
    ],
  ],
  ['splitUnit', 'unit', administrator, unit('12')],
  [
    'splitUnit',
    'into.0.parent',
    administrator,
    [
      ['99999', ['UNIT_UNKNOWN']],
      ['12', ['FORBIDDEN']],
    ],
  ],
  ['closeUnit', 'unit', administrator, unit('12')],
  ['draftMovement', 'launchedBy', department, unit('12')],
  ['draftMovement', 'code', undefined, none],
  ['setTargets', 'unit', department, unit('12')],
  ['setTargets', 'targets.0.title', department, none],
  ['recordBaselines', 'baselines.0.unit', commune, unit('03166')],
  ['recordBaselines', 'title', commune, none],
  ['registerSubjects', 'unit', commune, unit('03166')],
  ['registerSubjects', 'movement', commune, movement],
  ['registerSubjects', 'title', commune, none],
  ['recogniseSubjects', 'unit', commune, unit('03166')],
  [
    'recogniseSubjects',
    'movement',
    commune,
    [
      ['', BAD],
      ['NOBODYS', ['MOVEMENT_UNKNOWN']],
    ],
  ],
  ['recogniseSubjects', 'ids', commune, ids],
  ['recogniseSubjects', 'keys', commune, keys],
  ['recogniseSubjects', 'decision.issuer', commune, [...none, ['99999', ['UNIT_UNKNOWN']]]],
  ['withdrawSubjects', 'unit', commune, unit('03166')],
  ['withdrawSubjects', 'ids', commune, ids],
  ['withdrawSubjects', 'keys', commune, keys],
  ['revokeRecognition', 'unit', commune, unit('03166')],
  ['revokeRecognition', 'ids', commune, ids],
  ['revokeRecognition', 'keys', commune, keys],
  ['reportTally', 'unit', department, unit('00004')],
  ['reportTally', 'movement', department, movement],
  ['approveReport', 'unit', department, unit('00004')],
  ['approveReport', 'title', department, [...none, ['UNHEARD_OF', ['TITLE_UNKNOWN']]]],
];
const identifiersOfInputs: Case[] = ofInputs.flatMap(([mutation, path, as, rows]) =>
  rows.map(([value, expected]) =>
    changed(
      `the identifier ${path} ${JSON.stringify(value)}`,
      mutation,
      spoilt(mutation, path, value),
      expected,
      { as },
    ),
  ),
);

const refusal = '{ __typename ... on Refusal { reason } }';
const steps: Record<string, { arguments: string; of12: string }> = {
  launchMovement: { arguments: '', of12: 'DRAFT-OF-12' },
  closeMovement: { arguments: '', of12: 'LAUNCHED-OF-12' },
  reopenMovement: { arguments: ', reason: "x"', of12: 'CLOSED-OF-12' },
};
const identifiersOfSteps: Case[] = Object.entries(steps).flatMap(([mutation, { arguments: more, of12 }]) =>
  [...movement, [of12, ['FORBIDDEN']] as Rows[number]].map(([code, expected]) =>
    asked(
      `${mutation}: the identifier ${JSON.stringify(code)}`,
      `mutation ($code: ID!) { answer: ${mutation}(code: $code${more}) ${refusal} }`,
      expected,
      { variables: { code }, as: department },
    ),
  ),
);
const identifiersOfWithdrawTally: Case[] = unit('03166').map(([code, expected]) =>
  asked(
    `withdrawTally: the identifier unit ${JSON.stringify(code)}`,
    `mutation ($unit: UnitCode!) { answer: withdrawTally(unit: $unit, title: "LEARNING_CLAN", period: "2025", reason: "x") ${refusal} }`,
    expected,
    { variables: { unit: code }, as: commune },
  ),
);

/** The cell of 03151 and the movement DRAFT-OF-12 stand at version 1, M at 2. */
const versions: Rows = [
  ...[0, 7].map((stale): Rows[number] => [stale, ['CONFLICT']]),
  ...[-1, 2.5, 2 ** 53, 2 ** 31, '1'].map((bad): Rows[number] => [bad, BAD]),
];
const versioned: [mutation: string, path: string, change: Record<string, unknown>][] = [
  ['draftMovement', 'expectedVersion', { code: 'DRAFT-OF-12' }],
  ['setTargets', 'targets.0.expectedVersion', { unit: '03151' }],
  ['recordBaselines', 'baselines.0.expectedVersion', { title: 'LEARNING_CLAN' }],
  ['registerSubjects', 'expectedVersion', { unit: '03151' }],
  ['recogniseSubjects', 'expectedVersion', { unit: '03151' }],
  ['withdrawSubjects', 'expectedVersion', { unit: '03151' }],
  ['revokeRecognition', 'expectedVersion', { unit: '03151' }],
  ['reportTally', 'expectedVersion', { unit: '03151' }],
];
const versionsOfInputs: Case[] = versioned.flatMap(([mutation, path, change]) =>
  versions.map(([version, expected]) => {
    const input = { ...spoilt(mutation, path, version), ...change };
    if (mutation === 'recordBaselines')
      Object.assign((input.baselines as object[])[0] ?? {}, { unit: '03151' });
    return changed(`${path} ${JSON.stringify(version)}`, mutation, input, expected);
  }),
);
/** None is approved: whatever version was seen, it was another one. */
const versionsOfReports: Case[] = versions
  .filter(([version]) => version !== 0)
  .map(([version, expected]) =>
    changed(
      `expectedVersion ${JSON.stringify(version)}`,
      'approveReport',
      spoilt('approveReport', 'expectedVersion', version),
      expected,
    ),
  );
const versionsOfArguments: Case[] = [
  ...Object.entries(steps).map(([mutation, { arguments: more }]) => [mutation, `code: "M"${more}`] as const),
  ['withdrawTally', 'unit: "03151", title: "LEARNING_CLAN", period: "2025", reason: "x"'] as const,
].flatMap(([mutation, more]) =>
  versions.map(([version, expected]) =>
    asked(
      `${mutation}: expectedVersion ${JSON.stringify(version)}`,
      `mutation ($version: Int) { answer: ${mutation}(${more}, expectedVersion: $version) ${refusal} }`,
      expected,
      { variables: { version } },
    ),
  ),
);

/** Identifiers that are null, empty, unknown or another unit's, and versions that are stale, of the future or none. */
export const identifiers: Case[] = [
  ...identifiersOfInputs,
  ...identifiersOfSteps,
  ...identifiersOfWithdrawTally,
  changed(
    "the code of another unit's draft",
    'draftMovement',
    { ...spoilt('draftMovement', 'code', 'DRAFT-OF-12'), launchedBy: '11' },
    ['FORBIDDEN'],
    { as: department },
  ),
  ...versionsOfInputs,
  ...versionsOfReports,
  ...versionsOfArguments,
];
