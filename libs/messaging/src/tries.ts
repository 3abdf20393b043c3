import type { Sql } from '@app/platform';
import type { Batch } from './transport.js';

/** What ends its process, or never ends, is tried so often alone before it is buried. */
export const MOST_TRIES = 3;

/** PostgreSQL cancelled the statement: it took longer than any may. */
export const tookTooLong = (error: unknown): boolean => (error as { code?: string } | null)?.code === '57014';

/**
 * Finds the message that hangs. Who hangs, or dies, says nothing afterwards: so a try is written down before it is made,
 * wherever the last one is not known to have ended well; elsewhere nothing is written. What failed for a reason that
 * passes, such as a lost connection, does not count.
 */
export class Tries {
  private readonly sound = new Set<string>();
  private readonly passing = new Set<string>();

  constructor(
    private readonly database: Sql,
    private readonly consumer: string,
  ) {}

  /** Whether the last of its partition is known to have ended well; without a log whoever sends is told how it ended. */
  isSound(batch: Batch): boolean {
    return !batch.position || this.sound.has(placeOf(batch));
  }

  /** Whether this batch was tried before and did not end: its events are then tried one by one. */
  async isSuspect(batch: Batch, whole: string): Promise<boolean> {
    return !this.isSound(batch) && (await this.begin(batch, whole)) > 1;
  }

  /** One more try of an event alone; throws when there were enough. */
  async beginAlone(batch: Batch, event: string): Promise<void> {
    if ((await this.begin(batch, event)) > MOST_TRIES)
      throw new Error(`Tried ${MOST_TRIES} times alone: it took too long, or its process ended`);
  }

  private async begin({ topic, partition, position }: Batch, what: string): Promise<number> {
    // Without a log whoever sends waits for the answer, and is told.
    if (!position) return 1;
    const [row] = await this.database.query<{ tries: number }>(
      `insert into consumer_try as held (consumer, topic, partition, what, tries) values ($1, $2, $3, $4, 1)
       on conflict (consumer, topic, partition, what) do update set tries = held.tries + $5 returning tries`,
      [this.consumer, topic, partition, what, this.passing.has(what) ? 0 : 1],
    );
    this.passing.delete(what);
    return row?.tries ?? 1;
  }

  /** In the commit that applies it. */
  async endedAlone(tx: Sql, { topic, partition, position }: Batch, event: string): Promise<void> {
    if (!position) return;
    await tx.query(
      'delete from consumer_try where consumer = $1 and topic = $2 and partition = $3 and what = $4',
      [this.consumer, topic, partition, event],
    );
  }

  failed(batch: Batch, what: string, error: unknown): void {
    this.sound.delete(placeOf(batch));
    if (!tookTooLong(error)) this.passing.add(what);
  }

  /** In the commit that keeps the position. */
  async forget(tx: Sql, batch: Batch): Promise<void> {
    if (this.isSound(batch)) return;
    await tx.query('delete from consumer_try where consumer = $1 and topic = $2 and partition = $3', [
      this.consumer,
      batch.topic,
      batch.partition,
    ]);
  }

  /** After that commit. */
  ended(batch: Batch): void {
    if (batch.position) this.sound.add(placeOf(batch));
  }
}

export const placeOf = ({ topic, partition }: Batch) => `${topic}/${partition}`;
