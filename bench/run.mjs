// npm run bench -- --scale 0.01 [--only reading] [--seconds 3] [--seed 7]
//
// Fills the house with a part of the country (scale 1: all of it), measures every goal and, beside it in the same run,
// three peers that answer the same questions from tables rolled up for them. Several scales with commas: the growth
// from the first to the last is told. Only the ratios and the medians are claims: the machine is whatever it is.
// --only reading: without rosters, which nobody asks for, and without the measurements of writing.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const here = import.meta.dirname;
const { values } = parseArgs({
  options: {
    scale: { type: 'string', default: '0.01' },
    seconds: { type: 'string', default: '2' },
    seed: { type: 'string', default: '7' },
    only: { type: 'string' },
    json: { type: 'string' },
  },
});
const scales = values.scale.split(',').map(Number);
const seconds = Number(values.seconds);
const readingAlone = values.only === 'reading';
if (
  !scales.every((scale) => scale > 0 && scale <= 1) ||
  !(seconds >= 1) ||
  (values.only !== undefined && !readingAlone)
) {
  console.error(
    'Usage: npm run bench -- [--scale 0.01[,0.1]] [--only reading] [--seconds 2] [--seed 7] [--json FILE]',
  );
  process.exit(2);
}
await import('./install.mjs');
const pg = (await import('pg')).default;
const { startHouse } = await import('./house.mjs');
const { fill, hasHistory } = await import('./data.mjs');
const { measure } = await import('./measure.mjs');
const { bodyOf, peers, questions, throughTime } = await import('./questions.mjs');
const { launchMovement, measureWriting } = await import('./writing.mjs');

const kinds = ['Q1', 'Q2', 'Q3', 'Q4'];
/** Goals of the product, by the names of the figures. Ratios are to PostGraphile, CPU in ms a computed request. */
const goals = {
  Q1: { computed: 10_000, repeated: 25_000, ratios: [5, 12], cpuMs: 0.15, growth: 1.3 },
  Q2: { computed: 400, repeated: 6_000, ratios: [4, 50], cpuMs: 3, growth: 1.3 },
  Q3: { computed: 2_200, repeated: 15_000, ratios: [3, 3], cpuMs: 0.6, growth: 1.5 },
  Q4: { computed: 1_000, repeated: 1_000, ratios: [15, 15], cpuMs: 1, growth: 5 },
};

const startedAt = Date.now();
const log = (line) => console.log(`${((Date.now() - startedAt) / 1000).toFixed(0).padStart(4)} s  ${line}`);
const number = (value) => (value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(2));
const table = [];
const tell = (what, figure, goal = '', ratio = '') => table.push({ what, figure, goal, ratio });

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

async function measureReading(house, asked = questions, { computedAlone = false } = {}) {
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

async function measurePeers(house) {
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
async function measureDeepPages(house) {
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

const lineOf = ({ perSecond, p50, p99, cpuMs, bytes }) =>
  `${number(perSecond)}/s, p50 ${p50} p99 ${p99} ms${cpuMs === null ? '' : `, CPU ${cpuMs.toFixed(2)} ms`}, ${(bytes / 1000).toFixed(1)} kB`;

function tellReading(ours, theirs) {
  for (const kind of kinds) {
    const { computed, repeated, compressed } = ours[kind];
    const goal = goals[kind];
    const beside = (figure) =>
      Object.entries(theirs)
        .map(([name, of]) => `${number(figure.perSecond / of[kind].perSecond)} x ${name}`)
        .join(', ');
    const goalOf = (rate, ratio, cpu) =>
      `${number(rate)}/s, ${ratio} x PostGraphile${cpu ? `, CPU ${cpu} ms` : ''}`;
    tell(
      `${kind} computed`,
      lineOf(computed),
      goalOf(goal.computed, goal.ratios[0], goal.cpuMs),
      beside(computed),
    );
    tell(`${kind} repeated`, lineOf(repeated), goalOf(goal.repeated, goal.ratios[1]), beside(repeated));
    if (compressed) tell(`${kind} repeated, gzip`, lineOf(compressed), '', beside(compressed));
  }
  for (const [name, of] of Object.entries(theirs))
    tell(
      name,
      kinds
        .map(
          (kind) =>
            `${kind} ${number(of[kind].perSecond)}/s (p50 ${of[kind].p50}, p99 ${of[kind].p99}, ${(of[kind].bytes / 1000).toFixed(1)} kB)`,
        )
        .join(', '),
    );
}

const all = [];
const house = await startHouse();
try {
  log('the house is ready');
  await launchMovement(house);
  for (const [index, scale] of scales.entries()) {
    const counts = await fill(
      { movements: house.owners.movements, gateway: house.databases.gateway },
      scale,
      { seed: Number(values.seed), withRosters: !readingAlone, log },
    );
    const reading = await measureReading(house);
    const deep = await measureDeepPages(house);
    const last = index === scales.length - 1;
    const past =
      last && hasHistory(scale, !readingAlone)
        ? await measureReading(house, throughTime, { computedAlone: true })
        : {};
    const memory = house.memoryMb('gateway');
    const theirs = last ? await measurePeers(house) : null;
    const writing = last && !readingAlone ? await measureWriting(house, { seconds, log }) : [];
    all.push({ scale, counts, reading, deep, past, theirs, memory, writing });
  }
  const { reading, deep, past, theirs, memory, writing, counts } = all.at(-1);
  tellReading(reading, theirs);
  for (const [kind, { computed }] of Object.entries(past))
    tell(
      kind,
      `computed ${lineOf(computed)}`,
      kind.includes('AS_IS') ? `as ${kind.slice(0, 2)}` : '',
      `${number(computed.perSecond / reading[kind.slice(0, 2)].computed.perSecond)} x ${kind.slice(0, 2)} computed`,
    );
  if (deep)
    tell(
      'page 60 against page 1',
      `${deep.ratio.toFixed(2)} x (p50), ${deep.rate.toFixed(2)} x (rate)`,
      '1.5 x',
    );
  for (const { what, figure, goal, ratio } of writing) tell(what, figure, goal, ratio);
  tell('gateway memory after the reading', `${Math.round(memory)} MB`, 'at scale 1: 300 MB');
  for (const kind of all.length > 1 ? kinds : [])
    tell(
      `${kind} growth ${scales[0]} to ${scales.at(-1)}`,
      `${(all[0].reading[kind].computed.perSecond / reading[kind].computed.perSecond).toFixed(2)} x`,
      `0.01 to 1: ${goals[kind].growth} x`,
    );

  console.log(
    `\nScale ${scales.join(', ')}; seed ${values.seed}; ${Object.entries(counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ')}`,
  );
  console.log(
    `${cpus().length} x ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}; load generator on the same machine\n`,
  );
  const width = (key) => Math.max(...table.map((row) => row[key].length), key.length);
  const columns = ['what', 'figure', 'goal', 'ratio'];
  for (const row of [Object.fromEntries(columns.map((key) => [key, key])), ...table])
    console.log(
      columns
        .map((key) => row[key].padEnd(key === 'ratio' ? 0 : width(key)))
        .join('  ')
        .trimEnd(),
    );
  if (values.json)
    writeFileSync(values.json, JSON.stringify({ at: new Date().toISOString(), values, all }, null, 1));
  log('done');
} finally {
  await house.stop();
}
