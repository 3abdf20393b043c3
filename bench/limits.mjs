// What the same PostgreSQL and Kafka do at most in the same run, without any of the house: the figures beside which those of
// writing are to be read.
import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';

const BATCH = 1_000;
const MESSAGES = 30_000;

/** How often `work` was done a second by so many at once. */
export async function rateOf(lanes, seconds, work) {
  const startedAt = performance.now();
  const until = startedAt + seconds * 1000;
  let done = 0;
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      for (let n = 0; performance.now() < until; n++) {
        await work(lane, n);
        done++;
      }
    }),
  );
  return { done, perSecond: (done * 1000) / (performance.now() - startedAt) };
}

async function onConnections(url, lanes, work) {
  const clients = Array.from({ length: lanes }, () => new pg.Client({ connectionString: url }));
  await Promise.all(clients.map((client) => client.connect()));
  try {
    return await work(clients);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

const payload = 'x'.repeat(300);

/** Rows a second, each with a row of an outbox of 300 bytes: one statement and one commit for a batch. `url`: of an owner. */
export const rowsWithOutbox = (url, { lanes, batch, seconds }) =>
  onConnections(url, lanes, async (clients) => {
    await clients[0].query(`
      drop table if exists bench_row, bench_outbox;
      create table bench_row (id uuid primary key, name text not null, at timestamptz not null default now());
      create table bench_outbox (id bigint generated always as identity primary key, key uuid not null, payload text not null)`);
    const text = `with made as (insert into bench_row (id, name) select id, $2 from unnest($1::uuid[]) as given(id) returning id)
      insert into bench_outbox (key, payload) select id, $2 from made`;
    const { perSecond } = await rateOf(lanes, seconds, (lane) =>
      clients[lane].query({
        name: 'row',
        text,
        values: [Array.from({ length: batch }, () => randomUUID()), payload],
      }),
    );
    await clients[0].query('drop table bench_row, bench_outbox');
    return perSecond * batch;
  });

/** Registrations a second written into a table like that of the read model, its indexes too, 1,000 a commit. */
export const projectedRows = (url, { seconds }) =>
  onConnections(url, 1, async ([client]) => {
    await client.query(`drop schema if exists bench_raw cascade; create schema bench_raw;
      create table bench_raw.registration (like read_model.registration including all)`);
    const unit = randomUUID();
    const text = `insert into bench_raw.registration as held (id, unit_id, title, period, movement, name, status, registered_at,
        by_recognition, version)
      select id, $2, 'LEARNING_FAMILY', '2026', 'BENCH', name, 'REGISTERED', now(), false, 1
      from unnest($1::uuid[], $3::text[]) as given(id, name)
      on conflict (id) do update set version = excluded.version where excluded.version >= held.version`;
    const names = Array.from({ length: BATCH }, () => 'Nguyễn Văn Bình');
    const { perSecond } = await rateOf(1, seconds, () =>
      client.query({
        name: 'registration',
        text,
        values: [names.map(() => randomUUID()), unit, names],
      }),
    );
    await client.query('drop schema bench_raw cascade');
    return perSecond * BATCH;
  });

/** Messages a second, of 300 bytes with the nine headers of an event: produced and acknowledged 1,000 at a time; consumed. */
export async function kafkaRates(brokers) {
  const kafka = new Kafka({ clientId: 'bench', brokers: brokers.split(','), logLevel: logLevel.NOTHING });
  const topic = `bench-${randomUUID()}`;
  const admin = kafka.admin();
  const producer = kafka.producer({ maxInFlightRequests: 1 });
  const consumer = kafka.consumer({ groupId: topic, maxBytesPerPartition: 4_194_304 });
  await Promise.all([admin.connect(), producer.connect(), consumer.connect()]);
  try {
    await admin.createTopics({ topics: [{ topic, numPartitions: 3 }], waitForLeaders: true });
    const headers = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`header_${n}`, 'x'.repeat(25)]));
    let at = performance.now();
    for (let sent = 0; sent < MESSAGES; sent += BATCH)
      await producer.send({
        topic,
        acks: -1,
        messages: Array.from({ length: BATCH }, () => ({ key: randomUUID(), value: payload, headers })),
      });
    const produced = (MESSAGES * 1000) / (performance.now() - at);
    const all = Promise.withResolvers();
    let first = null;
    let received = 0;
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        // Joining the group is no part of it.
        first ??= { at: performance.now(), messages: batch.messages.length };
        received += batch.messages.length;
        if (received >= MESSAGES) all.resolve();
      },
    });
    await all.promise;
    at = performance.now() - first.at;
    const consumed = received === first.messages ? null : ((received - first.messages) * 1000) / at;
    return { produced, consumed };
  } finally {
    await Promise.all([consumer.disconnect(), producer.disconnect()]);
    await admin.deleteTopics({ topics: [topic] });
    await admin.disconnect();
  }
}
