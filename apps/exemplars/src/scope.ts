import { asked, unitScope } from '@app/platform';

/** The tree of units by the copy; an example is at its unit. */
export const exemplarsScope = unitScope('unit_copy', {
  exemplar: `select n, unit_id as id ${asked} join exemplar on exemplar.id = key::uuid`,
});
