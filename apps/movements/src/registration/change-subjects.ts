import {
  cells,
  happened,
  isRefusal,
  registrations,
  RevokeRecognition as revokeContract,
  WithdrawSubjects as withdrawContract,
  type InputOf,
  type Refusal,
} from '@app/contracts';
import { expectVersion, Outbox } from '@app/messaging';
import { CommandOf, today, type CommandContext } from '@app/platform';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Cell } from '../figure/cell.js';
import { findPlace, openCell, ROSTER_LEVELS, saveCell } from '../figure/find-place.js';
import { HOUSEHOLD_KEY_SECRET } from '../secret.js';
import type { Registration } from './registration.js';
import { namedRegistrations, refuseCount, updateRegistrations } from './roster.js';

export class WithdrawSubjects extends CommandOf(withdrawContract) {}
export class RevokeRecognition extends CommandOf(revokeContract) {}

interface Step {
  type: [ofEach: string, ofCell: string];
  each: (row: Registration, field: string) => { refusal: Refusal } | null;
  cell: (cell: Cell, count: number) => { refusal: Refusal } | null;
}

/** Takes the named registrations one step back, all or none: the two commands differ in the step alone. */
function stepBack(
  outbox: Outbox,
  secret: string,
  input: InputOf<typeof withdrawContract>,
  context: CommandContext,
  step: Step,
) {
  const { title, period } = input;
  return outbox.transaction(context, async (tx) => {
    const place = await findPlace(tx, input, { levels: ROSTER_LEVELS, correction: input });
    if (isRefusal(place)) return place;
    const badCount = refuseCount((input.ids?.length ?? 0) + (input.keys?.length ?? 0), 'ids');
    if (badCount) return badCount;
    const cell = await openCell(tx, place.unit.id, title, period);
    expectVersion(cell, input.expectedVersion);
    const named = await namedRegistrations(tx, cell, input, { kind: place.title.subjectKind, secret });
    if (isRefusal(named)) return named;
    for (const { row, field } of named) {
      const refused = step.each(row, field);
      if (refused) return refused;
    }
    const refused = step.cell(cell, named.length);
    if (refused) return refused;
    const rows = named.map(({ row }) => row);
    await updateRegistrations(tx, rows);
    await saveCell(tx, cell);
    return {
      value: { changed: rows.length, version: cell.version },
      events: [
        ...rows.map((row) => happened(registrations, step.type[0], row.state())),
        happened(cells, step.type[1], cell.state()),
      ],
      target: `${input.unit} ${title} ${period}: ${rows.length}`,
    };
  });
}

/** Takes subjects off the roster with a reason; a recognised one is refused (rule 8a). */
@CommandHandler(WithdrawSubjects)
export class WithdrawSubjectsHandler implements ICommandHandler<WithdrawSubjects> {
  constructor(
    private readonly outbox: Outbox,
    @Inject(HOUSEHOLD_KEY_SECRET) private readonly secret: string,
  ) {}

  execute({ input, context }: WithdrawSubjects) {
    return stepBack(this.outbox, this.secret, input, context, {
      type: ['SubjectWithdrawn', 'SubjectsWithdrawn'],
      each: (row, field) => row.withdraw(input.reason, field),
      cell: (cell, count) => cell.withdraw(count, today()),
    });
  }
}

/** Takes recognition back with a reason; the subjects stay registered. */
@CommandHandler(RevokeRecognition)
export class RevokeRecognitionHandler implements ICommandHandler<RevokeRecognition> {
  constructor(
    private readonly outbox: Outbox,
    @Inject(HOUSEHOLD_KEY_SECRET) private readonly secret: string,
  ) {}

  execute({ input, context }: RevokeRecognition) {
    return stepBack(this.outbox, this.secret, input, context, {
      type: ['RecognitionRevoked', 'RecognitionRevoked'],
      each: (row, field) => row.revokeRecognition(input.reason, field),
      cell: (cell, count) => cell.revokeRecognition(count, today()),
    });
  }
}
