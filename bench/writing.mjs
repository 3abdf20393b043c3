// What changes cost: bulk registration, single commands, and how soon the read model has them.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { nameOf, randomOf, MOVEMENT, TITLES } from './data.mjs';
import { kafkaRates, projectedRows, rateOf, rowsWithOutbox } from './limits.mjs';

const BATCH = 1_000;
const BULK_LANES = 8;
const SINGLE_LANES = 64;
const PROBES = 30;
/** Before the measurement: a service that has just started is half as fast. */
const SINGLE_WARM_S = 3;
const BULK_WARM_S = 1;
/** Above what is done meanwhile. */
const WARMED = 1_000_000;
/** Among which commands are spread: two at once are nearly never about the same. */
const COMMUNES = 512;

const number = (value) => Math.round(value).toLocaleString('en');

export async function ask(house, query, variables, headers) {
  const response = await fetch(`${house.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

export async function launchMovement(house) {
  const input = {
    code: MOVEMENT,
    name: 'Bench',
    launchingAuthority: 'MINISTER',
    launchedBy: 'VN',
    titles: TITLES.map((code) => ({ code })),
  };
  await ask(
    house,
    'mutation ($input: DraftMovementInput!, $code: ID!) { draftMovement(input: $input) { __typename } launchMovement(code: $code) { __typename } }',
    { input, code: MOVEMENT },
    { authorization: await house.authorization() },
  );
}

/** A command to the service itself, as the gateway sends it. */
export async function command(serviceUrl, name, input, authorization) {
  const response = await fetch(`${serviceUrl}/commands/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID(), authorization },
    body: JSON.stringify(input),
  });
  const answer = await response.json();
  if (response.status !== 200 || answer.refusal)
    throw new Error(`${name}: ${response.status} ${JSON.stringify(answer)}`);
}

export async function measureWriting(house, options) {
  const database = new pg.Client(house.databases.gateway);
  const owner = new pg.Client(house.owners.movements);
  await Promise.all([database.connect(), owner.connect()]);
  try {
    return await measureOn(database, owner, house, options);
  } finally {
    await Promise.all([database.end(), owner.end()]);
  }
}

async function until(condition, withinMs = 3_600_000) {
  for (const startedAt = performance.now(); !(await condition()); await sleep(100))
    if (performance.now() - startedAt > withinMs) throw new Error('it did not come about in time');
}

/** How often a service that has worked for a while does it; `all`: how often it was done altogether. */
async function warmRate(lanes, { warmS, seconds }, work) {
  const warm = await rateOf(lanes, warmS, work);
  const measured = await rateOf(lanes, seconds, (lane, n) => work(lane, WARMED + n));
  return { perSecond: measured.perSecond, all: warm.done + measured.done };
}

/** Asks a service for a job, as `npm run republish` does, and waits for its outcome. */
async function job(client, kind) {
  const { rows } = await client.query('insert into maintenance (kind) values ($1) returning id', [kind]);
  const askedAt = performance.now();
  let outcome = null;
  await until(async () => {
    const found = await client.query('select outcome from maintenance where id = $1', [rows[0].id]);
    return (outcome = found.rows[0].outcome);
  });
  if (outcome.startsWith('failed')) throw new Error(`${kind}: ${outcome}`);
  return { outcome, seconds: (performance.now() - askedAt) / 1000 };
}

/** How many of each there are, and how often they were changed: said by the tables of movements and of the read model. */
async function sums(client, schema) {
  const all = [];
  for (const table of ['registration', 'cell', 'baseline', 'tally']) {
    const { rows } = await client.query(
      `select count(*) || ' at ' || coalesce(sum(version), 0) as sum from ${schema}${table} where version > 0`,
    );
    all.push(`${table} ${rows[0].sum}`);
  }
  return all.join(', ');
}

/** By which the read model is behind the topics; told by a beat a second. */
const LAG = `select extract(epoch from now() - min(caught_up_at))::float as seconds from consumer_position where consumer = 'gateway'`;
const CAUGHT_UP_S = 2.5;

async function measureOn(database, owner, house, { seconds, log }) {
  const authorization = await house.authorization();
  const movements = house.serviceUrl('movements');
  const one = async (statement, values) => (await database.query(statement, values)).rows[0];
  const { rows: communes } = await database.query(
    `select id, code from read_model.unit where level = 'COMMUNE' and valid_to is null order by code limit ${COMMUNES}`,
  );
  const random = randomOf(11);
  const results = [];
  const tell = (row) => {
    results.push(row);
    log(`${row.figure}${row.ratio ? ` (${row.ratio})` : ''}`);
  };
  const beside = (figure, limit, of) => `${(figure / limit).toFixed(2)} of ${number(limit)} ${of}`;

  // Seen through GraphQL after the answer of the command, nobody else asking.
  const waits = [];
  for (let n = 0; n < PROBES; n++) {
    const unit = communes[n].code;
    await command(
      movements,
      'ReportTally',
      {
        movement: MOVEMENT,
        title: 'LEARNING_UNIT',
        period: '2026',
        unit,
        source: 's',
        registered: { value: n + 1 },
      },
      authorization,
    );
    const committedAt = performance.now();
    for (;;) {
      const { registrationRates } = await ask(
        house,
        `{ registrationRates(unit: "${unit}", period: "2026", titles: ["LEARNING_UNIT"]) { registered { value } } }`,
      );
      if (registrationRates[0].registered?.value === n + 1) break;
      if (performance.now() - committedAt > 30_000) throw new Error('a change was not seen within 30 s');
      await sleep(2);
    }
    waits.push(performance.now() - committedAt);
  }
  waits.sort((a, b) => a - b);
  results.push({
    what: 'command to answer, idle',
    figure: `p50 ${number(waits[PROBES >> 1])} ms, longest of ${PROBES} ${number(waits.at(-1))} ms`,
    goal: 'p99 100 ms',
  });
  log(results.at(-1).figure);

  const singleLimit = await rowsWithOutbox(house.owners.movements, {
    lanes: SINGLE_LANES,
    batch: 1,
    seconds: 1,
  });
  const single = await warmRate(SINGLE_LANES, { warmS: SINGLE_WARM_S, seconds }, (lane, n) =>
    command(
      movements,
      'ReportTally',
      {
        movement: MOVEMENT,
        title: 'LEARNING_CLAN',
        period: '2026',
        unit: communes[(lane + SINGLE_LANES * n) % communes.length].code,
        source: 's',
        registered: { value: n },
      },
      authorization,
    ),
  );
  tell({
    what: `single commands, ${SINGLE_LANES} at once, over ${communes.length} communes`,
    figure: `${number(single.perSecond)} commits/s`,
    goal: '4,000 commits/s',
    ratio: beside(single.perSecond, singleLimit, 'raw commits of a row and its outbox row'),
  });

  const batch = { lanes: BULK_LANES, batch: BATCH, seconds: 1 };
  const bulkLimit = await rowsWithOutbox(house.owners.movements, batch);
  const subjects = Array.from({ length: BATCH }, () => nameOf(random));
  const before = performance.now();
  const bulk = await warmRate(BULK_LANES, { warmS: BULK_WARM_S, seconds }, (lane, n) =>
    command(
      movements,
      'RegisterSubjects',
      {
        movement: MOVEMENT,
        title: 'LEARNING_FAMILY',
        period: '2026',
        unit: communes[(lane + BULK_LANES * n) % communes.length].code,
        subjects: subjects.map((name, i) => ({ key: `${lane}-${n}-${i}`, name })),
      },
      authorization,
    ),
  );
  tell({
    what: `bulk registration, ${BATCH} a command, ${BULK_LANES} at once`,
    figure: `${number(bulk.perSecond * BATCH)} rows/s`,
    goal: '45,000 rows/s',
    ratio: beside(bulk.perSecond * BATCH, bulkLimit, 'raw rows with outbox rows'),
  });

  // The backlog is in the outbox and on the topics by now.
  const wanted = bulk.all * BATCH;
  const readRows = async () =>
    (
      await one(
        `select count(*)::int as count from read_model.registration
         where unit_id = any($1::uuid[]) and period = '2026' and title = 'LEARNING_FAMILY'`,
        [communes.map(({ id }) => id)],
      )
    ).count;
  const { count: waiting, at } = { count: wanted - (await readRows()), at: performance.now() };
  for (;;) {
    if ((await readRows()) >= wanted) break;
    if (performance.now() - at > 600_000) throw new Error('the read model did not catch up');
    await sleep(250);
  }
  const drained = (performance.now() - at) / 1000;
  const written = await projectedRows(house.databases.gateway, { seconds: 1 });
  const kafka = await kafkaRates(house.brokers());
  const messages = (rate) =>
    [
      beside(rate, written, 'rows written raw'),
      beside(rate, kafka.produced, 'messages produced'),
      ...(kafka.consumed ? [beside(rate, kafka.consumed, 'consumed')] : []),
    ].join(', ');
  tell({
    what: 'projection over Kafka, of the backlog of it',
    figure: `${number(waiting / drained)} events/s (${number(waiting)} in ${drained.toFixed(1)} s; ${number(wanted / ((performance.now() - before) / 1000))} from command to read model)`,
    goal: '100,000 events/s',
    ratio: messages(waiting / drained),
  });

  // Everything is said once more, so that the topics hold what was copied into the tables too.
  const announcedAt = performance.now();
  await job(owner, 'republish');
  await until(async () => (await owner.query('select 1 from outbox limit 1')).rows.length === 0);
  await until(async () => (await one(LAG)).seconds < CAUGHT_UP_S);
  const said = (performance.now() - announcedAt) / 1000;
  const { rows } = await owner.query(
    `select (select count(*) from registration) + (select count(*) from cell) + (select count(*) from baseline) + (select count(*) from tally) as count`,
  );
  const announced = Number(rows[0].count);
  tell({
    what: 'republished: outbox, relay, Kafka, projection',
    figure: `${number(announced / said)} events/s (${number(announced)} in ${said.toFixed(1)} s)`,
    goal: '',
    ratio: messages(announced / said),
  });

  // Commendations were never events here; without them the rebuilt read model has to be equal.
  await database.query(`delete from read_model.honour where kind = 'COMMENDATION'`);
  const { outcome, seconds: took } = await job(database, 'rebuild');
  const [truth, rebuilt] = await Promise.all([sums(owner, ''), sums(database, 'read_model.')]);
  const agrees =
    truth === rebuilt ? 'and to what movements holds' : `BUT NOT to movements: ${truth}, ${rebuilt}`;
  const read = Number(/from (\d+) messages/.exec(outcome)?.[1] ?? 0);
  tell({
    what: 'read model rebuilt from the topics',
    figure: `${number(read / took)} messages/s (${number(read)} in ${took.toFixed(1)} s), ${/; (.*)$/.exec(outcome)?.[1]} ${agrees}`,
    goal: '20 million in 300 s: 67,000/s',
    ratio: messages(read / took),
  });
  return results;
}
