import { isRefusal, type Answer, type DomainEvent, type Refusal, type Topic } from '@app/contracts';
import { CodedError, newTrace, type CommandContext } from '@app/platform';
import { createHmac, hash, randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { DataSource, EntityManager } from 'typeorm';
import type { OutboxRow } from './event.js';

/** What a command did: its answer, the events that say so, and what it was done to (for the audit; no personal values). */
export interface Change<Value> {
  value: Value;
  events: DomainEvent[];
  target: string;
}

/** Kafka's cleaner and every consumer's memory count on it. */
const MOST_EVENT_BYTES = 64_000;
const MOST_TRIES = 4;

class RolledBack extends Error {
  constructor(readonly answer: Answer<unknown>) {
    super('rolled back');
  }
}

/**
 * The only door through which a service changes its state: state, events, audit row and the record of the
 * idempotency key are one commit. Whoever opens it must hand over the events: forgetting them is a type error.
 */
export class Outbox {
  /** 'committed' wakes the relay; polling is the truth, so a lost wake costs only time. */
  readonly signals = new EventEmitter();

  /** `secret` keys the digests of states, which are kept: what a person is called could else be guessed from them. */
  constructor(
    readonly database: DataSource,
    private readonly secret = 'no personal values',
  ) {}

  /**
   * Runs `work` in a transaction. A refusal rolls everything back and is answered as a value. A key that already
   * succeeded answers as it did then, whatever the state is now; with another body it is a CONFLICT. A rehearsal is rolled
   * back too, and answers with the value; where refused items are left out, the value says which (`skipped`).
   * Lock an aggregate's row before building its event: the order of the outbox is then the order of its versions.
   */
  async transaction<Value>(
    context: CommandContext,
    work: (tx: EntityManager) => Promise<Change<Value> | { refusal: Refusal }>,
  ): Promise<Answer<Value>> {
    for (let attempt = 1; ; attempt++) {
      try {
        const value = await this.database.transaction((tx) => this.run(tx, context, work));
        // A crash here loses nothing: the rows are committed, the next relay finds them.
        this.signals.emit('committed');
        return { value };
      } catch (error) {
        const code = (error as { code?: string }).code;
        if ((code === '40P01' || code === '40001') && attempt < MOST_TRIES) continue;
        // Unique or exclusion constraint: another transaction made the same thing, or used the same key, meanwhile.
        const made = code === '23505' || code === '23P01';
        const conflict = error instanceof CodedError && error.code === 'CONFLICT';
        // The first request of this key may have succeeded: then its answer is the answer, and the version that it
        // expected is rightly gone.
        if (!context.rehearsal && (error instanceof RolledBack || made || conflict)) {
          const earlier = await this.earlierAnswer<Value>(context);
          if (earlier) return earlier;
        }
        if (error instanceof RolledBack) return error.answer as Answer<Value>;
        // Run again, the work sees what the other made and refuses it or goes on from there.
        if (made && attempt < MOST_TRIES) continue;
        throw error;
      }
    }
  }

  private async run<Value>(
    tx: EntityManager,
    context: CommandContext,
    work: (tx: EntityManager) => Promise<Change<Value> | { refusal: Refusal }>,
  ): Promise<Value> {
    // An attempt before this one may have left out other items.
    context.skipped?.splice(0);
    const outcome = await work(tx);
    if (isRefusal(outcome)) throw new RolledBack(outcome);
    const value: Value = context.skipped ? { ...outcome.value, skipped: context.skipped } : outcome.value;
    if (context.rehearsal) throw new RolledBack({ value });
    await record(tx, context, { ...outcome, value }, this.secret);
    if (Date.now() > context.deadline.getTime())
      throw new CodedError('SERVICE_UNAVAILABLE', 'The change took too long and was not made');
    return value;
  }

  /**
   * For a projection, in its transaction: says what hearing of another service's fact changed here, with its audit row.
   * Lock the aggregates' rows before; emit 'committed' on `signals` after the commit (Projection.applied).
   */
  async follow(
    tx: EntityManager,
    cause: { action: string; correlationId: string },
    { events, target }: Omit<Change<unknown>, 'value'>,
  ): Promise<void> {
    const by = { actor: 'system', identity: null, command: cause.action, trace: cause };
    await tx.query(`${audited} select`, recordOf(by, { events, target }, this.secret));
  }

  private async earlierAnswer<Value>(context: CommandContext): Promise<Answer<Value> | null> {
    const [row] = await this.database.query<{ body_hash: string; answer: Value }[]>(
      'select body_hash, answer from idempotency where actor = $1 and key = $2',
      [context.actor, context.idempotencyKey],
    );
    if (!row) return null;
    if (row.body_hash !== context.bodyHash)
      throw new CodedError('CONFLICT', 'This idempotency key was used for another request');
    return { value: row.answer };
  }
}

/** Events and audit row, one statement: what follows decides what else is in it. */
const audited = `
  with sent as (${insertOutbox('$7', '$10')}),
  audited as (
    insert into audit (at, actor, action, target, correlation_id, role, unit, digest_before, digest_after)
    values (clock_timestamp(), $7, $8, $9, $10, $11, $12, $13, $14)
  )`;

async function record(
  tx: EntityManager,
  context: CommandContext,
  change: Change<unknown>,
  secret: string,
): Promise<void> {
  await tx.query(
    `${audited} insert into idempotency (actor, key, body_hash, answer) values ($7, $15, $16, $17)`,
    [
      ...recordOf(context, change, secret),
      context.idempotencyKey,
      context.bodyHash,
      JSON.stringify(change.value),
    ],
  );
}

function recordOf(
  by: Pick<CommandContext, 'actor' | 'command' | 'identity' | 'trace'>,
  { events, target }: Omit<Change<unknown>, 'value'>,
  secret: string,
): unknown[] {
  const rows = outboxRows(events);
  const { before, after } = digestsOf(rows, secret);
  return [
    ...columnsOf(rows),
    by.actor,
    by.command,
    target,
    by.trace.correlationId,
    by.identity?.role ?? null,
    by.identity?.unit ?? null,
    before,
    after,
  ];
}

/**
 * Leaves nothing of an aggregate's earlier states in what the outbox keeps: for erasing a person. The stored answers of
 * earlier commands, known by `property` of the answer being the aggregate, become `answer`, so that a repeated request
 * still has no second effect; what the relay has not read yet is not sent, since the event that follows carries the whole state.
 * The caller holds the aggregate's row.
 */
export async function forgetEarlierStates(
  tx: EntityManager,
  topic: Pick<Topic, 'name'>,
  key: string,
  property: string,
  answer: unknown,
): Promise<void> {
  for (const table of ['outbox', 'outbox_in_doubt'])
    await tx.query(`delete from ${table} where topic = $1 and key = $2`, [topic.name, key]);
  await tx.query(`update idempotency set answer = $3 where answer -> $1 ->> 'id' = $2`, [
    property,
    key,
    JSON.stringify(answer),
  ]);
}

/**
 * What a change replaced and what it made, for the audit. `after` is over the states, keyed; `before` over the names of the
 * versions that they took the place of (`<topic>/<key>@<version>`), since those states are in the log and not at hand.
 */
export function digestsOf(
  rows: Pick<OutboxRow, 'topic' | 'key' | 'version' | 'payload'>[],
  secret: string,
): { before: string | null; after: string | null } {
  const first = new Map<string, number>();
  const last = new Map<string, { version: number; payload: string }>();
  for (const { topic, key, version, payload } of rows) {
    const name = `${topic}/${key}`;
    first.set(name, Math.min(version, first.get(name) ?? version));
    if (version >= (last.get(name)?.version ?? 0)) last.set(name, { version, payload });
  }
  const replaced = [...first]
    .filter(([, version]) => version > 1)
    .map(([name, version]) => `${name}@${version - 1}`);
  const made = [...last.values()].map(({ payload }) => hash('sha256', payload));
  return {
    before: replaced.length > 0 ? hash('sha256', replaced.sort().join('\n')) : null,
    after: made.length > 0 ? createHmac('sha256', secret).update(made.sort().join('\n')).digest('hex') : null,
  };
}

/** Adds events to the outbox outside of a command: for republishing. The caller holds the aggregates' rows. */
export async function announce(
  tx: { query(statement: string, parameters: unknown[]): Promise<unknown> },
  events: DomainEvent[],
): Promise<void> {
  await tx.query(insertOutbox('$7', '$8'), [
    ...columnsOf(outboxRows(events)),
    'system',
    newTrace().correlationId,
  ]);
}

/**
 * Its first six parameters are those of columnsOf; what all events of a statement have in common is not said with each.
 * A thousand rows cost PostgreSQL half of what they do as one JSON.
 */
function insertOutbox(actor: string, correlationId: string): string {
  return `
    insert into outbox (event_id, topic, key, version, type, payload, actor, correlation_id, occurred_at)
    select e.*, ${actor}::text, ${correlationId}::text, statement_timestamp()
    from rows from (unnest($1::uuid[]), unnest($2::text[]), unnest($3::text[]), unnest($4::int[]), unnest($5::text[]),
      string_to_table($6, E'\\n')) as e`;
}

/** No JSON has a line's end that is not escaped. */
const columnsOf = (rows: NewRow[]): unknown[] => [
  rows.map(({ event_id }) => event_id),
  rows.map(({ topic }) => topic),
  rows.map(({ key }) => key),
  rows.map(({ version }) => version),
  rows.map(({ type }) => type),
  rows.map(({ payload }) => payload).join('\n'),
];

type NewRow = Pick<OutboxRow, 'event_id' | 'topic' | 'key' | 'version' | 'type' | 'payload'>;

function outboxRows(events: DomainEvent[]): NewRow[] {
  return events.map(({ topic, type, state }) => {
    const payload = JSON.stringify(state);
    if (Buffer.byteLength(payload) > MOST_EVENT_BYTES)
      throw new Error(
        `${type} of ${topic.name} ${topic.key(state)} is larger than ${MOST_EVENT_BYTES} bytes`,
      );
    return {
      event_id: randomUUID(),
      topic: topic.name,
      key: topic.key(state),
      version: state.version,
      type,
      payload,
    };
  });
}
