// `npm start` and `npm run start:cluster`: builds what is not built, then runs apps/standalone in this process.
import { buildWhatChanged } from './build.mjs';
import './preload.mjs';

if (!buildWhatChanged()) {
  console.error('The build failed; `npm run build` shows why.');
  process.exit(1);
}

// npm passes SIGTERM to its shell, which dies without passing it on: whose parent is gone stops.
if (process.env.npm_lifecycle_event) {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && process.kill(process.pid, 'SIGTERM'), 500).unref();
}

await import('../dist/apps/standalone/main.js');
