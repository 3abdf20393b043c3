import { permissions, type CommandDefinition, type Place } from '@app/contracts';
import { CodedError, type Identity } from './command-context.js';
import type { Sql } from './database.js';
import { today } from './clock.js';

/** What a process knows of the tree of units. */
export interface UnitScope {
  /**
   * The first of the places that is neither the holder's unit nor below it; null: none is. A place that is not known
   * here is none of them: the command's rule says so (UNIT_UNKNOWN, MOVEMENT_UNKNOWN), since units are public.
   */
  outside(holder: string, places: Place[]): Promise<Place | null>;
}
/** Token of the service's UnitScope. */
export const UNIT_SCOPE = Symbol('unit scope');

/** Throws UNAUTHENTICATED or FORBIDDEN unless the role may do this and holds at every unit at which it would be done. */
export async function authorise(
  definition: CommandDefinition,
  input: unknown,
  identity: Identity | null,
  scope: UnitScope,
): Promise<void> {
  if (!identity) throw new CodedError('UNAUTHENTICATED', 'Sign in first');
  const permission = permissions.get(definition.name);
  if (!permission?.roles.includes(identity.role))
    throw new CodedError('FORBIDDEN', `The role ${identity.role} may not do this`);
  const outside = await scope.outside(identity.unit, permission.places(input as never, identity.role));
  if (outside)
    throw new CodedError('FORBIDDEN', `The role holds at ${identity.unit} and below it only`, outside.field);
}

/**
 * The places outside, by the service's own table of units, one statement however many they are. A closed unit is also below
 * what its only successor is below: who took its place answers for its past. Of the parts of a split none does alone.
 */
export async function placesOutside(
  sql: Sql,
  table: 'unit' | 'unit_copy',
  holder: string,
  places: Extract<Place, { unit: string }>[],
): Promise<Place | null> {
  // The holder's code is meant as it is today, or as it was last: another unit may have borne it before.
  const rows = await sql.query<{ n: number }>(
    `with recursive held as (
       select id from ${table} where code = $3 and coalesce(valid_from, '-infinity') <= $4::date
       order by coalesce(valid_to, 'infinity') desc limit 1),
     up as (
       select given.n, u.id, u.parent_id, u.code, u.successor_ids
       from unnest($1::text[], $2::date[]) with ordinality as given(code, day, n)
       join ${table} u on u.code = given.code
         and coalesce(u.valid_from, '-infinity') <= given.day and coalesce(u.valid_to, 'infinity') >= given.day
       union
       select up.n, p.id, p.parent_id, p.code, p.successor_ids from up join ${table} p
         on p.id = up.parent_id or (cardinality(up.successor_ids) = 1 and p.id = up.successor_ids[1]))
     select n::int from up left join held using (id) group by n having count(held.id) = 0 order by n limit 1`,
    [places.map(({ unit }) => unit), places.map(({ day }) => day ?? today()), holder, today()],
  );
  return rows[0] ? (places[rows[0].n - 1] ?? null) : null;
}
