import { z } from 'zod';

/** True or false as people write it in an environment file. */
export const Flag = z.stringbool();
export const Port = z.coerce.number().int().min(0).max(65535);

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
  /** PostgreSQL of this service alone, as a URL. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
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
