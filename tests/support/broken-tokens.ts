import { base64url, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Issuer } from './issuer.js';

const now = () => Math.floor(Date.now() / 1000);
const unsigned = (header: object, payload: object) =>
  `${base64url.encode(JSON.stringify(header))}.${base64url.encode(JSON.stringify(payload))}.`;
const good = (issuer: Issuer) => ({
  iss: issuer.url,
  aud: 'thi-dua',
  sub: 'x',
  exp: now() + 900,
  role: 'administrator',
  unit: 'VN',
});

/** Tokens that nobody may accept: the attacks that are known, and what providers send by mistake. */
export const brokenTokens: Record<string, (issuer: Issuer) => Promise<string> | string> = {
  'without a signature': (issuer) => unsigned({ alg: 'none', typ: 'at+jwt' }, good(issuer)),
  'with HS256 and the public key as the secret': (issuer) =>
    new SignJWT(good(issuer))
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: issuer.publicKey.kid })
      .sign(new TextEncoder().encode(JSON.stringify(issuer.publicKey))),
  'of another audience': (issuer) => issuer.token({ aud: 'another' }),
  'without an audience': (issuer) => issuer.token({ aud: undefined }),
  'of another issuer': (issuer) => issuer.token({ iss: 'https://evil.example' }),
  'of the type JWT': (issuer) => issuer.token({}, { typ: 'JWT' }),
  'without a type': (issuer) => issuer.token({}, { typ: undefined }),
  'of an unknown key': (issuer) => issuer.token({}, { kid: 'invented' }),
  'that expired 6 s ago': (issuer) => issuer.token({ exp: now() - 6 }),
  'that never expires': (issuer) => issuer.token({ exp: undefined }),
  'that begins in 10 s': (issuer) => issuer.token({ nbf: now() + 10 }),
  'without a subject': (issuer) => issuer.token({ sub: undefined }),
  'with an empty subject': (issuer) => issuer.token({ sub: '' }),
  'without a role': (issuer) => issuer.token({ role: undefined }),
  'with an unknown role': (issuer) => issuer.token({ role: 'emperor' }),
  'with two roles': (issuer) => issuer.token({ role: ['editor', 'administrator'] }),
  'without a unit': (issuer) => issuer.token({ unit: undefined }),
  'with a unit that is no code': (issuer) => issuer.token({ unit: "11' or true" }),
  'of 100 kB': (issuer) => issuer.token({ padding: 'x'.repeat(100_000) }),
  'that was changed': async (issuer) =>
    (await issuer.token()).replace(/\.[^.]+\./, `.${base64url.encode('{}')}.`),
  'that is garbage': () => 'garbage',
  'that is three dots': () => '...',
  'that is empty': () => '',
  'that is an ID token': (issuer) => issuer.token({ at_hash: 'x', nonce: 'x' }, { typ: 'JWT' }),
  'that is a refresh token': (issuer) => issuer.token({ typ: 'Refresh' }, { typ: 'JWT' }),
  'of the house itself': (issuer) => issuer.token({ sub: 'system' }),
  'of nobody': (issuer) => issuer.token({ sub: 'anonymous' }),
  'that reads like the house itself': (issuer) => issuer.token({ sub: ' System' }),
  'that reads like nobody': (issuer) => issuer.token({ sub: 'ａｎｏｎｙｍｏｕｓ' }),
  'signed with a key of its own': async (issuer) => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const jwk = await exportJWK(publicKey);
    return new SignJWT(good(issuer))
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: issuer.publicKey.kid, jwk })
      .sign(privateKey);
  },
};
