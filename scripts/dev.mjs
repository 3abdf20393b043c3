// `npm run dev`: everything in one process, built and started again at each change of a source.
import { spawn, spawnSync } from 'node:child_process';

const nest = ['node_modules/@nestjs/cli/bin/nest.js', 'build', 'standalone'];
const pages = ['node_modules/@react-router/dev/bin.cjs', 'build', 'apps/web'];
for (const build of [nest, pages])
  if (spawnSync(process.execPath, build, { stdio: ['ignore', 'ignore', 'inherit'] }).status !== 0)
    process.exit(1);

const file = 'dist/apps/standalone/main.js';
const watched = [`--watch-path=${file}`, '--watch-path=dist/apps/web/server/index.js'];
const quiet = { stdio: ['ignore', 'ignore', 'inherit'] };
const children = [
  spawn(process.execPath, [...nest, '--watch'], quiet),
  spawn(process.execPath, ['--watch-path=apps/web/app', ...pages], quiet),
  spawn(process.execPath, ['--import=./scripts/preload.mjs', ...watched, file, ...process.argv.slice(2)], {
    stdio: 'inherit',
  }),
];
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => children.forEach((child) => child.kill(signal)));
