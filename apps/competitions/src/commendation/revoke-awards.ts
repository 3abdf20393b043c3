import {
  awards as awardTopic,
  happened,
  isRefusal,
  refuse,
  RestoreAwards as restoreContract,
  RevokeAwards as revokeContract,
  type Decision as Cited,
  type DecisionRef,
  type Refusal,
} from '@app/contracts';
import { Outbox, saveAll } from '@app/messaging';
import { CommandOf } from '@app/platform';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { In, type EntityManager } from 'typeorm';
import { Award } from './award.js';
import { keepChanges } from './award-changes.js';
import type { Decision } from './decision.js';
import { freeEvidence, useEvidence } from './evidence.js';
import { cite, findDecision, refuseDay, refuseOffice } from './offices.js';

export class RevokeAwards extends CommandOf(revokeContract) {}
export class RestoreAwards extends CommandOf(restoreContract) {}

/** What is to change, each with its field: the listed awards, or all of the decision that are in the state. */
interface Meant {
  decision: Decision;
  awards: { award: Award; field: string }[];
}

async function findMeant(
  tx: EntityManager,
  ref: DecisionRef,
  listed: string[] | null | undefined,
  status: 'PUBLISHED' | 'REVOKED',
): Promise<Meant | { refusal: Refusal }> {
  const decision = await findDecision(tx, ref);
  if (isRefusal(decision)) return decision;
  const ids = listed && [...new Set(listed)];
  if (ids?.length === 0) return refuse('NO_SUBJECTS', 'awards');
  const held = await tx.find(Award, {
    where: { decisionId: decision.id, ...(ids ? { id: In(ids) } : { status }) },
    order: { id: 'asc' },
  });
  if (!ids) {
    // Those that already are where this leads are passed over; with none left there is nothing to do.
    const reason = status === 'PUBLISHED' ? 'AWARD_NOT_PUBLISHED' : 'AWARD_NOT_REVOKED';
    if (held.length === 0) return refuse(reason, 'decision', { name: decision.number });
    return { decision, awards: held.map((award) => ({ award, field: 'decision' })) };
  }
  const byId = new Map(held.map((award) => [award.id, award]));
  const awards: Meant['awards'] = [];
  for (const id of ids) {
    const field = `awards.${(listed ?? []).indexOf(id)}`;
    const award = byId.get(id);
    if (!award) return refuse('AWARD_UNKNOWN', field, { award: id });
    awards.push({ award, field });
  }
  return { decision, awards };
}

const targetOf = ({ authority, issuer, year }: DecisionRef, { decision, awards }: Meant, by: Cited) =>
  `${authority} ${issuer} ${decision.number} ${year}: ${awards.length} by ${by.number}`;

/** Takes back some or all awards of a decision (rule 19), prizes too; their evidence is free again. */
@CommandHandler(RevokeAwards)
export class RevokeAwardsHandler implements ICommandHandler<RevokeAwards> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input, context }: RevokeAwards) {
    const { revocation: by, ground, reason } = input;
    return this.outbox.transaction(context, async (tx) => {
      const meant = await findMeant(tx, input.decision, input.awards, 'PUBLISHED');
      if (isRefusal(meant)) return meant;
      const { decision } = meant;
      // The four grounds of Art 93 hold for prizes as well; breach of a competition's rules for nothing else.
      if (ground === 'COMPETITION_RULES_BROKEN' && decision.grants !== 'PRIZE')
        return refuse('GROUND_NOT_APPLICABLE', 'ground', { ground });
      const revocation = await cite(tx, by, 'revocation');
      if (isRefusal(revocation)) return revocation;
      const notOurs = await refuseOffice(tx, decision, revocation, 'revocation');
      if (notOurs) return notOurs;
      for (const { award, field } of meant.awards) {
        const refused = award.revoke({ ground, decision: revocation, reason }, field);
        if (refused) return refused;
      }
      const awards = meant.awards.map(({ award }) => award);
      await saveAll(tx, Award, awards);
      await freeEvidence(tx, awards);
      await keepChanges(tx, 'REVOKED', awards, { decision: revocation, reason, ground });
      return {
        value: { changed: awards.length },
        events: awards.map((award) => happened(awardTopic, 'AwardRevoked', award.state())),
        target: targetOf(input.decision, meant, by),
      };
    });
  }
}

/** Puts revoked awards back in force; whatever their evidence was used for since then refuses it (rule 17). */
@CommandHandler(RestoreAwards)
export class RestoreAwardsHandler implements ICommandHandler<RestoreAwards> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input, context }: RestoreAwards) {
    const { restoration: by, reason } = input;
    return this.outbox.transaction(context, async (tx) => {
      const meant = await findMeant(tx, input.decision, input.awards, 'REVOKED');
      if (isRefusal(meant)) return meant;
      const restoration = await cite(tx, by, 'restoration');
      if (isRefusal(restoration)) return restoration;
      const notOurs = await refuseOffice(tx, meant.decision, restoration, 'restoration');
      if (notOurs) return notOurs;
      for (const { award, field } of meant.awards) {
        const refused = award.restore(field);
        if (refused) return refused;
        const revokedOn = award.revocation?.decision.signedOn ?? award.awardedOn;
        const badDay = refuseDay(by.signedOn, revokedOn, 'restoration.signedOn');
        if (badDay) return badDay;
      }
      const awards = meant.awards.map(({ award }) => award);
      const fieldOf = new Map(meant.awards.map(({ award, field }) => [award, field]));
      const used = await useEvidence(tx, awards, (award) => fieldOf.get(award) ?? 'decision');
      if (used) return used;
      await saveAll(tx, Award, awards);
      await keepChanges(tx, 'RESTORED', awards, { decision: restoration, reason });
      return {
        value: { changed: awards.length },
        events: awards.map((award) => happened(awardTopic, 'AwardRestored', award.state())),
        target: targetOf(input.decision, meant, by),
      };
    });
  }
}
