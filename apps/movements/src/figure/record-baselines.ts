import {
  baselines,
  cells,
  happened,
  isRefusal,
  mostSubjects,
  RecordBaselines as contract,
  refuse,
  type DomainEvent,
  type InputOf,
  type Refusal,
} from '@app/contracts';
import { expectVersion, Outbox } from '@app/messaging';
import { CommandOf, skips } from '@app/platform';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Any, type EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { Unit } from '../unit/unit.js';
import { Baseline } from './baseline.js';
import { refuseQuantity, type Cell } from './cell.js';
import { findPlace, openCell, saveCell, TARGET_LEVELS } from './find-place.js';

export class RecordBaselines extends CommandOf(contract) {}
type Entry = InputOf<typeof contract>['baselines'][number];
type Placed = Omit<Entry, 'unit'> & { unit: Unit; index: number; field: string };

/** Records baselines of one title and period for many units, all or none (rule 6). */
@CommandHandler(RecordBaselines)
export class RecordBaselinesHandler implements ICommandHandler<RecordBaselines> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input, context }: RecordBaselines) {
    const { title, period, asOf, sourceDocument, final } = input;
    return this.outbox.transaction(context, async (tx) => {
      if (input.baselines.length === 0) return refuse('NO_SUBJECTS', 'baselines');
      const most = mostSubjects(context);
      if (input.baselines.length > most)
        return refuse('TOO_MANY_SUBJECTS', 'baselines', { most, count: input.baselines.length });
      const placed: Placed[] = [];
      const units = new Set<string>();
      for (const [index, entry] of input.baselines.entries()) {
        const one = await placeEntry(tx, entry, {
          title,
          period,
          field: `baselines.${index}`,
          held: units,
          reason: input.reason,
        });
        if (isRefusal(one)) {
          if (skips(context, one)) continue;
          return one;
        }
        units.add(one.unit.id);
        placed.push({ ...one, index });
      }
      // Always locked in the same order: two such commands cannot wait for each other.
      placed.sort((a, b) => a.unit.id.localeCompare(b.unit.id));
      const held: Cell[] = [];
      for (const { unit } of placed) held.push(await openCell(tx, unit.id, title, period));
      const standing = await lastRecorded(tx, placed, { title, period, asOf });
      const events: DomainEvent[] = [];
      const unchanged: number[] = [];
      const warnings = new Set<string>();
      let version: number | null = null;
      let changed = 0;
      for (const [place, { unit, value, origin, index, field, expectedVersion }] of placed.entries()) {
        const cell = held[place] as Cell;
        expectVersion(cell, expectedVersion, `${field}.expectedVersion`);
        const facts = { ...value, asOf, origin, sourceDocument, final };
        if (standing.get(unit.id)?.says(facts)) {
          unchanged.push(index);
          version = placed.length === 1 ? cell.version : null;
          continue;
        }
        const before = cell.version;
        const refused = cell.recordBaseline(facts, `${field}.value`);
        if (refused && skips(context, refused)) continue;
        if (refused) return refused;
        changed++;
        version = placed.length === 1 ? cell.version : null;
        const baseline = Object.assign(new Baseline(), {
          ...facts,
          id: uuid(),
          unitId: unit.id,
          title,
          period,
          reason: input.reason ?? null,
          recordedAt: new Date(),
          version: 1,
        });
        await tx.insert(Baseline, baseline);
        events.push(happened(baselines, 'BaselineRecorded', baseline.state()));
        if (cell.version === before) continue;
        await saveCell(tx, cell);
        events.push(happened(cells, 'BaselineRecorded', cell.state()));
        cell.warnings().forEach((warning) => warnings.add(warning));
      }
      return {
        value: { changed, version, warnings: [...warnings], ...(unchanged.length > 0 && { unchanged }) },
        events,
        target: `${title} ${period}: ${placed.map(({ unit }) => unit.code).join(' ')}`,
      };
    });
  }
}

/** Of each unit the baseline as of the day that was recorded last. The cells are locked. */
async function lastRecorded(
  tx: EntityManager,
  placed: Placed[],
  of: { title: string; period: string; asOf: string },
): Promise<Map<string, Baseline>> {
  const found = await tx.find(Baseline, {
    where: { unitId: Any(placed.map(({ unit }) => unit.id)), ...of },
    order: { recordedAt: 'ASC', id: 'ASC' },
  });
  return new Map(found.map((baseline) => [baseline.unitId, baseline]));
}

/** The entry with its unit; or BAD_QUANTITY, UNIT_*, TITLE_UNKNOWN, BAD_PERIOD, or UNIT_REPEATED where the unit is among the held. */
async function placeEntry(
  tx: EntityManager,
  entry: Entry,
  {
    title,
    period,
    field,
    held,
    reason,
  }: { title: string; period: string; field: string; held: Set<string>; reason: string | null | undefined },
): Promise<Omit<Placed, 'index'> | { refusal: Refusal }> {
  const bad = refuseQuantity(entry.value, `${field}.value`);
  if (bad) return bad;
  const place = await findPlace(
    tx,
    { unit: entry.unit, title, period },
    { levels: TARGET_LEVELS, unitField: `${field}.unit`, correction: { reason } },
  );
  if (isRefusal(place)) return place;
  if (held.has(place.unit.id)) return refuse('UNIT_REPEATED', `${field}.unit`, { code: entry.unit });
  return { ...entry, unit: place.unit, field };
}
