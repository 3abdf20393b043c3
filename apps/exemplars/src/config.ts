import { baseVariables, identityVariables } from '@app/platform';
import { z } from 'zod';

/** Variables of the exemplars service. */
export const exemplarsVariables = {
  ...baseVariables,
  ...identityVariables,
  PORT: baseVariables.PORT.default(3003),
  /** Secret of the keyed hashes of slugs and of the digests in the audit; at least 32 characters, never rotated: with another one a slug could be given twice. */
  PERSON_KEY_SECRET: z.string().min(32),
} as const;
export type ExemplarsConfig = z.output<z.ZodObject<typeof exemplarsVariables>>;
