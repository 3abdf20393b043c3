import {
  competitions,
  happened,
  isRefusal,
  mapDay,
  OpenCompetition as openContract,
  refuse,
  ReportCompetitionTally as tallyContract,
  type Refusal,
} from '@app/contracts';
import { expectVersion, findUnit, Outbox } from '@app/messaging';
import { CommandOf } from '@app/platform';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { EntityManager } from 'typeorm';
import { Competition, ranksOf, refuseOrganiser } from './competition.js';
import { Entry } from './entry.js';
import { saveCompetition } from './find-competition.js';

export class OpenCompetition extends CommandOf(openContract) {}
export class ReportCompetitionTally extends CommandOf(tallyContract) {}

interface Header {
  code: string;
  name: string;
  nameEn?: string | null;
  level: Competition['level'];
  period: string;
  organiser: string;
  expectedVersion?: number | null;
}

/** The edition of the code with this header, the next version of what stood there; or UNIT_*, COMPETITION_EXISTS where it has entries or results. */
async function newHeader(
  tx: EntityManager,
  input: Header,
  basis: Competition['basis'],
): Promise<Competition | { refusal: Refusal }> {
  const held = await tx.findOne(Competition, {
    where: { code: input.code },
    lock: { mode: 'pessimistic_write' },
  });
  expectVersion(held ?? { version: 0 }, input.expectedVersion);
  const organiser = await findUnit(tx, input.organiser, { day: mapDay(input.period), field: 'organiser' });
  if (isRefusal(organiser)) return organiser;
  const refused = refuseOrganiser(organiser, input.level);
  if (refused) return refused;
  if (held && !(await isReplaceable(tx, held, basis)))
    return refuse('COMPETITION_EXISTS', 'code', { competition: input.code });
  return Object.assign(new Competition(), {
    code: input.code,
    name: input.name,
    nameEn: input.nameEn ?? null,
    level: input.level,
    period: input.period,
    organiserId: organiser.id,
    organiserName: null,
    status: 'OPEN',
    basis,
    maxMembers: null,
    ranks: [],
    tally: null,
    decision: null,
    version: (held?.version ?? 0) + 1,
  } satisfies Partial<Competition>);
}

/** A tally gives way to a later one; an edition of entries to either, as long as it has none. */
const isReplaceable = async (
  tx: EntityManager,
  held: Competition,
  basis: Competition['basis'],
): Promise<boolean> =>
  held.basis === 'TALLY'
    ? basis === 'TALLY'
    : held.organiserId !== null && !(await tx.existsBy(Entry, { competition: held.code }));

/** Opens an edition; until its first entry the same code again replaces it. */
@CommandHandler(OpenCompetition)
export class OpenCompetitionHandler implements ICommandHandler<OpenCompetition> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input, context }: OpenCompetition) {
    return this.outbox.transaction(context, async (tx) => {
      const ranks = ranksOf(input.ranks);
      if (isRefusal(ranks)) return ranks;
      const { maxMembers = null } = input;
      if (maxMembers !== null && (maxMembers < 1 || maxMembers > 100))
        return refuse('BAD_QUANTITY', 'maxMembers', { value: maxMembers });
      const competition = await newHeader(tx, input, 'ROSTER');
      if (isRefusal(competition)) return competition;
      Object.assign(competition, { ranks, maxMembers });
      await saveCompetition(tx, competition);
      return {
        value: { competition: competition.state(), entryCount: 0 },
        events: [happened(competitions, 'CompetitionOpened', competition.state())],
        target: `${input.code} ${input.organiser}`,
      };
    });
  }
}

/** Numbers of a competition whose entries are not kept here (rule 19a); a later report replaces the earlier one. */
@CommandHandler(ReportCompetitionTally)
export class ReportCompetitionTallyHandler implements ICommandHandler<ReportCompetitionTally> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input, context }: ReportCompetitionTally) {
    return this.outbox.transaction(context, async (tx) => {
      const ranks = ranksOf(input.ranks.map((rank) => ({ ...rank, special: false })));
      if (isRefusal(ranks)) return ranks;
      for (const [value, field] of [
        [input.entries, 'entries'] as const,
        ...input.ranks.map(({ count }, index) => [count, `ranks.${index}.count`] as const),
      ])
        if (value < 0 || value > 2_147_483_647) return refuse('BAD_QUANTITY', field, { value });
      const prizes = input.ranks.reduce((sum, { count }) => sum + count, 0);
      if (prizes > input.entries)
        return refuse('TOO_MANY_PRIZES', 'ranks', { prizes, entries: input.entries });
      const competition = await newHeader(tx, input, 'TALLY');
      if (isRefusal(competition)) return competition;
      Object.assign(competition, {
        ranks,
        // Its source has published the numbers.
        status: 'PUBLISHED',
        tally: {
          entries: input.entries,
          ranks: input.ranks.map(({ code, count }) => ({ code, count })),
          source: input.source,
        },
      } satisfies Partial<Competition>);
      await saveCompetition(tx, competition);
      return {
        value: { competition: competition.state(), entryCount: input.entries },
        events: [happened(competitions, 'CompetitionTallyReported', competition.state())],
        target: `${input.code} ${input.organiser}: ${prizes} of ${input.entries}`,
      };
    });
  }
}
