import {
  eventOf,
  Maintenance,
  TRANSPORT,
  upsert,
  type Projection,
  type ReceivedEvent,
  type Transport,
} from '@app/messaging';
import { LOG, type Log, type Sql } from '@app/platform';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { readModelShape, readModelTables, type ReadModelTable } from './tables.js';

const LIVE = 'read_model';
const NEXT = 'read_model_next';
const COMPARISONS = 10;
const COMPARISON_PAUSE_MS = 300;

/**
 * Everything the gateway knows, built from events alone; it may be thrown away and built again while it serves.
 * While a rebuild runs, live events are written to both the serving schema and the new one.
 */
@Injectable()
export class ReadModel implements Projection, OnModuleInit {
  readonly group = 'gateway';
  readonly topics = [...new Set(readModelTables.flatMap(({ topics }) => topics.map(({ name }) => name)))];
  /** Called after each commit; a batch counts as applied when this process shows it. */
  onApplied: () => Promise<void> = async () => undefined;
  private readonly tables = new Map(
    this.topics.map((topic) => [
      topic,
      readModelTables.filter(({ topics }) => topics.some(({ name }) => name === topic)),
    ]),
  );

  constructor(
    private readonly database: DataSource,
    private readonly maintenance: Maintenance,
    @Inject(TRANSPORT) private readonly transport: Transport,
    @Inject(LOG) private readonly log: Log,
  ) {}

  async onModuleInit(): Promise<void> {
    this.maintenance.add('rebuild', () => this.rebuild());
    await this.database.transaction(async (tx) => {
      const [state] = await tx.query<{ shape: string }[]>('select shape from read_model_state for update');
      if (state?.shape === readModelShape) return;
      this.log.info(
        { shape: readModelShape },
        'the read model is made, and filled from the start of the topics',
      );
      await tx.query(`drop schema if exists ${LIVE} cascade; drop schema if exists ${NEXT} cascade`);
      await tx.query(createReadModel(LIVE));
      await tx.query('delete from consumer_position where consumer = $1', [this.group]);
      await tx.query('delete from consumer_start where consumer = $1', [this.group]);
      await tx.query(
        'update read_model_state set shape = $1, building = false, generation = generation + 1',
        [readModelShape],
      );
    });
  }

  async apply(tx: Sql, topic: string, events: ReceivedEvent[]): Promise<number> {
    const tables = this.tables.get(topic) ?? [];
    const [state] = await tx.query<{ building: boolean }>('select building from read_model_state for share');
    const newest = new Date(Math.max(...events.map(({ occurredAt }) => occurredAt.getTime())));
    // Taken before the rows are written and held until the commit: change numbers are in the order of the commits.
    const made = tables.map((table) => ({ table, rows: rowsOf(table, topic, events) }));
    const followed = made.some(({ table, rows }) => table.inMemory && rows.length > 0);
    const change = followed ? await nextChange(tx, newest) : null;
    let written = 0;
    for (const { table, rows: unnumbered } of made) {
      const rows = numbered(table, unnumbered, change);
      // Every table of a topic has its aggregates at the same versions: they are counted once.
      written = Math.max(written, await upsert(tx, `${LIVE}.${table.name}`, table.key, rows));
      if (state?.building) await upsert(tx, `${NEXT}.${table.name}`, table.key, rows);
    }
    if (change === null) await nextChange(tx, newest);
    return written;
  }

  async applied(): Promise<void> {
    await this.database.query(`select pg_notify('read_model', '')`);
    await this.onApplied();
  }

  /** Builds everything anew beside the serving schema, compares, and swaps. Answers what was found. */
  async rebuild(): Promise<string> {
    await this.database.transaction(async (tx) => {
      // Waits for the batches in hand; every later one writes to both schemas.
      await tx.query('select 1 from read_model_state for update');
      await tx.query(`drop schema if exists ${NEXT} cascade`);
      await tx.query(createReadModel(NEXT));
      await tx.query('update read_model_state set building = true');
    });
    try {
      return await this.fillAndSwap();
    } catch (error) {
      // Live events would else go on being written to a schema that nobody will use.
      await this.database.query('update read_model_state set building = false');
      throw error;
    }
  }

  private async fillAndSwap(): Promise<string> {
    let read = 0;
    await this.transport.replay(this.topics, async (messages) => {
      read += messages.length;
      for (const [topic, ofTopic] of Map.groupBy(messages, (message) => message.topic))
        await this.writeNext(
          topic,
          ofTopic.flatMap((message) => eventOrNothing(message)),
        );
    });
    const differing = await this.differencesAtRest();
    if (differing.length > 0)
      this.log.error({ tables: differing }, 'the rebuilt read model differs from the one that served');
    await this.database.transaction(async (tx) => {
      await tx.query('select 1 from read_model_state for update');
      await tx.query(`alter schema ${LIVE} rename to read_model_old; alter schema ${NEXT} rename to ${LIVE}`);
      await tx.query('update read_model_state set building = false, generation = generation + 1');
      await tx.query('drop schema read_model_old cascade');
    });
    await this.applied();
    return `rebuilt from ${read} messages; ${differing.length === 0 ? 'equal to the one that served' : `differed in ${differing.join(', ')}`}`;
  }

  private async writeNext(topic: string, events: ReceivedEvent[]): Promise<void> {
    const newest = new Map<string, ReceivedEvent>();
    for (const event of events)
      if (event.state.version >= (newest.get(event.key)?.state.version ?? 0)) newest.set(event.key, event);
    for (const table of this.tables.get(topic) ?? [])
      await upsert(
        this.database,
        `${NEXT}.${table.name}`,
        table.key,
        numbered(table, rowsOf(table, topic, [...newest.values()]), 0),
      );
  }

  /** What was replayed may be newer than what the live consumer has applied: then they are equal a moment later. */
  private async differencesAtRest(): Promise<string[]> {
    for (let tries = 1; ; tries++) {
      const differing = await this.differences();
      if (differing.length === 0 || tries === COMPARISONS) return differing;
      await sleep(COMPARISON_PAUSE_MS);
    }
  }

  /** Names of the tables whose contents differ, at one instant; change numbers are not content. */
  async differences(): Promise<string[]> {
    return this.database.transaction('REPEATABLE READ', async (tx) => {
      const differing: string[] = [];
      for (const { name } of readModelTables)
        if ((await fingerprint(tx, LIVE, name)) !== (await fingerprint(tx, NEXT, name))) differing.push(name);
      return differing;
    });
  }
}

/** Independent of the order of rows. */
async function fingerprint(tx: Sql, schema: string, table: string): Promise<string> {
  const [row] = await tx.query<{ fingerprint: string }>(
    `select count(*) || '/' || coalesce(sum(hashtextextended((to_jsonb(t) - 'change_no')::text, 0)::numeric), 0) as fingerprint
     from ${schema}.${table} t`,
  );
  return row?.fingerprint ?? '';
}

async function nextChange(tx: Sql, newest: Date): Promise<number> {
  const [[row]] = (await tx.query(
    'update read_model_change set change_no = change_no + 1, as_of = greatest(as_of, $1) returning change_no::float',
    [newest],
  )) as unknown as [{ change_no: number }[]];
  return row?.change_no ?? 0;
}

/** What the table holds of each state; camelCase becomes snake_case. */
function rowsOf(
  { rowOf }: ReadModelTable,
  topic: string,
  events: ReceivedEvent[],
): Record<string, unknown>[] {
  return events.flatMap(({ state }) => {
    const made = rowOf?.[topic] ? rowOf[topic](state as never) : state;
    if (!made) return [];
    const row: Record<string, unknown> = {};
    for (const [property, value] of Object.entries(made)) row[columnOf(property)] = value;
    return [row];
  });
}

/** Rows of what is followed bear the number of the change. */
function numbered(
  { inMemory }: ReadModelTable,
  rows: Record<string, unknown>[],
  change: number | null,
): Record<string, unknown>[] {
  if (inMemory) for (const row of rows) row.change_no = change;
  return rows;
}

const columns = new Map<string, string>();
/** Of the few names of properties each is worked out once. */
function columnOf(property: string): string {
  let column = columns.get(property);
  if (column === undefined) {
    column = property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    columns.set(property, column);
  }
  return column;
}

/** What cannot be read is a dead letter of the live consumer already. */
function eventOrNothing(message: Parameters<typeof eventOf>[0]): ReceivedEvent[] {
  try {
    return [eventOf(message)];
  } catch {
    return [];
  }
}

export function createReadModel(schema: string): string {
  const tables = readModelTables.map(
    ({ name, columns, inMemory, indexes }) =>
      `create table ${schema}.${name} (${columns}${inMemory ? ', change_no bigint not null' : ''});
       ${inMemory ? `create index on ${schema}.${name} (change_no);` : ''}
       ${(indexes ?? []).map((index) => `create index on ${schema}.${name} ${index};`).join('\n')}`,
  );
  return `create schema ${schema}; ${tables.join('\n')}`;
}
