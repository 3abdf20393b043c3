// `npm run faults`: the built programs, the real PostgreSQL and the real Kafka under faults; docs/reliability.md says how.
import '../tests/support/typescript.mjs';
import { buildWhatChanged } from './build.mjs';
import { kafkaMissing } from './kafka.mjs';

const missing = kafkaMissing();
if (missing && process.env.CI) throw new Error(`CI must prove the house under faults: ${missing}`);
if (missing) {
  console.log(`SKIPPED the experiments under faults: ${missing}`);
  process.exit(0);
}
// What was started is ended, and what was written removed, when the process exits.
for (const [signal, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
])
  process.once(signal, () => process.exit(status));
if (!buildWhatChanged()) process.exit(1);
const { main } = await import('../tests/faults/main.ts');
process.exit(await main(process.argv.slice(2)));
