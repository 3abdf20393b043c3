import { cells, happened, isRefusal, registrations, RegisterSubjects as contract } from '@app/contracts';
import { expectVersion, Outbox } from '@app/messaging';
import { CommandOf, today } from '@app/platform';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { findPlace, openCell, ROSTER_LEVELS, saveCell } from '../figure/find-place.js';
import { HOUSEHOLD_KEY_SECRET } from '../secret.js';
import { insertRegistrations, newRegistrations, refuseCount } from './roster.js';

export class RegisterSubjects extends CommandOf(contract) {}

/** Registers up to 1,000 subjects of one commune for a title and period, all or none (rules 1, 2, 7). */
@CommandHandler(RegisterSubjects)
export class RegisterSubjectsHandler implements ICommandHandler<RegisterSubjects> {
  constructor(
    private readonly outbox: Outbox,
    @Inject(HOUSEHOLD_KEY_SECRET) private readonly secret: string,
  ) {}

  execute({ input, context }: RegisterSubjects) {
    const { movement, title, period, subjects } = input;
    return this.outbox.transaction(context, async (tx) => {
      const place = await findPlace(tx, input, { levels: ROSTER_LEVELS, movement: 'open' });
      if (isRefusal(place)) return place;
      const badCount = refuseCount(subjects.length, 'subjects', context);
      if (badCount) return badCount;
      const cell = await openCell(tx, place.unit.id, title, period);
      expectVersion(cell, input.expectedVersion);
      const options = { kind: place.title.subjectKind, secret: this.secret, movement, context };
      const rows = await newRegistrations(tx, cell, subjects, options);
      if (isRefusal(rows)) return rows;
      const target = `${input.unit} ${title} ${period}: ${rows.length}`;
      if (context.skipped && rows.length === 0)
        return {
          value: { changed: 0, version: cell.version, warnings: cell.warnings() },
          events: [],
          target,
        };
      const refused = cell.register(rows.length, 0, today());
      if (refused) return refused;
      await Promise.all([insertRegistrations(tx, rows), saveCell(tx, cell)]);
      return {
        value: { changed: rows.length, version: cell.version, warnings: cell.warnings() },
        events: [
          ...rows.map((row) => happened(registrations, 'SubjectRegistered', row.state())),
          happened(cells, 'SubjectsRegistered', cell.state()),
        ],
        target,
      };
    });
  }
}
