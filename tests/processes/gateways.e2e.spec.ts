import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '../../apps/standalone/src/cluster.js';
import { untilReady } from '../../apps/standalone/src/until-ready.js';
import { ask } from '../../apps/standalone/src/load-sample.js';
import { signIn } from '../../scripts/sign-in.mjs';
import { onDatabase } from '../support/databases.js';
import { kafkaMissing } from '../support/kafka.js';
import { launch, newDataDir, removeDataDir, type Launched } from '../support/launcher.js';
import { eventually } from '../support/eventually.js';

const ROUNDS = 3;
const QUESTION = `{ registrationRates(unit: "11", period: "2025", titles: ["LEARNING_CLAN"], breakdown: true) {
  unit { code } registered { value } version }
  above: registrationRates(unit: "11", period: "2025", titles: ["LEARNING_CLAN"]) { pooledBelow { registered { value } } } }`;
interface Answer {
  registrationRates: { unit: { code: string }; registered: { value: number } | null; version: number }[];
  above: { pooledBelow: { registered: { value: number } | null } | null }[];
}

const dataDir = newDataDir();
let cluster: Launched | null = null;
const others: ChildProcess[] = [];
afterAll(async () => {
  for (const child of others) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }
  await cluster?.stop();
  removeDataDir(dataDir);
});

/** Another gateway of the same installation: its database, its Kafka, a port of its own. */
async function startGateway(
  databaseUrl: string,
  ownerUrl: string,
): Promise<{ url: string; child: ChildProcess }> {
  const properties = readFileSync(join(dataDir, 'kafka', 'server.properties'), 'utf8');
  const brokers = /PLAINTEXT:\/\/([^,\s]+)/.exec(properties)?.[1] ?? '';
  const [port] = await freePorts(1);
  const child = spawn(
    process.execPath,
    [
      '--import=./scripts/preload.mjs',
      '--disable-warning=TimeoutNegativeWarning',
      'dist/apps/gateway/main.js',
    ],
    {
      env: {
        ...process.env,
        NODE_ENV: 'development',
        LOG_LEVEL: 'fatal',
        HOST: '127.0.0.1',
        PORT: String(port),
        DATABASE_URL: databaseUrl,
        MIGRATION_DATABASE_URL: ownerUrl,
        KAFKA_BROKERS: brokers,
        KAFKA_SESSION_TIMEOUT_MS: '6000',
        RATE_LIMIT_ANONYMOUS_BURST: '100000',
      },
      stdio: 'ignore',
    },
  );
  others.push(child);
  const url = `http://127.0.0.1:${port}`;
  await untilReady(url, 90_000);
  return { url, child };
}

describe('several gateway processes', () => {
  if (kafkaMissing) {
    it.skip(`skipped: ${kafkaMissing}`, () => undefined);
    return;
  }
  let urls: string[];
  let authorization: string;
  beforeAll(async () => {
    cluster = await launch(dataDir, ['--cluster'], { RATE_LIMIT_ANONYMOUS_BURST: '100000' });
    const instance = JSON.parse(readFileSync(join(dataDir, 'instance.json'), 'utf8')) as {
      databases: { gateway: string };
      owners: { gateway: string };
    };
    const more = [instance.databases.gateway, instance.owners.gateway] as const;
    const two = await Promise.all([startGateway(...more), startGateway(...more)]);
    urls = [cluster.url, ...two.map(({ url }) => url)];
    authorization = `Bearer ${await signIn(cluster.url, 'administrator')}`;
  }, 240_000);

  const answers = () => Promise.all(urls.map((url) => ask<Answer>(url, QUESTION)));
  const report = (unit: string, value: number) =>
    ask<{ reportTally: { version?: number; reason?: string } }>(
      cluster?.url ?? '',
      `mutation ($input: ReportTallyInput!) { reportTally(input: $input) { ... on Changed { version } ... on Refusal { reason } } }`,
      {
        input: {
          movement: 'XHHT-2023-2030',
          title: 'LEARNING_CLAN',
          period: '2025',
          unit,
          source: 's',
          registered: { value },
        },
      },
      { authorization },
    );

  it('answer the same, though one of them is killed while changes come', async () => {
    const communes = (await answers())[0]?.registrationRates.map(({ unit }) => unit.code) ?? [];
    expect(communes.length).toBeGreaterThan(40);
    const last = new Map<string, number>();
    for (let round = 1; round <= ROUNDS; round++) {
      for (const [n, unit] of communes.entries()) {
        const { reportTally } = await report(unit, round * 1_000 + n);
        expect(reportTally.reason).toBeUndefined();
        last.set(unit, round * 1_000 + n);
        // All are asked meanwhile, so that they have answers to keep.
        if (n % 10 === 0) await answers();
      }
      if (round === 1) {
        others.at(-1)?.kill('SIGKILL');
        urls.pop();
      }
    }
    const sum = [...last.values()].reduce((all, value) => all + value, 0);
    await eventually(async () => {
      for (const { registrationRates, above } of await answers()) {
        expect(new Map(registrationRates.map((row) => [row.unit.code, row.registered?.value]))).toEqual(last);
        expect(above[0]?.pooledBelow?.registered?.value).toBe(sum);
      }
    }, 60_000);
    // To the last word the same, and what the service itself says.
    const texts = new Set((await answers()).map((answer) => JSON.stringify(answer)));
    expect(texts.size).toBe(1);
    const { databases } = JSON.parse(readFileSync(join(dataDir, 'instance.json'), 'utf8')) as {
      databases: { movements: string };
    };
    const [truth] = await onDatabase<{ sum: number }>(
      databases.movements,
      `select sum((registered ->> 'value')::int)::int as sum from cell join unit on unit.id = unit_id
       where level = 'COMMUNE' and title = 'LEARNING_CLAN' and period = '2025' and unit.parent_id = (select id from unit where code = '11')`,
    );
    expect(truth?.sum).toBe(sum);
  }, 240_000);
});
