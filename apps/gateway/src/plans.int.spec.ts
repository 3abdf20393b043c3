import { awards, cells, titles } from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { awardState } from '../../../tests/support/awards.js';
import { emptyCell, exactly } from '../../../tests/support/cells.js';
import { idOf, learningClan, startGateway, type Gateway } from '../../../tests/support/gateway.js';
import { hashOf, persistedDocuments } from './persisted.js';
import { Plans } from './plans.js';

/** Who takes several kinds of answers has them from Apollo. */
const BY_APOLLO = 'application/json, */*';
const RATES = `query ($unit: UnitCode!, $period: Period = "2025", $breakdown: Boolean) {
  registrationRates(unit: $unit, period: $period, breakdown: $breakdown) { unit { code name } registered { value } registeredRate { percent gap } } }`;
const HONOURS = `query Lines($filter: HonourFilter) { honours(filter: $filter) { nodes { id recipient { name unit { code } } } totalCount } }`;

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
  await gateway.say(titles, learningClan);
  const registered = exactly(7);
  const figures = { unitId: idOf('03127'), title: 'LEARNING_CLAN', basis: 'ROSTER' as const, registered };
  await gateway.say(cells, { ...emptyCell(figures), registered });
  await gateway.say(awards, awardState('a', { unitId: idOf('03127') }));
});
afterAll(() => gateway.stop());

/** Never the same twice, so that no kept answer fits. */
let salt = 0;
interface Asked {
  query: string;
  variables: unknown;
  operationName?: unknown;
}
async function answerOf(response: Response) {
  const headers = Object.fromEntries(response.headers);
  const unlike = ['x-correlation-id', 'date', 'connection', 'keep-alive'];
  expect(headers['x-correlation-id']).toMatch(/^[0-9a-f-]{32,36}$/);
  for (const name of unlike) delete headers[name];
  return { status: response.status, headers, body: await response.text() };
}
async function ask(asked: Asked, accept = '*/*') {
  const variables = { ...(asked.variables as object), salt: salt++ };
  const body = JSON.stringify({ ...asked, variables });
  const headers = { 'content-type': 'application/json', accept };
  return answerOf(await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body }));
}

describe('a question that came before is answered by its plan', () => {
  it.each<[string, Asked]>([
    ['rates', { query: RATES, variables: { unit: '11', breakdown: true } }],
    ['rates of a unit', { query: RATES, variables: { unit: '03127' } }],
    ['a page', { query: HONOURS, variables: { filter: { unit: '11' } } }],
    ['a page, by name', { query: HONOURS, variables: {}, operationName: 'Lines' }],
    ['an unknown unit', { query: RATES, variables: { unit: '99' } }],
    ['no unit', { query: RATES, variables: {} }],
    ['a wrong period', { query: RATES, variables: { unit: '11', period: 'soon' } }],
    ['no such operation', { query: HONOURS, variables: {}, operationName: 'Other' }],
  ])('as Apollo does: %s', async (_, asked) => {
    const good = asked.query === RATES ? { unit: '11' } : {};
    for (let times = 0; times < 2; times++) await ask({ ...asked, variables: good });
    const { operationName = null } = asked as { operationName?: string };
    const question = { hash: hashOf(asked.query), operationName, variables: {} };
    expect(gateway.app.get(Plans).rowsOf(question) === null).toBe(operationName === 'Other');
    expect(await ask(asked)).toEqual(await ask(asked, BY_APOLLO));
  });

  it('and a document of the portal, which caches keep', async () => {
    const query = persistedDocuments.find((document) => document.startsWith('query RatesBelow')) ?? '';
    const extensions = JSON.stringify({ persistedQuery: { version: 1, sha256Hash: hashOf(query) } });
    const get = async (variables: string, accept = '*/*') => {
      const asked = new URLSearchParams({ extensions, variables, salt: `${salt++}` });
      return answerOf(await fetch(`${gateway.url}/graphql?${asked}`, { headers: { accept } }));
    };
    const variables = JSON.stringify({ unit: '11', period: '2025' });
    for (let times = 0; times < 2; times++) await get(variables);
    const answer = await get(variables);
    expect(answer.headers.etag).toBeDefined();
    expect(answer.body).toContain('"value":7');
    for (const asked of [variables, '{"unit":"99","period":"2025"}', '{', '[]', ''])
      expect([asked, await get(asked)]).toEqual([asked, await get(asked, BY_APOLLO)]);
  });

  it.each([
    ['[]', []],
    ['text', 'text'],
    ['a number', 1],
    ['nothing', null],
  ])('and as Apollo does where the variables are %s', async (_, variables) => {
    const query = '{ registrationRates(unit: "11", period: "2025") { unit { code } } }';
    const post = async (accept: string) => {
      const body = JSON.stringify({ query, variables });
      const headers = { 'content-type': 'application/json', accept };
      return fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body });
    };
    for (let times = 0; times < 2; times++) await ask({ query, variables: {} });
    const [plain, byApollo] = [await post('*/*'), await post(BY_APOLLO)];
    expect([plain.status, await plain.text()]).toEqual([byApollo.status, await byApollo.text()]);
  });
});
