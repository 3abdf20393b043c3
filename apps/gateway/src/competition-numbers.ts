import type { CompetitionState } from '@app/contracts';
import { percentOf } from '@app/figures';

/** A competition with its numbers; those of one that has a tally are in it. */
export interface Competition extends CompetitionState {
  /** Entries that take part; null: a competition of others. */
  entryCount: number | null;
  /** Prizes in force by the code of their rank. */
  inForce: Record<string, number>;
  /** Entries with a prize in force. */
  winners: number;
}

/** Rows of competitions with their numbers, as a table to select from. */
export const competitionRows = `(
  select c.*,
    case when c.organiser_id is not null then
      (select count(*)::int from read_model.entry e where e.competition = c.code and e.status = 'ENTERED') end as entry_count,
    (select coalesce(jsonb_object_agg(rank, prizes), '{}') from (
       select a.rank ->> 'code' as rank, count(*)::int as prizes from read_model.award a
       where a.competition = c.code and a.status = 'PUBLISHED' group by 1) by_rank) as in_force,
    (select count(distinct a.entry_id)::int from read_model.award a
     where a.competition = c.code and a.status = 'PUBLISHED') as winners
  from read_model.competition c)`;

/** Results are provisional and not public before a decision; reported numbers are public. */
export const isPublished = ({ status, tally }: CompetitionState): boolean =>
  status === 'PUBLISHED' || tally !== null;

/** Null where there is none, or none that is public (rules 11 and 14). */
export function numbersOf(competition: Competition) {
  const { tally, ranks, inForce, winners } = competition;
  const entryCount = tally ? tally.entries : competition.entryCount;
  if (!isPublished(competition))
    return { entryCount, prizeCount: null, withoutPrize: null, percentWithPrize: null, prizesByRank: [] };
  const counts = tally
    ? Object.fromEntries(tally.ranks.map(({ code, count }) => [code, count] as const))
    : inForce;
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
  // An entry has at most one main prize; special ones stand beside it.
  const won = tally
    ? sum(ranks.filter(({ special }) => !special).map(({ code }) => counts[code] ?? 0))
    : winners;
  const percentOfEntries = (count: number) => (entryCount ? percentOf(count, entryCount) : null);
  return {
    entryCount,
    prizeCount: sum(Object.values(counts)),
    withoutPrize: entryCount === null ? null : Math.max(entryCount - won, 0),
    percentWithPrize: percentOfEntries(won),
    prizesByRank: [...ranks]
      .sort((a, b) => a.order - b.order)
      .map((rank) => {
        const count = counts[rank.code] ?? 0;
        return { rank, count, percentOfEntries: percentOfEntries(count) };
      }),
  };
}
