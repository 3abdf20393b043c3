// What reading costs: the four questions to the gateway, and to each peer beside it.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import pg from 'pg';
import { LARGE, measure, number, post } from './measure.mjs';
import { bodyOf, peers, questions } from './questions.mjs';

const here = import.meta.dirname;

/** Runs a peer as a process of its own. */
async function startPeer({ file }, databaseUrl) {
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port } = free.address();
  await new Promise((closed) => free.close(closed));
  const child = spawn(process.execPath, [join(here, 'peers', file)], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      GRAPHILE_ENV: 'production',
      DATABASE_URL: databaseUrl,
      PORT: `${port}`,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  await Promise.race([
    once(child.stdout, 'data'),
    ended.then(() => Promise.reject(new Error(`${file} ended`))),
  ]);
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { url: `http://127.0.0.1:${port}`, stop };
}

/** Runs all peers, over tables that are rolled up for them, while `work` runs, which is told how each is asked. */
export async function withPeers(house, work) {
  const database = new pg.Client(house.databases.gateway);
  await database.connect();
  const running = [];
  try {
    await database.query(readFileSync(join(here, 'peers/tables.sql'), 'utf8'));
    const { rows } = await database.query('select code, id from bench.unit');
    const ids = new Map(rows.map(({ code, id }) => [code, id]));
    const beside = {};
    for (const [name, peer] of Object.entries(peers)) {
      const { url, stop } = await startPeer(peer, house.databases.gateway);
      running.push(stop);
      beside[name] = { url, requestOf: (kind) => (n) => peer.request(kind, questions[kind](n), ids) };
    }
    return await work(beside);
  } finally {
    await Promise.all(running.map((stop) => stop()));
    await database.query('drop schema if exists bench cascade');
    await database.end();
  }
}

/** Whoever takes compressed answers gets them: the first byte of gzip. */
const isCompressed = (body) => body.startsWith('\x1f');
const good = (body) => body.startsWith('{"data"') && !body.includes('"errors"');

/** Before the first question to each: a process that has just started is half as fast. */
const FIRST_WARM_S = 3;
/** So many of Q3 are about every province and year of the questions. */
const FIRST_ASKED = 60;

/** `beside`: the peers that are asked the same right afterwards, since a machine that others use too is not always as fast. */
export async function measureReading(
  house,
  { seconds, log, beside = {}, asked = questions, computedAlone = false },
) {
  await house.atRest();
  const results = {};
  let salt = 0;
  let warmS = FIRST_WARM_S;
  for (const [kind, question] of Object.entries(asked)) {
    const ask = (salted) => (n) => ({
      path: '/graphql',
      body: bodyOf(kind, question(n), salted ? salt++ : undefined),
    });
    const ours = { url: house.url, seconds, check: good, cpu: () => house.cpuSeconds() };
    const figures = { computed: await measure({ ...ours, warmS, requestOf: ask(true) }) };
    if (!computedAlone) figures.repeated = await measure({ ...ours, requestOf: ask(false) });
    // What is worth compressing is asked for as browsers do, too.
    const gzip = { headers: { 'accept-encoding': 'gzip' }, check: isCompressed };
    if (figures.repeated?.bytes > LARGE)
      figures.compressed = await measure({ ...ours, ...gzip, requestOf: ask(false) });
    for (const [name, { url, requestOf }] of Object.entries(beside))
      figures[name] = await measure({ url, seconds, warmS, check: good, requestOf: requestOf(kind) });
    results[kind] = figures;
    warmS = 1;
    const told = Object.entries(figures).map(([name, { perSecond }]) => `${name} ${number(perSecond)}/s`);
    log(`${kind} ${told.join(', ')} (CPU computed ${number(figures.computed.cpuMs ?? 0)} ms)`);
  }
  return results;
}

/** What whoever comes first waits for: the honours of each province and year are read into memory, one after the other. */
export async function measureFirst(house, { log }) {
  await house.atRest();
  const waits = [];
  for (const body of new Set(Array.from({ length: FIRST_ASKED }, (_, n) => bodyOf('Q3', questions.Q3(n))))) {
    const askedAt = performance.now();
    if (!good(await post(`${house.url}/graphql`, body))) throw new Error('a list of honours was not given');
    waits.push(performance.now() - askedAt);
  }
  waits.sort((a, b) => a - b);
  const figure = `p50 ${number(waits[waits.length >> 1])} ms, longest of ${waits.length} ${number(waits.at(-1))} ms`;
  log(`Q3 asked for the first time: ${figure}`);
  return figure;
}

/** The page behind 59 others, against the first; null where there are not so many. */
export async function measureDeepPages(house, { seconds }) {
  const variables = { unit: '01', period: '2025' };
  let after = null;
  for (let page = 1; page < 60; page++) {
    const answer = await post(`${house.url}/graphql`, bodyOf('Q3', { ...variables, after }));
    const { pageInfo } = JSON.parse(answer).data.honours;
    if (!pageInfo.hasNextPage) return null;
    after = pageInfo.endCursor;
  }
  let salt = 0;
  const at = (cursor) =>
    measure({
      url: house.url,
      seconds,
      check: good,
      requestOf: () => ({
        path: '/graphql',
        body: bodyOf('Q3', { ...variables, after: cursor }, `deep ${salt++}`),
      }),
    });
  const [first, deep] = [await at(null), await at(after)];
  return { ratio: deep.p50 / first.p50, rate: first.perSecond / deep.perSecond };
}
