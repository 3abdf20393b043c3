import {
  awards as awardTopic,
  decisions,
  happened,
  isRefusal,
  MOST_SUBJECTS,
  RecordCommendations as commendationsContract,
  RecordEmulationTitles as titlesContract,
  refuse,
  type DomainEvent,
  type InputOf,
  type Refusal,
} from '@app/contracts';
import { newCertificateCode } from '@app/certificates';
import { findEachUnit, Outbox, saveAll } from '@app/messaging';
import { nameKey } from '@app/names';
import { CommandOf, skips, type CommandContext } from '@app/platform';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { identityDigest } from '../identity-digest.js';
import { findIssuer } from '../issuer-levels.js';
import { PERSON_KEY_SECRET } from '../secret.js';
import { Award } from './award.js';
import { takeCertificateNumbers } from './certificate-numbers.js';
import { competent, refuseKind, type Granted } from './competence.js';
import { Decision } from './decision.js';
import { freeEvidence, useEvidence } from './evidence.js';
import { listDuplicates, pairsOf } from './list-duplicates.js';
import { lockDecision, refuseFuture } from './offices.js';
import { describe, firstRepeated } from './same-recipient.js';

export class RecordCommendations extends CommandOf(commendationsContract) {}
export class RecordEmulationTitles extends CommandOf(titlesContract) {}

type Input = Omit<InputOf<typeof commendationsContract>, 'form' | 'type'>;
/** What the decision grants to all its recipients. */
type Granting = Pick<Decision, 'grants' | 'form' | 'emulationTitle' | 'type'>;

/**
 * Records a decision with its recipients, all or none: as a draft, in place of a draft of the same number, or published.
 * Published at once, two of one name are listed for a person and the decision stands: it was signed elsewhere already.
 */
function recordAwards(
  outbox: Outbox,
  secret: string,
  input: Input,
  context: CommandContext,
  granting: Granting & { award: Granted },
) {
  const { decision: cited, recipients, publish } = input;
  const { award: granted, ...grants } = granting;
  const year = Number(cited.signedOn.slice(0, 4));
  return outbox.transaction(context, async (tx) => {
    const incompetent = competent(cited.authority, granted, cited.signedOn);
    if (incompetent) return incompetent;
    const issuer = await findIssuer(tx, cited);
    if (isRefusal(issuer)) return issuer;
    // A draft may be prepared before the day on which it is to be signed.
    const future = publish ? refuseFuture(cited.signedOn, 'decision.signedOn') : null;
    if (future) return future;
    const draft = await lockDecision(tx, { ...cited, year }, [issuer.id]);
    if (draft && (draft.status !== 'DRAFT' || draft.grants !== grants.grants))
      return refuse('DECISION_NUMBER_EXISTS', 'decision.number', { number: cited.number, year });
    const target = `${cited.authority} ${cited.issuer} ${cited.number} ${year}: ${recipients.length}`;
    if (recipients.length === 0) {
      if (!draft) return refuse('NO_SUBJECTS', 'recipients');
      const events = await dropDraft(tx, draft);
      return {
        value: { decision: draft.state(), awards: [], duplicates: { listed: 0, unlisted: 0 } },
        events,
        target,
      };
    }
    if (recipients.length > MOST_SUBJECTS)
      return refuse('TOO_MANY_SUBJECTS', 'recipients', { most: MOST_SUBJECTS, count: recipients.length });

    const decision = Object.assign(new Decision(), {
      ...grants,
      id: draft?.id ?? uuid(),
      number: cited.number,
      signedOn: cited.signedOn,
      authority: cited.authority,
      issuerId: issuer.id,
      signatory: cited.signatory ?? null,
      position: cited.position ?? null,
      competition: null,
      period: input.period,
      status: publish ? 'PUBLISHED' : 'DRAFT',
      recipients: recipients.length,
      version: (draft?.version ?? 0) + 1,
    } satisfies Partial<Decision>);
    const before = draft ? await tx.findBy(Award, { decisionId: draft.id, status: 'DRAFT' }) : [];
    const awards = await newAwards(tx, input, decision, { secret, granted, before, context });
    if (isRefusal(awards)) return awards;
    // A decision names all its recipients or none: those that were left out are told, and nothing is recorded.
    if (context.skipped?.length)
      return {
        value: { decision: decision.state(), awards: [], duplicates: { listed: 0, unlisted: 0 } },
        events: [],
        target,
      };
    const kept = new Set(awards.map(({ id }) => id));
    const dropped = before.filter(({ id }) => !kept.has(id));
    for (const award of dropped) award.drop();

    // Another one that records the number meanwhile waits here, then runs again and finds it.
    await saveAll(tx, Decision, [decision]);
    const indexOf = new Map(awards.map((award, index) => [award, index]));
    const taken = await takeCertificateNumbers(
      tx,
      awards,
      before,
      (award) => `recipients.${indexOf.get(award)}.certificateNumber`,
    );
    if (taken) return taken;
    await saveAll(tx, Award, [...awards, ...dropped]);
    await freeEvidence(tx, before);
    const used = await useEvidence(
      tx,
      awards,
      (award, evidence) => `recipients.${indexOf.get(award)}.evidence.${evidence}`,
    );
    if (used) return used;
    const { pairs, unlisted, events: asked } = await listDuplicates(tx, await pairsOf(tx, before), awards);
    const same = publish ? pairs.find(({ status }) => status === 'SAME') : undefined;
    if (same) {
      const index = awards.findIndex(({ id }) => id === same.second);
      return refuse('DUPLICATE_RECIPIENT', `recipients.${index}.name`, { name: same.secondName });
    }
    const waiting = pairs.filter(({ status }) => status === 'OPEN').length;
    return {
      value: {
        decision: decision.state(),
        awards: awards.map((award) => award.state()),
        duplicates: { listed: waiting, unlisted },
      },
      events: [
        happened(decisions, publish ? 'CommendationsPublished' : 'CommendationsDrafted', decision.state()),
        ...awards.map((award) =>
          happened(awardTopic, publish ? 'AwardPublished' : 'AwardDrafted', award.state()),
        ),
        ...dropped.map((award) => happened(awardTopic, 'AwardDropped', award.state())),
        ...asked,
      ],
      target,
    };
  });
}

/**
 * An award for each recipient, or UNIT_*, SUBJECT_KIND, BAD_KEY, DUPLICATE_RECIPIENT. A recipient of the draft before
 * keeps the award with its certificate code, and with what a person decided about others of the name.
 */
async function newAwards(
  tx: EntityManager,
  { recipients, period }: Input,
  decision: Decision,
  {
    secret,
    granted,
    before,
    context,
  }: { secret: string; granted: Granted; before: Award[]; context: CommandContext },
): Promise<Award[] | { refusal: Refusal }> {
  const units = await findEachUnit(
    tx,
    recipients.map(({ unit }, index) => ({ code: unit, field: `recipients.${index}.unit` })),
    decision.signedOn,
  );
  const drafted = Map.groupBy(before, keyOf);
  const awards: Award[] = [];
  for (const [index, recipient] of recipients.entries()) {
    const field = `recipients.${index}`;
    const unit = units[index] as (typeof units)[number];
    const digest = recipient.identity ? identityDigest(recipient.identity, secret) : null;
    const refused = isRefusal(unit)
      ? unit
      : (refuseKind(granted, recipient.kind, `${field}.kind`) ??
        (recipient.identity && !digest
          ? refuse('BAD_KEY', `${field}.identity`, { subject: recipient.name })
          : null));
    if (refused && skips(context, refused)) continue;
    if (refused) return refused;
    const award = Object.assign(new Award(), {
      kind: decision.grants,
      name: recipient.name,
      subjectKind: recipient.kind,
      unitId: isRefusal(unit) ? '' : unit.id,
      position: recipient.position ?? null,
      posthumous: recipient.posthumous,
      minor: recipient.minor,
      members: [],
      form: decision.form,
      emulationTitle: decision.emulationTitle,
      type: decision.type,
      competition: null,
      level: null,
      rank: null,
      entryId: null,
      achievement: recipient.achievement,
      evidence: (recipient.evidence ?? []).map(({ title, decision }) => ({
        title,
        decision: decision ?? null,
      })),
      certificateNumber: recipient.certificateNumber ?? null,
      decisionId: decision.id,
      decision: decision.header(),
      awardedOn: decision.signedOn,
      period,
      status: decision.status,
      revocation: null,
      nameKey: nameKey(recipient.name),
      birthDate: recipient.birthDate ?? null,
      identityDigest: digest,
    } satisfies Partial<Award>);
    const held = drafted.get(keyOf(award))?.shift();
    awards.push(
      Object.assign(award, {
        id: held?.id ?? uuid(),
        // A draft has its code already, so that its print can be prepared; only publication makes it count.
        certificates: [{ code: held?.certificates[0]?.code ?? newCertificateCode(), holder: recipient.name }],
        version: (held?.version ?? 0) + 1,
      }),
    );
  }
  const repeated = firstRepeated(awards);
  if (repeated < 0 || context.skipped?.length) return awards;
  return refuse('DUPLICATE_RECIPIENT', `recipients.${repeated}.name`, {
    name: (awards[repeated] as Award).name,
  });
}

const keyOf = (award: Award): string => award.identityDigest ?? describe(award);

/** Gives up a draft: it frees its number, its evidence and whoever was asked about its recipients. */
async function dropDraft(tx: EntityManager, draft: Decision): Promise<DomainEvent[]> {
  const awards = await tx.findBy(Award, { decisionId: draft.id, status: 'DRAFT' });
  for (const award of awards) award.drop();
  Object.assign(draft, { status: 'DROPPED', recipients: 0, version: draft.version + 1 });
  await saveAll(tx, Decision, [draft]);
  await saveAll(tx, Award, awards);
  await freeEvidence(tx, awards);
  const { events } = await listDuplicates(tx, await pairsOf(tx, awards), []);
  return [
    happened(decisions, 'DraftDropped', draft.state()),
    ...awards.map((award) => happened(awardTopic, 'AwardDropped', award.state())),
    ...events,
  ];
}

/** A form of commendation for up to 1,000 recipients (rules 15 to 18). */
@CommandHandler(RecordCommendations)
export class RecordCommendationsHandler implements ICommandHandler<RecordCommendations> {
  constructor(
    private readonly outbox: Outbox,
    @Inject(PERSON_KEY_SECRET) private readonly secret: string,
  ) {}

  execute({ input, context }: RecordCommendations) {
    return recordAwards(this.outbox, this.secret, input, context, {
      grants: 'COMMENDATION',
      form: input.form,
      emulationTitle: null,
      type: input.type,
      award: input.form,
    });
  }
}

/** An emulation title for up to 1,000 recipients, under the same rules. */
@CommandHandler(RecordEmulationTitles)
export class RecordEmulationTitlesHandler implements ICommandHandler<RecordEmulationTitles> {
  constructor(
    private readonly outbox: Outbox,
    @Inject(PERSON_KEY_SECRET) private readonly secret: string,
  ) {}

  execute({ input, context }: RecordEmulationTitles) {
    return recordAwards(this.outbox, this.secret, input, context, {
      grants: 'EMULATION_TITLE',
      form: null,
      emulationTitle: input.title,
      type: null,
      award: input.title,
    });
  }
}
