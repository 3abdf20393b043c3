import type { Log } from '@app/platform';
import type pg from 'pg';
import { messageOf, type OutboxRow } from './event.js';
import { leaseClient } from './lease.js';
import type { Outbox } from './outbox.js';
import type { Transport } from './transport.js';

const RELAY_LOCK = 7_205_002;
const ROWS = 2_000;
/** Until a broker that did not answer has acknowledged something: while it is away they are read again and again. */
const FIRST_ROWS = 100;
/** A broker takes at most a mebibyte for one partition at once. */
const BATCH_BYTES = 800_000;
/** More than a message is longer than its payload. */
const HEADER_BYTES = 600;
const POLL_MS = 200;
const LONGEST_PAUSE_MS = 5_000;
const KEEP_KEYS_DAYS = 7;
/** Within this time after its first acknowledgement a broker has done what it was asked before, and has buffered. */
const DOUBT_MS = 10_000;

/**
 * Sends what the outbox holds, in order, and removes it once it is safe. One relay per service is active, by an
 * advisory lock of the very connection that reads and removes: who loses the connection loses the lock with it.
 *
 * A request that was given up may reach the broker late, behind newer versions, and a compacted log keeps the last
 * record of an aggregate, whatever its version. So whoever takes up the work while events wait is in doubt: what it sends
 * until DOUBT_MS after the first acknowledgement it keeps, and then says the newest of each aggregate once more.
 */
export class Relay {
  private stopping = false;
  private running: Promise<void> = Promise.resolve();
  private pause = POLL_MS;
  private woken = false;
  private endRest: () => void = () => undefined;
  private trouble: string | null = null;
  private inDoubt = false;
  private doubtEndsAt: number | null = null;
  /** Whether the broker has answered since this relay took up the work. */
  private acknowledged = false;

  constructor(
    private readonly databaseUrl: string,
    private readonly outbox: Outbox,
    private readonly transport: Transport,
    private readonly log: Log,
    private readonly doubtMs = DOUBT_MS,
  ) {}

  start(): void {
    this.outbox.signals.on('committed', () => this.wake());
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.running;
  }

  /** null while sending works, else the last trouble. */
  complaint = (): string | null => this.trouble;

  /** Unsent rows and the age of the oldest in seconds; rows sent in doubt, which are still to be said once more. */
  async lag(): Promise<{ unsent: number; oldestSeconds: number; inDoubt: number }> {
    const [row] = await this.outbox.database.query<{ unsent: number; oldest: number; in_doubt: number }[]>(
      `select count(*)::int as unsent, coalesce(extract(epoch from now() - min(occurred_at)), 0)::float as oldest,
         (select count(*)::int from outbox_in_doubt) as in_doubt
       from outbox`,
    );
    return { unsent: row?.unsent ?? 0, oldestSeconds: row?.oldest ?? 0, inDoubt: row?.in_doubt ?? 0 };
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const client = leaseClient(this.databaseUrl);
      try {
        await client.connect();
        await this.relayWhileHolding(client);
      } catch (error) {
        this.trouble = (error as Error).message;
        this.pause = Math.min(this.pause * 2, LONGEST_PAUSE_MS);
        this.log.warn({ err: error, pause: this.pause }, 'relay interrupted; tries again');
      } finally {
        await client.end().catch(() => undefined);
      }
      await this.rest(this.pause);
    }
  }

  private async relayWhileHolding(client: pg.Client): Promise<void> {
    const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [
      RELAY_LOCK,
    ]);
    if (!rows[0]?.held) {
      this.trouble = null;
      return;
    }
    await this.lookForDoubt(client);
    let purgedAt = 0;
    while (!this.stopping) {
      if (this.doubtEndsAt !== null && Date.now() >= this.doubtEndsAt) await this.sayAgain(client);
      const sent = await this.sendWaiting(client);
      this.trouble = null;
      this.pause = POLL_MS;
      if (Date.now() - purgedAt > 3_600_000) {
        await client.query(`delete from idempotency where created_at < now() - make_interval(days => $1)`, [
          KEEP_KEYS_DAYS,
        ]);
        purgedAt = Date.now();
      }
      if (sent === 0) await this.rest(POLL_MS);
    }
  }

  /** Of what waits some may have been sent; in one process nothing is late. */
  private async lookForDoubt(client: pg.Client): Promise<void> {
    const { rows } = await client.query<{ waits: boolean; kept: boolean }>(
      'select exists (select from outbox) as waits, exists (select from outbox_in_doubt) as kept',
    );
    const { waits = false, kept = false } = rows[0] ?? {};
    this.inDoubt = this.transport.keepsLog && (waits || kept);
    this.doubtEndsAt = this.inDoubt && !waits ? Date.now() + this.doubtMs : null;
    this.acknowledged = false;
  }

  private async sendWaiting(client: pg.Client): Promise<number> {
    const { rows } = await client.query<OutboxRow>({
      name: 'unsent',
      text: 'select * from outbox order by id limit $1',
      values: [this.inDoubt && !this.acknowledged ? FIRST_ROWS : ROWS],
    });
    for (const batch of batchesOf(rows)) {
      await this.transport.send(batch.map(messageOf));
      // A crash here sends the batch again: consumers hold the version and change nothing. That this succeeds says
      // that the lock is still held; without it the next batch must not be sent.
      await this.remove(client, batch);
    }
    return rows.length;
  }

  private async remove(client: pg.Client, batch: OutboxRow[]): Promise<void> {
    const values = [batch.map((row) => row.id)];
    const sent = 'delete from outbox where id = any($1::bigint[])';
    if (this.inDoubt) {
      this.answered();
      const text = `with sent as (${sent} returning *) insert into outbox_in_doubt select * from sent`;
      await client.query({ name: 'sent in doubt', text, values });
    } else await client.query({ name: 'sent', text: sent, values });
  }

  /** Nothing of before can come any more: the newest of each aggregate becomes its last record. */
  private async sayAgain(client: pg.Client): Promise<void> {
    for (;;) {
      const { rows } = await client.query<OutboxRow>(
        'select distinct on (topic, key) * from outbox_in_doubt order by topic, key, id desc limit $1',
        [ROWS],
      );
      if (rows.length === 0) break;
      const [batch = []] = batchesOf(rows);
      await this.transport.send(batch.map(messageOf));
      // What was asked before may be done behind the first answer.
      if (!this.acknowledged) return this.answered();
      await client.query(
        `delete from outbox_in_doubt using unnest($1::text[], $2::text[], $3::bigint[]) as said(topic, key, id)
         where outbox_in_doubt.topic = said.topic and outbox_in_doubt.key = said.key and outbox_in_doubt.id <= said.id`,
        [batch.map(({ topic }) => topic), batch.map(({ key }) => key), batch.map(({ id }) => id)],
      );
    }
    this.inDoubt = false;
    this.doubtEndsAt = null;
  }

  /** The doubt lasts from the first answer on. */
  private answered(): void {
    if (!this.acknowledged) this.doubtEndsAt = Date.now() + this.doubtMs;
    this.acknowledged = true;
  }

  private async rest(milliseconds: number): Promise<void> {
    if (!this.stopping && !this.woken)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.endRest = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    this.woken = false;
  }

  private wake(): void {
    this.woken = true;
    this.endRest();
  }
}

/** The rows in order, in parts within the limit of bytes: an event alone is always small enough. */
function batchesOf(rows: OutboxRow[]): OutboxRow[][] {
  const batches: OutboxRow[][] = [];
  let bytes = Infinity;
  for (const row of rows) {
    bytes += Buffer.byteLength(row.payload) + HEADER_BYTES;
    if (bytes > BATCH_BYTES) {
      batches.push([]);
      bytes = Buffer.byteLength(row.payload) + HEADER_BYTES;
    }
    batches.at(-1)?.push(row);
  }
  return batches;
}
