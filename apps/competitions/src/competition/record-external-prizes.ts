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
import { findUnits, Outbox, saveAll, type FoundUnit } from '@app/messaging';
import { nameKey, searchKey } from '@app/names';
import { CommandOf, today } from '@app/platform';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { hash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { Award } from '../commendation/award.js';
import { PERSON_KEY_SECRET } from '../secret.js';
import { Competition } from './competition.js';
import { Entry, refuseShape, type StudentKey } from './entry.js';
import { awardOf } from './publish-results.js';
import { agrees, studentKeys } from './students.js';

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
  const digest = hash('sha256', key).slice(0, 8);
  return `${words || 'x'}-${period.replace('/', '-')}-${digest}`;
}

/** Names of ranks, best first; a rank of another name comes after them, since honours are listed by the order of ranks. */
const knownRanks = [
  ['biệt', 'special'],
  ['nhất', 'vàng', 'first', 'gold'],
  ['nhì', 'bạc', 'second', 'silver'],
  ['ba', 'đồng', 'third', 'bronze'],
  ['tư', 'fourth'],
  ['khích', 'consolation'],
];
function orderOf(rank: string): number {
  const words = new Set(nameKey(rank).split(' '));
  const index = knownRanks.findIndex((names) => names.some((name) => words.has(name)));
  return (index < 0 ? knownRanks.length : index) + 1;
}

type Recorded = Pick<Entry, 'prizes' | 'unitId' | 'studentKeys' | 'title' | 'status'>;

/** Two records of one prize: the same rank and school, and nothing known of members or title differs. */
function samePrize(one: Recorded, other: Recorded): boolean {
  const sorted = ({ studentKeys: keys }: Recorded) =>
    keys.toSorted((a, b) => `${a.name} ${a.birthDate}`.localeCompare(`${b.name} ${b.birthDate}`));
  const people = sorted(other);
  return (
    one.prizes[0] === other.prizes[0] &&
    one.unitId === other.unitId &&
    one.studentKeys.length === people.length &&
    sorted(one).every((key, index) => agrees(key, people[index] as StudentKey)) &&
    (!one.title || !other.title || nameKey(one.title) === nameKey(other.title))
  );
}

/**
 * Prizes won at competitions of others (rule 14a): honours with their source, without certificates of ours. The edition
 * is made with its first prize; its ranks are those that were won.
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
      const known = new Map<string, Recorded[]>();
      const entries: Entry[] = [];
      const awards: Award[] = [];
      for (const [index, prize] of prizes.entries()) {
        const field = `prizes.${index}`;
        const code = codeOf(prize, period);
        // A title is asked of projects at competitions of ours; what others' papers do not tell cannot be asked.
        const refused = refuseShape({ ...prize, code, title: prize.title ?? code }, null, field);
        if (refused) return refused;
        const keys = studentKeys(prize.members, this.secret, `${field}.members`);
        if (isRefusal(keys)) return keys;
        if (prize.awardedOn > today())
          return refuse('BAD_DATE', `${field}.awardedOn`, { date: prize.awardedOn });
        const competition = editions.get(code) ?? (await editionOf(tx, code, prize, period));
        editions.set(code, competition);
        let rank: PrizeRank | undefined = competition.ranks.find(
          ({ name }) => nameKey(name) === nameKey(prize.rank),
        );
        if (!rank) {
          const number = competition.ranks.length + 1;
          const order = orderOf(prize.rank);
          rank = { code: `G${number}`, name: prize.rank, order, special: false, quota: null };
          competition.ranks = [...competition.ranks, rank];
          touched.add(competition);
        }
        const held = known.get(code) ?? (await tx.findBy(Entry, { competition: code }));
        known.set(code, held);
        const unit = units[index] as FoundUnit;
        const names = prize.members.map(({ name }) => name);
        const entry = Object.assign(new Entry(), {
          id: uuid(),
          competition: code,
          code: `D${held.length + 1}`,
          kind: prize.kind,
          title: prize.title ?? null,
          field: null,
          unitId: unit.id,
          members: names,
          studentKeys: keys,
          supervisors: [],
          prizes: [rank.code],
          status: 'ENTERED',
          reason: null,
          version: 1,
        } satisfies Partial<Entry>);
        if (held.some((one) => one.status === 'ENTERED' && samePrize(one, entry)))
          return refuse('PRIZE_EXISTS', field, {
            entry: names.join(', ') || (prize.title ?? unit.name),
            rank: rank.name,
          });
        held.push(entry);
        entries.push(entry);
        const award = awardOf(
          entry,
          { competition, rank, unitName: unit.name },
          { decisionId: null, decision: null, awardedOn: prize.awardedOn },
        );
        awards.push(Object.assign(award, { externalDecision: prize.decisionNumber ?? null }));
      }
      for (const competition of touched) {
        competition.version++;
        await tx.upsert(Competition, competition, ['code']);
      }
      await saveAll(tx, Entry, entries);
      await saveAll(tx, Award, awards);
      return {
        value: { changed: awards.length },
        events: [
          ...[...touched].map((competition) =>
            happened(
              competitions,
              competition.version === 1 ? 'CompetitionOpened' : 'CompetitionChanged',
              competition.state(),
            ),
          ),
          ...entries.map((entry) => happened(entryTopic, 'EntrySubmitted', entry.state())),
          ...awards.map((award) => happened(awardTopic, 'AwardPublished', award.state())),
        ],
        target: `${period}: ${awards.length}`,
      };
    });
  }
}

/**
 * The edition of others, its row locked before its prizes are looked at; made where there was none (version 0, never
 * said as such: it has no rank yet, hence is saved with its first).
 */
async function editionOf(
  tx: EntityManager,
  code: string,
  prize: ExternalPrize,
  period: string,
): Promise<Competition> {
  const made = Object.assign(new Competition(), {
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
  } satisfies Partial<Competition>);
  await tx.createQueryBuilder().insert().into(Competition).values(made).orIgnore().execute();
  return tx.findOneOrFail(Competition, { where: { code }, lock: { mode: 'pessimistic_write' } });
}
