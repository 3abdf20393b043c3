// `npm run dev`: everything in one process, built and started again at each change of a source.
import { spawn, spawnSync } from 'node:child_process';

const nest = ['node_modules/@nestjs/cli/bin/nest.js', 'build', 'standalone'];
if (spawnSync(process.execPath, nest, { stdio: 'inherit' }).status !== 0) process.exit(1);

const file = 'dist/apps/standalone/main.js';
const children = [
  spawn(process.execPath, [...nest, '--watch'], { stdio: ['ignore', 'ignore', 'inherit'] }),
  spawn(process.execPath, ['--enable-source-maps', `--watch-path=${file}`, file, ...process.argv.slice(2)], {
    stdio: 'inherit',
  }),
];
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => children.forEach((child) => child.kill(signal)));
