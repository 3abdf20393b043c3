import { baseVariables, identityVariables, PublicUrl } from '@app/platform';
import { z } from 'zod';

/** Variables of the gateway. */
export const gatewayVariables = {
  ...baseVariables,
  ...identityVariables,
  PORT: baseVariables.PORT.default(3000),
  /** Address under which people reach the gateway, an origin such as https://thidua.example.vn. Empty: as each request names it. */
  PUBLIC_URL: PublicUrl.default(''),
  /** Development only: the embedded identity provider of `npm run start:cluster`, whose addresses the gateway passes on. Empty: none. */
  IDENTITY_PROXY_URL: z.union([z.literal(''), z.url()]).default(''),
  /** Where commands are sent. */
  MOVEMENTS_URL: z.url().default('http://127.0.0.1:3001'),
  COMPETITIONS_URL: z.url().default('http://127.0.0.1:3002'),
  EXEMPLARS_URL: z.url().default('http://127.0.0.1:3003'),
  /** Milliseconds that a command may take before the person is told SERVICE_UNAVAILABLE. */
  COMMAND_DEADLINE_MS: z.coerce.number().int().min(100).max(60_000).default(10_000),
  /** Not ready before this file exists; the launcher of `npm start` makes it when the sample is visible. Empty: no gate. */
  READY_GATE_FILE: z.string().default(''),
} as const;
export type GatewayConfig = z.output<z.ZodObject<typeof gatewayVariables>>;
