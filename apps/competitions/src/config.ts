import { baseVariables, identityVariables } from '@app/platform';
import { z } from 'zod';

/** Variables of the competitions service. */
export const competitionsVariables = {
  ...baseVariables,
  ...identityVariables,
  PORT: baseVariables.PORT.default(3002),
  /** Secret of the keyed hash of people's identity numbers; at least 32 characters, never rotated: another secret would not know who was awarded before. */
  PERSON_KEY_SECRET: z.string().min(32),
} as const;
export type CompetitionsConfig = z.output<z.ZodObject<typeof competitionsVariables>>;
