import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createLog, readConfig } from '@app/platform';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { webVariables } from '../../apps/web/src/config.js';
import { createWeb } from '../../apps/web/src/web.js';

/** A provider whose access tokens end at once, so that each request must renew them, or `lasts` seconds later. */
class Provider {
  issuer = '';
  lasts = 0;
  /** Questions to its token endpoint, oldest first. */
  readonly asked: URLSearchParams[] = [];
  mood: 'kind' | 'refusing' | 'ill' = 'kind';
  nonce = '';
  private readonly keys = generateKeyPair('ES256', { extractable: true });

  readonly listener: RequestListener = (request, response) => {
    void this.answer(request.url ?? '', () => text(request)).then(({ status, body }) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
    );
  };

  private async answer(url: string, read: () => Promise<string>): Promise<{ status: number; body: object }> {
    const { privateKey, publicKey } = await this.keys;
    const key = { alg: 'ES256', kid: 'key' };
    if (url === '/jwks')
      return { status: 200, body: { keys: [{ ...(await exportJWK(publicKey)), ...key }] } };
    if (url.startsWith('/.well-known/'))
      return {
        status: 200,
        body: {
          issuer: this.issuer,
          authorization_endpoint: `${this.issuer}/auth`,
          token_endpoint: `${this.issuer}/token`,
          jwks_uri: `${this.issuer}/jwks`,
          code_challenge_methods_supported: ['S256'],
          id_token_signing_alg_values_supported: ['ES256'],
        },
      };
    this.asked.push(new URLSearchParams(await read()));
    if (this.mood === 'ill') return { status: 503, body: {} };
    const token = this.asked.at(-1)?.get('refresh_token') ?? null;
    // A refresh token is good once.
    const isUsed =
      token !== null &&
      this.asked.some((one, at) => at < this.asked.length - 1 && one.get('refresh_token') === token);
    if (this.mood === 'refusing' || isUsed) return { status: 400, body: { error: 'invalid_grant' } };
    const sign = (claims: object) =>
      new SignJWT({ ...claims })
        .setProtectedHeader(key)
        .setIssuer(this.issuer)
        .setSubject('a')
        .setAudience('thi-dua-web')
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(privateKey);
    return {
      status: 200,
      body: {
        token_type: 'Bearer',
        expires_in: this.lasts,
        access_token: await sign({ name: 'A', role: 'department-staff', unit: '11' }),
        id_token: await sign({ nonce: this.nonce }),
        refresh_token: `${this.issuer} ${this.asked.length}`,
      },
    };
  }
}

const servers: Server[] = [];
async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A browser that follows nothing by itself. */
class Visitor {
  constructor(
    private readonly web: string,
    private readonly jar = new Map<string, string>(),
  ) {}

  /** The same browser as it is now, which another process of the web serves. */
  at(web: string): Visitor {
    return new Visitor(web, new Map(this.jar));
  }

  async get(path: string): Promise<Response> {
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(this.web + path, {
      redirect: 'manual',
      headers: { cookie, 'x-forwarded-host': 'web.example', 'x-forwarded-proto': 'http' },
    });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value) this.jar.set(name, value);
      else this.jar.delete(name);
    }
    return answer;
  }
  /** Gives a cookie of one kind out as one of another. */
  rename(from: string, to: string): void {
    for (const [name, value] of [...this.jar])
      if (name.startsWith(from)) this.jar.set(name.replace(from, to), value);
  }
}

let provider: Provider;
let visitor: Visitor;
const startWeb = async (folder?: string) => {
  const log = createLog('web', 'silent');
  // What the pages ask is not looked at here: nobody answers.
  const variables = {
    GATEWAY_URL: 'http://127.0.0.1:1',
    SESSION_SECRET: 'x'.repeat(32),
    PUBLIC_URL: 'http://web.example',
    OIDC_ISSUER: provider.issuer,
  };
  return listen(await createWeb(readConfig(webVariables, variables), log, folder));
};
beforeEach(async () => {
  provider = new Provider();
  provider.issuer = await listen(provider.listener);
  visitor = new Visitor(await startWeb());
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});

/** To the provider and back; answers where the web sent the person, and what the provider was told. */
async function signIn(changed: { state?: string; nonce?: string } = {}) {
  const away = new URL((await visitor.get('/auth/sign-in?to=/desk')).headers.get('location') ?? '');
  const { state, nonce } = { ...Object.fromEntries(away.searchParams), ...changed };
  provider.nonce = nonce ?? '';
  const back = new URLSearchParams({ code: 'code', state: state ?? '' });
  return { away, answer: await visitor.get(`/auth/callback?${back}`) };
}
/** Whether the desk takes the person for signed in. */
const isIn = async (who = visitor) =>
  !(await who.get('/desk')).headers.get('location')?.startsWith('/auth/sign-in');

describe('signing in', () => {
  it('proves by PKCE that who comes back is who left, and comes back to one address', async () => {
    const { away, answer } = await signIn();
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/desk']);
    const verifier = provider.asked[0]?.get('code_verifier') ?? '';
    expect(away.searchParams.get('code_challenge')).toBe(
      createHash('sha256').update(verifier).digest('base64url'),
    );
    expect(away.searchParams.get('redirect_uri')).toBe('http://web.example/auth/callback');
    expect(await isIn()).toBe(true);
  });

  it('does not take an answer to another attempt, nor a nonce of another', async () => {
    for (const changed of [{ state: 'another' }, { nonce: 'another' }])
      expect((await signIn(changed)).answer.headers.get('location')).toBe('/auth/failed');
    expect(await isIn()).toBe(false);
  });

  it('does not take the cookie of an attempt for that of a session', async () => {
    await visitor.get('/auth/sign-in');
    visitor.rename('attempt', 'session');
    expect(await isIn()).toBe(false);
  });
});

describe('tokens that have ended', () => {
  it('are renewed once for requests that come together', async () => {
    await signIn();
    expect(await Promise.all([isIn(), isIn(), isIn(), isIn()])).toEqual([true, true, true, true]);
    expect(provider.asked.map((asked) => asked.get('grant_type'))).toEqual([
      'authorization_code',
      'refresh_token',
    ]);
    expect(await isIn()).toBe(true);
    expect(provider.asked.map((asked) => asked.get('refresh_token'))).toEqual([
      null,
      `${provider.issuer} 1`,
      `${provider.issuer} 2`,
    ]);
  });

  it('are kept while the provider is ill, and given up when it says no', async () => {
    await signIn();
    provider.mood = 'ill';
    expect(await isIn()).toBe(true);
    provider.mood = 'refusing';
    await signInAgain();
    expect(await isIn()).toBe(false);
  });
});

/** A renewal that failed is not tried again at once: another session asks anew. */
async function signInAgain(): Promise<void> {
  const mood = provider.mood;
  provider.mood = 'kind';
  await signIn();
  provider.mood = mood;
}

describe('two processes of the web', () => {
  const folder = mkdtempSync(join(tmpdir(), 'thidua-web-'));
  let second: string;
  beforeEach(async () => {
    // A copy has a memory of its own, as another process has.
    cpSync('dist/apps/web', folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    second = await startWeb(folder);
    provider.lasts = 3_600;
  });
  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });
  const later = (seconds: number) => {
    const now = Date.now() + seconds * 1_000;
    jest.spyOn(Date, 'now').mockReturnValue(now);
  };

  it('keep a session that one of them was too late to renew, and the cookie of the other', async () => {
    await signIn();
    const [first, late] = [visitor.at(second), visitor.at(second)];
    later(3_570);
    expect(await isIn(visitor)).toBe(true);
    const refused = await late.get('/desk');
    expect(provider.asked).toHaveLength(3);
    expect([refused.headers.get('location'), refused.headers.getSetCookie()]).toEqual([null, []]);
    // The access token of before has ended; that of the newer cookie has not.
    later(100);
    const away = (await first.get('/desk')).headers.get('location') ?? '';
    expect(away).toMatch(/^\/auth\/sign-in/);
    expect(await isIn(visitor.at(second))).toBe(true);
    expect((await visitor.at(second).get(away)).headers.get('location')).toBe('/desk');
    expect((await first.get(away)).headers.get('location')).toMatch(provider.issuer);
  });
});
