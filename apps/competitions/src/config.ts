import { baseVariables, identityVariables } from '@app/platform';
import type { z } from 'zod';

/** Variables of the competitions service. */
export const competitionsVariables = {
  ...baseVariables,
  ...identityVariables,
  PORT: baseVariables.PORT.default(3002),
} as const;
export type CompetitionsConfig = z.output<z.ZodObject<typeof competitionsVariables>>;
