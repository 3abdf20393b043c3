import { happened, reports, topicsOf, type Topic, type Versioned } from '@app/contracts';
import {
  announcementOf,
  Consumer,
  ConsumerTables1764000000001,
  Maintenance,
  ConsumerTries1764000000003,
  MaintenanceTable1764000000002,
  Outbox,
  OutboxInDoubt1764000000004,
  OutboxTables1764000000000,
  Relay,
  republish,
  type Transport,
} from '@app/messaging';
import { createLog, newTrace, openDatabase, type Migration } from '@app/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { stateOf as stateOfRow } from '../../apps/gateway/src/memory.js';
import { ReadModel } from '../../apps/gateway/src/read-model.js';
import { readModelTables, ReadModelTables1764000002000 } from '../../apps/gateway/src/tables.js';
import { newDatabase, type TestDatabase } from '../support/databases.js';
import { idOf } from '../support/gateway.js';
import { eventually } from '../support/eventually.js';
import type { TransportKind } from './rig.js';
import { faulty } from './suite.js';

type State = Versioned & Record<string, unknown>;
const tablesOf = (topic: Topic) =>
  readModelTables.filter(({ topics }) => topics.some(({ name }) => name === topic.name));
/** Of the services whose aggregates people list and check: what the gateway keeps of them. */
const topics = [reports as unknown as Topic, ...topicsOf.competitions, ...topicsOf.exemplars].filter(
  (topic) => tablesOf(topic).length > 0 && !topic.name.endsWith('.audit'),
);
export const aggregateTopics: string[] = topics.map(({ name }) => name);

const log = createLog('aggregates', process.env.TEST_LOG_LEVEL ?? 'silent');
const VERSIONS = 6;

/** Approved reports and every aggregate of competitions and exemplars from its service's outbox into the gateway's tables. */
export function aggregatesSuite(kind: TransportKind): void {
  describe(`aggregates ${kind.name}`, () => {
    const databases: TestDatabase[] = [];
    const opened: DataSource[] = [];
    const transports: Transport[] = [];
    const truth = new Map<string, Map<string, State>>();
    let made: Awaited<ReturnType<TransportKind['make']>>;
    let outbox: Outbox;
    let gateway: DataSource;
    let consumer: Consumer;
    let relay: Relay;
    let faults = 0;

    const transportOf = () => {
      const transport = made.transport();
      transports.push(transport);
      return transport;
    };
    const open = async (name: 'competitions' | 'gateway', migrations: Migration[]) => {
      const at = await newDatabase(name);
      databases.push(at);
      const { url, ownerUrl } = at;
      const database = await openDatabase({
        ...{ name, url, migrationUrl: ownerUrl, poolSize: 10, entities: [], migrations },
      });
      opened.push(database);
      return { database, url };
    };
    const announcements = topics.map((topic) => ({
      topic,
      page: async () => [...(truth.get(topic.name)?.values() ?? [])],
    }));

    beforeAll(async () => {
      made = await kind.make();
      const service = await open('competitions', [OutboxTables1764000000000, OutboxInDoubt1764000000004]);
      const listener = await open('gateway', [
        ConsumerTables1764000000001,
        MaintenanceTable1764000000002,
        ConsumerTries1764000000003,
        ReadModelTables1764000002000,
      ]);
      outbox = new Outbox(service.database);
      gateway = listener.database;
      const transport = transportOf();
      const readModel = new ReadModel(gateway, new Maintenance(gateway, log), transport, log);
      await readModel.onModuleInit();
      transport.offer(aggregateTopics, async function* () {
        for (const { topic, page } of announcements)
          yield (await page()).map((state) => announcementOf(happened(topic, 'StateAnnounced', state)));
      });
      // Only what this suite says: the other topics are other services'.
      consumer = new Consumer(gateway, Object.assign(readModel, { topics: aggregateTopics }), transport, log);
      await consumer.start();
      const crashing = faulty(transportOf(), async () => {
        if (faults-- > 0) throw new Error('the process dies here');
      });
      relay = new Relay(service.url, outbox, crashing, log);
      relay.start();
    });
    afterAll(async () => {
      await relay.stop();
      await consumer.stop();
      await Promise.all(transports.map((transport) => transport.close()));
      await made.close();
      await Promise.all(opened.map((database) => database.destroy()));
      await Promise.all(databases.map(({ drop }) => drop()));
    });

    /** The state of a version: what it says differs from that of the version before. */
    const stateOf = (topic: Topic, name: string, version: number): State => {
      const examples = JSON.parse(
        readFileSync(`libs/contracts/examples/${topic.name}.v1.json`, 'utf8'),
      ) as State[];
      const key = tablesOf(topic)[0]?.key ?? 'id';
      return { ...(examples[version % 2] as State), [key]: key === 'id' ? idOf(name) : name, version };
    };
    const say = (topic: Topic, state: State) => {
      const context = {
        ...{ command: 'Say', identity: null, actor: 'tester', idempotencyKey: uuid(), bodyHash: '' },
        ...{ trace: newTrace(), deadline: new Date(Date.now() + 30_000) },
      };
      return outbox.transaction(context, async () => {
        const ofTopic = truth.get(topic.name) ?? new Map<string, State>();
        truth.set(topic.name, ofTopic.set(topic.key(state), state));
        return { value: {}, events: [happened(topic, topic.types[0] ?? '', state)], target: topic.name };
      });
    };
    /** As JSON, every instant in one spelling: PostgreSQL writes +00:00 for Z. */
    const plain = (row: unknown) =>
      JSON.parse(JSON.stringify(row ?? null), (_, value: unknown) =>
        typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T.*(Z|\+00:00)$/.test(value)
          ? new Date(value).toISOString()
          : value,
      ) as Record<string, unknown>;
    /** Each table of the topic against what it is to hold of the last states. */
    const rowsAreTrue = (topic: Topic) =>
      eventually(async () => {
        for (const { name, key, rowOf } of tablesOf(topic)) {
          const rows = await gateway.query<{ row: Record<string, unknown> }[]>(
            `select to_jsonb(held) as row from read_model.${name} held`,
          );
          const held = new Map(rows.map(({ row }) => [row[key], stateOfRow<State>(row)]));
          for (const state of truth.get(topic.name)?.values() ?? []) {
            const made = rowOf?.[topic.name];
            const expected: object | null = made ? made(state as never) : state;
            // Null: one of its kind never stands in this table.
            if (expected === null) expect(held.has(topic.key(state))).toBe(false);
            else expect(plain(held.get(topic.key(state)))).toMatchObject(plain(expected));
          }
        }
      }, 30_000);

    it.each(topics.map((topic) => [topic.name, topic] as const))(
      '%s: each change in its order, with one effect',
      async (_, topic) => {
        faults = 2;
        const names = ['A', 'B', 'C'].map((name) => `${topic.name}-${name}`);
        await Promise.all(
          names.map(async (name) => {
            for (let version = 1; version <= VERSIONS; version++)
              await say(topic, stateOf(topic, name, version));
          }),
        );
        await rowsAreTrue(topic);
        // Sent for the last time, after each fault again.
        await eventually(async () => expect(await countOf(outbox.database, 'outbox')).toBe(0));
        expect(faults).toBeLessThanOrEqual(0);

        const transport = transportOf();
        const message = (name: string, version: number) =>
          announcementOf(happened(topic, 'StateAnnounced', stateOf(topic, name, version)));
        const [first = ''] = names;
        const { ignored } = consumer.counts;
        // Each by itself: of one batch the newest would be taken, whatever the tables do.
        for (const version of [VERSIONS, 1, VERSIONS - 1]) {
          const buried = await countOf(gateway, 'dead_letter');
          const late = message(first, version);
          await transport.send([late, late, { ...late, value: '{ not json' }]);
          await eventually(async () => expect(await countOf(gateway, 'dead_letter')).toBe(buried + 1));
        }
        await eventually(async () => expect(consumer.counts.ignored).toBeGreaterThan(ignored));
        await rowsAreTrue(topic);

        for (const { name, key } of tablesOf(topic))
          await gateway.query(`delete from read_model.${name} where ${key}::text = any($1)`, [
            [...(truth.get(topic.name)?.keys() ?? [])].slice(0, 2),
          ]);
        await republish(
          outbox,
          announcements.filter((one) => one.topic === topic),
        );
        await rowsAreTrue(topic);
      },
    );
  });
}

async function countOf(database: DataSource, table: string): Promise<number> {
  const [row] = await database.query<{ count: number }[]>(`select count(*)::int as count from ${table}`);
  return row?.count ?? 0;
}
