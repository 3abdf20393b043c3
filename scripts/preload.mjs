// Read before anything else of a service: `node --import ./scripts/preload.mjs dist/apps/gateway/main.js`.
import module from 'node:module';
import { fileURLToPath } from 'node:url';

// Stack traces name our sources. Those of packages are left out: their maps would take 20 MB and half a second.
module.setSourceMapsSupport(true, { nodeModules: false });
// What was compiled once is not compiled at the next start; where the folder is read-only it just is not kept.
module.enableCompileCache(fileURLToPath(new URL('../dist/compiled', import.meta.url)));
