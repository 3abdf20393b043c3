import { asked, unitScope } from '@app/platform';

/** The tree of units of the service that owns it; a movement is where it was launched. */
export const movementsScope = unitScope('unit', {
  movement: `select n, launched_by_id as id ${asked} join movement on code = key`,
});
