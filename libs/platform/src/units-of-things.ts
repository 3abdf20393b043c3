// Where the things are that a command names by a key: at which units a role has to hold for it.
import type { Place } from '@app/contracts';
import type { Sql } from './database.js';

type Thing = Extract<Place, { of: string }>['of'];
/** For a kind of thing: a statement over `asked` that selects the place `n` and the `id` of each unit at which the thing is. */
export type UnitsOf = Partial<Record<Thing, string>>;

/** The named things of a statement of UnitsOf: each with its key and its place. */
export const asked = 'from unnest($1::text[], $2::int[]) as asked(key, n)';

/** Statements of the things that say their unit themselves, by the tables of a service or, with `read_model.`, of the gateway. */
export const unitsOf = (schema: '' | 'read_model.' = '') => ({
  movement: `select n, launched_by_id as id ${asked} join ${schema}movement on code = key`,
  competition: `select n, organiser_id as id ${asked} join ${schema}competition on code = key`,
  entry: `select n, unit_id as id ${asked} join ${schema}entry
    on competition = split_part(key, '/', 1) and code = substr(key, strpos(key, '/') + 1)`,
  award: `select n, unit_id as id ${asked} join ${schema}award thing on thing.id = key::uuid`,
  duplicate: `select n, unit_id as id ${asked} join ${schema}duplicate thing on thing.id = key::uuid`,
  exemplar: `select n, unit_id as id ${asked} join ${schema}exemplar thing on thing.id = key::uuid`,
});

const text = /^[^\0]*$/;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** What cannot be a key of anything is nowhere; PostgreSQL would not take it. */
const keys: Record<Thing, RegExp> = {
  movement: text,
  competition: text,
  entry: text,
  award: uuid,
  duplicate: uuid,
  exemplar: uuid,
  // A NUL is written \\u0000 in JSON; a lone surrogate likewise.
  decision: /^(?!.*\\u)/s,
};

/** The units of those of the places that name a thing, each with the place's number: none where it is not there. One statement a kind. */
export async function unitsOfThings(
  sql: Sql,
  statements: UnitsOf,
  places: Place[],
): Promise<{ n: number; id: string }[]> {
  const found: { n: number; id: string }[] = [];
  for (const [kind, statement] of Object.entries(statements)) {
    const named = [...places.entries()].flatMap(([n, place]) =>
      'of' in place && place.of === kind && keys[place.of].test(place.key) ? [{ n, key: place.key }] : [],
    );
    if (named.length === 0) continue;
    const rows = await sql.query<{ n: number; id: string }>(`select n, id from (${statement}) at`, [
      named.map(({ key }) => key),
      named.map(({ n }) => n),
    ]);
    found.push(...rows);
  }
  return found;
}
