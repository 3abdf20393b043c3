// Jest with native ESM, which Nest 12 needs: `node scripts/jest.mjs --selectProjects unit`, and so on.
import { spawnSync } from 'node:child_process';

const { status } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--no-warnings',
    // Threads read their file, and what it imports, without Jest.
    '--import',
    './tests/support/typescript.mjs',
    'node_modules/jest/bin/jest.js',
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);
