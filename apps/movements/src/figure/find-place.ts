import { isRefusal, mapDay, parsePeriod, refuse, type Refusal, type UnitLevel } from '@app/contracts';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { Movement, type MovementNeed } from '../movement/movement.js';
import { Title } from '../movement/title.js';
import { findUnit, refusePast } from '../unit/find-unit.js';
import type { Unit } from '../unit/unit.js';
import { Cell } from './cell.js';

export interface Place {
  unit: Unit;
  title: Title;
}

/** Where figures may stand: rosters at communes, tallies at communes and provinces (rule 4), baselines and targets at the country too. */
export const ROSTER_LEVELS: readonly UnitLevel[] = ['COMMUNE'];
export const TALLY_LEVELS: readonly UnitLevel[] = ['PROVINCE', 'COMMUNE'];
export const TARGET_LEVELS: readonly UnitLevel[] = ['COUNTRY', 'PROVINCE', 'COMMUNE'];

/**
 * Unit, title and period of a command about figures, checked in the order in which people correct them:
 * unit, movement, title, period; last whether the past of a unit that is closed by now may change.
 */
export async function findPlace(
  tx: EntityManager,
  input: { unit: string; title: string; period: string; movement?: string | null },
  need: {
    levels: readonly UnitLevel[];
    movement?: MovementNeed;
    unitField?: string;
    titleField?: string;
    /** A correction, which the past of a closed unit takes with its reason. Without it a closed unit takes nothing. */
    correction?: { reason?: string | null };
    /** False: the command only reads what is there, of closed units too. */
    changesPast?: false;
  },
): Promise<Place | { refusal: Refusal }> {
  const range = parsePeriod(input.period);
  if (!range) return refuse('BAD_PERIOD', 'period', { title: input.title, period: input.period });
  const [unit, title, movement] = await Promise.all([
    findUnit(tx, input.unit, {
      day: mapDay(input.period),
      field: need.unitField ?? 'unit',
      levels: need.levels,
      closedSince: true,
    }),
    tx.findOneBy(Title, { code: input.title }),
    input.movement && need.movement ? lockMovement(tx, input.movement) : null,
  ]);
  if (isRefusal(unit)) return unit;
  const badPeriod =
    title && title.periodKind !== range.kind
      ? refuse('BAD_PERIOD', 'period', { title: input.title, period: input.period })
      : null;
  if (input.movement && need.movement) {
    if (!movement) return refuse('MOVEMENT_UNKNOWN', 'movement', { movement: input.movement });
    const refused = movement.refuses(input.title, input.period, need.movement);
    if (refused?.refusal.reason === 'TITLE_NOT_IN_MOVEMENT') return refused;
    if (badPeriod ?? refused) return (badPeriod ?? refused) as { refusal: Refusal };
  }
  if (!title) return refuse('TITLE_UNKNOWN', need.titleField ?? 'title', { title: input.title });
  if (badPeriod) return badPeriod;
  if (need.changesPast === false) return { unit, title };
  const past = await refusePast(tx, unit, need.correction, need.unitField ?? 'unit');
  return past ?? { unit, title };
}

/** A lock that lets others read on: closing the movement waits for what is being entered. */
const lockMovement = (tx: EntityManager, code: string): Promise<Movement | null> =>
  tx.findOne(Movement, { where: { code }, lock: { mode: 'pessimistic_read' } });

/** The cell, locked until the commit; made where nothing was ever entered (version 0, never said as such). */
export async function openCell(
  tx: EntityManager,
  unitId: string,
  title: string,
  period: string,
): Promise<Cell> {
  const locked = { where: { unitId, title, period }, lock: { mode: 'pessimistic_write' } } as const;
  const there = await tx.findOne(Cell, locked);
  if (there) return there;
  await tx.query(
    `insert into cell (id, unit_id, title, period, targets, stated, version) values ($1, $2, $3, $4, '[]', '[]', 0)
     on conflict (unit_id, title, period) do nothing`,
    [uuid(), unitId, title, period],
  );
  return tx.findOneOrFail(Cell, locked);
}

/** The row is there and locked: see openCell. */
export async function saveCell(tx: EntityManager, cell: Cell): Promise<void> {
  const json = (value: object | null) => value && JSON.stringify(value);
  await tx.query(
    `update cell set basis = $2, as_of = $3, registered = $4, recognised = $5, baseline = $6, targets = $7, stated = $8,
       version = $9
     where id = $1`,
    [
      cell.id,
      cell.basis,
      cell.asOf,
      json(cell.registered),
      json(cell.recognised),
      json(cell.baseline),
      json(cell.targets),
      json(cell.stated),
      cell.version,
    ],
  );
}
