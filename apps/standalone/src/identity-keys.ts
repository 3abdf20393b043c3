import { generateKeyPairSync, randomBytes } from 'node:crypto';

export interface IdentityKeys {
  /** Private keys as JWK; the first signs, the others are still published. */
  keys: Record<string, string>[];
  cookieSecrets: string[];
}

export function newIdentityKeys(): IdentityKeys {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = randomBytes(8).toString('hex');
  const jwk = privateKey.export({ format: 'jwk' }) as Record<string, string>;
  return {
    keys: [{ ...jwk, kid, alg: 'ES256', use: 'sig' }],
    cookieSecrets: [randomBytes(32).toString('hex')],
  };
}
