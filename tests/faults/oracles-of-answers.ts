// What people are shown, against plain SQL over the tables of the services (O4), and what one service hears of another.
import { some } from './differences.js';
import { PERIOD, ROSTER, TALLY } from './flow.js';
import type { House } from './house.js';

interface RateRow {
  unit: { code: string };
  title: { code: string };
  registered: { value: number } | null;
  baseline: { value: number } | null;
  registeredRate: { percent: number | null };
  recognisedRate: { percent: number | null };
}
interface HonourPage {
  nodes: { id: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** O4: rates as GraphQL answers them against plain SQL over the rosters, tallies and baselines. */
export async function percentages(house: House): Promise<string[]> {
  const expected = new Map<string, string>();
  const rows = await house.query<{
    unit: string;
    title: string;
    n: number | null;
    r: number | null;
    of: number;
  }>(
    'movements',
    `select u.code as unit, t.title, n.registered as n, n.recognised as r, b.value as of
     from unit u cross join (values ('${ROSTER}'), ('${TALLY}')) t (title)
     join lateral (select value from baseline where unit_id = u.id and title = t.title and period = '${PERIOD}'
       order by as_of desc, recorded_at desc limit 1) b on true
     left join lateral (
       select count(*)::int as registered, count(*) filter (where status = 'RECOGNISED')::int as recognised
       from registration where unit_id = u.id and title = t.title and period = '${PERIOD}' and status <> 'WITHDRAWN'
       having count(*) > 0
       union all
       select (registered ->> 'value')::int, (recognised ->> 'value')::int
       from tally where unit_id = u.id and title = t.title and period = '${PERIOD}' and status = 'CURRENT') n on true`,
  );
  const pools = new Map<string, { n: number; r: number; of: number }>();
  // Rule 5: two decimals, rounded half up.
  const percent = (n: number, of: number) => Math.floor((n * 20_000 + of) / (2 * of)) / 100;
  for (const { unit, title, n, r, of } of rows) {
    if (n === null || r === null) continue;
    expected.set(`${unit} ${title}`, `${n}/${of} ${percent(n, of)} ${percent(r, of)}`);
    const pool = pools.get(title) ?? { n: 0, r: 0, of: 0 };
    pools.set(title, { n: pool.n + n, r: pool.r + r, of: pool.of + of });
  }
  for (const [title, { n, r, of }] of pools)
    expected.set(`11 ${title}`, `${n}/${of} ${percent(n, of)} ${percent(r, of)}`);
  const shown = new Map<string, string>();
  for (const breakdown of [false, true]) {
    const { registrationRates } = await house.ask<{ registrationRates: RateRow[] }>(
      `query ($breakdown: Boolean) {
        registrationRates(unit: "11", period: "${PERIOD}", titles: ["${ROSTER}", "${TALLY}"], breakdown: $breakdown) {
          unit { code } title { code } registered { value } baseline { value }
          registeredRate { percent } recognisedRate { percent } } }`,
      { breakdown },
    );
    for (const { unit, title, registered, baseline, registeredRate, recognisedRate } of registrationRates)
      if (registered)
        shown.set(
          `${unit.code} ${title.code}`,
          `${registered.value}/${baseline?.value} ${registeredRate.percent} ${recognisedRate.percent}`,
        );
  }
  const wrong = [...new Set([...expected.keys(), ...shown.keys()])]
    .filter((key) => expected.get(key) !== shown.get(key))
    .map((key) => `${key} is ${shown.get(key) ?? 'not shown'}, by SQL ${expected.get(key) ?? 'none'}`);
  return wrong.length > 0 ? [`O4 rates: ${some(wrong)}`] : [];
}

/** O4: the honours list against the awards in force. */
export async function honours(house: House): Promise<string[]> {
  const rows = await house.query<{ id: string }>(
    'competitions',
    `select id::text as id from award where status = 'PUBLISHED'`,
  );
  const truth = new Set(rows.map(({ id }) => id));
  const listed = new Set<string>();
  for (let after: string | null = null; ;) {
    const { honours }: { honours: HonourPage } = await house.ask(
      `query ($after: String) { honours(first: 100, after: $after,
         filter: { kinds: [COMMENDATION, EMULATION_TITLE, PRIZE] }) {
         nodes { id } pageInfo { hasNextPage endCursor } } }`,
      { after },
    );
    for (const { id } of honours.nodes) listed.add(id);
    after = honours.pageInfo.endCursor;
    if (!honours.pageInfo.hasNextPage) break;
  }
  const wrong = [...truth, ...listed].filter((id) => truth.has(id) !== listed.has(id));
  return wrong.length > 0 ? [`O4 honours listed or missing wrongly: ${some(wrong)}`] : [];
}

/** O1 between services: an example that rests on a revoked award went back to its reviewer, once for each revocation. */
export async function followed(house: House): Promise<string[]> {
  const rows = await house.query<{ id: string }>(
    'exemplars',
    `select e.id from exemplar e where not e.award_changed and e.status in ('PUBLISHED', 'APPROVED')
     and exists (select from award_copy a where a.id = any(e.awards) and a.status = 'REVOKED')`,
  );
  return rows.length > 0 ? [`O1 rests on a revoked award unnoticed: ${some(rows.map(({ id }) => id))}`] : [];
}
