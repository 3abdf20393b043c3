// npm run load -- [--minutes 2] [--changes 50] [--reads 200] [--scale 0.001] [--json FILE]
//
// The load that one machine has to hold, over the real Kafka and PostgreSQL as processes: staff change, the public reads,
// each at a given rate whatever the answers take (an answer that is late does not make the next question late). Told are
// percentiles, errors, and how long a change takes until the public sees it. Changes and reads go through the gateway.
import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { cpus, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { clearInterval, setInterval } from 'node:timers';

await import('./install.mjs');
const { startHouse } = await import('./house.mjs');
const { bodyOf, questions } = await import('./questions.mjs');
const { fill, MOVEMENT, nameOf, randomOf } = await import('./data.mjs');
const { ask, launchMovement } = await import('./writing.mjs');

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    changes: { type: 'string', default: '50' },
    reads: { type: 'string', default: '200' },
    scale: { type: 'string', default: '0.001' },
    json: { type: 'string' },
  },
});
const [minutes, changes, reads] = [values.minutes, values.changes, values.reads].map(Number);
/** Of the communes that change: few enough for the public to look at what changes. */
const COMMUNES = 98;
/** A token lives for a quarter of an hour. */
const TOKEN_MS = 5 * 60_000;
const VISIBLE_WITHIN_MS = 30_000;
/** Every n-th change is followed until the public sees it. */
const FOLLOWED = 5;
const goals = { changes: 300, reads: 250, visible: 2_000 };

const agent = new Agent({ keepAlive: true, maxSockets: 256 });
const post = (url, body, headers = {}) =>
  new Promise((resolve, reject) => {
    const sent = request(
      `${url}/graphql`,
      {
        agent,
        method: 'POST',
        timeout: 30_000,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          ...headers,
        },
      },
      (response) => {
        let text = '';
        response
          .setEncoding('utf8')
          .on('data', (chunk) => (text += chunk))
          .on('end', () => resolve({ status: response.statusCode, text }))
          .on('error', reject);
      },
    );
    sent
      .on('timeout', () => sent.destroy(new Error('no answer within 30 s')))
      .on('error', reject)
      .end(body);
  });

/** Durations in ms, and what went wrong by its message. */
class Outcome {
  durations = [];
  errors = new Map();
  fail(message) {
    this.errors.set(message, (this.errors.get(message) ?? 0) + 1);
  }
  report() {
    const sorted = this.durations.sort((a, b) => a - b);
    const at = (part) =>
      sorted.length
        ? Math.round(sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))])
        : null;
    return {
      count: sorted.length,
      p50: at(0.5),
      p95: at(0.95),
      p99: at(0.99),
      longest: at(1),
      errors: Object.fromEntries(this.errors),
    };
  }
}

/** Starts `work` so many times a second, without waiting for it; resolves when all have ended. */
async function atRate(perSecond, until, work) {
  const running = new Set();
  const startedAt = performance.now();
  for (let n = 0; performance.now() < until; n++) {
    const wait = startedAt + (n * 1000) / perSecond - performance.now();
    if (wait > 1) await sleep(wait);
    const one = work(n).finally(() => running.delete(one));
    running.add(one);
  }
  await Promise.all(running);
}

const house = await startHouse();
try {
  await launchMovement(house);
  const counts = await fill(
    { movements: house.owners.movements, gateway: house.databases.gateway },
    Number(values.scale),
    { log: console.log },
  );
  await house.atRest();
  const { units } = await ask(
    house,
    '{ units(parent: "11", level: COMMUNE, first: 100) { nodes { code } } }',
  );
  const communes = units.nodes.slice(0, COMMUNES).map(({ code }) => code);
  let authorization = await house.authorization();
  const renewal = setInterval(() => {
    house.authorization().then(
      (fresh) => (authorization = fresh),
      (error) => console.error(`no new token: ${error.message}`),
    );
  }, TOKEN_MS);

  const outcome = { changes: new Outcome(), reads: new Outcome(), visible: new Outcome() };
  const random = randomOf(3);

  /** Two of three register a family, the third reports a number; what it makes true is what the public then looks for. */
  const change = async (n) => {
    const unit = communes[n % communes.length];
    const family = n % 3 !== 0;
    const title = family ? 'LEARNING_FAMILY' : 'LEARNING_UNIT';
    const place = { movement: MOVEMENT, title, period: '2026', unit };
    const [field, input] = family
      ? ['registerSubjects', { ...place, subjects: [{ key: `load-${n}`, name: nameOf(random) }] }]
      : ['reportTally', { ...place, source: 'load', registered: { value: n } }];
    const type = `${field[0].toUpperCase()}${field.slice(1)}Input`;
    const body = JSON.stringify({
      query: `mutation ($input: ${type}!) { answer: ${field}(input: $input) { ... on Changed { version } ... on Refusal { reason } } }`,
      variables: { input },
    });
    const sentAt = performance.now();
    const answer = await post(house.url, body, { authorization, 'idempotency-key': randomUUID() });
    const answeredAt = performance.now();
    const version = answer.status === 200 ? JSON.parse(answer.text).data?.answer?.version : undefined;
    if (!version) return outcome.changes.fail(`${answer.status} ${answer.text.slice(0, 200)}`);
    outcome.changes.durations.push(answeredAt - sentAt);
    if (n % FOLLOWED === 0) await follow(unit, title, version, answeredAt);
  };

  const follow = async (unit, title, version, since) => {
    const body = JSON.stringify({
      query: `{ registrationRates(unit: "${unit}", period: "2026", titles: ["${title}"]) { version } }`,
    });
    while (performance.now() - since < VISIBLE_WITHIN_MS) {
      const { status, text } = await post(house.url, body);
      if (status === 200 && JSON.parse(text).data.registrationRates[0].version >= version)
        return outcome.visible.durations.push(performance.now() - since);
      await sleep(20);
    }
    outcome.visible.fail(`not seen within ${VISIBLE_WITHIN_MS} ms`);
  };

  const kinds = ['Q1', 'Q1', 'Q1', 'Q2', 'Q3', 'Q4'];
  const read = async (n) => {
    const kind = kinds[n % kinds.length];
    const question = questions[kind](n);
    // Half look at the year and province that change.
    const variables = kind < 'Q3' && n % 2 ? { ...question, unit: '11', period: '2026' } : question;
    const sentAt = performance.now();
    const { status, text } = await post(house.url, bodyOf(kind, variables));
    if (status !== 200 || text.startsWith('{"errors"'))
      return outcome.reads.fail(`${status} ${text.slice(0, 200)}`);
    outcome.reads.durations.push(performance.now() - sentAt);
  };

  const guarded = (of, work) => (n) => work(n).catch((error) => of.fail(error.message));
  console.log(`${changes} changes/s and ${reads} reads/s for ${minutes} minutes ...`);
  const startedAt = performance.now();
  const until = startedAt + minutes * 60_000;
  const memoryBefore = house.memoryMb('gateway');
  const told = setInterval(() => {
    const { changes: c, reads: r } = outcome;
    console.log(
      `${Math.round((performance.now() - startedAt) / 1000)} s: ${c.durations.length} changes, ${r.durations.length} reads`,
    );
  }, 30_000);
  await Promise.all([
    atRate(changes, until, guarded(outcome.changes, change)),
    atRate(reads, until, guarded(outcome.reads, read)),
  ]);
  clearInterval(told);
  clearInterval(renewal);

  const report = Object.fromEntries(Object.entries(outcome).map(([name, of]) => [name, of.report()]));
  const machine = `${cpus().length} x ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
  console.log(
    `\n${machine}; load generator on the same machine\n${JSON.stringify(counts)}; ${changes} changes/s, ${reads} reads/s, ${minutes} minutes`,
  );
  console.log(
    `gateway memory ${Math.round(memoryBefore)} MB before, ${Math.round(house.memoryMb('gateway'))} MB after\n`,
  );
  let failed = false;
  for (const [name, { count, p50, p95, p99, longest, errors }] of Object.entries(report)) {
    const wrong = Object.values(errors).reduce((sum, of) => sum + of, 0);
    const held = wrong === 0 && count > 0 && (name === 'visible' ? p99 : p95) < goals[name];
    failed ||= !held;
    console.log(
      `${held ? 'held  ' : 'MISSED'} ${name.padEnd(8)} ${count} done, p50 ${p50} p95 ${p95} p99 ${p99} longest ${longest} ms, ${wrong} errors; goal ${name === 'visible' ? 'p99' : 'p95'} ${goals[name]} ms, no error`,
    );
    for (const [message, times] of Object.entries(errors).slice(0, 5))
      console.log(`       ${times} x ${message}`);
  }
  if (values.json)
    writeFileSync(
      values.json,
      JSON.stringify({ at: new Date().toISOString(), machine, values, counts, report }, null, 1),
    );
  process.exitCode = failed ? 1 : 0;
} finally {
  agent.destroy();
  await house.stop();
}
