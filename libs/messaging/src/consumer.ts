import { isTransient, withTrace, type Log, type Sql } from '@app/platform';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { eventOf, type ReceivedEvent } from './event.js';
import type { Batch, Message, Position, Subscriber, Subscription, Transport } from './transport.js';
import { tookTooLong, Tries } from './tries.js';

export interface Projection {
  /** Consumer group; one position for all processes of it. */
  group: string;
  /** Topics it listens to. */
  topics: string[];
  /**
   * Upserts the states of one topic, at most one an aggregate, where the version is at least the one held.
   * Answers how many were applied. Runs in the transaction that keeps the position: it may run again, never half.
   */
  apply(tx: EntityManager, topic: string, events: ReceivedEvent[]): Promise<number>;
  /** After the commit. */
  applied?(): Promise<void>;
}

const HEARTBEAT_MS = 1_000;

/** Applies delivered events once in effect, however often they are delivered. */
export class Consumer implements Subscriber {
  readonly group: string;
  readonly topics: string[];
  readonly counts = { applied: 0, ignored: 0, dead: 0 };
  private subscription: Subscription | undefined;
  private heartbeat: NodeJS.Timeout | undefined;
  private started = false;
  private inHand: Promise<void> = Promise.resolve();
  private readonly stopping = new AbortController();
  private readonly tries: Tries;

  constructor(
    private readonly database: DataSource,
    private readonly projection: Projection,
    private readonly transport: Transport,
    private readonly log: Log,
  ) {
    this.group = projection.group;
    this.topics = projection.topics;
    this.tries = new Tries(database, projection.group);
  }

  async start(): Promise<void> {
    this.subscription = await this.transport.subscribe(this);
    if (this.transport.keepsLog) this.started = true;
    else void this.catchUp();
    this.heartbeat = setInterval(() => void this.beat(), HEARTBEAT_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.heartbeat);
    this.stopping.abort();
    await this.subscription?.stop();
    await this.inHand;
  }

  /** null once what the topics hold, or the owners have said, is applied. */
  complaint = (): string | null =>
    this.started ? (this.subscription?.complaint() ?? null) : 'the present state has not been received yet';

  /** Since the start of the process: events applied, ignored as older than what is held, and buried; and how far behind. */
  async figures(): Promise<object> {
    return { ...this.counts, lagSeconds: await this.lagSeconds() };
  }

  /** Seconds by which what it built is behind the topics, over all processes of the group. */
  async lagSeconds(): Promise<number> {
    if (!this.transport.keepsLog) return 0;
    const [row] = await this.database.query<{ behind: number | null }[]>(
      `select extract(epoch from now() - min(caught_up_at))::float as behind from consumer_position where consumer = $1`,
      [this.group],
    );
    const behind = row?.behind ?? 0;
    return behind > 2.5 * (HEARTBEAT_MS / 1000) ? Math.round(behind * 10) / 10 : 0;
  }

  /** Without a log, who has never received anything asks the owners once; a crash before the mark asks again. */
  private async catchUp(): Promise<void> {
    for (let pause = 200; !this.stopping.signal.aborted; pause = Math.min(pause * 2, 5_000))
      try {
        const known = await this.database.query<unknown[]>(
          'select 1 from consumer_start where consumer = $1',
          [this.group],
        );
        if (known.length === 0) {
          await this.transport.replay(this.topics, (messages) => this.deliverAll(messages));
          await this.database.query(
            'insert into consumer_start (consumer) values ($1) on conflict do nothing',
            [this.group],
          );
        }
        this.started = true;
        return;
      } catch (error) {
        if (this.stopping.signal.aborted) return;
        this.log.warn({ err: error }, 'present state not received; asks again');
        await sleep(pause, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      }
  }

  private async deliverAll(messages: Message[]): Promise<void> {
    const byTopic = Map.groupBy(messages, (message) => message.topic);
    for (const [topic, ofTopic] of byTopic)
      await this.deliver({ topic, partition: 0, messages: ofTopic, position: null });
  }

  async position(topic: string, partition: number): Promise<Position | null> {
    const [row] = await this.database.query<{ topic_id: string | null; next_offset: string }[]>(
      `select topic_id, next_offset from consumer_position where consumer = $1 and topic = $2 and partition = $3`,
      [this.group, topic, partition],
    );
    return row ? { topicId: row.topic_id, next: row.next_offset } : null;
  }

  /**
   * One batch after the other: what is said at the start and what is said live would else lock each other's rows. It is
   * read before its turn comes, while the database works on the one before.
   */
  deliver(batch: Batch): Promise<void> {
    const read = this.read(batch.messages);
    const delivery = this.inHand.then(() => this.applyBatch(batch, read));
    this.inHand = delivery.catch(() => undefined);
    return delivery;
  }

  private async applyBatch(batch: Batch, { events, dead }: Read): Promise<void> {
    const trace = { correlationId: events[0]?.correlationId ?? '' };
    await withTrace(trace, async () => {
      const whole = `batch ${nameOf(events[0])}`;
      try {
        if (await this.tries.isSuspect(batch, whole)) await this.commitOneByOne(batch, dead);
        else await this.commit(batch, events, dead);
      } catch (error) {
        this.tries.failed(batch, whole, error);
        if (isTransient(error)) throw error;
        this.log.error({ err: error, topic: batch.topic }, 'batch failed; its events are tried one by one');
        await this.commitOneByOne(batch, dead);
      }
      await this.projection.applied?.();
      const correlationIds = [...new Set(events.map((event) => event.correlationId))].slice(0, 20);
      this.log.debug({ topic: batch.topic, events: events.length, correlationIds }, 'applied');
    });
  }

  private read(messages: Message[]): Read {
    const events: ReceivedEvent[] = [];
    const dead: Dead[] = [];
    for (const message of messages)
      try {
        events.push(eventOf(message));
      } catch (error) {
        dead.push({ message, reason: (error as Error).message });
      }
    return { events, dead };
  }

  /** State, dead letters and position are one commit: a crash before it delivers again, after it nothing is left to do. */
  private async commit(batch: Batch, events: ReceivedEvent[], dead: Dead[]): Promise<void> {
    const newest = newestOfEach(events);
    let applied = 0;
    await this.database.transaction(async (tx) => {
      if (newest.length > 0) applied = await this.projection.apply(tx, batch.topic, newest);
      await this.bury(tx, dead);
      await Promise.all([
        this.forgetErased(tx, batch.topic, newest),
        this.tries.forget(tx, batch),
        this.keepPosition(tx, batch),
      ]);
    });
    this.tries.ended(batch);
    this.counts.applied += applied;
    this.counts.ignored += events.length - applied;
    this.counts.dead += dead.length;
  }

  private async commitOneByOne(batch: Batch, unreadable: Dead[]): Promise<void> {
    const dead = [...unreadable];
    for (const message of batch.messages) {
      const [event] = this.read([message]).events;
      if (!event) continue;
      try {
        await this.tries.beginAlone(batch, nameOf(event));
        await this.commit({ ...batch, position: null }, [event], []);
        await this.tries.endedAlone(batch, nameOf(event));
      } catch (error) {
        this.tries.failed(batch, nameOf(event), error);
        if (isTransient(error)) throw error;
        dead.push({ message, reason: (error as Error).message });
      }
    }
    await this.commit(batch, [], dead);
  }

  /** Earlier states of somebody since erased, which could not be applied, would keep what is gone everywhere else. */
  private async forgetErased(tx: Sql, topic: string, events: ReceivedEvent[]): Promise<void> {
    const keys = events
      .filter(({ state }) => (state as { erased?: unknown }).erased === true)
      .map(({ key }) => Buffer.from(key));
    if (keys.length > 0)
      await tx.query(
        'delete from dead_letter where consumer = $1 and topic = $2 and key = any($3::bytea[])',
        [this.group, topic, keys],
      );
  }

  private async bury(tx: Sql, dead: Dead[]): Promise<void> {
    for (const { message, reason } of dead) {
      this.log.error({ topic: message.topic, key: message.key, reason }, 'dead letter');
      // Bytes, since a poisoned payload may hold what text cannot (NUL).
      await tx.query(
        `insert into dead_letter (consumer, topic, key, value, headers, reason) values ($1, $2, $3, $4, $5, $6)`,
        [
          this.group,
          message.topic,
          Buffer.from(message.key),
          message.value === null ? null : Buffer.from(message.value),
          Buffer.from(JSON.stringify(message.headers)),
          reason.replaceAll('\0', '').slice(0, 2_000),
        ],
      );
    }
  }

  private async keepPosition(tx: Sql, { topic, partition, position }: Batch): Promise<void> {
    if (!position) return;
    await tx.query(
      `insert into consumer_position (consumer, topic, partition, topic_id, next_offset, caught_up_at)
       values ($1, $2, $3, $4, $5, now())
       on conflict (consumer, topic, partition) do update set topic_id = excluded.topic_id, next_offset = excluded.next_offset`,
      [this.group, topic, partition, position.topicId, position.next],
    );
  }

  /** Tries the dead letters again; those that now pass are removed. */
  async replayDeadLetters(): Promise<{ healed: number; left: number }> {
    const rows = await this.database.query<DeadRow[]>(
      'select id, topic, key, value, headers from dead_letter where consumer = $1 order by id limit 10000',
      [this.group],
    );
    let healed = 0;
    for (const row of rows)
      try {
        const event = eventOf({
          topic: row.topic,
          key: row.key.toString(),
          value: row.value?.toString() ?? null,
          headers: JSON.parse(row.headers.toString()) as Record<string, string>,
        });
        await this.database.transaction(async (tx) => {
          await this.projection.apply(tx, row.topic, [event]);
          await tx.query('delete from dead_letter where id = $1', [row.id]);
        });
        healed++;
      } catch (error) {
        if (isTransient(error) && !tookTooLong(error)) throw error;
        await this.database.query('update dead_letter set tries = tries + 1, reason = $2 where id = $1', [
          row.id,
          (error as Error).message.replaceAll('\0', ''),
        ]);
      }
    await this.projection.applied?.();
    return { healed, left: rows.length - healed };
  }

  private async beat(): Promise<void> {
    const caughtUp = this.subscription?.caughtUp() ?? [];
    if (caughtUp.length === 0) return;
    await this.database
      .query(
        `update consumer_position set caught_up_at = now()
         where consumer = $1 and (topic, partition) in (select * from unnest($2::text[], $3::int[]))`,
        [this.group, caughtUp.map(({ topic }) => topic), caughtUp.map(({ partition }) => partition)],
      )
      // Only the age shown is at stake; the next beat follows in a second.
      .catch((error: unknown) => this.log.warn({ err: error }, 'heartbeat not written'));
  }
}

interface Dead {
  message: Message;
  reason: string;
}
interface Read {
  events: ReceivedEvent[];
  dead: Dead[];
}
interface DeadRow {
  id: string;
  topic: string;
  key: Buffer;
  value: Buffer | null;
  headers: Buffer;
}

const nameOf = (event: ReceivedEvent | undefined): string =>
  event ? `${event.key} ${event.state.version}` : '';

/** Within a batch only the highest version of an aggregate matters; of equals the last. */
export function newestOfEach(events: ReceivedEvent[]): ReceivedEvent[] {
  const newest = new Map<string, ReceivedEvent>();
  for (const event of events) {
    const held = newest.get(event.key);
    if (!held || event.state.version >= held.state.version) newest.set(event.key, event);
  }
  return [...newest.values()];
}
