import {
  baselines,
  cells,
  happened,
  isRefusal,
  MOST_SUBJECTS,
  RecordBaselines as contract,
  refuse,
  type DomainEvent,
  type InputOf,
} from '@app/contracts';
import { expectVersion, Outbox } from '@app/messaging';
import { CommandOf } from '@app/platform';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { v7 as uuid } from 'uuid';
import type { Unit } from '../unit/unit.js';
import { Baseline } from './baseline.js';
import { refuseQuantity } from './cell.js';
import { findPlace, openCell, saveCell, TARGET_LEVELS } from './find-place.js';

export class RecordBaselines extends CommandOf(contract) {}
type Entry = InputOf<typeof contract>['baselines'][number];
type Placed = Omit<Entry, 'unit'> & { unit: Unit; field: string };

/** Records baselines of one title and period for many units, all or none (rule 6). */
@CommandHandler(RecordBaselines)
export class RecordBaselinesHandler implements ICommandHandler<RecordBaselines> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input, context }: RecordBaselines) {
    const { title, period, asOf, sourceDocument, final } = input;
    return this.outbox.transaction(context, async (tx) => {
      if (input.baselines.length === 0) return refuse('NO_SUBJECTS', 'baselines');
      if (input.baselines.length > MOST_SUBJECTS)
        return refuse('TOO_MANY_SUBJECTS', 'baselines', {
          most: MOST_SUBJECTS,
          count: input.baselines.length,
        });
      const placed: Placed[] = [];
      for (const [index, entry] of input.baselines.entries()) {
        const field = `baselines.${index}`;
        const bad = refuseQuantity(entry.value, `${field}.value`);
        if (bad) return bad;
        const place = await findPlace(
          tx,
          { unit: entry.unit, title, period },
          { levels: TARGET_LEVELS, unitField: `${field}.unit`, correction: { reason: input.reason } },
        );
        if (isRefusal(place)) return place;
        if (placed.some(({ unit }) => unit.id === place.unit.id))
          return refuse('UNIT_REPEATED', `${field}.unit`, { code: entry.unit });
        placed.push({ ...entry, unit: place.unit, field });
      }
      // Always locked in the same order: two such commands cannot wait for each other.
      placed.sort((a, b) => a.unit.id.localeCompare(b.unit.id));
      const events: DomainEvent[] = [];
      const warnings = new Set<string>();
      let version: number | null = null;
      for (const { unit, value, origin, field, expectedVersion } of placed) {
        const cell = await openCell(tx, unit.id, title, period);
        expectVersion(cell, expectedVersion, `${field}.expectedVersion`);
        const facts = { ...value, asOf, origin, sourceDocument, final };
        const before = cell.version;
        const refused = cell.recordBaseline(facts, `${field}.value`);
        if (refused) return refused;
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
        value: { changed: placed.length, version, warnings: [...warnings] },
        events,
        target: `${title} ${period}: ${placed.map(({ unit }) => unit.code).join(' ')}`,
      };
    });
  }
}
