import 'reflect-metadata';
import { createLog, readConfig, stopOnSignal } from '@app/platform';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTopics, runAsCluster, untilReady } from './cluster.js';
import { readOptions, standaloneVariables } from './config.js';
import { DataFolder } from './data-folder.js';
import { startPostgres } from './embedded-postgres.js';
import { loadSample, untilSampleVisible } from './load-sample.js';
import { runInOneProcess } from './one-process.js';
import { ratesTable } from './show-rates.js';

const startedAt = Date.now();
const options = readOptions(process.argv.slice(2));
const config = readConfig(standaloneVariables);
const log = createLog('standalone', config.LOG_LEVEL);
const say = (line: string) => process.stdout.write(`${line}\n`);

if (options.createTopics) {
  await createTopics(undefined, log);
  process.exit(0);
}

const root = process.cwd();
const data = new DataFolder(options.data);
const secrets = data.secrets();
const stops: (() => Promise<void>)[] = [];
const stop = async () => {
  for (const one of stops.splice(0).reverse()) await one();
};
stopOnSignal(stop, log);

try {
  const postgres = await startPostgres({ dataDir: data.path, password: secrets.postgresPassword, log: say });
  stops.push(() => postgres.stop());
  const names = ['movements', 'competitions', 'exemplars', 'gateway'];
  for (const name of names) await postgres.createDatabase(`thidua_${name}`);
  const databaseUrl = (name: string) => postgres.url(`thidua_${name}`);

  const shared = {
    host: config.HOST,
    port: config.PORT,
    logLevel: config.LOG_LEVEL,
    nodeEnv: config.NODE_ENV,
    databaseUrl,
    householdKey: secrets.householdKey,
    readyGate: data.readyGate,
  };
  const running = options.cluster
    ? await runAsCluster({ ...shared, root, dataDir: data.path, log })
    : await runInOneProcess(shared);
  stops.push(() => running.stop());
  data.writeInstance({
    url: running.url,
    databases: Object.fromEntries(names.map((name) => [name, databaseUrl(name)])),
  });

  const sample = join(root, 'sample');
  if (data.wantsSample(options.empty)) {
    await loadSample(running.url, sample, () => Promise.resolve(''));
    await untilSampleVisible(running.url, sample, 30_000);
  }
  writeFileSync(data.readyGate, '');
  await untilReady(running.url, 30_000);
  if (data.wantsSample(options.empty)) {
    say('\nĐiện Biên (11), real figures through GraphQL:\n');
    say(await ratesTable(running.url, '11', ['2025', '2024', '2024-2025']));
  }
  say(
    `\nReady in ${((Date.now() - startedAt) / 1000).toFixed(1)} s: ${running.url}/graphql (data in ${data.path})`,
  );
} catch (error) {
  log.fatal({ err: error }, 'could not start');
  await stop();
  process.exit(1);
}
