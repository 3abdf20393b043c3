import { baseVariables, identityVariables } from '@app/platform';
import { z } from 'zod';

/** Variables of the movements service. */
export const movementsVariables = {
  ...baseVariables,
  ...identityVariables,
  PORT: baseVariables.PORT.default(3001),
  /** Secret of the keyed hash of household keys; at least 32 characters, never rotated: another secret would forget who is registered. */
  HOUSEHOLD_KEY_SECRET: z.string().min(32),
} as const;
export type MovementsConfig = z.output<z.ZodObject<typeof movementsVariables>>;
