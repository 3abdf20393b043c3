import {
  awards as awardTopic,
  competitions,
  entries as entryTopic,
  happened,
  isRefusal,
  mapDay,
  MOST_SUBJECTS,
  RecordExternalPrizes as contract,
  refuse,
  type InputOf,
  type PrizeRank,
} from '@app/contracts';
import { Outbox } from '@app/messaging';
import { nameKey, searchKey } from '@app/names';
import { CommandOf } from '@app/platform';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { Award } from '../commendation/award.js';
import { findUnits } from '../find-unit.js';
import { saveAll } from '../save-all.js';
import { PERSON_KEY_SECRET } from '../secret.js';
import { Competition } from './competition.js';
import { Entry, refuseShape } from './entry.js';
import { awardOf } from './publish-results.js';
import { studentKey } from './submit-entries.js';

export class RecordExternalPrizes extends CommandOf(contract) {}
type ExternalPrize = InputOf<typeof contract>['prizes'][number];

/** One edition of others: the same name, level, organiser and period. */
const editionKey = (name: string, level: string, organiser: string, period: string): string =>
  [nameKey(name), level, nameKey(organiser), period].join('|');

/** A code that people can read, told apart by a digest: others' competitions have none of their own. */
function codeOf(prize: ExternalPrize, period: string): string {
  const key = editionKey(prize.competition, prize.level, prize.organiserName, period);
  const words = searchKey(prize.competition)
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 30)
    .replace(/^-|-$/g, '');
  const digest = createHash('sha256').update(key).digest('hex').slice(0, 8);
  return `${words || 'x'}-${period.replace('/', '-')}-${digest}`;
}

/** Two records of one prize: the same rank, school and members. */
const prizeKey = (rank: string, unitId: string, members: string[], title: string | null): string =>
  [rank, unitId, ...members.map(nameKey).sort(), nameKey(title ?? '')].join('|');

/**
 * Prizes won at competitions of others (rule 14a): honours with their source, without certificates of ours. The edition
 * is made with its first prize; its ranks are those that were won, in the order in which they were first told.
 */
@CommandHandler(RecordExternalPrizes)
export class RecordExternalPrizesHandler implements ICommandHandler<RecordExternalPrizes> {
  constructor(
    private readonly outbox: Outbox,
    @Inject(PERSON_KEY_SECRET) private readonly secret: string,
  ) {}

  execute({ input: { period, prizes }, context }: RecordExternalPrizes) {
    return this.outbox.transaction(context, async (tx) => {
      if (prizes.length === 0) return refuse('NO_SUBJECTS', 'prizes');
      if (prizes.length > MOST_SUBJECTS)
        return refuse('TOO_MANY_SUBJECTS', 'prizes', { most: MOST_SUBJECTS, count: prizes.length });
      const units = await findUnits(
        tx,
        prizes.map(({ unit }, index) => ({ code: unit, field: `prizes.${index}.unit` })),
        mapDay(period),
      );
      if (isRefusal(units)) return units;
      const editions = new Map<string, Competition>();
      const touched = new Set<Competition>();
      const known = new Map<string, Set<string>>();
      const entries: Entry[] = [];
      const awards: Award[] = [];
      for (const [index, prize] of prizes.entries()) {
        const field = `prizes.${index}`;
        const code = codeOf(prize, period);
        // A title is asked of projects at competitions of ours; what others' papers do not tell cannot be asked.
        const refused = refuseShape({ ...prize, code, title: prize.title ?? code }, null, field);
        if (refused) return refused;
        const competition = editions.get(code) ?? (await editionOf(tx, code, prize, period));
        editions.set(code, competition);
        let rank: PrizeRank | undefined = competition.ranks.find(
          ({ name }) => nameKey(name) === nameKey(prize.rank),
        );
        if (!rank) {
          const order = competition.ranks.length + 1;
          rank = { code: `G${order}`, name: prize.rank, order, special: false, quota: null };
          competition.ranks = [...competition.ranks, rank];
          touched.add(competition);
        }
        const held = known.get(code) ?? (await prizesOf(tx, code));
        known.set(code, held);
        const unitId = units[index]?.id ?? '';
        const names = prize.members.map(({ name }) => name);
        const key = prizeKey(rank.code, unitId, names, prize.title ?? null);
        if (held.has(key))
          return refuse('PRIZE_EXISTS', field, {
            entry: names.join(', ') || (prize.title ?? prize.unit),
            rank: rank.name,
          });
        held.add(key);
        const entry = Object.assign(new Entry(), {
          id: uuid(),
          competition: code,
          code: `D${held.size}`,
          kind: prize.kind,
          title: prize.title ?? null,
          field: null,
          unitId,
          members: names,
          studentKeys: prize.members.map((member) => studentKey(member, this.secret)),
          supervisors: [],
          prizes: [rank.code],
          status: 'ENTERED',
          reason: null,
          version: 1,
        } satisfies Partial<Entry>);
        entries.push(entry);
        const award = awardOf(
          entry,
          { competition, rank, unitName: prize.unit },
          { decisionId: null, decision: null, awardedOn: prize.awardedOn },
        );
        awards.push(Object.assign(award, { externalDecision: prize.decisionNumber ?? null }));
      }
      for (const competition of touched) {
        competition.version++;
        await tx.save(competition);
      }
      await saveAll(tx, Entry, entries);
      await saveAll(tx, Award, awards);
      return {
        value: { changed: awards.length },
        events: [
          ...[...touched].map((competition) =>
            happened(competitions, 'CompetitionOpened', competition.state()),
          ),
          ...entries.map((entry) => happened(entryTopic, 'EntrySubmitted', entry.state())),
          ...awards.map((award) => happened(awardTopic, 'AwardPublished', award.state())),
        ],
        target: `${period}: ${awards.length}`,
      };
    });
  }
}

/** The edition of others, its row locked; a new one has no rank yet, hence is saved with its first. */
async function editionOf(
  tx: EntityManager,
  code: string,
  prize: ExternalPrize,
  period: string,
): Promise<Competition> {
  const held = await tx.findOne(Competition, { where: { code }, lock: { mode: 'pessimistic_write' } });
  return (
    held ??
    Object.assign(new Competition(), {
      code,
      name: prize.competition,
      nameEn: null,
      level: prize.level,
      period,
      organiserId: null,
      organiserName: prize.organiserName,
      status: 'PUBLISHED',
      basis: 'ROSTER',
      maxMembers: null,
      ranks: [],
      tally: null,
      decision: null,
      version: 0,
    } satisfies Partial<Competition>)
  );
}

async function prizesOf(tx: EntityManager, competition: string): Promise<Set<string>> {
  const entries = await tx.findBy(Entry, { competition });
  return new Set(
    entries.flatMap(({ prizes, unitId, members, title }) =>
      prizes.map((rank) => prizeKey(rank, unitId, members, title)),
    ),
  );
}
