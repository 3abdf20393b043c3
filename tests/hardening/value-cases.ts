import { asked, BAD, changed, inputs, spoilt, type Case } from './case.js';

/** Every free text of every mutation. */
const texts: Record<string, string[]> = {
  registerInstitutions: ['institutions.0.name', 'institutions.0.kind'],
  createUnit: ['name', 'nameEn', 'document'],
  renameUnit: ['name', 'nameEn', 'document'],
  moveUnit: ['document'],
  mergeUnits: ['into.name', 'into.nameEn', 'document'],
  splitUnit: ['into.0.name', 'into.0.nameEn', 'document'],
  closeUnit: ['document'],
  draftMovement: ['name', 'nameEn', 'legalBasis.0', 'titles.0.name', 'titles.0.nameEn', 'titles.0.counts'],
  setTargets: ['source'],
  recordBaselines: ['sourceDocument'],
  registerSubjects: ['subjects.0.key', 'subjects.0.name'],
  recogniseSubjects: [
    'subjects.0.key',
    'subjects.0.name',
    'keys.0',
    'decision.number',
    'decision.signatory',
    'decision.position',
  ],
  withdrawSubjects: ['keys.0', 'reason'],
  revokeRecognition: ['keys.0', 'reason'],
  reportTally: ['source', 'stated.0.percent'],
  approveReport: ['reason'],
};
const hidden: Record<string, string> = {
  NUL: 'a\0b',
  'a lone surrogate': 'a\ud800b',
  'a zero-width space': 'a\u200bb',
  'right to left': 'a\u202eb',
  'a line break': 'a\nb',
  nothing: '',
  blanks: ' \u00a0 ',
  '501 characters': 'x'.repeat(501),
};
/** Hidden, missing and endless text at each of the paths. */
export const textsSpoilt = (paths: Record<string, string[]>): Case[] =>
  Object.entries(paths).flatMap(([mutation, ofMutation]) =>
    ofMutation.flatMap((path) =>
      Object.entries(hidden).map(([what, value]) =>
        changed(`${what} in ${path}`, mutation, spoilt(mutation, path, value)),
      ),
    ),
  );

export const spoil = (
  mutation: string,
  path: string,
  values: unknown[],
  expected: readonly string[] = BAD,
): Case[] =>
  values.map((value) =>
    changed(
      `${path} ${JSON.stringify(value).slice(0, 40)}`,
      mutation,
      spoilt(mutation, path, value),
      expected,
    ),
  );

export const dates = [
  '0000-00-00',
  '0000-01-01',
  '9999-12-31',
  '31/02/2025',
  '2025-02-31',
  '2025-13-01',
  '',
  null,
  20250101,
  'now()',
  '2025-01-01T00:00:00Z',
];
export const counts = [2 ** 31, 2 ** 53, 1e308, 1.5, '1', true, null, {}, -(2 ** 31) - 1];
export const periods = [
  '2024-2026',
  '2025-',
  '2025/2024',
  '0000',
  '99999',
  '2025 ',
  '',
  null,
  2025,
  '٢٠٢٥',
  '2025-13',
];
export const codes = [
  '',
  ' 11',
  '11/2',
  "11' or '1'='1",
  '../11',
  'x'.repeat(41),
  null,
  11,
  ['11', '12'],
  {},
];

const valueCases: Case[] = [
  ...spoil('recordBaselines', 'asOf', dates),
  ...spoil('closeUnit', 'on', dates),
  ...spoil('splitUnit', 'into.0.share', [-1, 0, 100, 33.333, '40', true]),
  ...spoil('createUnit', 'level', ['COUNTRY', 'INSTITUTION', 'commune', null]),
  ...spoil('createUnit', 'code', codes),
  ...spoil('createUnit', 'code', ['1', '123456', 'X'], ['UNIT_CODE']),
  ...spoil('recogniseSubjects', 'decision.signedOn', dates),
  ...spoil(
    'draftMovement',
    'startsOn',
    dates.filter((date) => date !== null),
  ),
  ...spoil('reportTally', 'registered.value', counts),
  ...spoil('recordBaselines', 'baselines.0.value.value', counts),
  ...spoil('reportTally', 'registered.value', [-1], ['BAD_QUANTITY']),
  ...spoil('recordBaselines', 'baselines.0.value.value', [-1], ['BAD_QUANTITY']),
  ...spoil('setTargets', 'targets.0.percent', [-1, 0, 1e308, 100.01, 33.333, 1e-9, '50', null, 'NaN', true]),
  ...spoil('reportTally', 'period', periods),
  ...spoil('approveReport', 'period', periods),
  ...spoil('approveReport', 'period', ['2024-2025'], ['BAD_PERIOD']),
  ...spoil('approveReport', 'acceptPartial', ['yes', 1]),
  changed('that has nothing to say', 'approveReport', inputs.approveReport, ['REPORT_EMPTY']),
  ...spoil('registerSubjects', 'unit', codes),
  ...spoil('registerSubjects', 'unit', ['99999'], ['UNIT_UNKNOWN']),
  ...spoil('registerSubjects', 'unit', ['11', 'VN'], ['UNIT_LEVEL']),
  ...spoil('registerSubjects', 'title', ['', 'learning_clan', 'A'.repeat(61), null, "X';--"]),
  ...spoil('registerSubjects', 'title', ['UNHEARD_OF'], ['TITLE_NOT_IN_MOVEMENT']),
  ...spoil('registerSubjects', 'movement', [
    '',
    'a b',
    "'; drop table movement; --",
    'x'.repeat(61),
    null,
    '\0',
  ]),
  ...spoil('registerSubjects', 'movement', ['NOBODYS'], ['MOVEMENT_UNKNOWN']),
  ...spoil('registerSubjects', 'subjects', [null, 'x', [null], [1], [[]]]),
  ...spoil('registerSubjects', 'subjects', [[]], ['NO_SUBJECTS']),
  ...spoil('withdrawSubjects', 'ids', [[''], [null], ['x'], ["' or 1=1"], 5]),
  ...spoil('withdrawSubjects', 'ids', [['019a0000-0000-7000-8000-000000000000']], ['NOT_REGISTERED']),
  ...spoil('recogniseSubjects', 'decision.authority', ['KING', '', 1, null, 'minister']),
  ...spoil('reportTally', 'registered.certainty', ['SURE', 1, '']),
  ...spoil('setTargets', 'targets.0.of', ['BOTH', null, 'constructor', '__proto__']),
  ...spoil('draftMovement', 'kind', ['PARTY', 3]),
  ...spoil('draftMovement', 'titles', [Array(101).fill({ code: 'LEARNING_CLAN' })]),
  ...spoil('draftMovement', 'legalBasis', [Array(101).fill('x')]),
  changed('1,001 subjects', 'registerSubjects', spoilt('registerSubjects', 'subjects', many(1_001)), [
    'TOO_MANY_SUBJECTS',
  ]),
  changed('20,001 subjects', 'registerSubjects', spoilt('registerSubjects', 'subjects', many(20_001)), BAD, {
    heavy: true,
  }),
  changed('20,001 ids', 'withdrawSubjects', spoilt('withdrawSubjects', 'keys', Array(20_001).fill('k'))),
];
function many(count: number) {
  return Array.from({ length: count }, (_, index) => ({ key: `k${index}`, name: 'n' }));
}

/** What a caller must not decide. */
const assigned: Case[] = Object.keys(inputs).flatMap((mutation) =>
  ['role', 'version', 'createdBy'].map((field) =>
    changed(`${field} given`, mutation, spoilt(mutation, field, 'x')),
  ),
);
const nestedAssigned = [
  changed('status given', 'draftMovement', spoilt('draftMovement', 'status', 'LAUNCHED')),
  changed('id given', 'registerSubjects', spoilt('registerSubjects', 'subjects.0.id', 'x')),
  changed('status given', 'registerSubjects', spoilt('registerSubjects', 'subjects.0.status', 'RECOGNISED')),
  changed('version of a count given', 'reportTally', spoilt('reportTally', 'registered.version', 1)),
];

const lists = 'units(first: $first, after: $after) { totalCount nodes { code } }';
const paged = (
  name: string,
  variables: object,
  expected: readonly string[] = BAD,
  more: Partial<Case> = {},
) => asked(name, `query ($first: Int, $after: String) { ${lists} }`, expected, { variables, ...more });
export const cursor = (keys: unknown) => Buffer.from(JSON.stringify(keys)).toString('base64url');
const of = 'unit: "03127", title: "LEARNING_CLAN", period: "2025"';
export const cursors: Record<string, unknown> = {
  'of another list': ['Điện Biên', '11'],
  'that is no uuid': ['x'],
  'with SQL': ["') or 1=1; --"],
  'of a list': [['x']],
  'of null': [null],
  'with NUL': ['\0'],
  'with an object': [{}],
  'that is no list': { length: 1, 0: 'x' },
};
/** The first key of `units` is a name, the second a code. */
const pages: Case[] = [
  ...[2_147_483_648, -(2 ** 40), 2.5, '5', true, [], {}].map((first) =>
    paged(`first ${JSON.stringify(first)}`, { first }),
  ),
  ...[-1, -2_147_483_648].map((first) => paged(`first ${first}`, { first })),
  ...[2_000_000_000, 101, null, 0].map((first) => paged(`first ${first}`, { first }, ['DONE'])),
  asked('first 2e9 as a literal', '{ units(first: 2e9) { totalCount } }'),
  ...['!!', 'x'.repeat(10_000), '\0', 'W10', cursor([1, 2, 3])].map((after) =>
    paged(`after ${after.slice(0, 20)}`, { after }),
  ),
  ...[
    [null, null],
    [1, 2],
    ['x', null],
  ].map((keys) => paged(`after ${JSON.stringify(keys)}`, { after: cursor(keys) })),
  ...['roster', 'tallies', 'baselines', 'targets', 'myWork', 'deadLetters', 'movements'].flatMap((list) =>
    Object.entries(cursors).map(([what, keys]) =>
      asked(
        `${list}: a cursor ${what}`,
        `query ($after: String) { ${list}(${['myWork', 'deadLetters', 'movements'].includes(list) ? '' : `${of}, `}after: $after) { totalCount } }`,
        // A list in order of codes takes any text; another list may have as many keys.
        (list === 'movements' && ['that is no uuid', 'with SQL'].includes(what)) ||
          (list === 'targets' && what === 'of another list')
          ? ['DONE']
          : BAD,
        { variables: { after: cursor(keys) } },
      ),
    ),
  ),
];

const found = (name: string, search: string, total: RegExp) =>
  asked(name, 'query ($search: String) { units(search: $search) { totalCount } }', ['DONE'], {
    variables: { search },
    shows: total,
  });
const none = /"totalCount":0/;
const questions: Case[] = [
  ...["' or '1'='1", '\0', '019a0000-0000-7000-8000-000000000000'].map((id) =>
    asked(
      `lines of the report ${JSON.stringify(id)}`,
      'query ($id: ID!) { approvedReportLines(report: $id) { totalCount } }',
      ['DONE'],
      { variables: { id }, shows: /"totalCount":0/ },
    ),
  ),
  asked(
    'an approved report of a version that cannot be',
    'query ($n: Int) { approvedReport(unit: "11", title: "LEARNING_CLAN", period: "2025", version: $n) { id } }',
    ['DONE'],
    { variables: { n: -1 }, shows: /"approvedReport":null/ },
  ),
  asked('approved reports of a unit that never was', '{ approvedReports(unit: "99999") { totalCount } }', [
    'NOT_FOUND',
  ]),
  ...[
    '%',
    '_',
    '%%',
    '"',
    '\\',
    "' or '1'='1",
    'Điện%',
    '.*',
    '(',
    '[',
    '$1',
    '\0',
    '\ud800',
    'x'.repeat(100_000),
  ].map((search) => found(`search ${JSON.stringify(search).slice(0, 20)}`, search, none)),
  found('search in NFD', 'Điện Biên Phủ'.normalize('NFD'), /"totalCount":1/),
  ...codes.map((code) =>
    asked(`unit ${JSON.stringify(code)}`, 'query ($code: UnitCode!) { unit(code: $code) { code } }', BAD, {
      variables: { code },
    }),
  ),
  ...dates
    .filter((date) => date !== null)
    .map((asOf) =>
      asked(
        `unit as of ${JSON.stringify(asOf)}`,
        'query ($asOf: Date) { unit(code: "11", asOf: $asOf) { code } }',
        BAD,
        { variables: { asOf } },
      ),
    ),
  ...["'", '\0', 'x'.repeat(100_000), '\ud800'].map((code) =>
    asked(
      `movement ${JSON.stringify(code).slice(0, 20)}`,
      'query ($code: ID!) { movement(code: $code) { code } }',
      ['DONE', ...BAD],
      { variables: { code } },
    ),
  ),
  asked('a variable that is missing', 'query ($code: UnitCode!) { unit(code: $code) { code } }'),
  asked('a variable of no use', 'query ($code: UnitCode!) { __typename }', BAD, {
    variables: { code: '11' },
  }),
  asked('a variable more', '{ __typename }', ['DONE'], { variables: { more: 1 } }),
  asked('a variable of another type', 'query ($code: Int!) { unit(code: $code) { code } }', BAD, {
    variables: { code: 1 },
  }),
  asked(
    'titles without end',
    'query ($titles: [TitleCode!]) { registrationRates(unit: "11", period: "2025", titles: $titles) { period } }',
    ['NOT_FOUND'],
    {
      variables: { titles: Array.from({ length: 20_000 }, (_, index) => `T${index}`) },
      heavy: true,
    },
  ),
  asked('sorting that is not offered', '{ units(orderBy: "name; drop table") { totalCount } }'),
  asked('a filter that is not offered', '{ movements(status: "LAUNCHED") { totalCount } }'),
  asked(
    'a movement to reopen for nothing',
    'mutation { reopenMovement(code: "M", reason: "") { __typename } }',
  ),
  asked(
    'a movement to reopen with hidden words',
    'mutation { reopenMovement(code: "M", reason: "a\\u200bb") { __typename } }',
  ),
  asked('a tally to withdraw for nothing', `mutation { withdrawTally(${of}, reason: "  ") { __typename } }`),
  asked(
    'a tally that is not there',
    `mutation { answer: withdrawTally(unit: "03166", title: "LEARNING_CLAN", period: "2025", reason: "nhầm") { ... on Refusal { reason } } }`,
    ['TALLY_UNKNOWN'],
  ),
];

export const values: Case[] = [
  ...textsSpoilt(texts),
  ...valueCases,
  ...assigned,
  ...nestedAssigned,
  ...pages,
  ...questions,
];
