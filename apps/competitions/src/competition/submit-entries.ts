import {
  competitions,
  duplicates,
  entries as entryTopic,
  happened,
  isRefusal,
  mostSubjects,
  refuse,
  SubmitEntries as submitContract,
  WithdrawEntries as withdrawContract,
} from '@app/contracts';
import { findEachUnit, Outbox, saveAll } from '@app/messaging';
import { CommandOf, skips, today, type CommandContext } from '@app/platform';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { In, Not, type EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { Duplicate } from '../duplicate.js';
import { PERSON_KEY_SECRET } from '../secret.js';
import { Entry, prizeCount, refuseShape } from './entry.js';
import { entriesOf, entryOf, lockCompetition, saveCompetition } from './find-competition.js';
import { compareStudents, studentKeys } from './students.js';

export class SubmitEntries extends CommandOf(submitContract) {}
export class WithdrawEntries extends CommandOf(withdrawContract) {}

function countRefusal(count: number, context: CommandContext) {
  if (count === 0) return refuse('NO_SUBJECTS', 'entries');
  const most = mostSubjects(context);
  return count > most ? refuse('TOO_MANY_SUBJECTS', 'entries', { most, count }) : null;
}

/** Enters projects, individuals, teams or collectives, all or none; a student is in one entry of an edition. */
@CommandHandler(SubmitEntries)
export class SubmitEntriesHandler implements ICommandHandler<SubmitEntries> {
  constructor(
    private readonly outbox: Outbox,
    @Inject(PERSON_KEY_SECRET) private readonly secret: string,
  ) {}

  execute({ input, context }: SubmitEntries) {
    return this.outbox.transaction(context, async (tx) => {
      const competition = await lockCompetition(tx, input.competition);
      if (isRefusal(competition)) return competition;
      const badCount = countRefusal(input.entries.length, context);
      if (badCount) return badCount;
      const units = await findEachUnit(
        tx,
        input.entries.map(({ unit }, index) => ({ code: unit, field: `entries.${index}.unit` })),
        // The day on which it was asked whether the role holds there.
        today(),
      );
      const held = await tx.findBy(Entry, { competition: competition.code });
      const codes = new Set(held.map(({ code }) => code));
      const added: Entry[] = [];
      /** Where each of the added stands in the input. */
      const places: number[] = [];
      for (const [index, entry] of input.entries.entries()) {
        const field = `entries.${index}`;
        const unit = units[index] as (typeof units)[number];
        const keys = studentKeys(entry.members, this.secret, `${field}.members`);
        const refused = isRefusal(unit)
          ? unit
          : (refuseShape(entry, competition.maxMembers, field) ??
            // A withdrawn entry keeps its code: two entries of one code could not be told apart in the history.
            (codes.has(entry.code) ? refuse('ENTRY_EXISTS', `${field}.code`, { entry: entry.code }) : null));
        if (refused && skips(context, refused)) continue;
        if (refused) return refused;
        if (isRefusal(keys) && skips(context, keys)) continue;
        if (isRefusal(keys)) return keys;
        codes.add(entry.code);
        places.push(index);
        added.push(
          Object.assign(new Entry(), {
            id: uuid(),
            competition: competition.code,
            code: entry.code,
            kind: entry.kind,
            title: entry.title ?? null,
            field: entry.field ?? null,
            unitId: isRefusal(unit) ? '' : unit.id,
            members: entry.members.map(({ name }) => name),
            studentKeys: keys,
            supervisors: entry.supervisors ?? [],
            prizes: [],
            status: 'ENTERED',
            reason: null,
            version: 1,
          } satisfies Partial<Entry>),
        );
      }
      const entered = held.filter(({ status }) => status === 'ENTERED');
      const twice = new Set<number>();
      const pairs = compareStudents(entered, added, (index, { refusal }) => {
        const field = refusal.field?.replace(/^entries\.\d+/, `entries.${places[index]}`);
        return skips(context, { refusal: { ...refusal, field } }) && Boolean(twice.add(index));
      });
      if (isRefusal(pairs)) return pairs;
      const entering = added.filter((_, index) => !twice.has(index));
      if (context.skipped && entering.length === 0)
        return {
          value: { competition: competition.state(), entryCount: entered.length },
          events: [],
          target: `${competition.code}: 0`,
        };
      const asked = pairs.map(({ first, second, firstNames, secondNames }) =>
        Object.assign(new Duplicate(), {
          id: uuid(),
          among: 'STUDENTS',
          first: first.id,
          second: second.id,
          firstName: [...firstNames].join(', '),
          secondName: [...secondNames].join(', '),
          unitId: second.unitId,
          status: 'OPEN',
          note: null,
          version: 1,
        } satisfies Partial<Duplicate>),
      );
      const type = competition.changed(prizeCount(entered));
      await saveAll(tx, Entry, entering);
      await saveAll(tx, Duplicate, asked);
      await saveCompetition(tx, competition);
      return {
        value: { competition: competition.state(), entryCount: entered.length + entering.length },
        events: [
          ...entering.map((entry) => happened(entryTopic, 'EntrySubmitted', entry.state())),
          ...asked.map((pair) => happened(duplicates, 'DuplicateFound', pair.state())),
          happened(competitions, type, competition.state()),
        ],
        target: `${competition.code}: ${entering.length}`,
      };
    });
  }
}

/** Takes entries out of an open edition, all or none; their students are free for another entry. */
@CommandHandler(WithdrawEntries)
export class WithdrawEntriesHandler implements ICommandHandler<WithdrawEntries> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input, context }: WithdrawEntries) {
    return this.outbox.transaction(context, async (tx) => {
      const competition = await lockCompetition(tx, input.competition);
      if (isRefusal(competition)) return competition;
      const badCount = countRefusal(input.entries.length, context);
      if (badCount) return badCount;
      const byCode = new Map(
        (await entriesOf(tx, competition.code)).map((entry) => [entry.code, entry] as const),
      );
      const withdrawn: Entry[] = [];
      for (const [index, code] of input.entries.entries()) {
        const entry = entryOf(byCode, code, `entries.${index}`);
        if (isRefusal(entry)) return entry;
        const refused = entry.withdraw(input.reason, competition.ranks, `entries.${index}`);
        if (refused) return refused;
        byCode.delete(code);
        withdrawn.push(entry);
      }
      const settled = await dropPairs(tx, withdrawn);
      const type = competition.changed(prizeCount([...byCode.values()]));
      await saveAll(tx, Entry, withdrawn);
      await saveCompetition(tx, competition);
      return {
        value: { competition: competition.state(), entryCount: byCode.size },
        events: [
          ...withdrawn.map((entry) => happened(entryTopic, 'EntryWithdrawn', entry.state())),
          ...settled.map((pair) => happened(duplicates, 'DuplicateDropped', pair.state())),
          happened(competitions, type, competition.state()),
        ],
        target: `${competition.code}: ${withdrawn.length}`,
      };
    });
  }
}

/** Whom a withdrawn entry was compared with is no question any more. */
async function dropPairs(tx: EntityManager, withdrawn: Entry[]): Promise<Duplicate[]> {
  const [ids, status] = [In(withdrawn.map(({ id }) => id)), Not('DROPPED' as const)];
  const pairs = await tx.find(Duplicate, {
    where: [
      { among: 'STUDENTS', first: ids, status },
      { among: 'STUDENTS', second: ids, status },
    ],
    order: { id: 'asc' },
    lock: { mode: 'pessimistic_write' },
  });
  for (const pair of pairs) Object.assign(pair, { status: 'DROPPED', version: pair.version + 1 });
  await saveAll(tx, Duplicate, pairs);
  return pairs;
}
