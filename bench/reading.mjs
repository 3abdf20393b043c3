// What reading costs: the four questions to the gateway, and to each peer beside it.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import pg from 'pg';
import { measure, number } from './measure.mjs';
import { bodyOf, peers, questions } from './questions.mjs';

const here = import.meta.dirname;
/** The questions as goals name them. */
export const kinds = ['Q1', 'Q2', 'Q3', 'Q4'];

/** Runs a peer as a process of its own while `work` runs. */
async function withPeer({ file }, databaseUrl, work) {
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
  try {
    await Promise.race([
      once(child.stdout, 'data'),
      ended.then(() => Promise.reject(new Error(`${file} ended`))),
    ]);
    return await work(`http://127.0.0.1:${port}`);
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

/** What is worth compressing is asked for as browsers do, too. */
const LARGE_BYTES = 100_000;
/** Whoever takes compressed answers gets them: the first byte of gzip. */
const isCompressed = (body) => body.startsWith('\x1f');
const good = (body) => body.startsWith('{"data"') && !body.includes('"errors"');

/** So many of Q3 are about every province and year of the questions. */
const FIRST_ASKED = 60;

export async function measureReading(house, { seconds, log, asked = questions, computedAlone = false }) {
  await house.atRest();
  const results = {};
  let salt = 0;
  for (const [kind, question] of Object.entries(asked)) {
    const ask = (salted) => (n) => ({
      path: '/graphql',
      body: bodyOf(kind, question(n), salted ? salt++ : undefined),
    });
    const cpu = () => house.cpuSeconds();
    const base = { url: house.url, seconds, check: good };
    const computed = await measure({ ...base, requestOf: ask(true), cpu });
    const repeated = computedAlone ? null : await measure({ ...base, requestOf: ask(false), cpu });
    const compressed =
      repeated?.bytes > LARGE_BYTES
        ? await measure({
            ...base,
            requestOf: ask(false),
            headers: { 'accept-encoding': 'gzip' },
            check: isCompressed,
            cpu,
          })
        : null;
    results[kind] = { computed, repeated, compressed };
    const told = `${kind} computed ${number(computed.perSecond)}/s (CPU ${number(computed.cpuMs ?? 0)} ms)`;
    const again = repeated ? `, repeated ${number(repeated.perSecond)}/s` : '';
    log(`${told}${again}${compressed ? `, compressed ${number(compressed.perSecond)}/s` : ''}`);
  }
  return results;
}

/** What whoever comes first waits for: the honours of each province and year are read into memory, one after the other. */
export async function measureFirst(house, { log }) {
  await house.atRest();
  const waits = [];
  for (const body of new Set(Array.from({ length: FIRST_ASKED }, (_, n) => bodyOf('Q3', questions.Q3(n))))) {
    const askedAt = performance.now();
    const response = await fetch(`${house.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    if (!good(await response.text())) throw new Error('a list of honours was not given');
    waits.push(performance.now() - askedAt);
  }
  waits.sort((a, b) => a - b);
  const figure = `p50 ${number(waits[waits.length >> 1])} ms, longest of ${waits.length} ${number(waits.at(-1))} ms`;
  log(`Q3 asked for the first time: ${figure}`);
  return figure;
}

export async function measurePeers(house, { seconds, log }) {
  const database = new pg.Client(house.databases.gateway);
  await database.connect();
  try {
    await database.query(readFileSync(join(here, 'peers/tables.sql'), 'utf8'));
    const { rows } = await database.query('select code, id from bench.unit');
    const ids = new Map(rows.map(({ code, id }) => [code, id]));
    const results = {};
    for (const [name, peer] of Object.entries(peers)) {
      results[name] = await withPeer(peer, house.databases.gateway, async (url) => {
        const ofPeer = {};
        for (const kind of kinds) {
          const requestOf = (n) => peer.request(kind, questions[kind](n), ids);
          ofPeer[kind] = await measure({ url, seconds, check: good, requestOf });
        }
        return ofPeer;
      });
      log(`${name}: ${kinds.map((kind) => `${kind} ${number(results[name][kind].perSecond)}/s`).join(', ')}`);
    }
    await database.query('drop schema bench cascade');
    return results;
  } finally {
    await database.end();
  }
}

/** The page behind 59 others, against the first; null where there are not so many. */
export async function measureDeepPages(house, { seconds }) {
  const variables = { unit: '01', period: '2025' };
  let after = null;
  for (let page = 1; page < 60; page++) {
    const response = await fetch(`${house.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: bodyOf('Q3', { ...variables, after }),
    });
    const { pageInfo } = (await response.json()).data.honours;
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
