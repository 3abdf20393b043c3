import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { identityVariables, createLog, readConfig, TokenVerifier } from '@app/platform';
import { hash } from 'node:crypto';
import { freePorts } from './cluster.js';
import { newIdentityKeys } from './identity-keys.js';
import { createIdentityProvider, runIdentityProvider } from './identity-provider.js';

const log = createLog('identity', 'silent');
const keys = newIdentityKeys();
let issuer: string;
let stop: () => Promise<void>;
beforeAll(async () => {
  const [port = 0] = await freePorts(1);
  issuer = `http://127.0.0.1:${port}`;
  stop = await runIdentityProvider({ issuer, nodeEnv: 'test', keys, log, host: '127.0.0.1', port });
});
afterAll(() => stop());

const challenge = hash('sha256', 'v'.repeat(43), 'base64url');
const question = (more: Record<string, string | undefined> = {}) => {
  const all = {
    client_id: 'thi-dua-web',
    response_type: 'code',
    redirect_uri: `${issuer}/auth/callback`,
    scope: 'openid profile',
    resource: issuer,
    state: 's',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...more,
  };
  const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `${issuer}/oidc/auth?${new URLSearchParams(given)}`;
};
const get = (url: string, cookie = '') => fetch(url, { redirect: 'manual', headers: { cookie } });
const cookiesOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
const errorOf = (response: Response) =>
  new URL(response.headers.get('location') ?? '', issuer).searchParams.get('error');

/** Signs in up to the code. */
async function codeOf(account: string): Promise<string> {
  const begun = await get(question());
  const cookie = cookiesOf(begun);
  const signedIn = await fetch(new URL(begun.headers.get('location') ?? '', issuer), {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie },
    body: new URLSearchParams({ account }),
  });
  const ended = await get(signedIn.headers.get('location') ?? '', cookie);
  return new URL(ended.headers.get('location') ?? '').searchParams.get('code') ?? '';
}
const exchange = async (code: string, more: Record<string, string> = {}) => {
  const response = await fetch(`${issuer}/oidc/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: 'thi-dua-web',
      redirect_uri: `${issuer}/auth/callback`,
      code,
      code_verifier: 'v'.repeat(43),
      ...more,
    }),
  });
  return (await response.json()) as Record<string, string>;
};

it('gives an access token that is accepted, and an ID token that is not', async () => {
  const answer = await exchange(await codeOf('auditor'));
  const verifier = new TokenVerifier(readConfig(identityVariables, { OIDC_ISSUER: issuer }));
  const auditor = { subject: 'auditor', name: 'Kiểm tra', role: 'auditor', unit: 'VN' };
  expect(await verifier.verify(answer.access_token ?? '')).toEqual(auditor);
  const lenient = { OIDC_ISSUER: issuer, OIDC_TOKEN_TYPES: 'at+jwt,JWT', OIDC_AUDIENCE: 'thi-dua-web' };
  for (const refusing of [verifier, new TokenVerifier(readConfig(identityVariables, lenient))])
    await expect(refusing.verify(answer.id_token ?? '')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

it('asks for PKCE, and for the same secret again', async () => {
  expect(errorOf(await get(question({ code_challenge: undefined, code_challenge_method: undefined })))).toBe(
    'invalid_request',
  );
  expect(errorOf(await get(question({ code_challenge_method: 'plain' })))).toBe('invalid_request');
  const stolen = await exchange(await codeOf('editor'), { code_verifier: 'w'.repeat(43) });
  expect(stolen).toMatchObject({ error: 'invalid_grant' });
});

it('takes a code once, and for the house alone', async () => {
  const code = await codeOf('editor');
  expect(await exchange(code)).toHaveProperty('access_token');
  expect(await exchange(code)).toMatchObject({ error: 'invalid_grant' });
  expect(errorOf(await get(question({ resource: 'https://elsewhere.example' })))).toBe('invalid_target');
});

it('sends nobody to an address that was not registered', async () => {
  const response = await get(question({ redirect_uri: 'https://evil.example/callback' }));
  expect([response.status, response.headers.get('location')]).toEqual([400, null]);
  expect(await response.json()).toMatchObject({ error: 'invalid_redirect_uri' });
});

it('takes no choice of an account from the form of another site, or of nobody', async () => {
  const begun = await get(question());
  const url = new URL(begun.headers.get('location') ?? '', issuer);
  const choose = (account: string, cookie: string) =>
    fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie },
      body: new URLSearchParams({ account }),
    });
  expect((await choose('administrator', '')).status).toBe(400);
  for (const account of ['nobody', '__proto__', ''])
    expect((await choose(account, cookiesOf(begun))).status).toBe(400);
  for (const cookie of begun.headers.getSetCookie()) expect(cookie).toMatch(/samesite=lax; httponly/i);
  const page = await get(url.href, cookiesOf(begun));
  expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(await page.text()).toContain('Chỉ để dùng thử');
});

it('tells addresses below the issuer, whatever the request says of itself', async () => {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`, {
    headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
  });
  const metadata = (await response.json()) as Record<string, unknown>;
  for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri'])
    expect(String(metadata[name])).toMatch(new RegExp(`^${issuer}/oidc/`));
});

it('publishes public keys only', async () => {
  const { keys: published } = (await (await get(`${issuer}/oidc/jwks`)).json()) as { keys: object[] };
  expect(published).toHaveLength(1);
  expect(published[0]).not.toHaveProperty('d');
});

it('refuses to run in production', async () => {
  await expect(createIdentityProvider({ issuer, nodeEnv: 'production', keys, log })).rejects.toThrow(
    'NODE_ENV=production',
  );
});
