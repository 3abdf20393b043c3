import { baseVariables, identityVariables } from '@app/platform';
import type { z } from 'zod';

/** Variables of the exemplars service. */
export const exemplarsVariables = {
  ...baseVariables,
  ...identityVariables,
  PORT: baseVariables.PORT.default(3003),
} as const;
export type ExemplarsConfig = z.output<z.ZodObject<typeof exemplarsVariables>>;
