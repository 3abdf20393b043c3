import { baseVariables, identityVariables, PublicUrl } from '@app/platform';
import { z } from 'zod';

/** Variables of the web. */
export const webVariables = {
  NODE_ENV: baseVariables.NODE_ENV,
  HOST: baseVariables.HOST,
  PORT: baseVariables.PORT.default(3004),
  LOG_LEVEL: baseVariables.LOG_LEVEL,
  /** Address under which people reach the pages, an origin. Empty: as the gateway says of each request. */
  PUBLIC_URL: PublicUrl.default(''),
  /** Where the web asks its questions. */
  GATEWAY_URL: z.url({ protocol: /^https?$/ }).default('http://127.0.0.1:3000'),
  /** Milliseconds that the gateway may take for one answer before a page says so. */
  GATEWAY_DEADLINE_MS: z.coerce.number().int().min(100).max(120_000).default(8_000),
  /** Code of the unit whose figures the home page shows. */
  HOME_UNIT: z.string().min(1).max(40).default('VN'),
  /** Secret under which the cookies of people who are signed in are encrypted; another one signs everybody out. */
  SESSION_SECRET: z.string().min(32),
  /** Who signs people in; empty: nobody can. */
  OIDC_ISSUER: identityVariables.OIDC_ISSUER,
  /** What the web is called there. */
  OIDC_CLIENT_ID: z.string().min(1).default('thi-dua-web'),
  /** Origin under which the web itself reaches the issuer, where it is not the one that people use. Empty: the same. */
  OIDC_INTERNAL_URL: PublicUrl.default(''),
} as const;
export type WebConfig = z.output<z.ZodObject<typeof webVariables>>;
