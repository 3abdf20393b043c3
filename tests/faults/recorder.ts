// Records every topic from its first record on, as it happens: compaction and a broker that loses something hide it later.
import { Kafka, logLevel, type Admin, type Consumer } from 'kafkajs';
import { randomUUID } from 'node:crypto';
import { eventually } from './house.js';

/** Key of the first record of each partition, which is no event. */
const MARKER = '__topic';

export interface Recorded {
  topic: string;
  partition: number;
  offset: number;
  key: string;
  id: string;
  type: string;
  correlationId: string;
  version: number;
  value: string | null;
  headers: Record<string, string>;
}

export class Recorder {
  /** In the order of arrival, each place once. */
  readonly records: Recorded[] = [];
  /** Places that held another record before, or that the broker does not have any more. */
  readonly rewritten: string[] = [];
  /** `topic key` of what an experiment sent past the services. */
  readonly sentPast = new Set<string>();
  private readonly idAt = new Map<string, string>();
  private readonly nextOf = new Map<string, number>();
  private readonly kafka: Kafka;
  private readonly admin: Admin;
  private readonly prefix: string;
  private consumer: Consumer | null = null;

  constructor(brokers: string, prefix: string) {
    this.prefix = prefix;
    this.kafka = new Kafka({
      clientId: 'recorder',
      brokers: [brokers],
      logLevel: logLevel.NOTHING,
      retry: { retries: 100, initialRetryTime: 200, maxRetryTime: 1_000 },
    });
    this.admin = this.kafka.admin();
  }

  async start(): Promise<void> {
    await this.admin.connect();
    await this.listen();
  }

  /** Each time as a group of its own, from the first record on: places that are known are passed over. */
  private async listen(): Promise<void> {
    const topics = await this.topics();
    const consumer = this.kafka.consumer({
      groupId: `recorder-${randomUUID()}`,
      maxWaitTimeInMs: 200,
      sessionTimeout: 10_000,
      allowAutoTopicCreation: false,
      retry: { retries: 100, maxRetryTime: 1_000, restartOnFailure: async () => true },
    });
    this.consumer = consumer;
    await consumer.connect();
    await consumer.subscribe({ topics, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch, heartbeat }) => {
        for (const { offset, key, value, headers } of batch.messages) {
          const place = `${batch.topic}/${batch.partition}/${offset}`;
          const next = Math.max(
            this.nextOf.get(`${batch.topic}/${batch.partition}`) ?? 0,
            Number(offset) + 1,
          );
          this.nextOf.set(`${batch.topic}/${batch.partition}`, next);
          if (key?.toString() === MARKER) continue;
          const id = String(headers?.ce_id);
          const known = this.idAt.get(place);
          if (known !== undefined && known !== id) this.rewritten.push(place);
          if (known !== undefined) continue;
          this.idAt.set(place, id);
          const text = value?.toString() ?? null;
          this.records.push({
            topic: batch.topic.slice(this.prefix.length),
            partition: batch.partition,
            offset: Number(offset),
            key: key?.toString() ?? '',
            id,
            type: String(headers?.ce_type).split('.').at(-2) ?? '',
            correlationId: String(headers?.traceparent).split('-')[1] ?? '',
            version: versionOf(text),
            value: text,
            headers: Object.fromEntries(
              Object.entries(headers ?? {}).map(([name, held]) => [name, String(held)]),
            ),
          });
        }
        await heartbeat();
      },
    });
  }

  private async topics(): Promise<string[]> {
    const all = await this.admin.listTopics();
    return all.filter((topic) => topic.startsWith(this.prefix));
  }

  /** Until it has what the topics hold now. */
  async caughtUp(withinMs = 60_000): Promise<void> {
    const ends = new Map<string, number>();
    // As it was before the ends are asked for: meanwhile more is said, and recorded.
    const recorded = new Map(this.nextOf);
    await eventually(async () => {
      for (const topic of await this.topics())
        for (const { partition, high } of await this.admin.fetchTopicOffsets(topic))
          ends.set(`${topic}/${partition}`, Number(high));
    }, withinMs);
    for (const [partition, next] of recorded)
      if (next > (ends.get(partition) ?? 0))
        this.rewritten.push(`${partition} ends at ${ends.get(partition)}, recorded to ${next}`);
    const hasAll = async () => {
      for (const [partition, end] of ends)
        if ((this.nextOf.get(partition) ?? 0) < end)
          throw new Error(`recorded ${partition} to ${this.nextOf.get(partition) ?? 0} of ${end}`);
    };
    // After many restarts of the broker kafkajs may be twice in its own group, and hear with one of the two alone.
    await eventually(hasAll, withinMs / 3).catch(async () => {
      await this.consumer?.disconnect().catch(() => undefined);
      await this.listen();
      await eventually(hasAll, withinMs);
    });
  }

  /** Without the prefix. */
  async topicsOf(service: string): Promise<string[]> {
    const names = (await this.topics()).map((topic) => topic.slice(this.prefix.length));
    return names.filter((topic) => topic.startsWith(`${service}.`));
  }

  async deleteTopic(topic: string): Promise<void> {
    await this.admin.deleteTopics({ topics: [this.prefix + topic] });
  }

  /** Sum of the ends of all partitions, as far as recorded. */
  ends(): number {
    return [...this.nextOf.values()].reduce((sum, next) => sum + next, 0);
  }

  /** Sends records as they are given, past the services: duplicates, late ones, spoilt ones. */
  async send(
    records: { topic: string; key: string; value: string | Buffer | null; headers: Record<string, string> }[],
  ): Promise<void> {
    const producer = this.kafka.producer({ allowAutoTopicCreation: false });
    await producer.connect();
    for (const { topic, key } of records) this.sentPast.add(`${topic} ${key}`);
    try {
      for (let from = 0; from < records.length; from += 500)
        await producer.sendBatch({
          acks: -1,
          topicMessages: [...Map.groupBy(records.slice(from, from + 500), ({ topic }) => topic)].map(
            ([topic, ofTopic]) => ({
              topic: this.prefix + topic,
              messages: ofTopic.map(({ key, value, headers }) => ({ key, value, headers })),
            }),
          ),
        });
    } finally {
      await producer.disconnect();
    }
  }

  async stop(): Promise<void> {
    await this.consumer?.disconnect().catch(() => undefined);
    await this.admin.disconnect().catch(() => undefined);
  }
}

function versionOf(value: string | null): number {
  try {
    return Number((JSON.parse(value ?? '') as { version?: number }).version ?? 0);
  } catch {
    return 0;
  }
}

/** Not what an experiment itself sent to spoil a topic. */
export const isEvent = ({ id, version }: Recorded) => version > 0 && !id.startsWith('spoilt');
