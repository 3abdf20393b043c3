// `npm start` and `npm run start:cluster`: builds what is not built, then runs apps/standalone in this process.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const newest = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts'))
    .reduce((latest, entry) => Math.max(latest, statSync(join(entry.parentPath, entry.name)).mtimeMs), 0);

const built = ['movements', 'competitions', 'exemplars', 'gateway', 'standalone'].map(
  (app) => `dist/apps/${app}/main.js`,
);
const oldestBuilt = Math.min(...built.map((file) => (existsSync(file) ? statSync(file).mtimeMs : 0)));
if (oldestBuilt < Math.max(newest('apps'), newest('libs'))) {
  const { status } = spawnSync(process.execPath, ['node_modules/@nestjs/cli/bin/nest.js', 'build', '--all'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) {
    console.error('The build failed; `npm run build` shows why.');
    process.exit(1);
  }
}

// npm passes SIGTERM to its shell, which dies without passing it on: whose parent is gone stops.
if (process.env.npm_lifecycle_event) {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && process.kill(process.pid, 'SIGTERM'), 500).unref();
}

process.setSourceMapsEnabled(true);
await import('../dist/apps/standalone/main.js');
