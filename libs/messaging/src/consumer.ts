import type { Log } from '@app/platform';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { Applier, type Projection } from './applier.js';
import type { Replayed } from './dead-letters.js';
import type { Batch, Message, Position, Subscriber, Subscription, Transport } from './transport.js';

const HEARTBEAT_MS = 1_000;

/** What a process hears of others: where it stands in their topics, whether it has caught up, and how far it is behind. */
export class Consumer implements Subscriber {
  readonly group: string;
  readonly topics: string[];
  private subscription: Subscription | undefined;
  private heartbeat: NodeJS.Timeout | undefined;
  private started = false;
  private beating = false;
  private readonly stopping = new AbortController();
  private readonly applier: Applier;

  constructor(
    private readonly database: DataSource,
    projection: Projection,
    private readonly transport: Transport,
    private readonly log: Log,
  ) {
    this.group = projection.group;
    this.topics = projection.topics;
    this.applier = new Applier(database, projection, log);
  }

  async start(): Promise<void> {
    this.subscription = await this.transport.subscribe(this);
    if (this.transport.keepsLog) this.started = true;
    else void this.catchUp();
    this.heartbeat = setInterval(() => this.beat(), HEARTBEAT_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.heartbeat);
    this.stopping.abort();
    await this.subscription?.stop();
    await this.applier.between(async () => undefined);
  }

  /** null once what the topics hold, or the owners have said, is applied. */
  complaint = (): string | null =>
    this.started ? (this.subscription?.complaint() ?? null) : 'the present state has not been received yet';

  /** Events since the start of the process: applied, ignored as older than what is held, and buried. */
  get counts(): Applier['counts'] {
    return this.applier.counts;
  }

  /** The counts, and how far it is behind. */
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
    await Promise.all(
      [...byTopic].map(([topic, ofTopic]) =>
        this.deliver({ topic, partition: 0, messages: ofTopic, position: null }),
      ),
    );
  }

  async position(topic: string, partition: number): Promise<Position | null> {
    const [row] = await this.database.query<{ topic_id: string | null; next_offset: string }[]>(
      `select topic_id, next_offset from consumer_position where consumer = $1 and topic = $2 and partition = $3`,
      [this.group, topic, partition],
    );
    return row ? { topicId: row.topic_id, next: row.next_offset } : null;
  }

  deliver(batch: Batch, progressed: () => void = () => undefined): Promise<void> {
    return this.applier.deliver(batch, progressed);
  }

  replayDeadLetters(): Promise<Replayed> {
    return this.applier.replayDeadLetters();
  }

  /** Between two commits, which lock the same rows in an order of their own. */
  private beat(): void {
    if (this.beating) return;
    this.beating = true;
    void this.applier.between(async () => {
      const caughtUp = this.subscription?.caughtUp() ?? [];
      if (caughtUp.length > 0)
        await this.database
          .query(
            `update consumer_position set caught_up_at = now()
             where consumer = $1 and (topic, partition) in (select * from unnest($2::text[], $3::int[]))`,
            [this.group, caughtUp.map(({ topic }) => topic), caughtUp.map(({ partition }) => partition)],
          )
          // Only the age shown is at stake; the next beat follows in a second.
          .catch((error: unknown) => this.log.warn({ err: error }, 'heartbeat not written'));
      this.beating = false;
    });
  }
}
