import { happened, titles, type TitleState } from '@app/contracts';
import {
  announcementOf,
  Consumer,
  ConsumerTables1764000000001,
  ConsumerTries1764000000003,
  messageOf,
  Outbox,
  OutboxInDoubt1764000000004,
  OutboxTables1764000000000,
  Relay,
  upsert,
  type Announcement,
  type Message,
  type Projection,
  type ReceivedEvent,
  type Transport,
} from '@app/messaging';
import { createLog, newTrace, openDatabase, type Migration, type Sql } from '@app/platform';
import { v7 as uuid } from 'uuid';
import type { DataSource, EntityManager, MigrationInterface, QueryRunner } from 'typeorm';
import { newDatabase, onDatabase, type TestDatabase } from '../support/databases.js';

/** How a transport is made for one test; in one process all share it, over Kafka each has its own connection. */
export interface TransportKind {
  name: string;
  make(): Promise<{ transport(): Transport; close(): Promise<void> }>;
}

const log = createLog('rig', process.env.TEST_LOG_LEVEL ?? 'silent');
const columns = `code text primary key, name text, name_en text, counts text, subject_kind text, period_kind text, version int`;

/** What each side has beside the tables of messaging. */
class TitleTable1764000000100 implements MigrationInterface {
  name = 'TitleTable1764000000100';
  up = (runner: QueryRunner) => runner.query(`create table title (${columns})`) as Promise<void>;
  down = (runner: QueryRunner) => runner.query('drop table title') as Promise<void>;
}
class TitleCopyTable1764000000100 implements MigrationInterface {
  name = 'TitleCopyTable1764000000100';
  up = (runner: QueryRunner) =>
    runner.query(
      `create table title_copy (${columns}, constraint no_poison check (name <> 'poison'))`,
    ) as Promise<void>;
  down = (runner: QueryRunner) => runner.query('drop table title_copy') as Promise<void>;
}

/** A copy of titles in a database of its own, with switches for faults. */
export class Copy implements Projection {
  readonly group = 'rig';
  readonly topics = [titles.name];
  /** Versions in the order in which they arrived, by key. */
  readonly arrived = new Map<string, number[]>();
  beforeCommit: () => Promise<void> = async () => undefined;

  async apply(tx: Sql, _topic: string, events: ReceivedEvent[]): Promise<number> {
    for (const { key, state, type } of events)
      if (type !== 'StateAnnounced') this.arrived.set(key, [...(this.arrived.get(key) ?? []), state.version]);
    const rows = (events.map(({ state }) => state) as TitleState[]).map((title) => ({
      code: title.code,
      name: title.name,
      counts: title.counts,
      version: title.version,
    }));
    const written = await upsert(tx, 'title_copy', 'code', rows);
    await this.beforeCommit();
    return written;
  }
}

/** One service that says titles and one consumer that copies them, each on its own PostgreSQL database. */
export class Rig {
  readonly copy = new Copy();
  relays: Relay[] = [];
  consumer: Consumer | null = null;
  private readonly transports: Transport[] = [];

  private constructor(
    private readonly kind: { transport(): Transport; close(): Promise<void> },
    readonly outbox: Outbox,
    readonly service: DataSource,
    readonly listener: DataSource,
    private readonly serviceAt: TestDatabase,
    private readonly listenerAt: TestDatabase,
  ) {}

  static async start(kind: TransportKind): Promise<Rig> {
    const [service, listener] = [await newDatabase('service'), await newDatabase('listener')];
    const open = ({ url, ownerUrl }: TestDatabase, migrations: Migration[]) =>
      openDatabase({ name: 'rig', url, migrationUrl: ownerUrl, poolSize: 10, entities: [], migrations });
    const serviceDb = await open(service, [
      OutboxTables1764000000000,
      OutboxInDoubt1764000000004,
      TitleTable1764000000100,
    ]);
    const listenerDb = await open(listener, [
      ConsumerTables1764000000001,
      ConsumerTries1764000000003,
      TitleCopyTable1764000000100,
    ]);
    const rig = new Rig(await kind.make(), new Outbox(serviceDb), serviceDb, listenerDb, service, listener);
    rig.transport().offer([titles.name], () => rig.presentPages());
    return rig;
  }

  transport(): Transport {
    const transport = this.kind.transport();
    this.transports.push(transport);
    return transport;
  }

  startRelay(transport: Transport = this.transport(), doubtMs?: number): Relay {
    const relay = new Relay(this.serviceAt.url, this.outbox, transport, log, doubtMs);
    relay.start();
    this.relays.push(relay);
    return relay;
  }

  async startConsumer(): Promise<Consumer> {
    this.consumer = new Consumer(this.listener, this.copy, this.transport(), log);
    await this.consumer.start();
    return this.consumer;
  }

  async stopRelays(): Promise<void> {
    await Promise.all(this.relays.splice(0).map((relay) => relay.stop()));
  }

  async stopConsumer(): Promise<void> {
    await this.consumer?.stop();
    this.consumer = null;
  }

  /** Renames a title, or makes it; the version rises under the row's lock. */
  change(code: string, name: string, key: string = uuid()) {
    const context = {
      command: 'Rename',
      identity: null,
      actor: 'tester',
      idempotencyKey: key,
      bodyHash: `${code}/${name}`,
      trace: newTrace(),
      deadline: new Date(Date.now() + 30_000),
    };
    return this.outbox.transaction(context, async (tx) => {
      const state = await this.write(tx, code, name);
      return {
        value: { version: state.version },
        events: [happened(titles, 'TitleDefined', state)],
        target: code,
      };
    });
  }

  async write(tx: EntityManager, code: string, name: string): Promise<TitleState> {
    const [row] = await tx.query<{ version: number }[]>(
      `with written as (insert into title as t (code, name, counts, version) values ($1, $2, 'x', 1)
         on conflict (code) do update set name = $2, version = t.version + 1 returning version)
       select version from written`,
      [code, name],
    );
    return stateOf(code, name, row?.version ?? 0);
  }

  readonly announcement: Announcement = {
    topic: titles as never,
    page: async (tx, after) => {
      const rows = await tx.query<{ code: string; name: string; version: number }[]>(
        'select code, name, version from title where code > $1 order by code limit 500 for share',
        [after ?? ''],
      );
      return rows.map(({ code, name, version }) => stateOf(code, name, version));
    },
  };

  private async *presentPages(): AsyncIterable<Message[]> {
    const states = await this.service.transaction((tx) => this.announcement.page(tx, null));
    yield states.map((state) => announcementOf(happened(titles, 'StateAnnounced', state as TitleState)));
  }

  /** A message as a relay would send it. */
  message(code: string, name: string, version: number): Message {
    return messageOf({
      id: '0',
      event_id: uuid(),
      topic: titles.name,
      key: code,
      version,
      type: 'TitleDefined',
      payload: JSON.stringify(stateOf(code, name, version)),
      actor: 'tester',
      correlation_id: newTrace().correlationId,
      occurred_at: new Date(),
    });
  }

  truth = () => this.rows(this.service, 'title');
  copied = () => this.rows(this.listener, 'title_copy');
  private async rows(database: DataSource, table: string): Promise<string[]> {
    const rows = await database.query<{ row: string }[]>(
      `select code || ' ' || name || ' ' || version as row from ${table} order by code collate "C"`,
    );
    return rows.map(({ row }) => row);
  }

  /** As after a correction of the listener: nothing is poison any more. */
  async heal(): Promise<void> {
    await onDatabase(this.listenerAt.ownerUrl, 'alter table title_copy drop constraint no_poison');
  }

  async deadLetters(): Promise<{ value: string; reason: string }[]> {
    return this.listener.query(
      `select convert_from(value, 'UTF8') as value, reason from dead_letter order by id`,
    );
  }

  async unsent(): Promise<number> {
    const [row] = await this.service.query<{ count: number }[]>('select count(*)::int as count from outbox');
    return row?.count ?? 0;
  }

  /** Sent, and to be said once more. */
  async inDoubt(): Promise<number> {
    const [row] = await this.service.query<{ count: number }[]>(
      'select count(*)::int as count from outbox_in_doubt',
    );
    return row?.count ?? 0;
  }

  async stop(): Promise<void> {
    await this.stopRelays();
    await this.stopConsumer();
    await Promise.all(this.transports.map((transport) => transport.close()));
    await this.kind.close();
    await Promise.all([this.service.destroy(), this.listener.destroy()]);
    await this.serviceAt.drop();
    await this.listenerAt.drop();
  }
}

export const stateOf = (code: string, name: string, version: number): TitleState => ({
  code,
  name,
  nameEn: null,
  counts: 'x',
  subjectKind: 'COLLECTIVE',
  periodKind: 'CALENDAR_YEAR',
  version,
});
