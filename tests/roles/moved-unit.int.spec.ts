import { unitScope } from '@app/platform';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { eventually } from '../support/eventually.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
let movements: pg.Client;
beforeAll(async () => {
  world = await startWorld();
  movements = new pg.Client(world.databaseUrl('movements'));
  await movements.connect();
});
afterAll(async () => {
  await movements.end();
  await world.stop();
});

const targets = { unit: '03127', period: '2025', source: 'x', targets: [] };
/** Whether the Department of a province may set targets at 03127: the rule refuses the empty list, so nothing changes. */
const askGateway = async (province: string) => {
  const response = await fetch(`${world.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: await world.issuer.authorization('x', { unit: province }),
    },
    body: JSON.stringify({
      query:
        'mutation ($input: SetTargetsInput!) { setTargets(input: $input) { ... on Refusal { reason } } }',
      variables: { input: targets },
    }),
  });
  const { data, errors } = (await response.json()) as {
    data?: { setTargets: { reason: string } } | null;
    errors?: { extensions: { code: string } }[];
  };
  return errors?.[0]?.extensions.code ?? data?.setTargets.reason;
};
const askService = async (province: string) => {
  const url = await world.apps.get('movements')?.getUrl();
  const response = await fetch(`${url}/commands/SetTargets`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: await world.issuer.authorization('x', { unit: province }),
    },
    body: JSON.stringify(targets),
  });
  const answer = (await response.json()) as { code?: string; refusal?: { reason: string } };
  return answer.code ?? answer.refusal?.reason;
};
const rosterIsSeenBy = async (province: string) => {
  const { roster } = await world.ask<{ roster: { totalCount: number } }>(
    '{ roster(unit: "03127", title: "LEARNING_CLAN", period: "2025") { totalCount } }',
    {},
    { authorization: await world.issuer.authorization('x', { unit: province }) },
  );
  return roster.totalCount === 1;
};

it('counts at once, in the service that owns the units, in the gateway and in the services that copy them', async () => {
  await world.ask(
    `mutation ($draft: DraftMovementInput!, $input: RegisterSubjectsInput!) {
       draftMovement(input: $draft) { __typename } launchMovement(code: "M") { __typename }
       registerSubjects(input: $input) { __typename } }`,
    {
      draft: {
        code: 'M',
        name: 'm',
        launchingAuthority: 'MINISTER',
        launchedBy: 'VN',
        titles: [{ code: 'LEARNING_CLAN' }],
      },
      input: {
        movement: 'M',
        title: 'LEARNING_CLAN',
        period: '2025',
        unit: '03127',
        subjects: [{ key: 'k', name: 'Họ Lò' }],
      },
    },
  );
  const copies = ['competitions', 'exemplars'].map((name) => {
    const database = world.apps.get(name)?.get(DataSource);
    if (!database) throw new Error(`${name} does not run`);
    return unitScope('unit_copy', {})(database);
  });
  const outsideOf = (province: string) =>
    Promise.all(copies.map((scope) => scope.outside(province, [{ unit: '03127', field: 'unit' }])));
  const at = { unit: '03127', field: 'unit' };
  await eventually(async () => expect(await rosterIsSeenBy('11')).toBe(true));
  expect(await rosterIsSeenBy('12')).toBe(false);
  expect([await askGateway('11'), await askGateway('12')]).toEqual(['NO_SUBJECTS', 'FORBIDDEN']);
  expect([await askService('11'), await askService('12')]).toEqual(['NO_SUBJECTS', 'FORBIDDEN']);
  expect([await outsideOf('11'), await outsideOf('12')]).toEqual([
    [null, null],
    [at, at],
  ]);

  // No command moves a unit yet: its row is changed, and told to everyone as any event is.
  await movements.query(
    `update unit set parent_id = (select id from unit where code = '12'), version = version + 1 where code = '03127'`,
  );
  await movements.query('update unit_map set versions = versions + 1, version = version + 1');
  expect([await askService('11'), await askService('12')]).toEqual(['FORBIDDEN', 'NO_SUBJECTS']);
  await movements.query(`insert into maintenance (kind) values ('republish')`);
  // Allowed by both: the gateway has followed.
  await eventually(async () => expect(await askGateway('12')).toBe('NO_SUBJECTS'));
  expect(await askGateway('11')).toBe('FORBIDDEN');
  expect([await rosterIsSeenBy('11'), await rosterIsSeenBy('12')]).toEqual([false, true]);
  await eventually(async () =>
    expect([await outsideOf('11'), await outsideOf('12')]).toEqual([
      [at, at],
      [null, null],
    ]),
  );
});
