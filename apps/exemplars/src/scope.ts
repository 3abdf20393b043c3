import { unitScope, unitsOf } from '@app/platform';

const { exemplar } = unitsOf();
/** The tree of units by the copy; an example is at its unit. */
export const exemplarsScope = unitScope('unit_copy', { exemplar });
