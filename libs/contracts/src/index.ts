import { auditTopics } from './audit.js';
import { awards, awardTallies, commendationCommands, decisions, duplicates } from './commendations.js';
import { competitionCommands, competitions, entries } from './competitions.js';
import type { ServiceName, Topic } from './contract.js';
import { conferences, exemplars, exemplarTallies, honourees } from './exemplars.js';
import { movementsTopics } from './movements.js';

export * from './audit.js';
export * from './award-names.js';
export * from './commendations.js';
export * from './competitions.js';
export * from './contract.js';
export * from './exemplars.js';
export * from './movements.js';
export * from './permissions.js';
export * from './refusals.js';
export * from './roles.js';
export * from './shapes.js';

/** Every topic of the house by the service that owns it. */
export const topicsOf = {
  movements: movementsTopics,
  competitions: [
    competitions,
    entries,
    decisions,
    awards,
    awardTallies,
    duplicates,
    auditTopics.competitions,
  ],
  exemplars: [exemplars, exemplarTallies, conferences, honourees, auditTopics.exemplars],
} as unknown as Record<ServiceName, readonly Topic[]>;
export const allTopics: readonly Topic[] = Object.values(topicsOf).flat();

export const competitionsCommands = [...competitionCommands, ...commendationCommands] as const;
