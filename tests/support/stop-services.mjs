import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export default async function stop() {
  for (const { stop, dataDir } of (globalThis.testServices ?? []).splice(0).reverse()) {
    await stop();
    if (!dataDir) continue;
    const elsewhere = join(dataDir, 'postgres.location');
    if (existsSync(elsewhere))
      rmSync(readFileSync(elsewhere, 'utf8').trim(), { recursive: true, force: true });
    rmSync(dataDir, { recursive: true, force: true });
  }
  delete process.env.TEST_POSTGRES_URL;
  delete process.env.TEST_KAFKA_BROKERS;
  delete process.env.TEST_SAMPLE_FOLDER;
}
