import {
  awards as awardTopic,
  entries as entryTopic,
  happened,
  MOST_SUBJECTS,
  refuse,
  RemoveExternalPrizes as contract,
} from '@app/contracts';
import { Outbox, saveAll } from '@app/messaging';
import { CommandOf } from '@app/platform';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { In } from 'typeorm';
import { keepChanges } from '../commendation/award-changes.js';
import { Award } from '../commendation/award.js';
import { Entry } from './entry.js';

export class RemoveExternalPrizes extends CommandOf(contract) {}

/**
 * Takes prizes won elsewhere off the honours list, all or none: recorded by mistake, or taken back by whoever gave them.
 * Award, entry and reason stay in the history; the same prize can be recorded again.
 */
@CommandHandler(RemoveExternalPrizes)
export class RemoveExternalPrizesHandler implements ICommandHandler<RemoveExternalPrizes> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input: { awards: given, reason }, context }: RemoveExternalPrizes) {
    return this.outbox.transaction(context, async (tx) => {
      const ids = [...new Set(given)];
      if (ids.length === 0) return refuse('NO_SUBJECTS', 'awards');
      if (ids.length > MOST_SUBJECTS)
        return refuse('TOO_MANY_SUBJECTS', 'awards', { most: MOST_SUBJECTS, count: ids.length });
      const held = await tx.find(Award, {
        where: { id: In(ids) },
        order: { id: 'asc' },
        lock: { mode: 'pessimistic_write' },
      });
      const byId = new Map(held.map((award) => [award.id, award]));
      const awards: Award[] = [];
      for (const id of ids) {
        const field = `awards.${given.indexOf(id)}`;
        const award = byId.get(id);
        // What a decision of ours granted is revoked by its office.
        if (!award || award.decisionId) return refuse('AWARD_UNKNOWN', field, { award: id });
        if (award.status !== 'PUBLISHED') return refuse('AWARD_NOT_PUBLISHED', field, { name: award.name });
        award.drop();
        awards.push(award);
      }
      const entries = await tx.find(Entry, {
        where: { id: In(awards.map(({ entryId }) => entryId)) },
        order: { id: 'asc' },
        lock: { mode: 'pessimistic_write' },
      });
      for (const entry of entries) entry.giveUp(reason);
      await saveAll(tx, Award, awards);
      await saveAll(tx, Entry, entries);
      await keepChanges(tx, 'REMOVED', awards, { decision: null, reason });
      return {
        value: { changed: awards.length },
        events: [
          ...awards.map((award) => happened(awardTopic, 'AwardDropped', award.state())),
          ...entries.map((entry) => happened(entryTopic, 'EntryWithdrawn', entry.state())),
        ],
        target: `${awards.length} of ${[...new Set(awards.map(({ competition }) => competition))].slice(0, 5).join(' ')}`,
      };
    });
  }
}
