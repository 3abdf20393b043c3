import { z } from 'zod';
import { auditTopics } from './audit.js';
import { topic } from './contract.js';
import { Period } from './shapes.js';

/** A nomination for typical advanced example (điển hình tiên tiến) and where it stands in its course (rule 20). */
export const ExemplarState = z.object({
  id: z.uuid(),
  /** Null once the person is erased. */
  name: z.string().nullable(),
  group: z.enum(['COLLECTIVE', 'INDIVIDUAL', 'GOOD_PERSON_GOOD_DEED', 'GOOD_PRACTICE']),
  unitId: z.uuid(),
  period: Period,
  status: z.enum(['NOMINATED', 'UNDER_REVIEW', 'RETURNED', 'REJECTED', 'APPROVED', 'PUBLISHED', 'WITHDRAWN']),
  version: z.int().min(1),
});
export type ExemplarState = z.infer<typeof ExemplarState>;
export const exemplars = topic({
  name: 'exemplars.exemplar',
  types: ['ExemplarNominated', 'ExemplarPublished', 'ExemplarWithdrawn'],
  key: (exemplar: ExemplarState) => exemplar.id,
  state: ExemplarState,
});

export const exemplarsTopics = [exemplars, auditTopics.exemplars] as const;
