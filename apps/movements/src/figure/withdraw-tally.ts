import { cells, happened, isRefusal, tallies, WithdrawTally as contract } from '@app/contracts';
import { expectVersion, Outbox } from '@app/messaging';
import { CommandOf } from '@app/platform';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { findPlace, openCell, saveCell, TALLY_LEVELS } from './find-place.js';
import { currentTally, saveEnd } from './report-tally.js';

export class WithdrawTally extends CommandOf(contract) {}

/** Takes the unit's tally back with a reason, so that a roster can be kept instead (rule 7). */
@CommandHandler(WithdrawTally)
export class WithdrawTallyHandler implements ICommandHandler<WithdrawTally> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input, context }: WithdrawTally) {
    const { title, period, reason } = input;
    return this.outbox.transaction(context, async (tx) => {
      const place = await findPlace(tx, input, { levels: TALLY_LEVELS, correction: { reason } });
      if (isRefusal(place)) return place;
      const cell = await openCell(tx, place.unit.id, title, period);
      expectVersion(cell, input.expectedVersion);
      const refused = cell.withdrawTally();
      if (refused) return refused;
      await saveCell(tx, cell);
      const tally = await currentTally(tx, cell);
      tally?.end('WITHDRAWN', reason);
      if (tally) await saveEnd(tx, tally);
      return {
        value: { changed: 1, version: cell.version },
        events: [
          ...(tally ? [happened(tallies, 'TallyWithdrawn', tally.state())] : []),
          happened(cells, 'TallyWithdrawn', cell.state()),
        ],
        target: `${input.unit} ${title} ${period}`,
      };
    });
  }
}
