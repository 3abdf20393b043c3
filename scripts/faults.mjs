// `npm run faults`: the short form of the experiments under faults; see docs/reliability.md for the others.
import '../tests/support/typescript.mjs';
import { existsSync } from 'node:fs';
import { kafkaMissing } from './kafka.mjs';

if (!existsSync('dist/apps/gateway/main.js')) throw new Error('Build first: npm run build');
const missing = kafkaMissing();
if (missing && process.env.CI) throw new Error(`CI must prove the house under faults: ${missing}`);
if (missing) {
  console.log(`SKIPPED the experiments under faults: ${missing}`);
  process.exit(0);
}
const { main } = await import('../tests/faults/main.ts');
process.exit(await main(process.argv.slice(2)));
