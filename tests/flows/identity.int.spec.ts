import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DraftMovement } from '@app/contracts';
import pg from 'pg';
import { brokenTokens } from '../support/broken-tokens.js';
import { startMovements } from '../support/movements.js';
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

interface Answer {
  code?: string;
  errors?: { message: string; extensions: { code: string } }[];
}
const post = async (url: string, body: object, headers: Record<string, string>) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, answer: (await response.json()) as Answer };
};
const draft = (code: string) => ({
  query: 'mutation ($input: DraftMovementInput!) { draftMovement(input: $input) { __typename } }',
  variables: {
    input: {
      code,
      name: 'm',
      launchingAuthority: 'MINISTER',
      launchedBy: 'VN',
      titles: [{ code: 'LEARNING_CLAN' }],
    },
  },
});
const actorsOf = async (code: string) => {
  const { rows } = await movements.query<{ actor: string }>('select actor from audit where target like $1', [
    `%${code}%`,
  ]);
  return rows.map(({ actor }) => actor);
};
const everywhere = { role: 'administrator', unit: 'VN' };

it('names who asked in the audit', async () => {
  const authorization = await world.issuer.authorization('lan', everywhere);
  const { status, answer } = await post(`${world.url}/graphql`, draft('BY-LAN'), { authorization });
  expect([status, answer.errors]).toEqual([200, undefined]);
  expect(await actorsOf('BY-LAN')).toEqual(['lan']);
});

it('believes no header about who asks', async () => {
  const { answer } = await post(`${world.url}/graphql`, draft('BY-NOBODY'), { 'x-actor': 'lan' });
  expect(answer.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  expect(await actorsOf('BY-NOBODY')).toEqual([]);
});

it.each(['Bearer broken', 'Basic dGVzdDp0ZXN0', 'Bearer'])(
  'answers 401 UNAUTHENTICATED to "%s", and tells where to sign in',
  async (authorization) => {
    const { status, headers, answer } = await post(`${world.url}/graphql`, draft('NEVER'), { authorization });
    expect(status).toBe(401);
    expect(headers.get('content-type')).toContain('json');
    expect(answer.errors).toEqual([
      { message: 'The access token is not accepted', extensions: { code: 'UNAUTHENTICATED' } },
    ]);
    const place = /resource_metadata="([^"]+)"/.exec(headers.get('www-authenticate') ?? '')?.[1] ?? '';
    expect(await (await fetch(place)).json()).toMatchObject({
      resource: world.url,
      authorization_servers: [world.issuer.url],
    });
    expect(await actorsOf('NEVER')).toEqual([]);
  },
);

it('refuses an expired token, and a question with it', async () => {
  const authorization = await world.issuer.authorization('lan', { exp: Math.floor(Date.now() / 1000) - 60 });
  const { status, answer } = await post(
    `${world.url}/graphql`,
    { query: '{ __typename }' },
    { authorization },
  );
  expect([status, answer.errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
});

it('lets a service check the token by itself', async () => {
  const service = await world.apps.get('movements')?.getUrl();
  const { status, answer } = await post(
    `${service}/commands/LaunchMovement`,
    { code: 'BY-LAN' },
    {
      authorization: 'Bearer broken',
    },
  );
  expect([status, answer.code]).toEqual([401, 'UNAUTHENTICATED']);
});

describe.each([
  ['the gateway', () => `${world.url}/graphql`, draft('ATTACK')],
  ['the gateway, by a question', () => `${world.url}/graphql`, { query: '{ __typename }' }],
  [
    'a service',
    async () => `${await world.apps.get('movements')?.getUrl()}/commands/LaunchMovement`,
    { code: 'X' },
  ],
])('%s', (_, url, body) => {
  it.each(Object.entries(brokenTokens))('refuses a token %s', async (_, token) => {
    const authorization = `Bearer ${await token(world.issuer)}`;
    const { status, answer } = await post(await url(), body, { authorization });
    expect([status, answer.errors?.[0]?.extensions.code ?? answer.code]).toEqual([401, 'UNAUTHENTICATED']);
    expect(answer.errors?.[0]?.message ?? 'The access token is not accepted').toBe(
      'The access token is not accepted',
    );
  });
});

it('has done nothing for any of them', async () => {
  expect(await actorsOf('ATTACK')).toEqual([]);
});

it('accepts tokens of a new key without a restart', async () => {
  await world.issuer.rotate();
  const authorization = await world.issuer.authorization('lan', everywhere);
  // The issuer is not asked again within five seconds of the last time.
  await eventually(async () => {
    const { answer } = await post(`${world.url}/graphql`, draft('ROTATED'), { authorization });
    expect(answer.errors).toBeUndefined();
  });
  expect(await actorsOf('ROTATED')).toEqual(['lan']);
});

it('names who asked in the events', async () => {
  const service = await startMovements();
  const { input } = draft('EVENT').variables;
  const authorization = await service.authorization('lan');
  await service.done(DraftMovement, { ...input, launchingAuthority: 'MINISTER' }, { authorization });
  const announced = await service.query(
    `select distinct outbox.actor from outbox join audit using (correlation_id) where target = 'EVENT'`,
  );
  await service.stop();
  expect(announced).toEqual([{ actor: 'lan' }]);
});
