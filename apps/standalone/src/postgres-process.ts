// The running server of the embedded PostgreSQL: whether it is ready, whose it is, and how it is ended.
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Ends a server that a killed process of ours left behind; refuses a folder that is in use. */
export async function releaseFolder(data: string, log: (message: string) => void): Promise<void> {
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

/** Harder every ten seconds. */
export async function shutDown(pid: number, signal: NodeJS.Signals, ended: () => boolean): Promise<void> {
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

export async function until(condition: () => boolean, milliseconds: number): Promise<boolean> {
  const deadline = Date.now() + milliseconds;
  while (!condition()) {
    if (Date.now() > deadline) return false;
    await delay(20);
  }
  return true;
}

/** As pg_ctl does it: a connection alone could be answered by another server on the same port. */
export function statusOf(data: string, pid: number): string | undefined {
  const file = join(data, 'postmaster.pid');
  const lines = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n') : [];
  return Number(lines[0]) === pid ? lines[7]?.trim() : undefined;
}
