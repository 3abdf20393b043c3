import {
  exemplarTallies,
  happened,
  isRefusal,
  mapDay,
  ReportExemplarTally as contract,
} from '@app/contracts';
import { findUnit, Outbox } from '@app/messaging';
import { CommandOf } from '@app/platform';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { v7 as uuid } from 'uuid';
import { refuseCounts } from '../counts.js';
import { ExemplarTally } from './exemplar-tally.js';

export class ReportExemplarTally extends CommandOf(contract) {}

/** Numbers without names, with their source; they replace what was reported for the unit and period. */
@CommandHandler(ReportExemplarTally)
export class ReportExemplarTallyHandler implements ICommandHandler<ReportExemplarTally> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input, context }: ReportExemplarTally) {
    const { period, collectives, individuals, goodPersonsGoodDeeds, source } = input;
    const counts = { collectives, individuals, goodPersonsGoodDeeds };
    return this.outbox.transaction(context, async (tx) => {
      const unit = await findUnit(tx, input.unit, { day: mapDay(period) });
      if (isRefusal(unit)) return unit;
      const bad = refuseCounts(counts);
      if (bad) return bad;
      const earlier = await tx.findOne(ExemplarTally, {
        where: { unitId: unit.id, period },
        lock: { mode: 'pessimistic_write' },
      });
      const tally = Object.assign(earlier ?? new ExemplarTally(), {
        id: earlier?.id ?? uuid(),
        unitId: unit.id,
        period,
        ...counts,
        source,
        version: (earlier?.version ?? 0) + 1,
      } satisfies Partial<ExemplarTally>);
      // Inserted where there was none: of two first ones at once the second runs again and replaces.
      await (earlier ? tx.upsert(ExemplarTally, tally, ['id']) : tx.insert(ExemplarTally, tally));
      return {
        value: { changed: 1 },
        events: [happened(exemplarTallies, 'ExemplarTallyReported', tally.state())],
        target: `${input.unit} ${period}`,
      };
    });
  }
}
