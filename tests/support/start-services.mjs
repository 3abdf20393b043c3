// Runs once before all tests of a project, natively in Node, hence the .ts ending: one PostgreSQL for all test
// files, each of which makes databases of its own; one Kafka where it can run; and for the tests of pages one folder of
// `npm start`, of which each has a copy.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kafkaMissing, startKafka } from '../../scripts/kafka.mjs';
import './typescript.mjs';

const { startPostgres } = await import('../../apps/standalone/src/embedded-postgres.ts');

export default async function start(_, project) {
  globalThis.testServices ??= [];
  if (project.displayName?.name === 'web') return await startSample();
  if (!process.env.TEST_POSTGRES_URL) {
    const dataDir = mkdtempSync(join(tmpdir(), 'thidua-test-'));
    const postgres = await startPostgres({
      dataDir,
      password: 'test',
      settings: { fsync: 'off', max_connections: 500 },
    });
    process.env.TEST_POSTGRES_URL = postgres.url('postgres');
    globalThis.testServices.push({ stop: () => postgres.stop(), dataDir });
  }
  if (project.displayName?.name === 'delivery' && !process.env.TEST_KAFKA_BROKERS) {
    const missing = process.env.KAFKA_BROKERS ? null : kafkaMissing();
    if (missing && process.env.CI)
      throw new Error(`CI must prove the delivery over a real Kafka: ${missing}`);
    if (process.env.KAFKA_BROKERS) process.env.TEST_KAFKA_BROKERS = process.env.KAFKA_BROKERS;
    else if (missing) process.env.TEST_KAFKA_MISSING = missing;
    else {
      const kafka = await startKafka();
      process.env.TEST_KAFKA_BROKERS = kafka.brokers;
      globalThis.testServices.push({ stop: () => kafka.stop() });
    }
  }
}

/** A first start of the house, until it has loaded everything. */
async function startSample() {
  const { launch, newDataDir } = await import('./launcher.ts');
  const { untilOldUnitsLoaded } = await import('./databases.ts');
  const dataDir = newDataDir();
  globalThis.testServices.push({ stop: async () => {}, dataDir });
  const house = await launch(dataDir);
  const { databases } = JSON.parse(readFileSync(join(dataDir, 'instance.json'), 'utf8'));
  await untilOldUnitsLoaded(databases.movements);
  await house.stop();
  process.env.TEST_SAMPLE_FOLDER = dataDir;
}
