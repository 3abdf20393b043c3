import { competitionsTopics } from './competitions.js';
import type { ServiceName, Topic } from './contract.js';
import { exemplarsTopics } from './exemplars.js';
import { movementsTopics } from './movements.js';

export * from './audit.js';
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
  competitions: competitionsTopics,
  exemplars: exemplarsTopics,
} as unknown as Record<ServiceName, readonly Topic[]>;
export const allTopics: readonly Topic[] = Object.values(topicsOf).flat();
