import { Role, UnitCode } from '@app/contracts';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { hash } from 'node:crypto';
import { z } from 'zod';
import { CodedError, reservedActors, type Identity } from './command-context.js';
import type { IdentityConfig } from './config.js';

const CLOCK_TOLERANCE_S = 5;
const LONGEST_TOKEN = 8_192;
const KEYS_DEADLINE_MS = 3_000;
/** A key that was withdrawn is forgotten within both times together: ten minutes. */
const KEYS_KEPT_MS = 540_000;
const TOKEN_KNOWN_MS = 60_000;
/** Tokens that name invented keys make the provider answer no more often than this. */
const KEYS_COOLDOWN_MS = 5_000;
const MOST_KNOWN = 10_000;

type KeySet = ReturnType<typeof createRemoteJWKSet>;

/** Errors about the token; every other one while a key is sought is the provider's. */
const aboutTheToken = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported];

/** Checks access tokens (RFC 9068) of the one issuer that is trusted. It tells nobody why a token was refused. */
export class TokenVerifier {
  private keys: KeySet | null = null;
  /** By the digest of a token that was accepted: whom it names. Checking its signature costs more than a statement. */
  private readonly known = new Map<string, { identity: Identity; until: number }>();
  private readonly claims;

  constructor(
    private readonly config: IdentityConfig,
    private readonly cooldownMs = KEYS_COOLDOWN_MS,
  ) {
    this.claims = z.object({
      sub: z
        .string()
        .min(1)
        .max(255)
        .refine((sub) => !isReserved(sub)),
      name: z.string().max(500).optional().catch(undefined),
      [config.OIDC_ROLE_CLAIM]: z.preprocess(onlyOne, Role),
      [config.OIDC_UNIT_CLAIM]: z.preprocess(onlyOne, UnitCode),
    });
  }

  /** Whom an Authorization header names; null where there is none. */
  async identify(authorization: string | undefined): Promise<Identity | null> {
    if (authorization === undefined) return null;
    const token = /^Bearer +(\S+)$/i.exec(authorization.slice(0, LONGEST_TOKEN + 10))?.[1];
    if (!token) throw unauthenticated();
    return this.verify(token);
  }

  async verify(token: string): Promise<Identity> {
    const { config } = this;
    if (!config.OIDC_ISSUER || token.length > LONGEST_TOKEN) throw unauthenticated();
    const digest = hash('sha256', token, 'base64');
    const known = this.known.get(digest);
    if (known && known.until > Date.now()) return known.identity;
    try {
      const { payload, protectedHeader } = await jwtVerify(
        token,
        ((header, input) => this.keyOf(header, input)) as KeySet,
        {
          issuer: config.OIDC_ISSUER,
          audience: config.OIDC_AUDIENCE,
          algorithms: config.OIDC_ALGORITHMS,
          clockTolerance: CLOCK_TOLERANCE_S,
          requiredClaims: ['sub', 'exp'],
        },
      );
      const type = protectedHeader.typ?.toLowerCase().replace(/^application\//, '') ?? '';
      if (!config.OIDC_TOKEN_TYPES.includes(type) || isIdToken(payload)) throw unauthenticated();
      const claims: Record<string, unknown> = this.claims.parse(payload);
      const identity: Identity = {
        subject: claims.sub as string,
        ...(claims.name ? { name: claims.name as string } : {}),
        role: claims[config.OIDC_ROLE_CLAIM] as Role,
        unit: claims[config.OIDC_UNIT_CLAIM] as string,
      };
      if (this.known.size >= MOST_KNOWN) this.known.clear();
      const endsAt = ((payload.exp ?? 0) + CLOCK_TOLERANCE_S) * 1000;
      this.known.set(digest, { identity, until: Math.min(endsAt, Date.now() + TOKEN_KNOWN_MS) });
      return identity;
    } catch (error) {
      throw error instanceof CodedError ? error : unauthenticated();
    }
  }

  private async keyOf(...of: Parameters<KeySet>) {
    try {
      this.keys ??= createRemoteJWKSet(await this.keysUrl(), {
        timeoutDuration: KEYS_DEADLINE_MS,
        cooldownDuration: this.cooldownMs,
        cacheMaxAge: KEYS_KEPT_MS,
      });
      return await this.keys(...of);
    } catch (error) {
      if (aboutTheToken.some((kind) => error instanceof kind)) throw error;
      throw new CodedError('SERVICE_UNAVAILABLE', 'The identity provider does not answer at the moment');
    }
  }

  private async keysUrl(): Promise<URL> {
    const { OIDC_ISSUER: issuer, OIDC_JWKS_URL: given } = this.config;
    if (given) return new URL(given);
    const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
      signal: AbortSignal.timeout(KEYS_DEADLINE_MS),
      redirect: 'error',
    });
    const metadata = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown };
    if (!response.ok || metadata.issuer !== issuer) throw new Error('not the metadata of the issuer');
    return new URL(String(metadata.jwks_uri));
  }
}

const unauthenticated = () => new CodedError('UNAUTHENTICATED', 'The access token is not accepted');
/** Nobody passes as the house itself, nor as somebody who reads like it. */
const isReserved = (subject: string): boolean =>
  reservedActors.some((actor) => actor === subject.normalize('NFKC').trim().toLowerCase());
/** Some providers send every attribute of a person as a list. */
const onlyOne = (value: unknown): unknown => (Array.isArray(value) && value.length === 1 ? value[0] : value);
/** Where JWT is an accepted type, the header does not tell an ID token from an access token: Keycloak says it in a claim. */
const isIdToken = (payload: Record<string, unknown>) =>
  'at_hash' in payload || 'c_hash' in payload || (payload.typ !== undefined && payload.typ !== 'Bearer');
