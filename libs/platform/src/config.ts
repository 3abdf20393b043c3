import { z } from 'zod';

/** True or false as people write it in an environment file. */
export const Flag = z.stringbool();
export const Port = z.coerce.number().int().min(0).max(65535);

const PostgresUrl = z.url({ protocol: /^postgres(ql)?$/ });

/** Variables that every process reads. */
export const baseVariables = {
  /** development or production; production hides the GraphQL page, introspection and hints. */
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  /** Address to listen on; 0.0.0.0 in a container. */
  HOST: z.string().default('127.0.0.1'),
  /** Port to listen on; 0 takes a free one. */
  PORT: Port,
  /** fatal, error, warn, info, debug, trace or silent. */
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** PostgreSQL of this service alone, as a URL; its role owns nothing, or the process refuses to start. */
  DATABASE_URL: PostgresUrl,
  /**
   * The same database as the role that owns its tables: used at the start to bring them up to date, then closed. Empty:
   * nothing is migrated, and the process refuses to start while a migration is missing.
   */
  MIGRATION_DATABASE_URL: z.union([z.literal(''), PostgresUrl]).default(''),
  /** Most connections to PostgreSQL of one process. */
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(12),
  /** Kafka brokers, host:port separated by commas. Empty only inside the one-process run. */
  KAFKA_BROKERS: z.string().default(''),
  /** TLS towards Kafka. */
  KAFKA_SSL: Flag.default(false),
  /** SASL towards Kafka; both empty: none. Mechanism scram-sha-512. */
  KAFKA_USERNAME: z.string().default(''),
  KAFKA_PASSWORD: z.string().default(''),
  /** Put before the name of every topic and consumer group, so that several installations can share a cluster. */
  KAFKA_PREFIX: z
    .string()
    .regex(/^[a-z0-9.-]*$/)
    .default('thidua.'),
  /** Milliseconds without a sign of life after which Kafka gives a consumer's partitions to another. */
  KAFKA_SESSION_TIMEOUT_MS: z.coerce.number().int().min(1000).max(300_000).default(30_000),
} as const;

/** Signatures made with a private key only: an HMAC would be made with the public one. */
const SignatureAlgorithm = z.enum([
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
]);
const list = <Item extends z.ZodType<string, string>>(item: Item) =>
  z
    .string()
    .transform((value) => value.split(',').map((part) => part.trim()))
    .pipe(z.array(item).min(1));

/** Variables of every process that checks access tokens: of the gateway and of each service. */
export const identityVariables = {
  /** Issuer of the access tokens, exactly as they name it. Empty: nobody can sign in, every token is refused. */
  OIDC_ISSUER: z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).default(''),
  /** What a token must name as its audience. */
  OIDC_AUDIENCE: z.string().min(1).default('thi-dua'),
  /** Where the issuer's public keys are. Empty: where its /.well-known/openid-configuration says. */
  OIDC_JWKS_URL: z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).default(''),
  /** Signature algorithms that are accepted, separated by commas. */
  OIDC_ALGORITHMS: list(SignatureAlgorithm).prefault('RS256,ES256,PS256,EdDSA'),
  /** Types (`typ` of the header) that are accepted, separated by commas; a provider that knows no at+jwt needs JWT. */
  OIDC_TOKEN_TYPES: list(z.string().min(1).toLowerCase()).prefault('at+jwt'),
  /** Claims that carry the role and the code of the unit. */
  OIDC_ROLE_CLAIM: z.string().min(1).default('role'),
  OIDC_UNIT_CLAIM: z.string().min(1).default('unit'),
} as const;
export type IdentityConfig = z.output<z.ZodObject<typeof identityVariables>>;

/** Address under which people reach an installation: an origin, without a path. */
export const PublicUrl = z.union([
  z.literal(''),
  z.url({ protocol: /^https?$/ }).refine((value) => new URL(value).origin === value, 'must be an origin'),
]);

/**
 * Reads the environment once, at boot; the only reader of process.env in the house.
 * Throws one error that names every variable that is missing or wrong.
 */
export function readConfig<Shape extends z.ZodRawShape>(
  shape: Shape,
  environment: Record<string, string | undefined> = process.env,
): z.output<z.ZodObject<Shape>> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = z.object(shape).safeParse(given);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The configuration is wrong:\n${faults.join('\n')}\nSee .env.example for every variable.`);
}

/** The environment of a process that is started: this one's, with what is given instead. */
export const environmentWith = (given: Record<string, string>): Record<string, string | undefined> => ({
  ...process.env,
  ...given,
});
