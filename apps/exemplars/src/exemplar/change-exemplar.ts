import { exemplars, happened, refuse } from '@app/contracts';
import type { Outbox } from '@app/messaging';
import type { CommandContext } from '@app/platform';
import type { EntityManager } from 'typeorm';
import { expectVersion } from '@app/messaging';
import { Exemplar, type Refused } from './exemplar.js';

interface Change {
  /** What happened. */
  type: string;
  /** Before the row is locked. */
  before?: (tx: EntityManager) => Promise<Refused>;
  take: (exemplar: Exemplar, tx: EntityManager) => Refused | Promise<Refused>;
  /** With the row as it now is. */
  after?: (exemplar: Exemplar, tx: EntityManager) => Promise<void>;
}

/** Takes one example one step along its course: the commands differ in the step alone. */
export const changeExemplar = (
  outbox: Outbox,
  context: CommandContext,
  { id, expectedVersion }: { id: string; expectedVersion?: number | null },
  { type, before, take, after }: Change,
) =>
  outbox.transaction(context, async (tx) => {
    const early = await before?.(tx);
    if (early) return early;
    const exemplar = await tx.findOne(Exemplar, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!exemplar) return refuse('EXEMPLAR_UNKNOWN', 'id');
    expectVersion(exemplar, expectedVersion);
    const refused = await take(exemplar, tx);
    if (refused) return refused;
    await tx.upsert(Exemplar, exemplar, ['id']);
    await after?.(exemplar, tx);
    const state = exemplar.state();
    return { value: { exemplar: state }, events: [happened(exemplars, type, state)], target: id };
  });
