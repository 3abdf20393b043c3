// `npm test`: everything that proves the project. Builds, because the tests of whole processes run what is built.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWhatChanged } from './build.mjs';

const run = (...args) => spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
if (!buildWhatChanged({ everything: true })) process.exit(1);

// Parts of it: `npm test -- unit integration`, `npm test -- delivery`. `npm test -- faults` runs only when named.
const parts = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'thidua-results-'));
let failed = 0;
const totals = { passed: 0, failed: 0, skipped: 0 };
// Browsers, processes and brokers are timed best alone: they come after the rest.
for (const projects of [['unit', 'integration'], ['web'], ['delivery']]) {
  const chosen = projects.filter((project) => parts.length === 0 || parts.includes(project));
  if (chosen.length === 0) continue;
  const file = join(folder, `${chosen.join('-')}.json`);
  failed |= run(
    'scripts/jest.mjs',
    '--selectProjects',
    ...chosen,
    '--json',
    `--outputFile=${file}`,
    '--silent=false',
  );
  const results = JSON.parse(readFileSync(file, 'utf8'));
  totals.passed += results.numPassedTests;
  totals.failed += results.numFailedTests + results.numRuntimeErrorTestSuites;
  totals.skipped += results.numPendingTests;
}
if (parts.includes('faults')) {
  const file = join(folder, 'faults.json');
  failed |= run('--disable-warning=TimeoutNegativeWarning', 'scripts/faults.mjs', `--outputFile=${file}`);
  // Not there: where Kafka cannot run, which is said.
  if (existsSync(file))
    for (const [name, count] of Object.entries(JSON.parse(readFileSync(file, 'utf8')))) totals[name] += count;
}
rmSync(folder, { recursive: true });
console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(failed || totals.failed || totals.passed === 0 ? 1 : 0);
