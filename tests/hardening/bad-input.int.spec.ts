import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { eventually } from '../support/eventually.js';
import { startWorld, type World } from '../support/world.js';
import { inputs, spoilt, SUBJECT_ELSEWHERE, type Case } from './case.js';
import { competitionCases } from './competition-cases.js';
import { exemplarCases } from './exemplar-cases.js';
import { identifiers } from './identifier-cases.js';
import { documents, requests } from './request-cases.js';
import { values } from './value-cases.js';

let world: World;
let subjectElsewhere: string;
const register = `mutation ($input: RegisterSubjectsInput!) { answer: registerSubjects(input: $input) { __typename } }`;
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
  for (const code of ['DRAFT-OF-12', 'LAUNCHED-OF-12', 'CLOSED-OF-12'])
    await world.ask(
      `mutation ($input: DraftMovementInput!) { draftMovement(input: $input) { __typename }
         ${code === 'DRAFT-OF-12' ? '' : `launchMovement(code: "${code}") { __typename }`}
         ${code === 'CLOSED-OF-12' ? `closeMovement(code: "${code}") { __typename }` : ''} }`,
      { input: { code, name: 'm', launchingAuthority: 'PROVINCIAL_CHAIR', launchedBy: '12', titles: [] } },
    );
  await world.ask(register, {
    input: {
      ...inputs.registerSubjects,
      unit: '03151',
      subjects: [{ key: 'elsewhere', name: 'Dòng họ khác' }],
    },
  });
  subjectElsewhere = await eventually(async () => {
    const { roster } = await world.ask<{ roster: { nodes: [{ id: string }] } }>(
      '{ roster(unit: "03151", title: "LEARNING_CLAN", period: "2025") { nodes { id } } }',
    );
    return roster.nodes[0].id;
  });
});
afterAll(() => world.stop());

const PROBED_WITHIN_MS = 200;
const REFUSED_WITHIN_MS = 200;

async function send({ method = 'POST', search = '', headers, body: given, as }: Case) {
  const body = typeof given === 'string' ? given.replaceAll(SUBJECT_ELSEWHERE, subjectElsewhere) : given;
  const authorization = as
    ? await world.issuer.authorization('x', as)
    : await world.authorizationOf('administrator');
  const startedAt = performance.now();
  const response = await request(`${world.url}/graphql${search}`, {
    method: method as 'POST',
    headers: { authorization, ...headers },
    body: method === 'GET' ? null : (body ?? null),
  });
  const text = await response.body.text();
  return { status: response.statusCode, headers: response.headers, text, ms: performance.now() - startedAt };
}
async function probe(): Promise<number> {
  const startedAt = performance.now();
  const { statusCode, body } = await request(`${world.url}/health/live`);
  await body.text();
  expect(statusCode).toBe(200);
  return performance.now() - startedAt;
}

interface Told {
  data?: Record<string, { reason?: string } | null> | null;
  errors?: { message: string; extensions: { code: string } }[];
}
/** The code of the error, the reason of the refusal, or DONE. */
const outcomeOf = ({ data, errors }: Told): string =>
  errors?.[0]?.extensions.code ?? Object.values(data ?? {})[0]?.reason ?? 'DONE';

const cases = [...documents, ...requests, ...values, ...identifiers, ...competitionCases, ...exemplarCases];

it('covers at least 200 cases, each named once', () => {
  const names = cases.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  expect(cases.length).toBeGreaterThanOrEqual(200);
});

describe.each([
  ['documents', documents],
  ['requests', requests],
  ['values', values],
  ['identifiers and versions', identifiers],
  ['competitions and honours', competitionCases],
  ['examples and conferences', exemplarCases],
])('%s', (_, table) => {
  it.each(table.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    const [answer, probedMs] = await Promise.all([send(one), probe()]);
    const told = JSON.parse(answer.text) as Told;
    const outcome = outcomeOf(told);
    const right = one.expected.includes(outcome);
    // Shows the answer when it is wrong.
    expect({ outcome, right, text: right ? '' : answer.text.slice(0, 300) }).toEqual({
      outcome,
      right: true,
      text: '',
    });
    const refused = told.errors && !told.data;
    expect(answer.status).toBeGreaterThanOrEqual(200);
    expect(answer.status).toBeLessThan(500);
    if (one.status) expect(answer.status).toBe(one.status);
    else if (!refused) expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toMatch(/^application\/(graphql-response\+)?json/);
    // No stack, no SQL, no path of ours; and no echo of what was sent without end.
    expect(answer.text).not.toMatch(
      /node_modules|\bat .*\.[tj]s|select .* from|insert into|QueryFailed|pg_/i,
    );
    expect(answer.text.length).toBeLessThan(20_000);
    if (one.shows) expect(answer.text).toMatch(one.shows);
    let [quickest, quickestProbe] = [answer.ms, probedMs];
    // Other tests use the same processors: what once takes no longer than the bound does not need longer.
    const tooSlow = () =>
      quickestProbe >= PROBED_WITHIN_MS || (one.heavy === true && quickest >= REFUSED_WITHIN_MS);
    for (let again = 0; again < 8 && tooSlow(); again++) {
      const [another, anotherProbe] = await Promise.all([send(one), probe()]);
      [quickest, quickestProbe] = [Math.min(quickest, another.ms), Math.min(quickestProbe, anotherProbe)];
    }
    expect(quickestProbe).toBeLessThan(PROBED_WITHIN_MS);
    if (one.heavy) expect(quickest).toBeLessThan(REFUSED_WITHIN_MS);
  });
});

it('stores what comes in NFD as NFC', async () => {
  const name = 'Dòng họ Lường Thị Ửng';
  const input = {
    ...inputs.registerSubjects,
    subjects: [{ key: 'NFD'.normalize('NFD'), name: name.normalize('NFD') }],
  };
  await world.ask(register, { input });
  await eventually(async () => {
    const { roster } = await world.ask<{ roster: { nodes: { name: string }[] } }>(
      '{ roster(unit: "03127", title: "LEARNING_CLAN", period: "2025") { nodes { name } } }',
    );
    expect(roster.nodes.map((row) => row.name)).toEqual([name.normalize('NFC')]);
  });
});

it('answers the same key with another body with CONFLICT, and changes nothing', async () => {
  const headers = { 'content-type': 'application/json', 'idempotency-key': 'one' };
  const sent = (key: string) =>
    send({
      name: key,
      headers,
      body: JSON.stringify({
        query: register,
        variables: { input: spoilt('registerSubjects', 'subjects.0.key', key) },
      }),
      expected: [],
    });
  expect(outcomeOf(JSON.parse((await sent('first')).text) as Told)).toBe('DONE');
  expect(outcomeOf(JSON.parse((await sent('second')).text) as Told)).toBe('CONFLICT');
});

it('still answers after all that, and has changed nothing but what was right', async () => {
  const { readModel, movements } = await world.ask<{ readModel: object; movements: { totalCount: number } }>(
    '{ readModel { lagSeconds } movements { totalCount } }',
  );
  expect(readModel).toBeDefined();
  expect(movements.totalCount).toBe(4);
});
