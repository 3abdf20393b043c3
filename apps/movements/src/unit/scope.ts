import type { Place } from '@app/contracts';
import { placesOutside, type UnitScope } from '@app/platform';
import type { DataSource } from 'typeorm';

/** The tree of units of the service that owns it; a movement is where it was launched. */
export const movementsScope = (database: DataSource): UnitScope => ({
  async outside(holder: string, places: Place[]): Promise<Place | null> {
    const atUnits = [];
    for (const place of places) {
      if ('unit' in place) atUnits.push(place);
      else {
        const [row] = await database.query<{ code: string }[]>(
          'select u.code from movement m join unit u on u.id = m.launched_by_id where m.code = $1',
          [place.key],
        );
        if (row) atUnits.push({ unit: row.code, field: place.field });
      }
    }
    return placesOutside(database, 'unit', holder, atUnits);
  },
});
