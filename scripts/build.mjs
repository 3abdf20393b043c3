// `npm run build` builds everything; `npm start` and `npm test` only what is older than its sources.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeGraphqlTypes } from './graphql-types.mjs';

const PAGES = join('apps', 'web', 'app');
const services = ['movements', 'competitions', 'exemplars', 'gateway', 'web', 'standalone'];
const parts = {
  // First: it empties dist/apps/web, where the service of the pages is built too.
  pages: {
    command: ['node_modules/@react-router/dev/bin.cjs', 'build', 'apps/web'],
    built: ['dist/apps/web/server/index.js'],
    isSource: (path) => path.startsWith(PAGES) || path.endsWith('.config.ts'),
  },
  services: {
    command: ['node_modules/@nestjs/cli/bin/nest.js', 'build', '--all'],
    built: services.map((app) => `dist/apps/${app}/main.js`),
    isSource: (path) => path.endsWith('.ts') && !path.endsWith('.spec.ts') && !path.startsWith(PAGES),
  },
};

const sources = () =>
  ['apps', 'libs'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
const changedAt = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0);

/** Whether everything is built afterwards. `stdio` of what builds. */
export function buildWhatChanged({ everything = false, stdio = ['ignore', 'ignore', 'inherit'] } = {}) {
  const files = sources();
  return Object.values(parts).every(({ command, built, isSource }) => {
    const oldestBuilt = Math.min(...built.map(changedAt));
    const isFresh = files.filter(isSource).every((file) => changedAt(file) < oldestBuilt);
    if (isFresh && !everything) return true;
    const startedAt = new Date();
    if (spawnSync(process.execPath, command, { stdio }).status !== 0) return false;
    // What comes out as it was is not written again, and would be taken for older than its sources for ever.
    for (const file of built) utimesSync(file, startedAt, startedAt);
    return true;
  });
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  writeGraphqlTypes();
  process.exitCode = buildWhatChanged({ everything: true, stdio: 'inherit' }) ? 0 : 1;
}
