import {
  baselines,
  cells,
  happened,
  mapDay,
  type CellBaseline,
  type Certainty,
  type DomainEvent,
} from '@app/contracts';
import { In, type EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { Act, Unit } from '../unit/unit.js';
import { Baseline } from './baseline.js';
import { Cell } from './cell.js';
import { openCell, saveCell } from './find-place.js';

/** A sum that contains a bound is a bound (rule 3). */
const certaintyOf = (of: CellBaseline[]): Certainty =>
  (['AT_LEAST', 'APPROXIMATE'] as const).find((one) => of.some(({ certainty }) => certainty === one)) ??
  'EXACT';

/**
 * A merge's opening baseline is the sum of its sources' unless a recount is recorded (rule 10): of each title and period that
 * has not ended by the day, where every source has one. Never final, since the sources' own participants stay with them.
 */
export async function openingBaselines(
  tx: EntityManager,
  merged: Unit[],
  into: Unit,
  { on, document }: Act,
): Promise<DomainEvent[]> {
  const ids = [...new Set([...merged.map(({ id }) => id), into.id])];
  const open = (await tx.findBy(Cell, { unitId: In(ids) }))
    .filter(({ period, baseline }) => baseline && mapDay(period) >= on)
    .sort((a, b) => (`${a.title}|${a.period}` < `${b.title}|${b.period}` ? -1 : 1));
  const events: DomainEvent[] = [];
  for (const [, of] of Map.groupBy(open, ({ title, period }) => `${title}|${period}`)) {
    const { title, period } = of[0] as Cell;
    const own = of.find(({ unitId }) => unitId === into.id)?.baseline;
    const sources = of.filter(({ unitId }) => unitId !== into.id);
    // A unit that goes on adds its own; what was counted on the day or later is a recount of the whole.
    const wasThere = into.validFrom === null || into.validFrom < on;
    if (sources.length < merged.length || (own && own.asOf >= on) || (wasThere && !own)) continue;
    const summands = of.flatMap(({ baseline }) => baseline ?? []);
    const sum: CellBaseline = {
      value: summands.reduce((total, { value }) => total + value, 0),
      certainty: certaintyOf(summands),
      origin: 'SUMMED',
      asOf: on,
      sourceDocument: document,
      final: false,
    };
    const cell = await openCell(tx, into.id, title, period);
    const refused = cell.recordBaseline(sum, 'into');
    if (refused)
      throw new Error(`an opening baseline that is not final was refused: ${refused.refusal.reason}`);
    await saveCell(tx, cell);
    const baseline = Object.assign(new Baseline(), {
      ...sum,
      id: uuid(),
      unitId: into.id,
      title,
      period,
      reason: null,
      recordedAt: new Date(),
      version: 1,
    } satisfies Partial<Baseline>);
    await tx.insert(Baseline, baseline);
    events.push(
      happened(baselines, 'BaselineRecorded', baseline.state()),
      happened(cells, 'BaselineRecorded', cell.state()),
    );
  }
  return events;
}
