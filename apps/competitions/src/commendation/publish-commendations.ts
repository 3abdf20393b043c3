import {
  awards as awardTopic,
  decisions,
  happened,
  isRefusal,
  PublishCommendations as contract,
  refuse,
} from '@app/contracts';
import { Outbox, saveAll } from '@app/messaging';
import { CommandOf } from '@app/platform';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Award } from './award.js';
import { Decision } from './decision.js';
import { pairsOf, undecided } from './list-duplicates.js';
import { findDecision, refuseFuture } from './offices.js';

export class PublishCommendations extends CommandOf(contract) {}

/**
 * Publishes a draft as it stands. It was checked when it was recorded and holds its evidence since; what can be missing
 * is a person's word on two of one name (rule 18).
 */
@CommandHandler(PublishCommendations)
export class PublishCommendationsHandler implements ICommandHandler<PublishCommendations> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input: { decision: ref }, context }: PublishCommendations) {
    return this.outbox.transaction(context, async (tx) => {
      const decision = await findDecision(tx, ref);
      if (isRefusal(decision)) return decision;
      if (decision.status !== 'DRAFT')
        return refuse('DECISION_PUBLISHED', 'decision', { number: decision.number });
      const future = refuseFuture(decision.signedOn, 'decision');
      if (future) return future;
      // Ids rise in the order in which the recipients were given.
      const awards = await tx.find(Award, {
        where: { decisionId: decision.id, status: 'DRAFT' },
        order: { id: 'asc' },
      });
      const pairs = await pairsOf(tx, awards);
      const waiting = undecided(pairs, awards);
      if (waiting > 0) return refuse('DUPLICATE_UNDECIDED', 'decision', { count: waiting });
      const same = pairs.find(({ status }) => status === 'SAME');
      if (same) return refuse('DUPLICATE_RECIPIENT', 'decision', { name: same.secondName });
      decision.status = 'PUBLISHED';
      decision.version++;
      for (const award of awards) award.publish();
      await saveAll(tx, Decision, [decision]);
      await saveAll(tx, Award, awards);
      return {
        value: { decision: decision.state(), awards: awards.map((award) => award.state()) },
        events: [
          happened(decisions, 'CommendationsPublished', decision.state()),
          ...awards.map((award) => happened(awardTopic, 'AwardPublished', award.state())),
        ],
        target: `${ref.authority} ${ref.issuer} ${decision.number} ${ref.year}: ${awards.length}`,
      };
    });
  }
}
