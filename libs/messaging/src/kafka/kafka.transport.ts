import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin, Producer } from 'kafkajs';
import { v7 as uuid } from 'uuid';
import type { Message, Subscriber, Subscription, Transport } from '../transport.js';
import {
  ANSWER_DEADLINE_MS,
  Clients,
  REQUEST_DEADLINE_MS,
  within,
  type KafkaOptions,
  type Sending,
} from './clients.js';
import { GroupMember } from './group-member.js';
import { chunksOf, MARKER, messagesOf, MOST_FETCHED_BYTES } from './messages.js';

export interface TopicSettings {
  partitions: number;
  replicas: number;
  /** Other values for how topics are kept, such as segment.ms: for tests that cannot wait for a day. */
  kept?: Record<string, string>;
}

const LEADERS_WITHIN_MS = 30_000;
const FIRST_PAUSE_MS = 200;
/** Of a replay: while the database writes what one holds, the next is read. */
const PARTITIONS_AT_ONCE = 4;

/** Sending, making topics and replaying them; who listens is a member of a group: group-member.ts. */
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
    const { consumer, leave } = this.clients.consumer({
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
        partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
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
      await leave().catch((error: unknown) =>
        this.options.log.debug({ err: error }, 'replay left without a word'),
      );
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
