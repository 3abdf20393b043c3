// `npm run faults`: the built programs, the real PostgreSQL and the real Kafka under faults; docs/reliability.md says how.
import '../tests/support/typescript.mjs';
import { spawnSync } from 'node:child_process';
import { buildWhatChanged } from './build.mjs';
import { fetchJars, kafkaMissing } from './kafka.mjs';

const missing = kafkaMissing();
if (missing && process.env.CI) throw new Error(`CI must prove the house under faults: ${missing}`);
if (missing) {
  console.log(`SKIPPED the experiments under faults: ${missing}`);
  process.exit(0);
}
// In a network of its own where the machine allows one: its packets can be dropped there, and its ports are nobody else's.
const own = [
  'setpriv',
  '--pdeathsig',
  'TERM',
  'unshare',
  '--net',
  'sh',
  '-c',
  'ip link set lo up && exec "$0" "$@"',
];
const inOwn = (...command) =>
  spawnSync(own[0], [...own.slice(1), ...command], {
    stdio: 'inherit',
    env: { ...process.env, FAULTS_OWN_NETWORK: '1' },
  }).status;
if (!process.env.FAULTS_OWN_NETWORK) {
  if (!buildWhatChanged()) process.exit(1);
  await fetchJars(console.log);
  if (inOwn('true') === 0)
    process.exit(inOwn(process.execPath, ...process.execArgv, ...process.argv.slice(1)) ?? 1);
}
// What was started is ended, and what was written removed, when the process exits.
for (const [signal, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
])
  process.once(signal, () => process.exit(status));
const { main } = await import('../tests/faults/main.ts');
process.exit(await main(process.argv.slice(2)));
