import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTPayload } from 'jose';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type PrivateKey = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

export interface Issuer {
  url: string;
  /** What a process must be told to accept its tokens. */
  variables: { OIDC_ISSUER: string; OIDC_JWKS_URL: string };
  publicKey: JWK;
  /** How often its keys were asked for. */
  asked(): number;
  /** An access token as it should be, but for what is given; undefined takes a claim away. */
  token(claims?: JWTPayload, header?: Record<string, unknown>): Promise<string>;
  /** An Authorization header of a member of the Department's staff with this subject. */
  authorization(subject: string, claims?: JWTPayload): Promise<string>;
  /** Signs with another key from now on. */
  rotate(): Promise<void>;
  stop(): Promise<void>;
}

/** An identity provider for tests: keys over HTTP, and tokens without asking anyone. */
export async function startIssuer(): Promise<Issuer> {
  let signing!: { privateKey: PrivateKey; kid: string; jwk: JWK };
  const published: JWK[] = [];
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    response.setHeader('content-type', 'application/json');
    const isMetadata = request.url === '/.well-known/openid-configuration';
    response.end(JSON.stringify(isMetadata ? { issuer: url, jwks_uri: `${url}/keys` } : { keys: published }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const rotate = async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const kid = randomBytes(6).toString('hex');
    signing = { privateKey, kid, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } };
    published.push(signing.jwk);
  };
  await rotate();
  const token: Issuer['token'] = (claims = {}, header = {}) => {
    const now = Math.floor(Date.now() / 1000);
    const all: JWTPayload = {
      iss: url,
      aud: 'thi-dua',
      sub: 'tester',
      iat: now,
      exp: now + 900,
      role: 'department-staff',
      unit: '11',
      ...claims,
    };
    return new SignJWT(Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)))
      .setProtectedHeader({ alg: 'ES256', kid: signing.kid, typ: 'at+jwt', ...header })
      .sign(signing.privateKey);
  };
  return {
    url,
    variables: { OIDC_ISSUER: url, OIDC_JWKS_URL: `${url}/keys` },
    get publicKey() {
      return signing.jwk;
    },
    asked: () => asked,
    token,
    authorization: async (sub, claims = {}) => `Bearer ${await token({ sub, ...claims })}`,
    rotate,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
