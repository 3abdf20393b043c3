import { refuse, type Refusal } from '@app/contracts';
import type { EntityManager } from 'typeorm';
import { Competition } from './competition.js';
import { Entry } from './entry.js';

/** The edition, its row locked until the commit: entries and prizes of one edition change one after the other. Or COMPETITION_UNKNOWN, COMPETITION_PUBLISHED. */
export async function lockCompetition(
  tx: EntityManager,
  code: string,
): Promise<Competition | { refusal: Refusal }> {
  const competition = await tx.findOne(Competition, { where: { code }, lock: { mode: 'pessimistic_write' } });
  // An edition of others has no committee here: who asks learns nothing of it.
  if (!competition || competition.organiserId === null)
    return refuse('COMPETITION_UNKNOWN', 'competition', { competition: code });
  return competition.refusePublished() ?? competition;
}

/** Inserts a first version: of two at once, the second is not to overwrite what it has not seen. */
export async function saveCompetition(tx: EntityManager, competition: Competition): Promise<void> {
  await (competition.version === 1
    ? tx.insert(Competition, competition)
    : tx.upsert(Competition, competition, ['code']));
}

/** The entries of an open edition that take part. */
export const entriesOf = (tx: EntityManager, competition: string): Promise<Entry[]> =>
  tx.find(Entry, { where: { competition, status: 'ENTERED' }, order: { code: 'ASC' } });

/** The entry of the code among them, or ENTRY_UNKNOWN. */
export function entryOf(entries: Map<string, Entry>, code: string, field: string) {
  return entries.get(code) ?? refuse('ENTRY_UNKNOWN', field, { entry: code });
}
