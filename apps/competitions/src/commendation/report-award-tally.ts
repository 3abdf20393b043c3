import {
  awardTallies,
  happened,
  isRefusal,
  mapDay,
  parsePeriod,
  refuse,
  ReportAwardTally as contract,
} from '@app/contracts';
import { findUnit, Outbox, saveAll } from '@app/messaging';
import { CommandOf } from '@app/platform';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { v7 as uuid } from 'uuid';
import { AwardTally } from './award-tally.js';
import { competent } from './competence.js';

export class ReportAwardTally extends CommandOf(contract) {}

/** The largest number of GraphQL's Int. */
const MOST = 2 ** 31 - 1;

/** Numbers of awards without names, with their source; they replace what was reported for the same key (rule 19a). */
@CommandHandler(ReportAwardTally)
export class ReportAwardTallyHandler implements ICommandHandler<ReportAwardTally> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input, context }: ReportAwardTally) {
    const { authority, form, period, achievement, collectives, households, individuals, source } = input;
    return this.outbox.transaction(context, async (tx) => {
      // The days of signing are not reported: competence on the first or on the last day of the period is enough.
      const days = parsePeriod(period);
      const lastDay = days?.endsOn ?? mapDay(period);
      const incompetent = competent(authority, form, lastDay, 'authority');
      if (incompetent && competent(authority, form, days?.startsOn ?? lastDay, 'authority'))
        return incompetent;
      const unit = await findUnit(tx, input.unit, { day: mapDay(period), field: 'unit' });
      if (isRefusal(unit)) return unit;
      const numbers = { collectives, households, individuals };
      for (const [field, value] of Object.entries(numbers))
        if (value < 0 || value > MOST) return refuse('BAD_QUANTITY', field, { value });
      const key = { unitId: unit.id, period, authority, form, achievement };
      const held = await tx.findOne(AwardTally, { where: key, lock: { mode: 'pessimistic_write' } });
      const tally = Object.assign(new AwardTally(), {
        ...key,
        ...numbers,
        id: held?.id ?? uuid(),
        source,
        version: (held?.version ?? 0) + 1,
      } satisfies Partial<AwardTally>);
      // Another first report of the same key meanwhile: this one waits, runs again and replaces it.
      await saveAll(tx, AwardTally, [tally]);
      return {
        value: { changed: 1 },
        events: [happened(awardTallies, 'AwardTallyReported', tally.state())],
        target: `${authority} ${input.unit} ${form} ${period}`,
      };
    });
  }
}
