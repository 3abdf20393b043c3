import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { brokenTokens } from '../../../tests/support/broken-tokens.js';
import { startIssuer, type Issuer } from '../../../tests/support/issuer.js';
import { identityVariables, readConfig } from './config.js';
import { TokenVerifier } from './identity.js';

let issuer: Issuer;
let verifier: TokenVerifier;
const verifierWith = (more: Record<string, string> = {}, cooldownMs = 0) =>
  new TokenVerifier(readConfig(identityVariables, { OIDC_ISSUER: issuer.url, ...more }), cooldownMs);
beforeAll(async () => {
  issuer = await startIssuer();
});
beforeEach(() => {
  verifier = verifierWith();
});
afterAll(() => issuer.stop());

const now = () => Math.floor(Date.now() / 1000);
const allButDate = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;
const refused = { code: 'UNAUTHENTICATED', message: 'The access token is not accepted' };
describe('an access token', () => {
  it('says who asks', async () => {
    const token = await issuer.token({
      sub: 'lan',
      name: 'Lò Thị Lan',
      role: 'commune-staff',
      unit: '03127',
    });
    const lan = { subject: 'lan', name: 'Lò Thị Lan', role: 'commune-staff', unit: '03127' };
    expect(await verifier.verify(token)).toEqual(lan);
    expect(await verifier.identify(`Bearer ${token}`)).toEqual(lan);
    expect(await verifier.identify(undefined)).toBeNull();
    expect(await verifierWith({ OIDC_JWKS_URL: `${issuer.url}/keys` }).verify(token)).toEqual(lan);
  });

  const accepted: Record<string, () => Promise<string>> = {
    'of several audiences': () => issuer.token({ aud: ['other', 'thi-dua'] }),
    'of the long name of its type': () => issuer.token({}, { typ: 'application/at+JWT' }),
    'that expired 3 s ago': () => issuer.token({ exp: now() - 3 }),
    'that begins in 3 s': () => issuer.token({ nbf: now() + 3 }),
    'whose claims are lists of one': () => issuer.token({ role: ['editor'], unit: ['11'] }),
  };
  it.each(Object.entries(accepted))('%s is accepted', async (_, token) => {
    expect(await verifier.verify(await token())).toMatchObject({ subject: 'tester', unit: '11' });
  });

  it.each(Object.entries(brokenTokens))('%s is refused without a reason', async (_, token) => {
    await expect(verifier.verify(await token(issuer))).rejects.toMatchObject(refused);
  });

  describe('that was accepted', () => {
    const later = (seconds: number) =>
      jest.useFakeTimers({ now: Date.now() + seconds * 1000, doNotFake: [...allButDate] });
    afterEach(() => void jest.useRealTimers());

    it('is refused once it has ended', async () => {
      const token = await issuer.token({ exp: now() + 30 });
      await verifier.verify(token);
      later(34);
      expect(await verifier.verify(token)).toMatchObject({ subject: 'tester' });
      later(2);
      await expect(verifier.verify(token)).rejects.toMatchObject(refused);
    });

    it('is checked again after a minute, by the keys that are published then', async () => {
      const leaving = await startIssuer();
      const knowing = verifierWith({ OIDC_ISSUER: leaving.url });
      const token = await leaving.token({ exp: now() + 3_600 });
      await knowing.verify(token);
      await leaving.stop();
      later(55);
      expect(await knowing.verify(token)).toMatchObject({ subject: 'tester' });
      later(600);
      await expect(knowing.verify(token)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    });
  });

  it.each(['Basic dGVzdDp0ZXN0', 'Bearer', 'Bearer a b', ''])('in "%s" is refused', async (header) => {
    await expect(verifier.identify(header)).rejects.toMatchObject(refused);
  });

  it('of 100 kB in a header is refused', async () => {
    await expect(verifier.identify(`Bearer ${'x'.repeat(100_000)}`)).rejects.toMatchObject(refused);
  });
});

describe('the configuration', () => {
  it('without an issuer lets nobody in', async () => {
    const nobody = new TokenVerifier(readConfig(identityVariables, {}));
    await expect(nobody.verify(await issuer.token())).rejects.toMatchObject(refused);
  });

  it('can accept the type JWT, but never an ID token', async () => {
    const lenient = verifierWith({ OIDC_TOKEN_TYPES: 'at+jwt, JWT' });
    const asJwt = (claims: object) => issuer.token({ ...claims }, { typ: 'JWT' });
    expect(await lenient.verify(await asJwt({ typ: 'Bearer' }))).toMatchObject({ subject: 'tester' });
    for (const claims of [{ typ: 'ID' }, { typ: 'Refresh' }, { at_hash: 'x' }, { c_hash: 'x' }])
      await expect(lenient.verify(await asJwt(claims))).rejects.toMatchObject(refused);
  });

  it('names the claims, the audience and the algorithms', async () => {
    const other = verifierWith({
      OIDC_ROLE_CLAIM: 'https://thidua.example/role',
      OIDC_UNIT_CLAIM: 'org',
      OIDC_AUDIENCE: 'x',
    });
    const claims = { aud: 'x', role: undefined, 'https://thidua.example/role': 'auditor', org: 'VN' };
    expect(await other.verify(await issuer.token(claims))).toMatchObject({ role: 'auditor', unit: 'VN' });
    const rsaOnly = verifierWith({ OIDC_ALGORITHMS: 'RS256' });
    await expect(rsaOnly.verify(await issuer.token())).rejects.toMatchObject(refused);
    expect(() => verifierWith({ OIDC_ALGORITHMS: 'HS256' })).toThrow('OIDC_ALGORITHMS');
  });
});

describe('the keys', () => {
  it('are asked for once, and again when a token names a new one', async () => {
    await verifier.verify(await issuer.token());
    const asked = issuer.asked();
    for (let n = 0; n < 20; n++) await verifier.verify(await issuer.token());
    expect(issuer.asked()).toBe(asked);
    const before = await issuer.token();
    await issuer.rotate();
    expect(await verifier.verify(await issuer.token({ sub: 'after' }))).toMatchObject({ subject: 'after' });
    expect(await verifier.verify(before)).toMatchObject({ subject: 'tester' });
    expect(issuer.asked()).toBe(asked + 1);
  });

  it('are not asked for by every invented key', async () => {
    const patient = verifierWith({}, 60_000);
    await patient.verify(await issuer.token());
    const asked = issuer.asked();
    for (let n = 0; n < 20; n++)
      await expect(patient.verify(await issuer.token({}, { kid: `invented ${n}` }))).rejects.toMatchObject(
        refused,
      );
    expect(issuer.asked()).toBe(asked);
  });

  it.each<Record<string, string>>([{}, { OIDC_JWKS_URL: 'http://127.0.0.1:9/keys' }])(
    'that cannot be had say SERVICE_UNAVAILABLE (%o), and are asked for again',
    async (more) => {
      const away = await startIssuer();
      const token = await away.token();
      await away.stop();
      const lonely = verifierWith({ OIDC_ISSUER: away.url, ...more });
      await expect(lonely.verify(token)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
      await expect(lonely.verify('garbage')).rejects.toMatchObject(refused);
    },
  );

  it('of a server that is not the issuer are not taken', async () => {
    const liar = verifierWith({ OIDC_ISSUER: `${issuer.url}/` });
    await expect(liar.verify(await issuer.token({ iss: `${issuer.url}/` }))).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    });
  });
});
