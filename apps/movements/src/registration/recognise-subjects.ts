import {
  cells,
  happened,
  isRefusal,
  mapDay,
  RecogniseSubjects as contract,
  refuse,
  registrations,
} from '@app/contracts';
import { expectVersion, Outbox } from '@app/messaging';
import { CommandOf, today } from '@app/platform';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { findPlace, openCell, ROSTER_LEVELS, saveCell } from '../figure/find-place.js';
import { refuseApproved } from '../report/standing-report.js';
import { HOUSEHOLD_KEY_SECRET } from '../secret.js';
import { findUnit } from '../unit/find-unit.js';
import {
  findByDigests,
  insertRegistrations,
  namedRegistrations,
  newRegistrations,
  refuseCount,
  updateRegistrations,
} from './roster.js';
import { subjectKey } from './subject-key.js';

export class RecogniseSubjects extends CommandOf(contract) {}

/**
 * Recognises subjects by a decision, all or none. Subjects given with their names that are not on the roster are
 * registered by the same act and flagged (rule 8a); those that are on it are simply recognised.
 */
@CommandHandler(RecogniseSubjects)
export class RecogniseSubjectsHandler implements ICommandHandler<RecogniseSubjects> {
  constructor(
    private readonly outbox: Outbox,
    @Inject(HOUSEHOLD_KEY_SECRET) private readonly secret: string,
  ) {}

  execute({ input, context }: RecogniseSubjects) {
    const { movement, title, period, decision } = input;
    const subjects = input.subjects ?? [];
    return this.outbox.transaction(context, async (tx) => {
      const place = await findPlace(tx, input, {
        levels: ROSTER_LEVELS,
        movement: 'running',
        correction: { reason: input.reason },
      });
      if (isRefusal(place)) return place;
      const count = (input.ids?.length ?? 0) + (input.keys?.length ?? 0) + subjects.length;
      const badCount = refuseCount(count, 'subjects');
      if (badCount) return badCount;
      const issuer = await findUnit(tx, decision.issuer, {
        day: decision.signedOn,
        field: 'decision.issuer',
        // An office that is closed today could sign until its last day.
        closedSince: true,
      });
      if (isRefusal(issuer)) return issuer;
      const cell = await openCell(tx, place.unit.id, title, period);
      expectVersion(cell, input.expectedVersion);
      const approved = await refuseApproved(tx, cell, input.reason);
      if (approved) return approved;
      if (cell.basis === 'TALLY') return refuse('TALLY_EXISTS', 'unit');
      const options = { kind: place.title.subjectKind, secret: this.secret, movement: movement ?? '' };

      const digests = subjects.map(({ key }) => subjectKey(options.kind, key, this.secret).digest);
      const onRoster = new Map((await findByDigests(tx, cell, digests)).map((row) => [row.keyDigest, row]));
      const named = await namedRegistrations(tx, cell, input, options);
      if (isRefusal(named)) return named;
      const recognised = new Map(named.map((entry) => [entry.row.id, entry]));
      for (const [index, digest] of digests.entries()) {
        const row = onRoster.get(digest);
        if (row && !recognised.has(row.id)) recognised.set(row.id, { row, field: `subjects.${index}.key` });
      }
      const known = [...recognised.values()];
      for (const { row, field } of known) {
        const refused = row.recognise(decision, field);
        if (refused) return refused;
        if (input.reason) row.reason = input.reason;
      }
      const unknown = subjects
        .map((subject, index) => ({ ...subject, field: `subjects.${index}.key` }))
        .filter((_, index) => !onRoster.has(digests[index] ?? ''));
      // A closed unit takes no new registrations, by recognition neither.
      const closed = unknown.length > 0 ? await findUnit(tx, input.unit, { day: mapDay(period) }) : null;
      if (closed && isRefusal(closed)) return closed;
      if (unknown.length > 0 && !movement) return refuse('MOVEMENT_UNKNOWN', 'movement', { movement: '–' });
      const added = await newRegistrations(tx, cell, unknown, options);
      if (isRefusal(added)) return added;
      for (const row of added) Object.assign(row, { byRecognition: true, status: 'RECOGNISED', decision });

      const refused = cell.register(added.length, known.length + added.length, today());
      if (refused) return refused;
      const changed = known.map(({ row }) => row);
      await updateRegistrations(tx, changed);
      await insertRegistrations(tx, added);
      await saveCell(tx, cell);
      return {
        value: { changed: changed.length + added.length, version: cell.version, warnings: cell.warnings() },
        events: [
          ...[...changed, ...added].map((row) => happened(registrations, 'SubjectRecognised', row.state())),
          happened(cells, 'SubjectsRecognised', cell.state()),
        ],
        target: `${input.unit} ${title} ${period}: ${changed.length + added.length} by ${decision.number}`,
      };
    });
  }
}
