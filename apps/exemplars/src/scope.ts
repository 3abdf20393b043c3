import { copyScope } from '@app/messaging';

/** The tree of units by the copy; an example is at its unit. */
export const exemplarsScope = copyScope({
  exemplar: 'select unit_id as id from exemplar where id::text = $1',
});
