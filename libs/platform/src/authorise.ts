import { permissions, type CommandDefinition, type Place } from '@app/contracts';
import { CodedError, type Identity } from './command-context.js';
import type { Sql } from './database.js';
import { today } from './clock.js';
import { unitsOfThings, type UnitsOf } from './units-of-things.js';

/** What a process knows of the tree of units. */
export interface UnitScope {
  /**
   * The first of the places that is neither the holder's unit nor below it; null: none is. A place that is not known
   * here is none of them: the command's rule says so (UNIT_UNKNOWN, MOVEMENT_UNKNOWN), since units are public.
   */
  outside(holder: string, places: Place[]): Promise<{ field: string } | null>;
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

/** The tree of units by the service's own table; what is named by a key is at the units that it belongs to. */
export const unitScope =
  (table: 'unit' | 'unit_copy', statements: UnitsOf) =>
  (database: Sql): UnitScope => ({
    async outside(holder, places) {
      const atUnits = places.map((place): AtUnit[] => ('unit' in place ? [place] : []));
      for (const { n, id } of await unitsOfThings(database, statements, places))
        atUnits[n]?.push({ id, field: places[n]?.field ?? '' });
      return placesOutside(database, table, holder, atUnits.flat());
    },
  });

/** A unit by the code that it bore on the day, or, whether it still stands or not, by its id. */
type AtUnit = Extract<Place, { unit: string }> | { id: string; field: string };

/**
 * The first of the places outside, one statement however many they are. A closed unit is also below what its only successor
 * is below: who took its place answers for its past. Of the parts of a split none does alone.
 */
async function placesOutside(
  sql: Sql,
  table: 'unit' | 'unit_copy',
  holder: string,
  places: AtUnit[],
): Promise<AtUnit | null> {
  if (places.length === 0) return null;
  // The holder's code is meant as it is today, or as it was last: another unit may have borne it before. Places come as
  // JSON, of which PostgreSQL expects always as many: of arrays it would plan anew each time, which takes longer than asking.
  const rows = await sql.query<{ n: number }>(
    `with recursive held as (
       select id from ${table} where code = $2 and coalesce(valid_from, '-infinity') <= $3::date
       order by coalesce(valid_to, 'infinity') desc limit 1),
     up as (
       select given.n, u.id, u.parent_id, u.successor_ids
       from json_to_recordset($1) as given(n int, id uuid, code text, day date)
       cross join lateral (
         select * from ${table} where ${table}.id = given.id
         union all
         select * from ${table} where ${table}.code = given.code
           and coalesce(valid_from, '-infinity') <= given.day and coalesce(valid_to, 'infinity') >= given.day) u
       union
       select up.n, p.id, p.parent_id, p.successor_ids from up join ${table} p
         on p.id = any (array[up.parent_id, case when cardinality(up.successor_ids) = 1 then up.successor_ids[1] end]))
     select n from up left join held using (id) group by n having count(held.id) = 0 order by n limit 1`,
    [
      JSON.stringify(
        places.map((place, n) =>
          'unit' in place ? { n, code: place.unit, day: place.day ?? today() } : { n, id: place.id },
        ),
      ),
      holder,
      today(),
    ],
  );
  return rows[0] ? (places[rows[0].n] ?? null) : null;
}
