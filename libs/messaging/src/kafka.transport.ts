import type { Log } from '@app/platform';
import {
  Kafka,
  logLevel,
  Partitioners,
  type Admin,
  type Batch as KafkaBatch,
  type Consumer as KafkaConsumer,
  type ConsumerConfig,
  type EachBatchPayload,
  type IHeaders,
  type KafkaConfig,
  type KafkaMessage,
  type Producer,
  type RequestTimeoutEvent,
  type SASLOptions,
} from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuid } from 'uuid';
import { KafkaConnections } from './kafka-connections.js';
import { Membership, type Held } from './membership.js';
import type { Message, Position, Subscriber, Subscription, Transport } from './transport.js';

export interface KafkaOptions {
  clientId: string;
  brokers: string[];
  /** Before every topic and group. */
  prefix: string;
  sessionTimeoutMs: number;
  ssl: boolean;
  sasl?: SASLOptions;
  log: Log;
  /** What to do when a consumer has work and makes no progress: end the process, so that its supervisor starts another. */
  onStuck: (reason: string) => void;
}

export interface TopicSettings {
  partitions: number;
  replicas: number;
  /** Other values for how topics are kept, such as segment.ms: for tests that cannot wait for a day. */
  kept?: Record<string, string>;
}

/** Longest that an answer of a broker is waited for; its connection is then dropped. */
const REQUEST_DEADLINE_MS = 10_000;
const CONNECT_DEADLINE_MS = 3_000;
const ANSWER_DEADLINE_MS = 5_000;
const LEADERS_WITHIN_MS = 30_000;
const MOST_FETCHED_BYTES = 4_194_304;
/** Messages of one commit of a consumer. */
const CHUNK = 1_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;
/** Key of the first record of every partition; its value tells a topic from a later one of the same name. */
const MARKER = '__topic';

/** The only file that knows kafkajs, which is why it is longer than others: sending, topics, replaying, membership. */
export class KafkaTransport implements Transport {
  readonly keepsLog = true;
  private readonly clients: Clients;
  private admin: Admin;
  private sending: Sending | null = null;
  private adminReady: Promise<void> | null = null;

  constructor(private readonly options: KafkaOptions) {
    this.clients = new Clients(options);
    this.admin = this.clients.admin();
  }

  private topicName = (topic: string) => this.options.prefix + topic;

  /** Creates what is missing, compacted, and marks each new partition. Run by one process at a time. */
  async createTopics(topics: string[], settings: TopicSettings): Promise<void> {
    await this.connectAdmin();
    const config = {
      'cleanup.policy': 'compact',
      'segment.ms': '43200000',
      'max.compaction.lag.ms': '86400000',
      'min.cleanable.dirty.ratio': '0.1',
      'min.insync.replicas': settings.replicas > 2 ? '2' : '1',
      ...settings.kept,
    };
    await this.admin.createTopics({
      waitForLeaders: true,
      topics: topics.map((topic) => ({
        topic: this.topicName(topic),
        numPartitions: settings.partitions,
        replicationFactor: settings.replicas,
        configEntries: Object.entries(config).map(([name, value]) => ({ name, value })),
      })),
    });
    const deadline = Date.now() + LEADERS_WITHIN_MS;
    for (const topic of topics)
      // A partition just made has no leader for a moment, whatever waitForLeaders says.
      for (let done = false; !done;)
        try {
          await this.markNewPartitions(this.topicName(topic));
          done = true;
        } catch (error) {
          if (Date.now() > deadline) throw error;
          await sleep(FIRST_PAUSE_MS);
        }
  }

  private async markNewPartitions(topic: string): Promise<void> {
    const offsets = await this.admin.fetchTopicOffsets(topic);
    const unmarked = offsets.filter(({ high }) => high === '0');
    if (unmarked.length === 0) return;
    const producer = await this.connectedProducer();
    const value = uuid();
    await producer.send({
      topic,
      acks: -1,
      messages: unmarked.map(({ partition }) => ({ partition, key: MARKER, value })),
    });
  }

  async send(messages: Message[]): Promise<void> {
    const topicMessages = [...Map.groupBy(messages, (message) => message.topic)].map(([topic, ofTopic]) => ({
      topic: this.topicName(topic),
      messages: ofTopic.map(({ key, value, headers }) => ({ key, value, headers })),
    }));
    try {
      const sending = this.connectedProducer().then((producer) =>
        producer.sendBatch({ topicMessages, acks: -1 }),
      );
      await within(REQUEST_DEADLINE_MS, sending, 'Kafka did not acknowledge in time');
    } catch (error) {
      // What this producer still tries must not arrive behind what the next attempt sends: see relay.ts.
      this.sending?.giveUp();
      this.sending = null;
      throw error;
    }
  }

  private async connectedProducer(): Promise<Producer> {
    const sending = (this.sending ??= this.clients.producer());
    try {
      await sending.connected;
    } catch (error) {
      sending.giveUp();
      this.sending = null;
      throw error;
    }
    return sending.producer;
  }

  private connectAdmin(): Promise<void> {
    this.adminReady ??= this.admin.connect();
    this.adminReady.catch(() => (this.adminReady = null));
    return this.adminReady;
  }

  async subscribe(subscriber: Subscriber): Promise<Subscription> {
    const member = new GroupMember(this.clients, this.options, subscriber);
    member.start();
    return member;
  }

  async replay(topics: string[], deliver: (messages: Message[]) => Promise<void>): Promise<void> {
    await this.connectAdmin();
    const left = new Map<string, bigint>();
    for (const topic of topics.map(this.topicName))
      for (const { partition, low, high } of await this.admin.fetchTopicOffsets(topic))
        if (BigInt(high) > BigInt(low)) left.set(`${topic}/${partition}`, BigInt(high));
    if (left.size === 0) return;
    const groupId = `${this.options.prefix}replay-${uuid()}`;
    const consumer = this.clients.consumer({
      groupId,
      maxWaitTimeInMs: 500,
      maxBytesPerPartition: MOST_FETCHED_BYTES,
      sessionTimeout: this.options.sessionTimeoutMs,
      retry: { restartOnFailure: async () => false },
    });
    const done = Promise.withResolvers<void>();
    consumer.on(consumer.events.CRASH, ({ payload }) => done.reject(payload.error));
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: topics.map(this.topicName), fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        eachBatch: async ({ batch, resolveOffset, heartbeat }) => {
          for (const chunk of chunksOf(batch.messages)) {
            const messages = messagesOf(chunk, batch.topic.slice(this.options.prefix.length));
            if (messages.length > 0) await deliver(messages);
            resolveOffset(chunk.at(-1)?.offset ?? batch.lastOffset());
            await heartbeat();
          }
          const key = `${batch.topic}/${batch.partition}`;
          if (BigInt(batch.lastOffset()) + 1n >= (left.get(key) ?? 0n)) left.delete(key);
          if (left.size === 0) done.resolve();
        },
      });
      await done.promise;
    } finally {
      await consumer.disconnect();
      // Kafka forgets an empty group by itself, only later.
      await this.admin.deleteGroups([groupId]).catch(() => undefined);
    }
  }

  offer(): void {
    // The log itself is the present state.
  }

  async complaint(): Promise<string | null> {
    const { admin } = this;
    const asked = this.connectAdmin().then(() => admin.describeCluster());
    try {
      await within(ANSWER_DEADLINE_MS, asked, 'not in time');
      return null;
    } catch (error) {
      // kafkajs would go on asking over a connection that nobody ended and that is gone all the same.
      if (this.admin === admin) {
        this.admin = this.clients.admin();
        this.adminReady = null;
        admin.disconnect().catch(() => undefined);
      }
      return `Kafka does not answer (${(error as Error).message})`;
    }
  }

  async close(): Promise<void> {
    await this.sending?.producer.disconnect().catch(() => undefined);
    await this.admin.disconnect().catch(() => undefined);
  }
}

/**
 * One member of a consumer group. Its positions are those that the subscriber keeps in its own commits; nothing is
 * committed to Kafka, so after each join a partition starts at its first record, whose marker tells whether the kept
 * position still means this topic, and then jumps to it.
 */
class GroupMember implements Subscription {
  private consumer: KafkaConsumer | null = null;
  private stopping = false;
  private running: Promise<void> = Promise.resolve();
  private readonly endings = new AbortController();
  private readonly membership: Membership;

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
    const consumer = this.clients.consumer({
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
    consumer.on(consumer.events.GROUP_JOIN, () => this.membership.partitions.clear());
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
      await within(ANSWER_DEADLINE_MS, consumer.disconnect(), 'Kafka did not take leave in time').catch(
        (error: unknown) => this.options.log.debug({ err: error }, 'consumer left without a word'),
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
  private async placeIn(topic: string, batch: KafkaBatch): Promise<Held | null> {
    const id = `${topic}/${batch.partition}`;
    const { partitions } = this.membership;
    const held = partitions.get(id);
    if (held) return held;
    const first = batch.messages[0];
    const topicId = first?.key?.toString() === MARKER ? (first.value?.toString() ?? null) : null;
    const kept = await this.subscriber.position(topic, batch.partition);
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
        await this.subscriber.deliver({ topic, partition, messages: messagesOf(chunk, topic), position });
        this.membership.progressed();
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

interface Sending {
  producer: Producer;
  connected: Promise<void>;
  giveUp(): void;
}

/** Each client has connections of its own, so that one that hears nothing drops its own alone. */
class Clients {
  private readonly config: KafkaConfig;

  constructor({ clientId, brokers, ssl, sasl, log }: KafkaOptions) {
    this.config = {
      ...{ clientId, brokers, ssl, sasl },
      connectionTimeout: CONNECT_DEADLINE_MS,
      requestTimeout: REQUEST_DEADLINE_MS,
      retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 1_000 },
      logLevel: logLevel.WARN,
      // kafkajs calls errors what it then retries: our own lines say what matters.
      logCreator:
        () =>
        ({ level, log: { message, ...rest } }) =>
          log[level === logLevel.ERROR ? 'warn' : 'debug']({ kafka: rest }, message),
    };
  }

  admin(): Admin {
    const { kafka, dropSilent } = this.connect();
    const admin = kafka.admin();
    admin.on(admin.events.REQUEST_TIMEOUT, dropSilent);
    return admin;
  }

  producer(): Sending {
    const { kafka, dropSilent, giveUp } = this.connect();
    const producer = kafka.producer({
      allowAutoTopicCreation: false,
      maxInFlightRequests: 1,
      createPartitioner: Partitioners.DefaultPartitioner,
      // Of a request that may have arrived the relay has to know: what was sent behind it could come before it.
      retry: { retries: 0 },
    });
    producer.on(producer.events.REQUEST_TIMEOUT, dropSilent);
    return {
      producer,
      connected: producer.connect(),
      giveUp: () => {
        giveUp();
        producer.disconnect().catch(() => undefined);
      },
    };
  }

  consumer(config: ConsumerConfig): KafkaConsumer {
    const { kafka, dropSilent } = this.connect();
    const consumer = kafka.consumer(config);
    consumer.on(consumer.events.REQUEST_TIMEOUT, dropSilent);
    return consumer;
  }

  private connect() {
    const connections = new KafkaConnections();
    return {
      kafka: new Kafka({ ...this.config, socketFactory: connections.open }),
      dropSilent: ({ payload }: RequestTimeoutEvent) => connections.drop(payload.broker),
      giveUp: () => connections.giveUp(),
    };
  }
}

/** What comes in time; who is late goes on unheard. */
async function within<Value>(milliseconds: number, work: Promise<Value>, otherwise: string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(otherwise)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function* chunksOf(messages: KafkaMessage[]): Generator<KafkaMessage[]> {
  for (let from = 0; from < messages.length; from += CHUNK) yield messages.slice(from, from + CHUNK);
}

const messagesOf = (chunk: KafkaMessage[], topic: string): Message[] =>
  chunk
    .filter((message) => message.key?.toString() !== MARKER)
    .map(({ key, value, headers }) => ({
      topic,
      key: key?.toString() ?? '',
      value: value?.toString() ?? null,
      headers: plain(headers),
    }));

const plain = (headers: IHeaders | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]));
