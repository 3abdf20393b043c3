import {
  awards as awardTopic,
  competitions,
  decisions,
  happened,
  isRefusal,
  PublishResults as contract,
  refuse,
  type PrizeRank,
} from '@app/contracts';
import { newCertificateCode } from '@app/certificates';
import { expectVersion, Outbox, saveAll } from '@app/messaging';
import { nameKey } from '@app/names';
import { CommandOf } from '@app/platform';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { Award } from '../commendation/award.js';
import { Decision } from '../commendation/decision.js';
import { lockDecision, refuseFuture } from '../commendation/offices.js';
import { findIssuer } from '../issuer-levels.js';
import type { Competition } from './competition.js';
import type { Entry } from './entry.js';
import { entriesOf, lockCompetition, saveCompetition } from './find-competition.js';

export class PublishResults extends CommandOf(contract) {}

/** Eighteen years before the day: whoever is born after it is a minor on it. */
const cameOfAge = (on: string): string => `${Number(on.slice(0, 4)) - 18}${on.slice(4)}`;

/** The honours line of one prize: a member by name, several as a collective, a collective by its title or its unit. */
export function awardOf(
  entry: Entry,
  { competition, rank, unitName }: { competition: Competition; rank: PrizeRank; unitName: string },
  by: Pick<Award, 'decisionId' | 'decision' | 'awardedOn'>,
): Award {
  const name =
    entry.members.length === 0 || entry.kind === 'COLLECTIVE'
      ? (entry.title ?? unitName)
      : entry.members.join(', ');
  return Object.assign(new Award(), {
    id: uuid(),
    kind: 'PRIZE',
    name,
    subjectKind: entry.members.length === 1 && entry.kind !== 'COLLECTIVE' ? 'INDIVIDUAL' : 'COLLECTIVE',
    unitId: entry.unitId,
    position: null,
    posthumous: false,
    minor: entry.studentKeys.some(({ birthDate }) => (birthDate ?? '') > cameOfAge(by.awardedOn)),
    members: entry.members,
    form: null,
    emulationTitle: null,
    type: null,
    competition: competition.code,
    level: competition.level,
    rank: { code: rank.code, name: rank.name, order: rank.order, special: rank.special },
    entryId: entry.id,
    achievement: entry.title === name ? null : entry.title,
    evidence: [],
    ...by,
    period: competition.period,
    status: 'PUBLISHED',
    revocation: null,
    certificates: [],
    certificateNumber: null,
    nameKey: nameKey(name),
    birthDate: null,
    identityDigest: null,
    version: 1,
  } satisfies Partial<Award>);
}

/** Publishes the results by decision (rule 14): each prize becomes one award, with a certificate for each member (rule 11). */
@CommandHandler(PublishResults)
export class PublishResultsHandler implements ICommandHandler<PublishResults> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input, context }: PublishResults) {
    const { decision: cited } = input;
    const year = Number(cited.signedOn.slice(0, 4));
    return this.outbox.transaction(context, async (tx) => {
      const competition = await lockCompetition(tx, input.competition);
      if (isRefusal(competition)) return competition;
      expectVersion(competition, input.expectedVersion);
      const future = refuseFuture(cited.signedOn, 'decision.signedOn');
      if (future) return future;
      const entries = (await entriesOf(tx, competition.code)).filter(({ prizes }) => prizes.length > 0);
      if (entries.length === 0) return refuse('NO_PRIZES', 'competition');
      const same = await sameInTwo(tx, competition.code);
      if (same) return refuse('STUDENT_ENTERED', 'competition', same);
      const issuer = await findIssuer(tx, cited);
      if (isRefusal(issuer)) return issuer;
      if (await lockDecision(tx, { ...cited, year }, [issuer.id]))
        return refuse('DECISION_NUMBER_EXISTS', 'decision.number', { number: cited.number, year });
      const decision = Object.assign(new Decision(), {
        id: uuid(),
        number: cited.number,
        signedOn: cited.signedOn,
        authority: cited.authority,
        issuerId: issuer.id,
        signatory: cited.signatory ?? null,
        position: cited.position ?? null,
        grants: 'PRIZE',
        form: null,
        emulationTitle: null,
        competition: competition.code,
        type: null,
        period: competition.period,
        status: 'PUBLISHED',
        recipients: 0,
        version: 1,
      } satisfies Partial<Decision>);
      const names = new Map(
        (
          await tx.query<{ id: string; name: string }[]>(
            'select id, name from unit_copy where id = any($1)',
            [entries.map(({ unitId }) => unitId)],
          )
        ).map(({ id, name }) => [id, name]),
      );
      const awards = entries.flatMap((entry) =>
        competition.ranks
          .filter(({ code }) => entry.prizes.includes(code))
          .map((rank) => {
            const award = awardOf(
              entry,
              { competition, rank, unitName: names.get(entry.unitId) ?? '' },
              { decisionId: decision.id, decision: decision.header(), awardedOn: decision.signedOn },
            );
            const holders = award.members.length > 0 ? award.members : [award.name];
            award.certificates = holders.map((holder) => ({ code: newCertificateCode(), holder }));
            return award;
          }),
      );
      decision.recipients = awards.length;
      competition.publish(decision.header());
      await saveAll(tx, Decision, [decision]);
      await saveAll(tx, Award, awards);
      await saveCompetition(tx, competition);
      return {
        value: { decision: decision.state(), awards: awards.map((award) => award.state()) },
        events: [
          happened(competitions, 'ResultsPublished', competition.state()),
          happened(decisions, 'ResultsPublished', decision.state()),
          ...awards.map((award) => happened(awardTopic, 'AwardPublished', award.state())),
        ],
        target: `${competition.code} ${cited.authority} ${cited.issuer} ${cited.number} ${year}: ${awards.length}`,
      };
    });
  }
}

/** A student of whom a person said that two entries name the same one (rule 13): one of them is to be withdrawn first. */
async function sameInTwo(
  tx: EntityManager,
  competition: string,
): Promise<{ name: string; entry: string } | undefined> {
  const [same] = await tx.query<{ name: string; entry: string }[]>(
    `select duplicate.second_name as name, entry.code as entry
     from duplicate join entry on entry.id = duplicate.first
     where entry.competition = $1 and duplicate.among = 'STUDENTS' and duplicate.status = 'SAME'
     order by duplicate.id limit 1`,
    [competition],
  );
  return same;
}
