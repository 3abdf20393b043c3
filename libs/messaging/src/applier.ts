import { isTransient, withTrace, type Log, type Sql } from '@app/platform';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { DeadLetters, type Dead, type Replayed } from './dead-letters.js';
import { eventOf, type ReceivedEvent } from './event.js';
import type { Batch } from './transport.js';
import { placeOf, Tries } from './tries.js';

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

/** Messages of one commit, at most, unless one batch alone has more. */
const MOST_TOGETHER = 2_000;

/** A batch that waits for its commit, and whom to tell of it. */
interface Waiting {
  batch: Batch;
  progressed: () => void;
  done: PromiseWithResolvers<void>;
}
/** What a batch holds. */
interface Part {
  batch: Batch;
  events: ReceivedEvent[];
  dead: Dead[];
}

/** Applies batches once in effect, however often they are delivered. */
export class Applier {
  readonly counts = { applied: 0, ignored: 0, dead: 0 };
  private readonly waiting: Waiting[] = [];
  private inHand: Promise<void> = Promise.resolve();
  private readonly tries: Tries;
  private readonly deadLetters: DeadLetters;

  constructor(
    private readonly database: DataSource,
    private readonly projection: Projection,
    private readonly log: Log,
  ) {
    this.tries = new Tries(database, projection.group);
    this.deadLetters = new DeadLetters(database, projection.group, log);
  }

  /**
   * One commit after the other: what is said at the start and what is said live would else lock each other's rows.
   * Batches that wait at the same time are one commit, which costs more than most of what is in it.
   */
  deliver(batch: Batch, progressed: () => void): Promise<void> {
    const done = Promise.withResolvers<void>();
    this.waiting.push({ batch, progressed, done });
    void this.between(() => this.applyWaiting());
    return done.promise;
  }

  /** Does `work`, which does not throw, after what waits by now; resolves then. */
  between(work: () => Promise<void>): Promise<void> {
    this.inHand = this.inHand.then(work);
    return this.inHand;
  }

  private async applyWaiting(): Promise<void> {
    if (this.waiting.length === 0) return;
    // The partitions of one fetch are handed over in the same turn.
    await nextTurn();
    const group = this.waiting.splice(0, this.fitting());
    if (group.length > 1) {
      const error = await this.applyTogether(group.map(({ batch }) => batch)).catch(asError);
      if (!error) return group.forEach(({ done }) => done.resolve());
      if (isTransient(error)) return group.forEach(({ done }) => done.reject(error));
    }
    for (const { batch, progressed, done } of group)
      await this.applyAlone(batch, progressed).then(done.resolve, done.reject);
  }

  /** How many of those that wait are one commit. Where the last did not end well a batch goes alone, to find the message at fault. */
  private fitting(): number {
    let messages = 0;
    const end = this.waiting.findIndex(
      ({ batch }) => !this.tries.isSound(batch) || (messages += batch.messages.length) > MOST_TOGETHER,
    );
    return end < 0 ? this.waiting.length : Math.max(1, end);
  }

  private async applyTogether(batches: Batch[]): Promise<void> {
    const parts = batches.map((batch) => this.read(batch));
    await withTrace(traceOf(parts), async () => {
      try {
        await this.commit(parts);
      } catch (error) {
        for (const { batch, events } of parts) this.tries.failed(batch, wholeOf(events), error);
        if (!isTransient(error))
          this.log.error({ err: error }, 'batches failed together; each is tried alone');
        throw error;
      }
      await this.tell(parts);
    });
  }

  private async applyAlone(batch: Batch, progressed: () => void): Promise<void> {
    const part = this.read(batch);
    await withTrace(traceOf([part]), async () => {
      const whole = wholeOf(part.events);
      try {
        if (await this.tries.isSuspect(batch, whole)) await this.commitOneByOne(part, progressed);
        else await this.commit([part]);
      } catch (error) {
        this.tries.failed(batch, whole, error);
        if (isTransient(error)) throw error;
        this.log.error({ err: error, topic: batch.topic }, 'batch failed; its events are tried one by one');
        await this.commitOneByOne(part, progressed);
      }
      await this.tell([part]);
    });
  }

  private async tell(parts: Part[]): Promise<void> {
    await this.projection.applied?.();
    const events = parts.flatMap((part) => part.events);
    const topics = [...new Set(parts.map(({ batch }) => batch.topic))];
    const correlationIds = [...new Set(events.map((event) => event.correlationId))].slice(0, 20);
    this.log.debug({ topics, events: events.length, correlationIds }, 'applied');
  }

  private read(batch: Batch): Part {
    const events: ReceivedEvent[] = [];
    const dead: Dead[] = [];
    for (const message of batch.messages)
      try {
        events.push(eventOf(message));
      } catch (error) {
        dead.push({ message, reason: (error as Error).message });
      }
    return { batch, events, dead };
  }

  /** State, dead letters and positions are one commit: a crash before it delivers again, after it nothing is left to do. */
  private async commit(parts: Part[], also?: (tx: Sql) => Promise<void>): Promise<void> {
    const batches = parts.map(({ batch }) => batch);
    const events = parts.flatMap((part) => part.events);
    const dead = parts.flatMap((part) => part.dead);
    let applied = 0;
    await this.database.transaction(async (tx) => {
      for (const [topic, ofTopic] of Map.groupBy(events, (event) => event.topic)) {
        const newest = newestOfEach(ofTopic);
        applied += await this.projection.apply(tx, topic, newest);
      }
      await this.deadLetters.bury(tx, dead);
      await Promise.all([
        this.deadLetters.forgetErased(tx, events),
        ...batches.map((batch) => this.tries.forget(tx, batch)),
        this.keepPositions(tx, batches),
        also?.(tx),
      ]);
    });
    for (const batch of batches) this.tries.ended(batch);
    this.counts.applied += applied;
    this.counts.ignored += events.length - applied;
    this.counts.dead += dead.length;
  }

  private async commitOneByOne({ batch, dead: unreadable }: Part, progressed: () => void): Promise<void> {
    const dead = [...unreadable];
    const applied: ReceivedEvent[] = [];
    for (const message of batch.messages) {
      // Of a thousand each has a commit of its own: that takes long, but it stands still only where one does.
      progressed();
      const alone = this.read({ ...batch, messages: [message], position: null });
      const [event] = alone.events;
      if (!event) continue;
      try {
        await this.tries.beginAlone(batch, nameOf(event));
        await this.commit([alone], (tx) => this.tries.endedAlone(tx, batch, nameOf(event)));
        applied.push(event);
      } catch (error) {
        this.tries.failed(batch, nameOf(event), error);
        if (isTransient(error)) throw error;
        dead.push({ message, reason: (error as Error).message });
      }
    }
    // What is buried only now may be an earlier state of somebody whose erasure stands in the same batch.
    await this.commit([{ batch, events: [], dead }], (tx) => this.deadLetters.forgetErased(tx, applied));
  }

  private async keepPositions(tx: Sql, batches: Batch[]): Promise<void> {
    // A member that was given up and the one after it may both wait with the same partition.
    const last = new Map(batches.map((batch) => [placeOf(batch), batch])).values();
    const kept = [...last].flatMap(({ topic, partition, position }) =>
      position ? [{ topic, partition, topic_id: position.topicId, next_offset: position.next }] : [],
    );
    if (kept.length > 0)
      await tx.query(
        `insert into consumer_position (consumer, topic, partition, topic_id, next_offset, caught_up_at)
         select $1, topic, partition, topic_id, next_offset, now()
         from json_to_recordset($2::json) as kept(topic text, partition int, topic_id text, next_offset bigint)
         on conflict (consumer, topic, partition) do update set topic_id = excluded.topic_id, next_offset = excluded.next_offset`,
        [this.projection.group, JSON.stringify(kept)],
      );
  }

  /** Tries the dead letters again; those that now pass are removed. */
  async replayDeadLetters(): Promise<Replayed> {
    const outcome = await this.deadLetters.replay((tx, topic, events) =>
      this.projection.apply(tx, topic, events),
    );
    await this.projection.applied?.();
    return outcome;
  }
}

const nameOf = (event: ReceivedEvent | undefined): string =>
  event ? `${event.key} ${event.state.version}` : '';
const wholeOf = ([first]: ReceivedEvent[]): string => `batch ${nameOf(first)}`;
const traceOf = (parts: Part[]) => ({
  correlationId: parts.find(({ events }) => events.length > 0)?.events[0]?.correlationId ?? '',
});
const asError = (error: unknown): unknown => error ?? new Error('rejected without a reason');

/** Within a batch only the highest version of an aggregate matters; of equals the last. */
export function newestOfEach(events: ReceivedEvent[]): ReceivedEvent[] {
  const newest = new Map<string, ReceivedEvent>();
  for (const event of events) {
    const held = newest.get(event.key);
    if (!held || event.state.version >= held.state.version) newest.set(event.key, event);
  }
  return [...newest.values()];
}
