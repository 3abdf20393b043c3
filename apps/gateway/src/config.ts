import { baseVariables } from '@app/platform';
import { z } from 'zod';

/** Variables of the gateway. */
export const gatewayVariables = {
  ...baseVariables,
  PORT: baseVariables.PORT.default(3000),
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
