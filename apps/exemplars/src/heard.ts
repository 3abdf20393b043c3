import {
  awards,
  exemplars,
  happened,
  movements,
  refuse,
  type AwardState,
  type MovementState,
  type Refusal,
} from '@app/contracts';
import { Outbox, upsert, type Projection, type ReceivedEvent } from '@app/messaging';
import { Injectable } from '@nestjs/common';
import { hash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { Exemplar } from './exemplar/exemplar.js';

type Refused = { refusal: Refusal } | null;

/**
 * What the rules need of other services' facts: which movements there are, and which awards are in force. No names: they
 * would have to be erased here too. An award that was revoked or restored sends the examples that rest on it back into
 * review, in the commit that notes it (rule 23).
 *
 * Whatever the order of arrival: an older version is passed over, and a revocation that was overtaken by its restoration
 * shows in the newer state, which still tells it. Who names an award in a nomination locks its row, so of a nomination
 * and a revocation at once one sees the other. Awards are locked before examples, here and there.
 */
@Injectable()
export class Heard implements Projection {
  readonly group = 'exemplars-facts';
  readonly topics = [movements.name, awards.name];

  constructor(private readonly outbox: Outbox) {}

  async apply(tx: EntityManager, topic: string, events: ReceivedEvent[]): Promise<number> {
    if (topic === awards.name) return this.applyAwards(tx, events as ReceivedEvent<AwardState>[]);
    const known = (events as ReceivedEvent<MovementState>[]).map(({ state }) => ({
      code: state.code,
      version: state.version,
    }));
    return upsert(tx, 'movement_copy', 'code', known);
  }

  async applied(): Promise<void> {
    this.outbox.signals.emit('committed');
  }

  private async applyAwards(tx: EntityManager, events: ReceivedEvent<AwardState>[]): Promise<number> {
    const heard = events.map(({ state }) => ({
      id: state.id,
      status: state.status,
      revocation: state.revocation && hash('sha256', JSON.stringify(state.revocation)),
      version: state.version,
    }));
    const rows = await tx.query<{ id: string; changed: boolean }[]>(
      `insert into award_copy as held (id, status, revocation, version)
       select * from jsonb_to_recordset($1::jsonb) as heard(id uuid, status text, revocation text, version integer)
       order by id
       on conflict (id) do update
         set status = excluded.status, revocation = excluded.revocation, version = excluded.version
         where excluded.version > held.version
       returning new.id, old.id is not null and ((old.status = 'PUBLISHED') <> (new.status = 'PUBLISHED')
         or old.revocation is distinct from new.revocation) as changed`,
      [JSON.stringify(heard)],
    );
    const changed = new Set(rows.filter((row) => row.changed).map(({ id }) => id));
    const causes = events.filter(({ key }) => changed.has(key)).sort((a, b) => (a.key < b.key ? -1 : 1));
    for (const { key, correlationId } of causes) await this.followAward(tx, key, correlationId);
    return rows.length;
  }

  private async followAward(tx: EntityManager, award: string, correlationId: string): Promise<void> {
    const resting = await tx
      .createQueryBuilder(Exemplar, 'exemplar')
      .where(`exemplar.awards @> array[:award]::uuid[]`, { award })
      .orderBy('exemplar.id')
      .setLock('pessimistic_write')
      .getMany();
    const followed = resting.filter((exemplar) => exemplar.followAward());
    if (followed.length === 0) return;
    await tx.upsert(Exemplar, followed, ['id']);
    await this.outbox.follow(
      tx,
      { action: 'FollowAward', correlationId },
      {
        events: followed.map((exemplar) => happened(exemplars, 'AwardChanged', exemplar.state())),
        target: `${award}: ${followed.map(({ id }) => id).join(' ')}`,
      },
    );
  }
}

export async function refuseMovement(
  tx: EntityManager,
  movement: string | null | undefined,
): Promise<Refused> {
  if (!movement) return null;
  const known = await tx.query<unknown[]>('select 1 from movement_copy where code = $1', [movement]);
  return known.length > 0 ? null : refuse('MOVEMENT_UNKNOWN', 'movement', { movement });
}

/** AWARD_UNKNOWN or AWARD_REVOKED at the first that is not in force; the others cannot change before the commit. */
export async function refuseAwards(
  tx: EntityManager,
  named: readonly { id: string; field: string }[],
): Promise<Refused> {
  if (named.length === 0) return null;
  const rows = await tx.query<{ id: string; status: AwardState['status'] }[]>(
    'select id, status from award_copy where id = any($1) order by id for share',
    [named.map(({ id }) => id)],
  );
  const statusOf = new Map(rows.map(({ id, status }) => [id, status]));
  for (const { id, field } of named) {
    const status = statusOf.get(id.toLowerCase());
    if (status === 'REVOKED') return refuse('AWARD_REVOKED', field);
    // A draft is nobody's business yet.
    if (status !== 'PUBLISHED') return refuse('AWARD_UNKNOWN', field, { award: id });
  }
  return null;
}

/**
 * AWARD_REVOKED unless all are in force. The caller holds the row of the example that rests on them: a revocation not yet
 * committed waits for it, and takes it down afterwards.
 */
export async function refuseRevoked(tx: EntityManager, awards: readonly string[]): Promise<Refused> {
  const rows = await tx.query<unknown[]>(
    `select 1 from award_copy where id = any($1) and status <> 'PUBLISHED' limit 1`,
    [awards],
  );
  return rows.length > 0 ? refuse('AWARD_REVOKED', 'id') : null;
}
