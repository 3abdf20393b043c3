// `npm test`: everything that proves the project. Builds, because the tests of whole processes run what is built.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWhatChanged } from './build.mjs';

const run = (...args) => spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
if (!buildWhatChanged({ everything: true })) process.exit(1);

// Parts of it: `npm test -- unit integration`, `npm test -- delivery`, and so on.
const parts = process.argv.slice(2);
const isWanted = (part) => parts.length === 0 || parts.includes(part);
const folder = mkdtempSync(join(tmpdir(), 'thidua-results-'));
let failed = 0;
const totals = { passed: 0, failed: 0, skipped: 0 };
/** Jest's own choice leaves a core idle, all there is beside the first on a small machine. */
const all = Math.min(availableParallelism(), 4);
// Each step is timed best without the others; processes and brokers also without one another.
for (const { projects, workers } of [
  { projects: ['unit', 'integration'], workers: all },
  { projects: ['web'], workers: all },
  { projects: ['delivery'], workers: 1 },
]) {
  const chosen = projects.filter(isWanted);
  if (chosen.length === 0) continue;
  const startedAt = performance.now();
  const file = join(folder, `${chosen.join('-')}.json`);
  failed |= run(
    'scripts/jest.mjs',
    '--selectProjects',
    ...chosen,
    `--maxWorkers=${workers}`,
    '--json',
    `--outputFile=${file}`,
    '--silent=false',
  );
  const results = JSON.parse(readFileSync(file, 'utf8'));
  totals.passed += results.numPassedTests;
  totals.failed += results.numFailedTests + results.numRuntimeErrorTestSuites;
  totals.skipped += results.numPendingTests;
  tell(chosen.join(' and '), startedAt);
}
// The short form: each experiment once.
if (isWanted('faults')) {
  const startedAt = performance.now();
  const file = join(folder, 'faults.json');
  failed |= run('--disable-warning=TimeoutNegativeWarning', 'scripts/faults.mjs', `--outputFile=${file}`);
  // Not there: where Kafka cannot run, which is said.
  if (existsSync(file))
    for (const [name, count] of Object.entries(JSON.parse(readFileSync(file, 'utf8')))) totals[name] += count;
  tell('faults', startedAt);
}
rmSync(folder, { recursive: true });
console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(failed || totals.failed || totals.passed === 0 ? 1 : 0);

/** Where the minutes went. */
function tell(part, startedAt) {
  console.log(`${part}: ${Math.round((performance.now() - startedAt) / 1000)} s`);
}
