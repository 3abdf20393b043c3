import { asked, BAD, changed, spoilt, type Case } from './case.js';
import { codes, counts, cursor, cursors, dates, periods, spoil, textsSpoilt } from './value-cases.js';

const UNHEARD_OF = '019a0000-0000-7000-8000-000000000000';
const enums = ['KING', '', 1, null, 'individual', 'constructor', '__proto__'];
const noIds = ['', 'x', "' or 1=1", null, '\0', 5, {}];
const many = <Item>(count: number, item: (index: number) => Item) =>
  Array.from({ length: count }, (_, n) => item(n));

/** Every free text but stories, which have lines and are longer. */
const texts = textsSpoilt({
  nominateExemplar: ['name', 'position', 'headline', 'headlineEn'],
  supplementExemplar: ['headline'],
  withdrawExemplar: ['reason'],
  reportExemplarTally: ['source'],
  holdConference: ['name', 'honourees.0.name'],
});
const stories: Case[] = ['nominateExemplar', 'supplementExemplar'].flatMap((mutation) => [
  ...spoil(mutation, 'story', [
    '',
    ' \n ',
    'a\0b',
    'a\ud800b',
    'a\u200bb',
    'a\u202eb',
    'x'.repeat(20_001),
    5,
    {},
  ]),
  // What keeps a parser busy is refused at once.
  ...['<'.repeat(10_000), '<!--'.repeat(5_000), '>'.repeat(20_000), '[a]('.repeat(5_000)].map((story, n) =>
    changed(`a story to keep the parser busy, ${n}`, mutation, spoilt(mutation, 'story', story), [
      'BAD_STORY',
      'EXEMPLAR_UNKNOWN',
    ]),
  ),
]);

const steps = [
  'reviewExemplar',
  'supplementExemplar',
  'publishExemplar',
  'announceExemplar',
  'withdrawExemplar',
];
const values: Case[] = [
  ...steps.flatMap((step) => [
    ...spoil(step, 'id', noIds),
    ...spoil(step, 'id', [UNHEARD_OF], ['EXEMPLAR_UNKNOWN']),
    ...spoil(step, 'expectedVersion', [-1, 1.5, 2 ** 53, '1']),
    ...['status', 'slug', 'nominatedBy', 'erased'].map((field) =>
      changed(`${field} given`, step, spoilt(step, field, 'x')),
    ),
  ]),
  ...['status', 'slug', 'basis', 'featured', 'nominatedBy', 'channels', 'id'].map((field) =>
    changed(`${field} given`, 'nominateExemplar', spoilt('nominateExemplar', field, 'x')),
  ),
  ...spoil('nominateExemplar', 'group', enums),
  ...spoil('nominateExemplar', 'unit', codes),
  ...spoil('nominateExemplar', 'unit', ['99999'], ['UNIT_UNKNOWN']),
  ...spoil('nominateExemplar', 'period', periods),
  ...spoil('nominateExemplar', 'movement', ['', 'a b', '\0', 'x'.repeat(61)]),
  ...spoil('nominateExemplar', 'movement', ['NOBODYS'], ['MOVEMENT_UNKNOWN']),
  ...spoil('nominateExemplar', 'minor', ['false', 0, {}]),
  ...spoil('nominateExemplar', 'minor', [null], ['MINOR_UNSTATED']),
  ...spoil('nominateExemplar', 'awards', [[''], [null], ['x'], 5, many(51, () => UNHEARD_OF)]),
  ...spoil('nominateExemplar', 'awards', [[UNHEARD_OF]], ['AWARD_UNKNOWN']),
  ...spoil('reviewExemplar', 'verdict', enums),
  ...spoil('publishExemplar', 'basis', [null, 'CONSENT', {}, []]),
  ...spoil('publishExemplar', 'basis.kind', enums),
  ...spoil(
    'publishExemplar',
    'basis.givenOn',
    dates.filter((date) => date !== null),
  ),
  ...spoil('publishExemplar', 'basis.statement', ['', ' ', 'a\0b', 'x'.repeat(2_001), null]),
  ...spoil('publishExemplar', 'basis.childConsent', ['true', 1]),
  ...spoil('announceExemplar', 'channel', enums),
  ...spoil('announceExemplar', 'on', dates),
  ...spoil('withdrawExemplar', 'consentWithdrawn', ['true', 1]),
  ...['collectives', 'individuals', 'goodPersonsGoodDeeds'].flatMap((count) => [
    ...spoil('reportExemplarTally', count, counts),
    ...spoil('reportExemplarTally', count, [-1], ['BAD_QUANTITY']),
  ]),
  ...spoil('reportExemplarTally', 'unit', codes),
  ...spoil('reportExemplarTally', 'period', periods),
  ...spoil('holdConference', 'heldOn', dates),
  ...spoil('holdConference', 'heldOn', ['2100-12-31'], ['BAD_DATE']),
  ...spoil('holdConference', 'unit', codes),
  ...spoil('holdConference', 'period', periods),
  ...spoil('holdConference', 'honourees.0.kind', enums),
  ...spoil('holdConference', 'honourees.0.unit', codes),
  ...spoil('holdConference', 'honourees.0.unit', ['99999'], ['UNIT_UNKNOWN']),
  ...spoil('holdConference', 'honourees.0.award', ['', 'x', 5]),
  ...spoil('holdConference', 'honourees.0.award', [UNHEARD_OF], ['AWARD_UNKNOWN']),
  ...spoil('holdConference', 'honourees', [[]], ['NOTHING_REPORTED']),
  ...spoil('holdConference', 'collectives', [1], ['TALLY_OR_NAMES']),
  changed(
    '1,001 honourees',
    'holdConference',
    spoilt(
      'holdConference',
      'honourees',
      many(1_001, (n) => ({ name: `Tên ${n}`, kind: 'INDIVIDUAL', unit: '11' })),
    ),
    ['TOO_MANY_SUBJECTS'],
  ),
  changed(
    'the same honouree twice',
    'holdConference',
    spoilt(
      'holdConference',
      'honourees',
      many(2, () => ({ name: 'Lò Thị Hòa', kind: 'INDIVIDUAL', unit: '11' })),
    ),
    ['DUPLICATE_RECIPIENT'],
  ),
  changed('a negative number', 'holdConference', { ...numbers(), collectives: -1 }, ['BAD_QUANTITY']),
  changed('numbers without a source', 'holdConference', { ...numbers(), source: null }, ['SOURCE_REQUIRED']),
];
function numbers() {
  return {
    ...{ name: 'Hội nghị số', heldOn: '2025-04-25', unit: '11', period: '2025' },
    ...{ collectives: 1, individuals: 1, source: 'nguồn' },
  };
}

/** Steps whose arguments are no input. */
const args: Case[] = ['startReview(', 'featureExemplar(featured: true, '].flatMap((step) => [
  ...noIds.map((id) =>
    asked(
      `${step} ${JSON.stringify(id)}`,
      `mutation ($id: ID!) { answer: ${step}id: $id) { ... on Refusal { reason } } }`,
      BAD,
      { variables: { id } },
    ),
  ),
  asked(
    `${step} nobody's`,
    `mutation ($id: ID!) { answer: ${step}id: $id) { ... on Refusal { reason } } }`,
    ['EXEMPLAR_UNKNOWN'],
    { variables: { id: UNHEARD_OF } },
  ),
]);

/** Who may do it at home asks for what is another unit's, or acts there. */
const editor = { role: 'editor', unit: '12' };
const scoped: Case[] = [
  changed('another unit', 'nominateExemplar', spoilt('nominateExemplar', 'unit', '03127'), ['FORBIDDEN'], {
    as: editor,
  }),
  changed('another unit', 'reportExemplarTally', spoilt('reportExemplarTally', 'unit', '11'), ['FORBIDDEN'], {
    as: editor,
  }),
  changed('another unit', 'holdConference', spoilt('holdConference', 'unit', '11'), ['FORBIDDEN'], {
    as: editor,
  }),
  changed(
    "another unit's honouree",
    'holdConference',
    spoilt('holdConference', 'unit', '12'),
    ['FORBIDDEN'],
    { as: editor },
  ),
];

const lists = ['exemplars', 'conferences', 'nominations', 'suggestedExemplars'];
/** The order of nominations is that of their ids alone: a cursor of one text may be one. */
const pages: Case[] = lists.flatMap((list) => [
  ...Object.entries(cursors).map(([what, keys]) =>
    asked(
      `${list}: a cursor ${what}`,
      `query ($after: String) { ${list}(after: $after) { totalCount } }`,
      BAD,
      { variables: { after: cursor(keys) } },
    ),
  ),
  ...[-1, 2.5, 2e9, '5'].map((first) =>
    asked(
      `${list}: first ${JSON.stringify(first)}`,
      `query ($first: Int) { ${list}(first: $first) { totalCount } }`,
      first === 2e9 ? ['DONE'] : BAD,
      { variables: { first } },
    ),
  ),
]);
const ofExemplars: Case[] = [
  ...[
    ['x', '2025-01-01', UNHEARD_OF],
    ['true', 'x', UNHEARD_OF],
    ['true', '2025-01-01', 'x'],
    ['true', '2025-01-01', '\0'],
    ['\0', '2025-01-01', UNHEARD_OF],
  ].map((keys, n) =>
    asked(
      `exemplars: a cursor spoilt, ${n}`,
      'query ($after: String) { exemplars(after: $after) { totalCount } }',
      BAD,
      {
        variables: { after: cursor(keys) },
      },
    ),
  ),
  ...['%', '_', '\\', '"', "'", '.*', '(', '[', '$1', '\0', '\ud800', 'đ\\', 'đ(', 'đ'.repeat(100_000)].map(
    (search) =>
      asked(
        `exemplars: search ${JSON.stringify(search).slice(0, 20)}`,
        'query ($search: String) { exemplars(filter: { search: $search }) { totalCount } nominations(search: $search) { totalCount } }',
        ['DONE'],
        { variables: { search }, shows: /"exemplars":\{"totalCount":0\},"nominations":\{"totalCount":0\}/ },
      ),
  ),
  ...['', "' or 1=1", '\0', '\ud800', 'x'.repeat(100_000), '../../etc'].map((slug) =>
    asked(
      `exemplar ${JSON.stringify(slug).slice(0, 20)}`,
      'query ($slug: ID!) { exemplar(slug: $slug) { name } }',
      ['DONE'],
      { variables: { slug }, shows: /"exemplar":null/ },
    ),
  ),
  ...codes
    .filter((code) => code !== null)
    .map((unit) =>
      asked(
        `exemplars: unit ${JSON.stringify(unit)}`,
        'query ($unit: UnitCode) { exemplars(filter: { unit: $unit }) { totalCount } conferences(unit: $unit) { totalCount } }',
        BAD,
        { variables: { unit } },
      ),
    ),
  asked('exemplars: a unit of nobody', '{ exemplars(filter: { unit: "99999" }) { totalCount } }', [
    'NOT_FOUND',
  ]),
  asked('conferences: a unit of nobody', '{ conferences(unit: "99999") { totalCount } }', ['NOT_FOUND']),
  asked(
    'exemplarsSummary: a unit of nobody',
    '{ exemplarsSummary(unit: "99999", period: "2025") { count } }',
    ['NOT_FOUND'],
  ),
  asked('exemplars: a group that is none', '{ exemplars(filter: { group: KING }) { totalCount } }'),
  asked(
    'exemplars: a filter that is not offered',
    '{ exemplars(filter: { status: "NOMINATED" }) { totalCount } }',
  ),
  asked('exemplars: a field that is not public', '{ exemplars { nodes { minor } } }'),
  asked('exemplars: sorting that is not offered', '{ exemplars(orderBy: "name") { totalCount } }'),
  ...periods
    .filter((period) => period !== null)
    .map((period) =>
      asked(
        `exemplarsSummary: period ${JSON.stringify(period)}`,
        'query ($period: Period!) { exemplarsSummary(unit: "11", period: $period) { count } }',
        BAD,
        { variables: { period } },
      ),
    ),
];

export const exemplarCases: Case[] = [
  ...texts,
  ...stories,
  ...values,
  ...args,
  ...scoped,
  ...pages,
  ...ofExemplars,
];
