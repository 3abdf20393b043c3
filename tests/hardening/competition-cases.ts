import { newCertificateCode } from '@app/certificates';
import { asked, BAD, changed, spoilt, type Case } from './case.js';
import { codes, counts, cursor, cursors, dates, periods, spoil, textsSpoilt } from './value-cases.js';

const decision = ['number', 'signatory', 'position'];
const under = (path: string, fields: string[]) => fields.map((field) => `${path}.${field}`);
const recipient = [
  'name',
  'position',
  'identity',
  'certificateNumber',
  'evidence.0.title',
  'evidence.0.decision',
];

/** Every free text of every mutation; an achievement may be longer than the others. */
const texts = textsSpoilt({
  openCompetition: ['name', 'nameEn', 'ranks.0.code', 'ranks.0.name'],
  submitEntries: [
    ...under('entries.0', ['code', 'title', 'field', 'supervisors.0']),
    ...under('entries.0.members.0', ['name', 'identity']),
  ],
  awardPrizes: ['prizes.0.entry', 'prizes.0.rank'],
  removePrizes: ['prizes.0.entry', 'prizes.0.rank'],
  publishResults: under('decision', decision),
  reportCompetitionTally: ['name', 'nameEn', 'source', 'ranks.0.code', 'ranks.0.name'],
  recordExternalPrizes: under('prizes.0', [
    'competition',
    'organiserName',
    'rank',
    'title',
    'members.0.name',
    'decisionNumber',
  ]),
  recordCommendations: [...under('decision', decision), ...under('recipients.0', recipient)],
  recordEmulationTitles: [...under('decision', decision), ...under('recipients.0', recipient)],
  reportAwardTally: ['achievement', 'source'],
  correctAwards: [...under('decision', decision), ...under('corrections.0', ['name', 'position']), 'reason'],
  revokeAwards: ['decision.number', ...under('revocation', decision), 'reason'],
  restoreAwards: ['decision.number', ...under('restoration', decision), 'reason'],
  decideDuplicate: ['note'],
});

const UNHEARD_OF = '019a0000-0000-7000-8000-000000000000';
const many = <Item>(count: number, item: (index: number) => Item) =>
  Array.from({ length: count }, (_, n) => item(n));
const enums = ['KING', '', 1, null, 'giay_khen', 'constructor', '__proto__'];
const noIds = ['', 'x', "' or 1=1", null, '\0'];
const values: Case[] = [
  ...spoil('recordCommendations', 'decision.signedOn', dates),
  ...spoil('recordExternalPrizes', 'prizes.0.awardedOn', dates),
  ...spoil(
    'recordCommendations',
    'recipients.0.birthDate',
    dates.filter((date) => date !== null),
  ),
  ...spoil('reportAwardTally', 'collectives', counts),
  ...spoil('reportCompetitionTally', 'entries', counts),
  ...spoil('reportCompetitionTally', 'ranks.0.count', counts),
  ...spoil('reportAwardTally', 'collectives', [-1], ['BAD_QUANTITY']),
  ...spoil('reportCompetitionTally', 'entries', [-1], ['BAD_QUANTITY']),
  ...spoil('reportCompetitionTally', 'entries', [0], ['TOO_MANY_PRIZES']),
  ...spoil('openCompetition', 'ranks.0.quota', [-1], ['BAD_QUANTITY']),
  ...spoil('openCompetition', 'period', periods),
  ...spoil('recordCommendations', 'period', periods),
  ...spoil('openCompetition', 'organiser', codes),
  ...spoil('openCompetition', 'organiser', ['99999'], ['UNIT_UNKNOWN']),
  ...spoil('recordCommendations', 'recipients.0.unit', codes),
  ...spoil('recordCommendations', 'recipients.0.unit', ['99999'], ['UNIT_UNKNOWN']),
  ...spoil('openCompetition', 'code', [
    '',
    'a b',
    'x'.repeat(61),
    null,
    '\0',
    "'; drop table competition; --",
  ]),
  ...spoil('submitEntries', 'competition', ['NOBODYS'], ['COMPETITION_UNKNOWN']),
  ...spoil('submitEntries', 'competition', ['', '\0', null]),
  ...spoil('awardPrizes', 'prizes', [null, 'x', [null], [{}]]),
  ...spoil('recordCommendations', 'form', enums),
  ...spoil('recordCommendations', 'recipients.0.kind', enums),
  ...spoil('recordCommendations', 'decision.authority', enums),
  ...spoil('recordEmulationTitles', 'title', ['BANG_KHEN', ...enums]),
  ...spoil('revokeAwards', 'ground', enums),
  ...spoil('correctAwards', 'corrections.0.id', noIds),
  ...spoil('correctAwards', 'corrections.0.id', [UNHEARD_OF], ['AWARD_UNKNOWN']),
  ...spoil('revokeAwards', 'awards', [[''], [null], ['x'], 5]),
  ...spoil('revokeAwards', 'decision.number', ['NOBODYS', 'x/y"\\'], ['DECISION_UNKNOWN']),
  ...spoil('revokeAwards', 'decision.year', [0, 2 ** 31, '2025', null]),
  ...spoil('revokeAwards', 'decision.issuer', codes),
  ...spoil('decideDuplicate', 'id', noIds),
  ...spoil('decideDuplicate', 'id', [UNHEARD_OF], ['DUPLICATE_UNKNOWN']),
  ...spoil('decideDuplicate', 'same', [null, 'true', 1]),
  changed(
    '2,001 characters',
    'recordCommendations',
    spoilt('recordCommendations', 'recipients.0.achievement', 'x'.repeat(2_001)),
  ),
  changed(
    '1,001 recipients',
    'recordCommendations',
    spoilt(
      'recordCommendations',
      'recipients',
      many(1_001, (n) => ({ name: `Tên ${n}`, kind: 'INDIVIDUAL', unit: '11', achievement: 'x' })),
    ),
    ['TOO_MANY_SUBJECTS'],
  ),
  ...['status', 'certificates', 'id'].map((field) =>
    changed(
      `${field} given`,
      'recordCommendations',
      spoilt('recordCommendations', `recipients.0.${field}`, 'x'),
    ),
  ),
  ...['basis', 'decision', 'status'].map((field) =>
    changed(`${field} given`, 'openCompetition', spoilt('openCompetition', field, 'PUBLISHED')),
  ),
  asked(
    'entries to withdraw for nothing',
    'mutation { withdrawEntries(competition: "C", entries: ["E"], reason: " ") { __typename } }',
  ),
  asked(
    'entries of nobody to withdraw',
    'mutation { answer: withdrawEntries(competition: "NOBODYS", entries: ["a/b"], reason: "x") { ... on Refusal { reason } } }',
    ['COMPETITION_UNKNOWN'],
  ),
  asked(
    'prizes of others to remove for nothing',
    `mutation { removeExternalPrizes(awards: ["${UNHEARD_OF}"], reason: " ") { __typename } }`,
  ),
  asked(
    'a prize of nobody to remove',
    `mutation { answer: removeExternalPrizes(awards: ["${UNHEARD_OF}"], reason: "x") { ... on Refusal { reason } } }`,
    ['AWARD_UNKNOWN'],
  ),
  ...noIds.map((id) =>
    asked(
      `prizes to remove by ${JSON.stringify(id)}`,
      'mutation ($awards: [ID!]!) { answer: removeExternalPrizes(awards: $awards, reason: "x") { ... on Refusal { reason } } }',
      BAD,
      { variables: { awards: [id] } },
    ),
  ),
  asked(
    'a decision of nobody to publish',
    'mutation ($decision: DecisionRef!) { answer: publishCommendations(decision: $decision) { ... on Refusal { reason } } }',
    ['DECISION_UNKNOWN'],
    { variables: { decision: { number: '1', authority: 'MINISTER', issuer: 'VN', year: 2025 } } },
  ),
];

const lists = {
  honours: '',
  competitions: '',
  decisions: '',
  possibleDuplicates: '',
  entries: 'competition: "C", ',
  awards: `decision: "${UNHEARD_OF}", `,
};
/** What is a cursor of a list in order of codes, or may be one. */
const fits: Record<string, string[]> = {
  entries: ['that is no uuid', 'with SQL'],
  competitions: ['of another list'],
};
const pages: Case[] = Object.entries(lists).flatMap(([list, given]) => [
  ...Object.entries(cursors).map(([what, keys]) =>
    asked(
      `${list}: a cursor ${what}`,
      `query ($after: String) { ${list}(${given}after: $after) { totalCount } }`,
      fits[list]?.includes(what) ? ['DONE'] : BAD,
      { variables: { after: cursor(keys) } },
    ),
  ),
  ...[-1, 2.5, 2e9, '5'].map((first) =>
    asked(
      `${list}: first ${JSON.stringify(first)}`,
      `query ($first: Int) { ${list}(${given}first: $first) { totalCount } }`,
      first === 2e9 ? ['DONE'] : BAD,
      { variables: { first } },
    ),
  ),
]);
/** As many keys as the list has, of other types than they are. */
const keys = [...many(5, () => '1'), '11', 'a', 'b', 'c', UNHEARD_OF];
const honours: Case[] = [
  ...keys.flatMap((_, at) => {
    const spoiltKeys = ['x', '99999999999', '\0'].map((key) =>
      keys.map((held, n) => (n === at ? key : held)),
    );
    // The names in the order are texts; PostgreSQL takes no NUL.
    return spoiltKeys
      .filter(([...held]) => at < 5 || at === 9 || held[at] === '\0')
      .map((held, n) =>
        asked(
          `honours: a cursor with key ${at} spoilt, ${n}`,
          'query ($after: String) { honours(after: $after) { totalCount } }',
          BAD,
          {
            variables: { after: cursor(held) },
          },
        ),
      );
  }),
  ...[
    '%',
    '_',
    '\\',
    '"',
    "'",
    '.*',
    '(',
    '[',
    '$1',
    '\0',
    '\ud800',
    'đ\\',
    'đ(',
    'đ[',
    'đ%',
    'đ'.repeat(100_000),
    'x'.repeat(100_000),
  ].map((search) =>
    asked(
      `honours: search ${JSON.stringify(search).slice(0, 20)}`,
      'query ($search: String) { honours(filter: { search: $search }) { totalCount } }',
      ['DONE'],
      { variables: { search }, shows: /"totalCount":0/ },
    ),
  ),
  ...codes
    .filter((code) => code !== null)
    .map((unit) =>
      asked(
        `honours: unit ${JSON.stringify(unit)}`,
        'query ($unit: UnitCode) { honours(filter: { unit: $unit }) { totalCount } }',
        BAD,
        {
          variables: { unit },
        },
      ),
    ),
  asked('honours: a unit of nobody', '{ honours(filter: { unit: "99999" }) { totalCount } }', ['NOT_FOUND']),
  asked('honours: a kind that is none', '{ honours(filter: { kinds: [KING] }) { totalCount } }'),
  asked('honours: kinds that are null', '{ honours(filter: { kinds: [null] }) { totalCount } }'),
  asked('honours: sorting that is not offered', '{ honours(orderBy: "name; drop table") { totalCount } }'),
  asked('honours: a filter that is not offered', '{ honours(filter: { status: "DRAFT" }) { totalCount } }'),
  ...['\0', "' or 1=1", 'x'.repeat(1_000)].map((competition) =>
    asked(
      `honours: competition ${JSON.stringify(competition).slice(0, 20)}`,
      'query ($competition: ID) { honours(filter: { competition: $competition }) { totalCount } }',
      ['DONE'],
      { variables: { competition }, shows: /"totalCount":0/ },
    ),
  ),
  ...periods
    .filter((period) => period !== null)
    .map((period) =>
      asked(
        `honoursSummary: period ${JSON.stringify(period)}`,
        'query ($period: Period!) { honoursSummary(unit: "11", period: $period) { count } }',
        BAD,
        { variables: { period } },
      ),
    ),
  asked('honoursSummary: a unit of nobody', '{ honoursSummary(unit: "99999", period: "2025") { count } }', [
    'NOT_FOUND',
  ]),
  ...[
    'statutoryMovements(unit: "99999", period: "2025") { count }',
    'statutoryCommendations(level: STATE, unit: "99999", period: "2025") { otherPeriods }',
  ].map((field) => asked(`${field.split('(')[0]}: a unit of nobody`, `{ ${field} }`, ['NOT_FOUND'])),
  ...[
    'statutoryMovements(unit: "11", period: "2025/2025") { count }',
    'statutoryCommendations(level: STATE, unit: "11", period: "2025-2027") { otherPeriods }',
    'statutoryCommendations(level: COMMUNE, unit: "11", period: "2025") { otherPeriods }',
  ].map((field) => asked(field, `{ ${field} }`, BAD)),
  ...["'", '\0', 'x'.repeat(100_000), '\ud800'].map((code) =>
    asked(
      `competition ${JSON.stringify(code).slice(0, 20)}`,
      'query ($code: ID!, $text: String) { competition(code: $code) { code } entries(competition: $code, field: $text) { totalCount } awards(decision: $code) { totalCount } decisions(number: $text) { totalCount } }',
      ['DONE'],
      {
        variables: { code, text: code },
        shows:
          /"competition":null,"entries":\{"totalCount":0\},"awards":\{"totalCount":0\},"decisions":\{"totalCount":0\}/,
      },
    ),
  ),
];

const unheardOf = newCertificateCode();
const certificates: Case[] = [
  ...[
    '',
    ' ',
    '%',
    "' or 1=1",
    '\0',
    '\ud800',
    `${unheardOf}0`,
    unheardOf.slice(1),
    'x'.repeat(100_000),
    '[{"code":""}]',
  ].map((code) =>
    asked(
      `certificate ${JSON.stringify(code).slice(0, 20)}`,
      'query ($code: ID!) { certificate(code: $code) { status } }',
      ['DONE'],
      {
        variables: { code },
        shows: /"status":"MISTYPED"/,
      },
    ),
  ),
  asked('certificate of nobody', 'query ($code: ID!) { certificate(code: $code) { status } }', ['DONE'], {
    variables: { code: unheardOf },
    shows: /"status":"UNKNOWN"/,
  }),
  ...[null, [], {}, true].map((code) =>
    asked(
      `certificate ${JSON.stringify(code)}`,
      'query ($code: ID!) { certificate(code: $code) { status } }',
      BAD,
      {
        variables: { code },
      },
    ),
  ),
];

export const competitionCases: Case[] = [...texts, ...values, ...pages, ...honours, ...certificates];
