import {
  happened,
  isRefusal,
  unitMaps,
  units,
  type DomainEvent,
  type Refusal,
  type UnitLevel,
} from '@app/contracts';
import { today } from '@app/platform';
import type { EntityManager } from 'typeorm';
import { Unit, UnitMap, unitOn } from './unit.js';

const ANY_LEVEL: readonly UnitLevel[] = ['COUNTRY', 'PROVINCE', 'DISTRICT', 'COMMUNE', 'INSTITUTION'];

/** The unit that bears the code on the day, open and of one of the levels; or UNIT_UNKNOWN, UNIT_CLOSED, UNIT_LEVEL. */
export async function findUnit(
  tx: EntityManager,
  code: string,
  options: { day?: string; field?: string; levels?: readonly UnitLevel[] } = {},
): Promise<Unit | { refusal: Refusal }> {
  const { day = today(), field = 'unit', levels = ANY_LEVEL } = options;
  const unit = unitOn(await tx.findBy(Unit, { code }), code, day, field);
  if (isRefusal(unit)) return unit;
  return unit.refuses(levels, today(), field) ?? unit;
}

/** Inserts new units, counts them in the map, and says both. */
export async function openUnits(tx: EntityManager, opened: Unit[], type: string): Promise<DomainEvent[]> {
  for (let from = 0; from < opened.length; from += 1000)
    await tx.insert(Unit, opened.slice(from, from + 1000));
  // The row is locked until the commit: the map's versions rise in the order of the commits.
  await tx.query(
    `insert into unit_map (id, units, versions, version) values ('unit-map', $1, $1, 1)
     on conflict (id) do update set units = unit_map.units + $1, versions = unit_map.versions + $1, version = unit_map.version + 1`,
    [opened.length],
  );
  const map = await tx.findOneByOrFail(UnitMap, { id: 'unit-map' });
  return [
    ...opened.map((unit) => happened(units, type, unit.state())),
    happened(unitMaps, 'UnitMapChanged', map.state()),
  ];
}
