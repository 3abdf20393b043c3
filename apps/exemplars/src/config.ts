import { baseVariables, identityVariables } from '@app/platform';
import { z } from 'zod';

/** Variables of the exemplars service. */
export const exemplarsVariables = {
  ...baseVariables,
  ...identityVariables,
  PORT: baseVariables.PORT.default(3003),
  /** Secret that keys the digests of personal states in the audit; at least 32 characters. */
  PERSON_KEY_SECRET: z.string().min(32),
} as const;
export type ExemplarsConfig = z.output<z.ZodObject<typeof exemplarsVariables>>;
