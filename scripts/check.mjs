// `npm run check`: everything about the code that can be told without running it. Needs no services.
import { spawn } from 'node:child_process';
import { writeGraphqlTypes } from './graphql-types.mjs';

/** The longest first: two run at a time. */
const steps = [
  ['lint', 'eslint/bin/eslint.js', '.', '--max-warnings', '0'],
  ['contracts', '../scripts/jest.mjs', 'tests/contracts', '--selectProjects', 'unit'],
  ['format', 'prettier/bin/prettier.cjs', '--check', '.'],
  ['types', 'typescript-7/bin/tsc', '-p', 'tsconfig.json'],
  ['web types', 'typescript-7/bin/tsc', '-p', 'apps/web/app/tsconfig.json'],
  ['imports', 'dependency-cruiser/bin/dependency-cruiser.mjs', 'apps', 'libs', 'scripts', 'tests'],
];
const AT_A_TIME = 2;

const run = ([name, script, ...parameters]) =>
  new Promise((resolve) => {
    const startedAt = performance.now();
    const child = spawn(process.execPath, [`node_modules/${script}`, ...parameters]);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
    child.on('close', (code) => {
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(10)} ${seconds.padStart(5)} s`);
      if (code !== 0) {
        console.log(output.trim());
        process.exitCode = 1;
      }
      resolve();
    });
  });

writeGraphqlTypes();
const waiting = [...steps];
const worker = async () => {
  for (let step = waiting.shift(); step; step = waiting.shift()) await run(step);
};
await Promise.all(Array.from({ length: AT_A_TIME }, worker));
