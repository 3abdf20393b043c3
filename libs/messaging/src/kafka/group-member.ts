import { setTimeout as sleep } from 'node:timers/promises';
import type { Batch, Consumer, EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { Position, Subscriber, Subscription } from '../transport.js';
import type { Clients, KafkaOptions } from './clients.js';
import { Membership, type Held } from './membership.js';
import { chunksOf, MARKER, messagesOf, MOST_FETCHED_BYTES } from './messages.js';

/** Handed over at the same time; more wait for one of these. */
const MOST_PARTITIONS = 64;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/**
 * One member of a consumer group. Its positions are those that the subscriber keeps in its own commits; nothing is
 * committed to Kafka, so after each join a partition starts at its first record, whose marker tells whether the kept
 * position still means this topic, and then jumps to it.
 */
export class GroupMember implements Subscription {
  private consumer: Consumer | null = null;
  private stopping = false;
  private running: Promise<void> = Promise.resolve();
  private readonly endings = new AbortController();
  private readonly membership: Membership;
  /** Partitions that were sent back to their first record since the last join. */
  private readonly sentBack = new Set<string>();

  constructor(
    private readonly clients: Clients,
    private readonly options: KafkaOptions,
    private readonly subscriber: Subscriber,
  ) {
    this.membership = new Membership(options.sessionTimeoutMs);
  }

  start(): void {
    this.running = this.run();
  }

  caughtUp = () => this.membership.caughtUp();

  complaint = () => this.membership.complaint();

  async stop(): Promise<void> {
    this.stopping = true;
    this.endings.abort();
    await this.running;
  }

  /** A member that crashed, or could not join because Kafka or a topic is away, is made anew after a pause. */
  private async run(): Promise<void> {
    const watchdog = setInterval(() => this.watch(), this.options.sessionTimeoutMs / 4);
    let pause = FIRST_PAUSE_MS;
    while (!this.stopping) {
      try {
        const startedAt = Date.now();
        await this.consumeUntilCrash();
        if (Date.now() - startedAt > 60_000) pause = FIRST_PAUSE_MS;
      } catch (error) {
        this.options.log.warn(
          { err: error, group: this.subscriber.group, pause },
          'consumer interrupted; joins again',
        );
      }
      if (!this.stopping)
        await sleep(pause, undefined, { signal: this.endings.signal }).catch(() => undefined);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
    clearInterval(watchdog);
  }

  private async consumeUntilCrash(): Promise<void> {
    const { consumer, leave } = this.clients.consumer({
      groupId: this.options.prefix + this.subscriber.group,
      sessionTimeout: this.options.sessionTimeoutMs,
      heartbeatInterval: Math.max(300, this.options.sessionTimeoutMs / 10),
      rebalanceTimeout: this.options.sessionTimeoutMs,
      maxWaitTimeInMs: 500,
      // Above what a producer sends at once: a broker passes over a batch that is larger while other partitions have something.
      maxBytesPerPartition: MOST_FETCHED_BYTES,
      allowAutoTopicCreation: false,
      retry: { retries: 3, restartOnFailure: async () => false },
    });
    const ended = Promise.withResolvers<void>();
    // A crash may come before anybody awaits it.
    ended.promise.catch(() => undefined);
    consumer.on(consumer.events.CRASH, ({ payload }) => ended.reject(payload.error));
    consumer.on(consumer.events.GROUP_JOIN, () => {
      this.membership.partitions.clear();
      this.sentBack.clear();
    });
    consumer.on(consumer.events.FETCH, () => this.membership.fetched());
    this.endings.signal.addEventListener('abort', () => ended.resolve(), { once: true });
    this.consumer = consumer;
    this.membership.started();
    const listening = setInterval(() => {
      const silence = this.membership.silence();
      if (silence) ended.reject(new Error(silence));
    }, 1_000);
    const work = async () => {
      await consumer.connect();
      await consumer.subscribe({
        topics: this.subscriber.topics.map((topic) => this.options.prefix + topic),
        fromBeginning: true,
      });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        // All that a fetch brought at once, for the subscriber to make one commit of it.
        partitionsConsumedConcurrently: MOST_PARTITIONS,
        // One that was given up may wake again.
        eachBatch: async (payload) => {
          if (this.consumer === consumer) await this.membership.handling(() => this.handle(payload));
        },
      });
      await ended.promise;
    };
    try {
      await Promise.race([work(), ended.promise]);
    } finally {
      clearInterval(listening);
      this.consumer = null;
      this.membership.partitions.clear();
      await leave().catch((error: unknown) =>
        this.options.log.debug({ err: error }, 'consumer left without a word'),
      );
    }
  }

  private async handle({
    batch,
    resolveOffset,
    heartbeat,
    isRunning,
    isStale,
  }: EachBatchPayload): Promise<void> {
    const topic = batch.topic.slice(this.options.prefix.length);
    const held = await this.placeIn(topic, batch);
    if (!held) return;
    for (const chunk of chunksOf(batch.messages)) {
      if (!isRunning() || isStale()) return;
      const last = chunk.at(-1)?.offset ?? batch.lastOffset();
      await this.deliver(
        topic,
        batch.partition,
        chunk,
        { topicId: held.topicId, next: String(BigInt(last) + 1n) },
        heartbeat,
      );
      resolveOffset(last);
      held.behind = BigInt(last) + 1n < BigInt(batch.highWatermark);
      await heartbeat();
    }
    // Offsets that compaction emptied end the batch without a message.
    resolveOffset(batch.lastOffset());
  }

  /** The first batch after a join: null when the partition had to be moved to the kept position, to be read from there. */
  private async placeIn(topic: string, batch: Batch): Promise<Held | null> {
    const id = `${topic}/${batch.partition}`;
    const { partitions } = this.membership;
    const held = partitions.get(id);
    if (held) return held;
    const first = batch.messages[0];
    const topicId = first?.key?.toString() === MARKER ? (first.value?.toString() ?? null) : null;
    const kept = await this.subscriber.position(topic, batch.partition);
    // A jump of before the join that was still to come leads into the middle, where no marker tells the topic.
    if (kept && topicId === null && !this.sentBack.has(id)) {
      this.sentBack.add(id);
      this.consumer?.seek({ topic: batch.topic, partition: batch.partition, offset: '0' });
      return null;
    }
    const placed = { topic, partition: batch.partition, topicId, behind: true };
    const { log } = this.options;
    if (kept && kept.topicId !== topicId)
      log.error({ topic, partition: batch.partition }, 'another topic of the same name: read from its start');
    else if (kept && BigInt(kept.next) > BigInt(batch.highWatermark))
      log.error(
        { topic, partition: batch.partition, kept: kept.next, end: batch.highWatermark },
        'position beyond the end: read from the start',
      );
    else if (kept && BigInt(kept.next) > BigInt(batch.firstOffset() ?? 0)) {
      placed.behind = BigInt(kept.next) < BigInt(batch.highWatermark);
      partitions.set(id, placed);
      this.consumer?.seek({ topic: batch.topic, partition: batch.partition, offset: kept.next });
      return null;
    }
    partitions.set(id, placed);
    return placed;
  }

  /** Until it is applied, or the group takes the partition away (then the heartbeat throws). */
  private async deliver(
    topic: string,
    partition: number,
    chunk: KafkaMessage[],
    position: Position,
    heartbeat: () => Promise<void>,
  ) {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, this.options.sessionTimeoutMs / 3)) {
      // A batch whose events are tried one by one takes longer than a member may be silent. Who lost the partition meanwhile
      // is told by the heartbeat that follows.
      const alive = setInterval(
        () => void heartbeat().catch(() => undefined),
        this.options.sessionTimeoutMs / 4,
      );
      try {
        const progressed = () => this.membership.progressed();
        await this.subscriber.deliver(
          { topic, partition, messages: messagesOf(chunk, topic), position },
          progressed,
        );
        progressed();
        return;
      } catch (error) {
        if (this.stopping) throw error;
        this.options.log.warn({ err: error, topic, partition, pause }, 'delivery failed; tries again');
        this.membership.progressed();
        await sleep(pause, undefined, { signal: this.endings.signal });
        await heartbeat();
      } finally {
        clearInterval(alive);
      }
    }
  }

  private watch(): void {
    const stuck = this.membership.stuck();
    if (stuck) this.options.onStuck(`consumer ${this.subscriber.group} ${stuck}`);
  }
}
