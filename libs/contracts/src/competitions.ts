import { z } from 'zod';
import { auditTopics } from './audit.js';
import { topic } from './contract.js';
import { MovementCode, Period } from './shapes.js';

/** Header of an edition of a competition. */
export const CompetitionState = z.object({
  code: MovementCode,
  name: z.string(),
  level: z.enum(['INSTITUTION', 'COMMUNE', 'DISTRICT', 'PROVINCE', 'NATIONAL', 'INTERNATIONAL']),
  period: Period,
  status: z.enum(['OPEN', 'JUDGED', 'PUBLISHED']),
  version: z.int().min(1),
});
export type CompetitionState = z.infer<typeof CompetitionState>;
export const competitions = topic({
  name: 'competitions.competition',
  types: ['CompetitionOpened', 'ResultsPublished'],
  key: (competition: CompetitionState) => competition.code,
  state: CompetitionState,
});

export const competitionsTopics = [competitions, auditTopics.competitions] as const;
