import { isTransient, type Log, type Sql } from '@app/platform';
import type { DataSource, EntityManager } from 'typeorm';
import { eventOf, type ReceivedEvent } from './event.js';
import type { Message } from './transport.js';
import { tookTooLong } from './tries.js';

/** A message that could not be read or applied, and why. */
export interface Dead {
  message: Message;
  reason: string;
}
interface DeadRow {
  id: string;
  topic: string;
  key: Buffer;
  value: Buffer | null;
  headers: Buffer;
}

/** What came of a replay: letters that are applied by now, and letters that still cannot be. */
export interface Replayed {
  healed: number;
  left: number;
}
/** As the log and who asked for it are told. */
export const tellReplayed = (group: string, { healed, left }: Replayed): string =>
  `${group}: ${healed} healed, ${left} left`;
/** The counts of one group in what was told; null: it was not told, or the replay failed. */
export function replayedOf(group: string, told: string | null): Replayed | null {
  const [, healed, left] = new RegExp(`(?:^|; )${group}: (\\d+) healed, (\\d+) left`).exec(told ?? '') ?? [];
  return healed && left ? { healed: Number(healed), left: Number(left) } : null;
}

/** What a consumer group could not apply, kept whole until it is replayed. */
export class DeadLetters {
  constructor(
    private readonly database: DataSource,
    private readonly group: string,
    private readonly log: Log,
  ) {}

  async bury(tx: Sql, dead: Dead[]): Promise<void> {
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

  /** Earlier states of somebody since erased, which could not be applied, would keep what is gone everywhere else. */
  async forgetErased(tx: Sql, events: ReceivedEvent[]): Promise<void> {
    const erased = events.filter(({ state }) => (state as { erased?: unknown }).erased === true);
    if (erased.length > 0)
      await tx.query(
        `delete from dead_letter where consumer = $1
           and (topic, key) in (select * from unnest($2::text[], $3::bytea[]))`,
        [this.group, erased.map(({ topic }) => topic), erased.map(({ key }) => Buffer.from(key))],
      );
  }

  /** Tries them again with `apply`, at most 10,000; those that now pass are removed in the same commit. */
  async replay(
    apply: (tx: EntityManager, topic: string, events: ReceivedEvent[]) => Promise<unknown>,
  ): Promise<Replayed> {
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
          await apply(tx, row.topic, [event]);
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
    return { healed, left: rows.length - healed };
  }
}
