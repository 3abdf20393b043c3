import { cells, happened, isRefusal, refuse, ReportTally as contract, tallies } from '@app/contracts';
import { expectVersion, Outbox } from '@app/messaging';
import { CommandOf } from '@app/platform';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Raw, type EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { refuseApproved } from '../report/standing-report.js';
import { refuseQuantity, type CellPlace } from './cell.js';
import { findPlace, openCell, saveCell, TALLY_LEVELS } from './find-place.js';
import { Tally } from './tally.js';

export class ReportTally extends CommandOf(contract) {}

/** A percentage as printed: digits, a decimal point or comma. */
const PRINTED_PERCENT = /^\d{1,4}([.,]\d{1,6})?$/;

/** Numbers without names, with their source; they replace what the unit reported before for the title and period. */
@CommandHandler(ReportTally)
export class ReportTallyHandler implements ICommandHandler<ReportTally> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input, context }: ReportTally) {
    const { title, period, movement, source } = input;
    const stated = (input.stated ?? []).map((printed) => ({ ...printed, source }));
    const report = {
      asOf: input.asOf ?? null,
      registered: input.registered ?? null,
      recognised: input.recognised ?? null,
      stated,
    };
    return this.outbox.transaction(context, async (tx) => {
      const place = await findPlace(tx, input, {
        levels: TALLY_LEVELS,
        movement: 'running',
        correction: { reason: input.reason },
      });
      if (isRefusal(place)) return place;
      if (!report.registered && !report.recognised && stated.length === 0)
        return refuse('NOTHING_REPORTED', 'registered');
      const bad =
        refuseQuantity(report.registered, 'registered') ?? refuseQuantity(report.recognised, 'recognised');
      if (bad) return bad;
      for (const [index, { percent }] of stated.entries())
        if (!PRINTED_PERCENT.test(percent))
          return refuse('BAD_QUANTITY', `stated.${index}.percent`, { value: percent });
      const at = { unitId: place.unit.id, title, period };
      // Asked at once. Should the tally be read before the cell is locked and be replaced meanwhile, the next one breaks the
      // index that allows one current tally, and the command is run again.
      const [cell, approved, standing] = await Promise.all([
        openCell(tx, at.unitId, title, period),
        refuseApproved(tx, at, input.reason),
        currentTally(tx, at),
      ]);
      expectVersion(cell, input.expectedVersion);
      if (approved) return approved;
      const refused = cell.reportTally(report);
      if (refused) return refused;
      const tally = Object.assign(new Tally(), {
        ...report,
        ...at,
        id: uuid(),
        movement,
        source,
        status: 'CURRENT',
        reason: input.reason ?? null,
        reportedAt: new Date(),
        version: 1,
      } satisfies Partial<Tally>);
      standing?.end('REPLACED', null);
      // The end before the next, in this order: one tally of a cell is the current one.
      await Promise.all([standing && saveEnd(tx, standing), saveCell(tx, cell), tx.insert(Tally, tally)]);
      return {
        value: { changed: 1, version: cell.version, warnings: cell.warnings() },
        events: [
          ...(standing ? [happened(tallies, 'TallyReplaced', standing.state())] : []),
          happened(tallies, 'TallyReported', tally.state()),
          happened(cells, 'TallyReported', cell.state()),
        ],
        target: `${input.unit} ${title} ${period}`,
      };
    });
  }
}

/** The tally that stands in the cell; null: there is none. Certain only while the cell is locked. */
export const currentTally = (
  tx: EntityManager,
  { unitId, title, period }: CellPlace,
): Promise<Tally | null> =>
  // The status is written out: a plan that is kept for any status reads the whole table, whose index holds the current ones.
  tx.findOneBy(Tally, { unitId, title, period, status: Raw((status) => `${status} = 'CURRENT'`) });

/** Keeps that the tally was ended. */
export async function saveEnd(tx: EntityManager, { id, status, reason, version }: Tally): Promise<void> {
  await tx.query('update tally set status = $2, reason = $3, version = $4 where id = $1', [
    id,
    status,
    reason,
    version,
  ]);
}
