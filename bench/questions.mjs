// The four questions, as they are asked of the gateway and of each peer: the same fields, and of each number of them as many.
import { PERIODS } from './data.mjs';

const rate = `unit { code name } title { code name } period asOf basis
  registered { value certainty } recognised { value certainty }
  baseline { value certainty origin asOf sourceDocument }
  registeredRate { percent gap reportedUnits } recognisedRate { percent gap reportedUnits }
  totalUnits warnings stated { percent of source differs } targets { percent of source }`;
const ratesQuery = `query ($unit: UnitCode!, $period: Period!, $breakdown: Boolean, $mapping: UnitMapping) {
  registrationRates(unit: $unit, period: $period, breakdown: $breakdown, mapping: $mapping) { ${rate} } }`;
const honour = `id kind recipient { name kind unit { code name } position posthumous } title form authority achievement
  decision { number signedOn authority issuer { name } } awardedOn period`;
const honoursQuery = `query ($unit: UnitCode!, $period: Period!, $search: String, $after: String) {
  honours(filter: { unit: $unit, period: $period, search: $search }, first: 50, after: $after) {
    nodes { ${honour} } pageInfo { hasNextPage endCursor } } }`;

/** Parts of names, as people type them. */
export const parts = ['nguyen', 'thu ha', 'pao', 'van dung', 'quang', 'oanh', 'le thi', 'xuyen'];

const provinces = ['11', '01', '79', '46', '38', '92'];
const one = (list, n) => list[n % list.length];

/** The n-th question of a kind: over a few provinces, so that each is asked again. */
export const questions = {
  Q1: (n) => ({ unit: one(provinces, n), period: '2025', breakdown: false }),
  Q2: (n) => ({ unit: one(provinces, n), period: '2025', breakdown: true }),
  Q3: (n) => ({ unit: one(provinces, n), period: one(PERIODS, n >> 1) }),
  Q4: (n) => ({ unit: one(provinces, n), period: one(PERIODS, n >> 1), search: one(parts, n >> 2) }),
};
/** The first two of a year before the reform: as it was (below a province were districts; its sum is found as any), and brought to the units of today. */
export const throughTime = Object.fromEntries(
  [
    ['Q1', 'AS_IS'],
    ['Q2', 'AS_WAS'],
    ['Q2', 'AS_IS'],
  ].map(([kind, mapping]) => [
    `${kind} of 2024 ${mapping}`,
    (n) => ({ ...questions[kind](n), period: '2024', mapping }),
  ]),
);
const documents = { Q1: ratesQuery, Q2: ratesQuery, Q3: honoursQuery, Q4: honoursQuery };

/**
 * Body for the gateway; the kind is told by the first two letters. With `salt` no two are equal: a variable that the document does not know, so that no answer
 * that was kept fits.
 */
export const bodyOf = (kind, variables, salt) =>
  JSON.stringify({
    query: documents[kind.slice(0, 2)],
    variables: { ...variables, ...(salt !== undefined && { salt }) },
  });

/** The same questions to a peer; `ids` are those of units by their codes. */
export const peers = {
  'node:http, one SQL': {
    file: 'plain.mjs',
    request: (kind, variables) => ({ path: '/', body: JSON.stringify({ kind, ...variables }) }),
  },
  'Apollo 5 + DataLoader': {
    file: 'apollo.mjs',
    request: (kind, variables) => {
      const rates = kind === 'Q1' || kind === 'Q2';
      const query = rates
        ? `query ($unit: String!, $period: String!, $breakdown: Boolean) { registrationRates(unit: $unit, period: $period, breakdown: $breakdown) { ${rate} } }`
        : `query ($unit: String!, $period: String!, $search: String) { honours(unit: $unit, period: $period, search: $search) { ${honour} } }`;
      return { path: '/', body: JSON.stringify({ query, variables }) };
    },
  },
  'PostGraphile 5': {
    file: 'postgraphile.mjs',
    request: (kind, { unit, period, search }, ids) => {
      const [query, variables] = {
        Q1: [allRates('unitId'), { unit: ids.get(unit), period }],
        Q2: [allRates('parentId'), { unit: ids.get(unit), period }],
        Q3: [
          `query ($unit: UUID!, $period: String!) { allHonours(condition: { provinceId: $unit, period: $period }, orderBy: PLACE_ASC, first: 50) { nodes { ${honourOfRow} } } }`,
          { unit: ids.get(unit), period },
        ],
        Q4: [
          `query ($unit: UUID!, $period: String!, $search: String!) { searchHonours(province: $unit, year: $period, part: $search, first: 50) { nodes { ${honourOfRow} } } }`,
          { unit: ids.get(unit), period, search },
        ],
      }[kind];
      return { path: '/graphql', body: JSON.stringify({ query, variables }) };
    },
  },
};

const rateOfRow = `unitByUnitId { code name } titleByTitleCode { code name } period asOf basis registeredValue registeredCertainty
  recognisedValue recognisedCertainty baselineValue baselineCertainty baselineOrigin baselineAsOf baselineSourceDocument
  registeredPercent registeredGap registeredUnits recognisedPercent recognisedGap recognisedUnits totalUnits warnings stated targets`;
const allRates = (of) =>
  `query ($unit: UUID!, $period: String!) { allRates(condition: { ${of}: $unit, period: $period }) { nodes { ${rateOfRow} } } }`;
const honourOfRow = `rowId kind name subjectKind unitByUnitId { code name } job posthumous title form authority achievement
  decisionByDecisionId { number signedOn authority unitByIssuerId { name } } awardedOn period`;
