import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startWorld, type World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.ask(
    `mutation ($input: DraftMovementInput!) { draftMovement(input: $input) { __typename } launchMovement(code: "M") { __typename } }`,
    {
      input: {
        code: 'M',
        name: 'm',
        launchingAuthority: 'MINISTER',
        launchedBy: 'VN',
        titles: [{ code: 'LEARNING_CLAN' }],
      },
    },
  );
});
afterAll(() => world.stop());

interface Answer {
  data?: Record<string, unknown>;
  errors?: { message: string; extensions: { code: string; field?: string } }[];
}
const post = async (query: string, variables: object = {}, headers: Record<string, string> = {}) => {
  const response = await fetch(`${world.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: await world.authorizationOf('administrator'),
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
  });
  return { response, answer: (await response.json()) as Answer };
};
const report = `mutation ($input: ReportTallyInput!) { reportTally(input: $input) {
  ... on Changed { changed warnings } ... on Refusal { reason message field } } }`;
const tally = (unit: string, value: number) => ({
  input: {
    movement: 'M',
    title: 'LEARNING_CLAN',
    period: '2025',
    unit,
    source: 'báo cáo',
    registered: { value },
  },
});

it('shows what a mutation changed within a second', async () => {
  const times: number[] = [];
  for (let value = 1; value <= 20; value++) {
    expect((await post(report, tally('03127', value))).answer.data?.reportTally).toMatchObject({
      changed: 1,
    });
    const startedAt = performance.now();
    for (let seen = 0; seen !== value;) {
      const { answer } = await post(
        '{ registrationRates(unit: "03127", period: "2025", titles: ["LEARNING_CLAN"]) { registered { value } } }',
      );
      seen =
        (answer.data?.registrationRates as { registered: { value: number } | null }[])[0]?.registered
          ?.value ?? 0;
      expect(performance.now() - startedAt).toBeLessThan(1_000);
    }
    times.push(performance.now() - startedAt);
  }
  expect(times).toHaveLength(20);
});

it('tells the age of its answers', async () => {
  const { answer } = await post('{ readModel { asOf lagSeconds } }');
  const { asOf, lagSeconds } = answer.data?.readModel as { asOf: string; lagSeconds: number };
  expect(Date.now() - Date.parse(asOf)).toBeLessThan(60_000);
  expect(lagSeconds).toBe(0);
});

it('refuses in the language of the caller, with a stable reason and the field at fault', async () => {
  const vietnamese = await post(report, tally('99999', 1));
  expect(vietnamese.answer.data?.reportTally).toEqual({
    reason: 'UNIT_UNKNOWN',
    message: 'Không có đơn vị mang mã 99999 tại thời điểm đó.',
    field: 'unit',
  });
  const english = await post(report, tally('99999', 1), { 'accept-language': 'en-GB,vi;q=0.5' });
  expect(english.answer.data?.reportTally).toMatchObject({
    message: 'No unit bore the code 99999 at that time.',
  });
});

it('answers the same key the same, another body with CONFLICT', async () => {
  const headers = { 'idempotency-key': 'key-of-a-form' };
  const first = await post(report, tally('03166', 7), headers);
  expect(first.answer.data?.reportTally).toEqual({ changed: 1, warnings: [] });
  expect((await post(report, tally('03166', 7), headers)).answer).toEqual(first.answer);
  const other = await post(report, tally('03166', 8), headers);
  expect(other.answer.errors?.[0]?.extensions.code).toBe('CONFLICT');
});

it.each([
  ['{ registrationRates(unit: "11", period: "2024-2026") { period } }', 'BAD_USER_INPUT'],
  ['{ registrationRates(unit: "99", period: "2025") { period } }', 'NOT_FOUND'],
  ['{ registrationRates(unit: "11", period: "2025", titles: ["UNHEARD_OF"]) { period } }', 'NOT_FOUND'],
  ['{ units(first: -1) { totalCount } }', 'BAD_USER_INPUT'],
  ['{ units(after: "!!") { totalCount } }', 'BAD_USER_INPUT'],
  ['{ unit(code: "11", asOf: "2025-02-31") { name } }', 'BAD_USER_INPUT'],
  ['{ nothingOfTheSort }', 'BAD_USER_INPUT'],
  ['{ unit(code: ', 'BAD_USER_INPUT'],
])('answers %s with %s', async (query, code) => {
  const { answer } = await post(query);
  expect(answer.errors?.[0]?.extensions.code).toBe(code);
  expect(JSON.stringify(answer)).not.toMatch(/select |node_modules|\bat .*\.ts/);
});

it('pages units in Vietnamese order and finds them without diacritics', async () => {
  const names: string[] = [];
  let after: string | null = null;
  do {
    const { answer }: { answer: Answer } = await post(
      `query ($after: String) { units(parent: "11", first: 20, after: $after) { nodes { name } pageInfo { hasNextPage endCursor } totalCount } }`,
      { after },
    );
    const page = answer.data?.units as {
      nodes: { name: string }[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
      totalCount: number;
    };
    expect(page.totalCount).toBe(45);
    names.push(...page.nodes.map(({ name }) => name));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  expect(names).toHaveLength(45);
  expect(names).toEqual([...names].sort(new Intl.Collator('vi').compare));
  const { answer } = await post('{ units(search: "dien bien phu") { nodes { name } } }');
  expect(answer.data?.units).toMatchObject({ nodes: [{ name: 'Phường Điện Biên Phủ' }] });
});

it('serves a GraphQL page without any other host', async () => {
  const response = await fetch(`${world.url}/graphql`, { headers: { accept: 'text/html' } });
  const html = await response.text();
  expect(response.headers.get('content-type')).toContain('text/html');
  expect(html).toContain('Thi Đua');
  expect(html).not.toMatch(/<(script|link)[^>]+(src|href)="https?:/);
});

it('says SERVICE_UNAVAILABLE within 2 s when the service is down, and goes on answering', async () => {
  await world.apps.get('movements')?.close();
  world.apps.delete('movements');
  const startedAt = performance.now();
  const { answer } = await post(report, tally('03127', 99));
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  expect(answer.errors?.[0]?.extensions.code).toBe('SERVICE_UNAVAILABLE');
  const { answer: read } = await post(
    '{ registrationRates(unit: "03127", period: "2025") { registered { value } } }',
  );
  expect(read.data?.registrationRates).toEqual([{ registered: { value: 20 } }]);
});
