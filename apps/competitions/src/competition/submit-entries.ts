import {
  duplicates,
  entries as entryTopic,
  happened,
  isRefusal,
  mapDay,
  MOST_SUBJECTS,
  refuse,
  SubmitEntries as submitContract,
  WithdrawEntries as withdrawContract,
  type Member,
  type Refusal,
} from '@app/contracts';
import { Outbox } from '@app/messaging';
import { nameKey } from '@app/names';
import { CommandOf } from '@app/platform';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { v7 as uuid } from 'uuid';
import { Duplicate } from '../duplicate.js';
import { findUnits } from '../find-unit.js';
import { identityDigest } from '../identity-digest.js';
import { saveAll } from '../save-all.js';
import { PERSON_KEY_SECRET } from '../secret.js';
import { Entry, refuseShape, sameStudent, type StudentKey } from './entry.js';
import { entriesOf, entryOf, lockCompetition } from './find-competition.js';

export class SubmitEntries extends CommandOf(submitContract) {}
export class WithdrawEntries extends CommandOf(withdrawContract) {}

/** Pairs of one name that one command may ask a person about; a list of one name would else ask about every two. */
const MOST_PAIRS = 2_000;

const countRefusal = (count: number) =>
  count === 0
    ? refuse('NO_SUBJECTS', 'entries')
    : count > MOST_SUBJECTS
      ? refuse('TOO_MANY_SUBJECTS', 'entries', { most: MOST_SUBJECTS, count })
      : null;

export const studentKey = ({ name, birthDate, identity }: Member, secret: string): StudentKey => ({
  name: nameKey(name),
  birthDate: birthDate ?? null,
  identity: identity ? identityDigest(identity, secret) : null,
});

/** Two entries in which a student of one name stands. */
interface Pair {
  first: Entry;
  second: Entry;
  name: string;
  other: string;
}

/** Those of one name for a person to look at; or STUDENT_ENTERED where it is the same student (rule 13). */
function compareStudents(known: Entry[], added: Entry[]): Pair[] | { refusal: Refusal } {
  const byName = new Map<string, { entry: Entry; key: StudentKey; name: string }[]>();
  const byIdentity = new Map<string, Entry>();
  const pairs: Pair[] = [];
  const addedAt = new Map(added.map((entry, index) => [entry, index]));
  for (const entry of [...known, ...added]) {
    const index = addedAt.get(entry);
    for (const [position, key] of entry.studentKeys.entries()) {
      const name = entry.members[position] ?? '';
      const others = byName.get(key.name) ?? [];
      if (index !== undefined) {
        const field = `entries.${index}.members.${position}`;
        const sameIdentity = key.identity ? byIdentity.get(key.identity) : undefined;
        if (sameIdentity) return refuse('STUDENT_ENTERED', field, { name, entry: sameIdentity.code });
        for (const other of others) {
          const same = sameStudent(
            { ...key, unitId: entry.unitId },
            { ...other.key, unitId: other.entry.unitId },
          );
          if (same) return refuse('STUDENT_ENTERED', field, { name, entry: other.entry.code });
          if (same === null && other.entry !== entry && pairs.length < MOST_PAIRS)
            pairs.push({ first: other.entry, second: entry, name: other.name, other: name });
        }
      }
      byName.set(key.name, [...others, { entry, key, name }]);
      if (key.identity) byIdentity.set(key.identity, entry);
    }
  }
  return pairs;
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
      const badCount = countRefusal(input.entries.length);
      if (badCount) return badCount;
      if (competition.basis === 'TALLY')
        return refuse('COMPETITION_EXISTS', 'competition', { competition: competition.code });
      const units = await findUnits(
        tx,
        input.entries.map(({ unit }, index) => ({ code: unit, field: `entries.${index}.unit` })),
        mapDay(competition.period),
      );
      if (isRefusal(units)) return units;
      const held = await tx.findBy(Entry, { competition: competition.code });
      const codes = new Set(held.map(({ code }) => code));
      const added: Entry[] = [];
      for (const [index, entry] of input.entries.entries()) {
        const field = `entries.${index}`;
        const refused = refuseShape(entry, competition.maxMembers, field);
        if (refused) return refused;
        // A withdrawn entry keeps its code: two entries of one code could not be told apart in the history.
        if (codes.has(entry.code)) return refuse('ENTRY_EXISTS', `${field}.code`, { entry: entry.code });
        codes.add(entry.code);
        added.push(
          Object.assign(new Entry(), {
            id: uuid(),
            competition: competition.code,
            code: entry.code,
            kind: entry.kind,
            title: entry.title ?? null,
            field: entry.field ?? null,
            unitId: units[index]?.id ?? '',
            members: entry.members.map(({ name }) => name),
            studentKeys: entry.members.map((member) => studentKey(member, this.secret)),
            supervisors: entry.supervisors ?? [],
            prizes: [],
            status: 'ENTERED',
            reason: null,
            version: 1,
          } satisfies Partial<Entry>),
        );
      }
      const entered = held.filter(({ status }) => status === 'ENTERED');
      const pairs = compareStudents(entered, added);
      if (isRefusal(pairs)) return pairs;
      const found = pairs.map(({ first, second, name, other }) =>
        Object.assign(new Duplicate(), {
          id: uuid(),
          among: 'STUDENTS',
          first: first.id,
          second: second.id,
          firstName: name,
          secondName: other,
          unitId: second.unitId,
          status: 'OPEN',
          note: null,
          version: 1,
        } satisfies Partial<Duplicate>),
      );
      // Two students of two entries may share two names: one pair of entries is asked about once.
      const asked = [...new Map(found.map((pair) => [`${pair.first} ${pair.second}`, pair])).values()];
      await saveAll(tx, Entry, added);
      await saveAll(tx, Duplicate, asked);
      return {
        value: { competition: competition.state(), entryCount: entered.length + added.length },
        events: [
          ...added.map((entry) => happened(entryTopic, 'EntrySubmitted', entry.state())),
          ...asked.map((pair) => happened(duplicates, 'DuplicateFound', pair.state())),
        ],
        target: `${competition.code}: ${added.length}`,
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
      const badCount = countRefusal(input.entries.length);
      if (badCount) return badCount;
      const byCode = new Map(
        (await entriesOf(tx, competition.code)).map((entry) => [entry.code, entry] as const),
      );
      const withdrawn: Entry[] = [];
      for (const [index, code] of input.entries.entries()) {
        const entry = entryOf(byCode, code, `entries.${index}`);
        if (isRefusal(entry)) return entry;
        const refused = entry.withdraw(input.reason, `entries.${index}`);
        if (refused) return refused;
        byCode.delete(code);
        withdrawn.push(entry);
      }
      await saveAll(tx, Entry, withdrawn);
      return {
        value: { competition: competition.state(), entryCount: byCode.size },
        events: withdrawn.map((entry) => happened(entryTopic, 'EntryWithdrawn', entry.state())),
        target: `${competition.code}: ${withdrawn.length}`,
      };
    });
  }
}
