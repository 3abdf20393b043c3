import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const toRemove = new Set<() => void>();
process.once('exit', () => toRemove.forEach((remove) => remove()));
/** A folder of ours, which goes with the process at the latest; PostgreSQL's own account can reach it. */
export function temporaryFolder(name: string): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), `thidua-${name}-`));
  chmodSync(path, 0o755);
  const remove = () => {
    rmSync(path, { recursive: true, force: true, maxRetries: 3 });
    toRemove.delete(remove);
  };
  toRemove.add(remove);
  return { path, remove };
}
