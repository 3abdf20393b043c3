import { duplicates, happened, type DomainEvent } from '@app/contracts';
import { saveAll } from '@app/messaging';
import { In, type EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { Duplicate } from '../duplicate.js';
import type { Award } from './award.js';
import { possiblySame } from './same-recipient.js';

/** The pairs of one decision that a person was asked about, locked: whoever decides one meanwhile waits. */
export const pairsOf = (tx: EntityManager, awards: Award[]): Promise<Duplicate[]> =>
  tx.find(Duplicate, {
    where: { among: 'RECIPIENTS', first: In(awards.map(({ id }) => id)) },
    order: { id: 'asc' },
    lock: { mode: 'pessimistic_write' },
  });

const keyOf = (one: string, other: string): string => [one, other].sort().join(' ');
const byAwards = (pairs: Duplicate[]): Map<string, Duplicate> =>
  new Map(pairs.map((pair) => [keyOf(pair.first, pair.second), pair]));
const pairsAmong = (awards: Award[], known: Map<string, Duplicate>) =>
  possiblySame(awards, (one, other) =>
    ['SAME', 'DIFFERENT'].includes(known.get(keyOf(one.id, other.id))?.status ?? ''),
  );

/** How many pairs among the awards of one decision wait for a person, those included that are not listed yet. */
export const undecided = (held: Duplicate[], awards: Award[]): number =>
  held.filter(({ status }) => status === 'OPEN').length + pairsAmong(awards, byAwards(held)).unlisted;

/**
 * Brings the list of pairs up to date with the recipients of one decision: new pairs are asked about, what was decided
 * stands, and pairs of which one is gone (dropped, renamed, told apart) leave the list. The decision is locked.
 */
export async function listDuplicates(
  tx: EntityManager,
  held: Duplicate[],
  awards: Award[],
): Promise<{ pairs: Duplicate[]; unlisted: number; events: DomainEvent[] }> {
  const known = byAwards(held);
  const { pairs: possible, unlisted } = pairsAmong(awards, known);
  const pairs: Duplicate[] = [];
  const found: Duplicate[] = [];
  for (const [one, other] of possible) {
    const key = keyOf(one.id, other.id);
    const pair = known.get(key);
    known.delete(key);
    if (pair && pair.status !== 'DROPPED') {
      pairs.push(pair);
      continue;
    }
    const [first, second] = pair?.first === other.id ? [other, one] : [one, other];
    found.push(
      Object.assign(new Duplicate(), {
        id: pair?.id ?? uuid(),
        among: 'RECIPIENTS',
        first: first.id,
        second: second.id,
        firstName: first.name,
        secondName: second.name,
        unitId: first.unitId,
        status: 'OPEN',
        note: null,
        version: (pair?.version ?? 0) + 1,
      } satisfies Partial<Duplicate>),
    );
  }
  const gone = [...known.values()].filter(({ status }) => status !== 'DROPPED');
  for (const pair of gone) Object.assign(pair, { status: 'DROPPED', version: pair.version + 1 });
  await saveAll(tx, Duplicate, [...found, ...gone]);
  return {
    pairs: [...pairs, ...found],
    unlisted,
    events: [
      ...found.map((pair) => happened(duplicates, 'DuplicateFound', pair.state())),
      ...gone.map((pair) => happened(duplicates, 'DuplicateDropped', pair.state())),
    ],
  };
}
