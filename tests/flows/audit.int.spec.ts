import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

interface Trail {
  totalCount: number;
  nodes: {
    seq: number;
    actor: string;
    action: string;
    target: string;
    correlationId: string;
    hash: string;
  }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}
/** Of what people did: meanwhile the house loads the units of before 2025, province by province. */
const BY_PEOPLE = 'actor: "administrator"';
const trail = async (filter: string): Promise<Trail> => {
  const { auditTrail } = await world.ask<{ auditTrail: Trail }>(
    `{ auditTrail(service: MOVEMENTS, ${filter}) { totalCount pageInfo { hasNextPage endCursor }
       nodes { id service seq at actor role unit action target digestBefore digestAfter correlationId hash } } }`,
    {},
    { authorization: await world.authorizationOf('auditor') },
  );
  return auditTrail;
};

it('shows a mutation to the auditor within two seconds, by codes and counts, without names and keys', async () => {
  const traceparent = '00-84075738b2eda698299a32424f24d03a-b7ad6b7169203331-01';
  await world.ask(
    `mutation ($input: DraftMovementInput!) { draftMovement(input: $input) { __typename } launchMovement(code: "M") { __typename } }`,
    {
      input: {
        code: 'M',
        name: 'Phong trào',
        launchingAuthority: 'PROVINCIAL_CHAIR',
        launchedBy: '11',
        titles: [{ code: 'LEARNING_FAMILY' }],
      },
    },
  );
  const input = {
    movement: 'M',
    title: 'LEARNING_FAMILY',
    period: '2025',
    unit: '03127',
    subjects: [{ key: 'HK-0042', name: 'Hộ ông Lò Văn Kín' }],
  };
  const register = `mutation ($input: RegisterSubjectsInput!) { registerSubjects(input: $input) {
    ... on Changed { changed } ... on Refusal { reason } } }`;
  const registered = await world.ask(register, { input }, { traceparent });
  expect(registered).toEqual({ registerSubjects: { changed: 1 } });
  const newest = await eventually(async () => {
    const { nodes } = await trail(`first: 1, ${BY_PEOPLE}`);
    expect(nodes[0]?.action).toBe('RegisterSubjects');
    return nodes[0];
  }, 2_000);
  expect(newest).toMatchObject({
    service: 'MOVEMENTS',
    actor: 'administrator',
    role: 'administrator',
    unit: 'VN',
    target: '03127 LEARNING_FAMILY 2025: 1',
    correlationId: '84075738b2eda698299a32424f24d03a',
    digestAfter: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  const everything = JSON.stringify(await trail(`first: 100, ${BY_PEOPLE}`));
  for (const personal of ['Kín', 'HK-0042', 'HK0042']) expect(everything).not.toContain(personal);
  expect(await world.ask(register, { input })).toEqual({
    registerSubjects: { reason: 'ALREADY_REGISTERED' },
  });
  expect((await trail('action: "RegisterSubjects"')).totalCount).toBe(1);
});

it('pages from the newest to the first, and narrows by actor and action', async () => {
  const all = await trail(`first: 100, ${BY_PEOPLE}`);
  const actions = ['RegisterSubjects', 'LaunchMovement', 'DraftMovement'];
  expect(all.nodes.map(({ action }) => action)).toEqual(actions);
  const seqs = all.nodes.map(({ seq }) => seq);
  expect(seqs).toEqual(seqs.toSorted((a, b) => b - a));
  const paged: number[] = [];
  for (let after = 'null'; ;) {
    const { nodes, pageInfo, totalCount } = await trail(`first: 2, after: ${after}, ${BY_PEOPLE}`);
    expect(totalCount).toBe(3);
    paged.push(...nodes.map(({ seq }) => seq));
    if (!pageInfo.hasNextPage) break;
    after = `"${pageInfo.endCursor}"`;
  }
  expect(paged).toEqual(seqs);
  const ofTheHouse = await trail('actor: "system", action: "OpenLawUnits"');
  expect(ofTheHouse.nodes).toMatchObject([{ seq: 1, action: 'OpenLawUnits', target: 'VN' }]);
  expect((await trail('action: "LaunchMovement"')).totalCount).toBe(1);
  expect((await trail('actor: "nobody"')).nodes).toEqual([]);
});
