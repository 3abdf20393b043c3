import {
  eventOf,
  Maintenance,
  newestOfEach,
  TRANSPORT,
  upsert,
  type Projection,
  type ReceivedEvent,
  type Transport,
} from '@app/messaging';
import { LOG, type Log, type Sql } from '@app/platform';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { readModelShape, readModelTables, type ReadModelTable } from './tables.js';

const LIVE = 'read_model';
const NEXT = 'read_model_next';
const COMPARISONS = 10;
const COMPARISON_PAUSE_MS = 300;
/** For one statement over a whole table of the country. */
const WHOLE_TABLE_MS = 1_800_000;

/** The consumer group that fills it. */
export const READ_MODEL_GROUP = 'gateway';

/**
 * Everything the gateway knows, built from events alone; it may be thrown away and built again while it serves.
 * While a rebuild runs, live events are written to both the serving schema and the new one.
 */
@Injectable()
export class ReadModel implements Projection, OnModuleInit {
  readonly group = READ_MODEL_GROUP;
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
    const newest = new Date(Math.max(...events.map(({ occurredAt }) => occurredAt.getTime())));
    const made = tables.map((table) => ({ table, rows: rowsOf(table, topic, events) }));
    const followed = made.some(({ table, rows }) => table.inMemory && rows.length > 0);
    const [[state], change] = await Promise.all([
      tx.query<{ building: boolean }>('select building from read_model_state for share'),
      // Taken before the rows are written and held until the commit: change numbers are in the order of the commits.
      followed ? nextChange(tx, newest) : null,
    ]);
    const schemas = state?.building ? [LIVE, NEXT] : [LIVE];
    const counts = await Promise.all(
      made.flatMap(({ table, rows }) => {
        const filled = numbered(table, rows, change);
        return schemas.map((schema) => upsert(tx, `${schema}.${table.name}`, table.key, filled));
      }),
    );
    if (change === null) await nextChange(tx, newest);
    // Every table of a topic has its aggregates at the same versions: they are counted once, as those that serve have them.
    const written = Math.max(0, ...counts.filter((_, place) => place % schemas.length === 0));
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
      // Without the indexes that only readers need: made at the end they cost a fraction.
      await tx.query(
        [`create schema ${NEXT}`, ...readModelTables.map((table) => tableOf(NEXT, table))].join('; '),
      );
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
    const differing = await this.onWholeTables(async (client) => {
      // While live events go on being written.
      for (const table of readModelTables) {
        for (const index of indexesOf(NEXT, table, 'concurrently')) await client.query(index);
        // Or its first readers are given plans for a table of which nothing is known.
        await client.query(`analyze ${NEXT}.${table.name}`);
      }
      return this.differencesAtRest(client);
    });
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
    const newest = newestOfEach(events);
    for (const table of this.tables.get(topic) ?? [])
      await upsert(
        this.database,
        `${NEXT}.${table.name}`,
        table.key,
        numbered(table, rowsOf(table, topic, newest), 0),
      );
  }

  /** A connection whose statements may take as long as a whole table takes. */
  private async onWholeTables<Value>(work: (client: pg.Client) => Promise<Value>): Promise<Value> {
    const client = new pg.Client({
      connectionString: (this.database.options as { url?: string }).url,
      connectionTimeoutMillis: 5_000,
      statement_timeout: WHOLE_TABLE_MS,
      keepAlive: true,
    });
    // What ends it also fails the statement in hand.
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  /** What was replayed may be newer than what the live consumer has applied: then they are equal a moment later. */
  private async differencesAtRest(client: pg.Client): Promise<string[]> {
    for (let tries = 1; ; tries++) {
      const differing = await differences(client);
      if (differing.length === 0 || tries === COMPARISONS) return differing;
      await sleep(COMPARISON_PAUSE_MS);
    }
  }
}

/** Names of the tables whose contents differ, at one instant; change numbers are not content. */
async function differences(client: pg.Client): Promise<string[]> {
  await client.query('begin isolation level repeatable read read only');
  const differing: string[] = [];
  for (const { name } of readModelTables)
    if ((await fingerprint(client, LIVE, name)) !== (await fingerprint(client, NEXT, name)))
      differing.push(name);
  await client.query('commit');
  return differing;
}

/** Independent of the order of rows and of columns. */
async function fingerprint(client: pg.Client, schema: string, table: string): Promise<string> {
  const { rows: columns } = await client.query<{ name: string }>(
    `select quote_ident(attname) as name from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attname <> 'change_no' order by attname`,
    [`${schema}.${table}`],
  );
  const { rows } = await client.query<{ fingerprint: string }>(
    `select count(*) || '/' || coalesce(sum(hash_record_extended(row(${columns.map(({ name }) => name).join(', ')}), 0)), 0)
       as fingerprint from ${schema}.${table}`,
  );
  return rows[0]?.fingerprint ?? '';
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

export const createReadModel = (schema: string): string =>
  [
    `create schema ${schema}`,
    ...readModelTables.flatMap((table) => [tableOf(schema, table), ...indexesOf(schema, table)]),
  ].join('; ');

const tableOf = (schema: string, { name, columns, inMemory }: ReadModelTable): string =>
  `create table ${schema}.${name} (${columns}${inMemory ? ', change_no bigint not null' : ''})`;

const indexesOf = (
  schema: string,
  { name, key, inMemory, indexes = [] }: ReadModelTable,
  how: '' | 'concurrently' = '',
): string[] =>
  [...(inMemory ? [`(change_no, ${key})`] : []), ...indexes].map(
    (index) => `create index ${how} on ${schema}.${name} ${index}`,
  );
