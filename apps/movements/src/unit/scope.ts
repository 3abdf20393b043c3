import { unitScope, unitsOf } from '@app/platform';

const { movement } = unitsOf();
/** The tree of units of the service that owns it; a movement is where it was launched. */
export const movementsScope = unitScope('unit', { movement });
