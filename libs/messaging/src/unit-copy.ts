import { Injectable } from '@nestjs/common';
import {
  isRefusal,
  refuse,
  UNIT_MAP_STARTS_ON,
  unitMaps,
  units,
  type Refusal,
  type UnitLevel,
  type UnitMapState,
  type UnitState,
} from '@app/contracts';
import { Health, type Sql } from '@app/platform';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import type { Projection } from './applier.js';
import type { ReceivedEvent } from './event.js';
import { upsert } from './upsert.js';

const FRESH_MS = 1_000;

/** The copy of the units that a service keeps beside its own tables; it hears of them only through events. */
@Injectable()
export class UnitCopy implements Projection {
  readonly topics = [units.name, unitMaps.name];
  readonly group: string;
  private known: { complaint: string | null; at: number } | null = null;

  constructor(
    private readonly database: DataSource,
    health: Health,
  ) {
    // One group a service: its database's application name is the service's name.
    this.group = `${(database.options as { applicationName?: string }).applicationName}-units`;
    health.add('unit copy', () => this.complaint());
  }

  async apply(tx: Sql, topic: string, events: ReceivedEvent[]): Promise<number> {
    const states = events.map((event) => event.state);
    if (topic === unitMaps.name)
      return upsert(
        tx,
        'unit_map_copy',
        'id',
        (states as UnitMapState[]).map(({ oldUnitsLoaded, ...map }) => ({
          ...map,
          old_units_loaded: oldUnitsLoaded,
        })),
      );
    return upsert(
      tx,
      'unit_copy',
      'id',
      (states as UnitState[]).map((unit) => ({
        id: unit.id,
        code: unit.code,
        name: unit.name,
        level: unit.level,
        parent_id: unit.parentId,
        kind: unit.kind,
        valid_from: unit.validFrom,
        valid_to: unit.validTo,
        successor_ids: unit.successorIds,
        version: unit.version,
      })),
    );
  }

  async applied(): Promise<void> {
    if (this.known?.complaint) this.known = null;
  }

  /**
   * null once it has held the whole of an announced map: the versions of its units then add up to those of the map. From
   * then on it is behind by moments only, as every copy is when the map changes.
   */
  private async complaint(): Promise<string | null> {
    if (this.known && (this.known.complaint === null || Date.now() - this.known.at < FRESH_MS))
      return this.known.complaint;
    const [row] = await this.database.query<{ complete: boolean | null }[]>(
      'select coalesce((select sum(version) from unit_copy), 0) >= (select versions from unit_map_copy) as complete',
    );
    const complaint = row?.complete ? null : 'the map of units has not been received yet';
    this.known = { complaint, at: Date.now() };
    return complaint;
  }
}

export class UnitCopyTables1764000000003 implements MigrationInterface {
  name = 'UnitCopyTables1764000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table unit_copy (
        id uuid primary key,
        code text not null,
        name text not null,
        level text not null,
        parent_id uuid,
        kind text,
        valid_from date,
        valid_to date,
        version integer not null
      );
      create index unit_copy_code on unit_copy (code);
      create table unit_map_copy (
        id text primary key,
        units integer not null,
        versions integer not null,
        version integer not null
      );`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table unit_copy, unit_map_copy');
  }
}

export class UnitCopySuccessors1764000000004 implements MigrationInterface {
  name = 'UnitCopySuccessors1764000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table unit_copy add column successor_ids uuid[] not null default '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table unit_copy drop column successor_ids');
  }
}

export class UnitCopyLoading1764000000005 implements MigrationInterface {
  name = 'UnitCopyLoading1764000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table unit_map_copy add column old_units_loaded boolean not null default true');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table unit_map_copy drop column old_units_loaded');
  }
}

/** What a rule needs of a unit. */
export interface FoundUnit {
  id: string;
  code: string;
  name: string;
  level: UnitLevel;
  /** Of an institution: what it is, such as SCHOOL or DEPARTMENT. */
  kind: string | null;
}

/** Of a unit that once bore a code: its last day, and in words who took its place. */
export interface Bearer {
  exists: boolean;
  closedOn: string | null;
  successors: string;
}
/** Columns of a Bearer, but for `exists`. */
export const BEARER = `valid_to::text as "closedOn",
  coalesce((select string_agg(next.name || ' (' || next.code || ')', ', ' order by next.code)
    from unit_copy next where next.id = any(unit_copy.successor_ids)), 'NO_SUCCESSOR') as successors`;

/** What UNIT_CLOSED says of the one that was closed last before the day; null: none was. */
export function closedBefore(
  bearers: Bearer[],
  day: string,
): { closedOn: string; successors: string } | null {
  const closed = bearers
    .flatMap(({ closedOn, successors }) =>
      closedOn !== null && closedOn < day ? { closedOn, successors } : [],
    )
    .sort((a, b) => (a.closedOn < b.closedOn ? 1 : -1));
  return closed[0] ?? null;
}

/** The units that bear the codes on the day, in the order asked for; or UNIT_UNKNOWN, MAP_LOADING, UNIT_CLOSED at the first that does not. */
export async function findUnits(
  tx: Sql,
  wanted: readonly { code: string; field: string }[],
  day: string,
): Promise<FoundUnit[] | { refusal: Refusal }> {
  const found = await findEachUnit(tx, wanted, day);
  return found.find((one) => isRefusal(one)) ?? (found as FoundUnit[]);
}

/** The same, each unit or its refusal. */
export async function findEachUnit(
  tx: Sql,
  wanted: readonly { code: string; field: string }[],
  day: string,
): Promise<(FoundUnit | { refusal: Refusal })[]> {
  const rows = await tx.query<FoundUnit & Bearer>(
    `select id, code, name, level, kind, ${BEARER},
       coalesce(valid_from, '-infinity') <= $2::date and coalesce(valid_to, 'infinity') >= $2::date as exists
     from unit_copy where code = any($1)`,
    [[...new Set(wanted.map(({ code }) => code))], day],
  );
  const byCode = Map.groupBy(rows, ({ code }) => code);
  const isMissing = wanted.some(({ code }) => !byCode.get(code)?.some(({ exists }) => exists));
  const unknown = isMissing && (await isLoading(tx, day)) ? 'MAP_LOADING' : 'UNIT_UNKNOWN';
  return wanted.map(({ code, field }) => {
    const bearers = byCode.get(code) ?? [];
    const unit = bearers.find(({ exists }) => exists);
    const closed = unit ? null : closedBefore(bearers, day);
    if (closed) return refuse('UNIT_CLOSED', field, { code, ...closed });
    if (!unit) return refuse(unknown, field, { code });
    const { id, name, level, kind } = unit;
    return { id, code, name, level, kind };
  });
}

/** After a first start of the house the units until 30 June 2025 come province by province. */
async function isLoading(tx: Sql, day: string): Promise<boolean> {
  if (day >= UNIT_MAP_STARTS_ON) return false;
  const [map] = await tx.query<{ loaded: boolean }>('select old_units_loaded as loaded from unit_map_copy');
  return !map?.loaded;
}

/** The unit that bears the code on the day; or UNIT_UNKNOWN, MAP_LOADING, UNIT_CLOSED. */
export async function findUnit(
  tx: Sql,
  code: string,
  { day, field = 'unit' }: { day: string; field?: string },
): Promise<FoundUnit | { refusal: Refusal }> {
  const units = await findUnits(tx, [{ code, field }], day);
  return isRefusal(units) ? units : (units[0] as FoundUnit);
}
