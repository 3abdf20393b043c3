import type { Place } from '@app/contracts';
import { placesOutside, type UnitScope } from '@app/platform';
import type { DataSource } from 'typeorm';

/** Ids of the units at which the thing that a place names is; none where it is not known here. */
const unitsOf: Partial<Record<Extract<Place, { of: string }>['of'], string>> = {
  competition: 'select organiser_id as id from competition where code = $1',
  entry: `select unit_id as id from entry where competition || '/' || code = $1`,
  award: 'select unit_id as id from award where id::text = $1',
  duplicate: 'select unit_id as id from duplicate where id::text = $1',
  decision: `
    select distinct award.unit_id as id
    from (select $1::jsonb as ref) asked
    join unit_copy issuer on issuer.code = ref ->> 1
    join decision on decision.authority = ref ->> 0 and decision.issuer_id = issuer.id
      and extract(year from decision.signed_on) = (ref ->> 2)::int
      and lower(decision.number collate "vi-x-icu") = lower((ref ->> 3) collate "vi-x-icu")
      and decision.status <> 'DROPPED'
    join award on award.decision_id = decision.id and award.status <> 'DROPPED'`,
};

/** The tree of units by the copy; what is named by a code or an id is at the units that it belongs to. */
export const competitionsScope = (database: DataSource): UnitScope => ({
  async outside(holder: string, places: Place[]): Promise<Place | null> {
    for (const place of places) {
      if ('unit' in place) continue;
      const statement = unitsOf[place.of];
      if (!statement) continue;
      const rows = await database.query<{ code: string }[]>(
        `select code from unit_copy where id in (${statement})`,
        [place.key],
      );
      const outside = await placesOutside(
        database,
        'unit_copy',
        holder,
        rows.map(({ code }) => ({ unit: code, field: place.field })),
      );
      if (outside) return place;
    }
    return placesOutside(
      database,
      'unit_copy',
      holder,
      places.filter((place) => 'unit' in place),
    );
  },
});
