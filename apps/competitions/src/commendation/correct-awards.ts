import {
  awards as awardTopic,
  CorrectAwards as contract,
  entries as entryTopic,
  happened,
  isRefusal,
  MOST_SUBJECTS,
  refuse,
  type DomainEvent,
  type InputOf,
  type Refusal,
} from '@app/contracts';
import { expectVersion, findUnits, Outbox, saveAll } from '@app/messaging';
import { nameKey } from '@app/names';
import { CommandOf } from '@app/platform';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { In, Not, type EntityManager } from 'typeorm';
import { Entry } from '../competition/entry.js';
import { keepChanges, type Corrected } from './award-changes.js';
import { Award } from './award.js';
import { takeCertificateNumbers } from './certificate-numbers.js';
import { freeEvidence, useEvidence } from './evidence.js';
import { listDuplicates, pairsOf } from './list-duplicates.js';
import { cite, refuseOffice } from './offices.js';
import { firstRepeated } from './same-recipient.js';

export class CorrectAwards extends CommandOf(contract) {}

/** Đính chính of published awards, of one or several decisions of one office, all or none (rule 14). */
@CommandHandler(CorrectAwards)
export class CorrectAwardsHandler implements ICommandHandler<CorrectAwards> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input, context }: CorrectAwards) {
    const { corrections, decision: by, reason } = input;
    return this.outbox.transaction(context, async (tx) => {
      if (corrections.length === 0) return refuse('NO_SUBJECTS', 'corrections');
      if (corrections.length > MOST_SUBJECTS)
        return refuse('TOO_MANY_SUBJECTS', 'corrections', { most: MOST_SUBJECTS, count: corrections.length });
      const awards = await lockAwards(tx, corrections);
      if (isRefusal(awards)) return awards;
      const cited = await cite(tx, by, 'decision');
      if (isRefusal(cited)) return cited;
      // A prize won elsewhere has no awarding office here: whoever recorded it may correct the record.
      const decisions = new Map(
        awards.flatMap(({ decision }) => (decision ? [[decision.id, decision]] : [])),
      );
      for (const decision of decisions.values()) {
        const notOurs = await refuseOffice(tx, decision, cited, 'decision');
        if (notOurs) return notOurs;
      }
      const moved = corrections.flatMap(({ unit }, index) =>
        unit ? [{ code: unit, field: `corrections.${index}.unit` }] : [],
      );
      const units = await findUnits(tx, moved, by.signedOn);
      if (isRefusal(units)) return units;
      const unitOf = new Map(moved.map(({ field }, index) => [field, units[index]?.id]));

      const before = new Map<string, Corrected>();
      for (const [index, award] of awards.entries()) {
        const { name, position, achievement, certificateNumber, expectedVersion } = corrections[
          index
        ] as Correction;
        const field = `corrections.${index}`;
        expectVersion(award, expectedVersion, `${field}.expectedVersion`);
        before.set(award.id, {
          name: award.name,
          members: award.members,
          position: award.position,
          unitId: award.unitId,
          achievement: award.achievement,
          certificateNumber: award.certificateNumber,
        });
        const refused = award.correct(
          {
            name: name ?? undefined,
            nameKey: name ? nameKey(name) : undefined,
            position: position ?? undefined,
            unitId: unitOf.get(`${field}.unit`),
            achievement: achievement ?? undefined,
            certificateNumber: certificateNumber ?? undefined,
          },
          field,
        );
        if (refused) return refused;
      }
      const indexOf = new Map(awards.map((award, index) => [award, index]));
      const taken = await takeCertificateNumbers(
        tx,
        awards,
        [],
        (award) => `corrections.${indexOf.get(award)}.certificateNumber`,
      );
      if (taken) return taken;
      await saveAll(tx, Award, awards);
      const entries = await correctEntries(tx, awards, before);
      const asked = await compareAgain(tx, awards);
      if (isRefusal(asked)) return asked;
      await keepChanges(tx, 'CORRECTED', awards, { decision: cited, reason, before });
      return {
        value: { changed: awards.length },
        events: [
          ...awards.map((award) => happened(awardTopic, 'AwardCorrected', award.state())),
          ...entries.map((entry) => happened(entryTopic, 'EntryCorrected', entry.state())),
          ...asked,
        ],
        target: `${awards.length} by ${by.authority} ${by.issuer} ${by.number}`,
      };
    });
  }
}

type Correction = InputOf<typeof contract>['corrections'][number];

/** The awards in the order of the corrections, locked after their decisions; or AWARD_UNKNOWN, DUPLICATE_RECIPIENT. */
async function lockAwards(
  tx: EntityManager,
  corrections: Correction[],
): Promise<Award[] | { refusal: Refusal }> {
  const ids = corrections.map(({ id }) => id);
  await tx.query(
    `select id from decision where id in (select decision_id from award where id = any($1)) order by id for update`,
    [ids],
  );
  const held = await tx.find(Award, {
    where: { id: In(ids), status: Not('DROPPED') },
    order: { id: 'asc' },
    lock: { mode: 'pessimistic_write' },
  });
  const byId = new Map(held.map((award) => [award.id, award]));
  const awards: Award[] = [];
  for (const [index, id] of ids.entries()) {
    const award = byId.get(id);
    if (!award) return refuse('AWARD_UNKNOWN', `corrections.${index}.id`, { award: id });
    if (ids.indexOf(id) < index)
      return refuse('DUPLICATE_RECIPIENT', `corrections.${index}.id`, { name: award.name });
    awards.push(award);
  }
  return awards;
}

/** The entries of corrected prizes, which show the same people. */
async function correctEntries(
  tx: EntityManager,
  awards: Award[],
  before: Map<string, Corrected>,
): Promise<Entry[]> {
  const entries = await tx.find(Entry, {
    where: { id: In(awards.flatMap(({ entryId }) => entryId ?? [])) },
    order: { id: 'asc' },
    lock: { mode: 'pessimistic_write' },
  });
  const corrected = entries.filter((entry) => {
    const prizes = awards.filter(({ entryId }) => entryId === entry.id);
    const followed = prizes.map((prize) => entry.follow(prize, before.get(prize.id) as Corrected, nameKey));
    return followed.includes(true);
  });
  for (const entry of corrected) entry.version++;
  await saveAll(tx, Entry, corrected);
  return corrected;
}

/** Corrected recipients are compared like new ones: with the others of their decision (rule 18) and by their evidence (rule 17). */
async function compareAgain(
  tx: EntityManager,
  corrected: Award[],
): Promise<DomainEvent[] | { refusal: Refusal }> {
  // A student may rightly have two prizes of one decision, a main one and a special one.
  const recipients = corrected.filter(({ kind }) => kind !== 'PRIZE');
  const indexOf = new Map(corrected.map(({ id }, index) => [id, index]));
  const events: DomainEvent[] = [];
  for (const decisionId of new Set(recipients.map((award) => award.decisionId))) {
    const all = await tx.find(Award, {
      where: { decisionId: decisionId ?? '', status: Not('DROPPED') },
      order: { id: 'asc' },
    });
    // The corrected ones come last, so that the repetition is found at one of them.
    all.sort((one, other) => Number(indexOf.has(one.id)) - Number(indexOf.has(other.id)));
    const repeated = all[firstRepeated(all)];
    if (repeated)
      return refuse('DUPLICATE_RECIPIENT', `corrections.${indexOf.get(repeated.id)}.name`, {
        name: repeated.name,
      });
    all.sort((one, other) => (one.id < other.id ? -1 : 1));
    events.push(...(await listDuplicates(tx, await pairsOf(tx, all), all)).events);
  }
  await freeEvidence(tx, recipients);
  const used = await useEvidence(tx, recipients, (award) => `corrections.${indexOf.get(award.id)}`);
  return used ?? events;
}
