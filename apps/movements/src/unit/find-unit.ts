import {
  happened,
  refuse,
  UNIT_MAP_STARTS_ON,
  unitMaps,
  units,
  type DomainEvent,
  type Refusal,
  type UnitLevel,
} from '@app/contracts';
import { insertAll, saveAll } from '@app/messaging';
import { today } from '@app/platform';
import { In, type EntityManager } from 'typeorm';
import { Unit, UnitMap, unitOn } from './unit.js';

const ANY_LEVEL: readonly UnitLevel[] = ['COUNTRY', 'PROVINCE', 'DISTRICT', 'COMMUNE', 'INSTITUTION'];

interface Wanted {
  /** Default: today. */
  day?: string;
  field?: string;
  levels?: readonly UnitLevel[];
  /** Also a unit that is closed by now, if it existed on the day. */
  closedSince?: boolean;
}

/** The unit that bears the code on the day, open and of one of the levels; or UNIT_UNKNOWN, MAP_LOADING, UNIT_CLOSED, UNIT_LEVEL. */
export async function findUnit(
  tx: EntityManager,
  code: string,
  { day = today(), field = 'unit', levels = ANY_LEVEL, closedSince = false }: Wanted = {},
): Promise<Unit | { refusal: Refusal }> {
  const unit = unitOn(await tx.findBy(Unit, { code }), day);
  if (!unit) {
    const loading = day < UNIT_MAP_STARTS_ON && !(await oldUnitsAreLoaded(tx));
    return refuse(loading ? 'MAP_LOADING' : 'UNIT_UNKNOWN', field, { code });
  }
  if (!unit.existsOn(day) || (unit.isClosed(today()) && !closedSince)) return refuseClosed(tx, unit, field);
  return unit.refusesLevel(levels, field) ?? unit;
}

/** After a first start the units until 30 June 2025 come province by province. */
async function oldUnitsAreLoaded(tx: EntityManager): Promise<boolean> {
  return (await tx.findOneBy(UnitMap, { id: 'unit-map' }))?.oldUnitsLoaded ?? false;
}

/** UNIT_CLOSED, naming who took its place. */
async function refuseClosed(tx: EntityManager, unit: Unit, field: string) {
  const { code, validTo } = unit;
  return refuse('UNIT_CLOSED', field, {
    code,
    closedOn: validTo ?? '',
    successors: await successorsInWords(tx, unit),
  });
}

/** A unit that is closed by now takes nothing new, and a correction of its past with a reason alone: UNIT_CLOSED, REASON_REQUIRED. */
export async function refusePast(
  tx: EntityManager,
  unit: Unit,
  correction: { reason?: string | null } | undefined,
  field: string,
): Promise<{ refusal: Refusal } | null> {
  if (!unit.isClosed(today()) || correction?.reason) return null;
  const { code, validTo } = unit;
  return correction
    ? refuse('REASON_REQUIRED', 'reason', { code, closedOn: validTo ?? '' })
    : refuseClosed(tx, unit, field);
}

async function successorsInWords(tx: EntityManager, { successorIds }: Unit): Promise<string> {
  const found = await tx.findBy(Unit, { id: In(successorIds) });
  return found.map(({ name, code }) => `${name} (${code})`).join(', ') || 'NO_SUCCESSOR';
}

/** A change of a unit, and what it is called in its event. */
export type Changed = [unit: Unit, type: string];

/**
 * Writes units that changed, then new ones, counts them in the map, and says all of it. A code is free for a new unit once
 * its bearer is closed: hence the order.
 */
export async function saveUnits(
  tx: EntityManager,
  { opened = [], changed = [] }: { opened?: Changed[]; changed?: Changed[] },
): Promise<DomainEvent[]> {
  const unitsOf = (of: Changed[]) => of.map(([unit]) => unit);
  await saveAll(tx, Unit, unitsOf(changed));
  await insertAll(tx, Unit, unitsOf(opened));
  // The row is locked until the commit: the map's versions rise in the order of the commits.
  await tx.query(
    `insert into unit_map (id, units, versions, version) values ('unit-map', $1, $2, 1)
     on conflict (id) do update set units = unit_map.units + $1, versions = unit_map.versions + $2, version = unit_map.version + 1`,
    [opened.length, opened.length + changed.length],
  );
  const map = await tx.findOneByOrFail(UnitMap, { id: 'unit-map' });
  return [
    ...[...changed, ...opened].map(([unit, type]) => happened(units, type, unit.state())),
    happened(unitMaps, 'UnitMapChanged', map.state()),
  ];
}
