// One of the four built programs as a process that can be killed, stopped and started again.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

// On Linux the kernel ends the programs when the suite dies, even by SIGKILL.
const tied =
  spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true']).status === 0
    ? ['setpriv', '--pdeathsig', 'KILL']
    : [];

export interface ProgramOptions {
  name: string;
  file: string;
  env: Record<string, string>;
  logFile: string;
  url: string;
}

export class Program {
  readonly name: string;
  readonly url: string;
  /** How often it was started, and how often it ended without being told to. */
  starts = 0;
  ownEnds = 0;
  lastExit: { code: number | null; signal: string | null } | null = null;
  private readonly options: ProgramOptions;
  private child: ChildProcess | null = null;
  private ended: Promise<void> = Promise.resolve();
  private told = false;
  private supervised = false;

  constructor(options: ProgramOptions) {
    this.options = options;
    this.name = options.name;
    this.url = options.url;
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  get running(): boolean {
    return this.child !== null;
  }

  /** With a supervisor, as in production, it is started again a moment after it ended by itself or was killed. */
  start({ supervised = true } = {}): void {
    if (this.child) return;
    this.supervised = supervised;
    this.told = false;
    this.starts++;
    const log = openSync(this.options.logFile, 'a');
    const [command = process.execPath, ...args] = [
      ...tied,
      process.execPath,
      '--disable-warning=TimeoutNegativeWarning',
      '--import=./scripts/preload.mjs',
      // Of any free one: where it listens when it is asked what it holds.
      '--inspect-port=0',
      this.options.file,
    ];
    const child = spawn(command, args, {
      env: { PATH: process.env.PATH, ...this.options.env },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.child = child;
    this.ended = new Promise((done) => {
      child.once('error', () => done());
      child.once('exit', (code, signal) => {
        this.lastExit = { code, signal };
        if (this.child === child) this.child = null;
        if (!this.told) this.ownEnds++;
        if (this.supervised && !this.told) setTimeout(() => this.supervised && this.start(), 300).unref();
        done();
      });
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  /** kill -9; it is not started again by itself. */
  async kill(): Promise<void> {
    this.supervised = false;
    this.told = true;
    this.signal('SIGKILL');
    await this.ended;
  }

  /** SIGTERM, as a rolling restart does it; -9 after 15 s. */
  async stop(): Promise<void> {
    this.supervised = false;
    this.told = true;
    this.signal('SIGTERM');
    const harder = setTimeout(() => this.signal('SIGKILL'), 15_000);
    await this.ended;
    clearTimeout(harder);
  }

  async health(): Promise<{ ready: boolean; body: HealthBody | null }> {
    try {
      const response = await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(4_000) });
      return { ready: response.ok, body: (await response.json()) as HealthBody };
    } catch {
      return { ready: false, body: null };
    }
  }

  async untilReady(withinMs = 60_000): Promise<void> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const { ready, body } = await this.health();
      if (ready) return;
      if (Date.now() > deadline)
        throw new Error(
          `${this.name} is not ready after ${withinMs} ms: ${JSON.stringify(body)}\n${this.tail()}`,
        );
      await sleep(100);
    }
  }

  /** What it holds in memory after a collection, in megabytes: what it merely has room for says little. */
  async held(): Promise<number> {
    this.signal('SIGUSR1');
    const listening = /.*Debugger listening on (ws:\S+)/s;
    for (let tries = 0; !listening.test(this.log()) && tries < 100; tries++) await sleep(50);
    const inspector = new WebSocket(listening.exec(this.log())?.[1] ?? '');
    const ask = (id: number, method: string) =>
      new Promise<{ usedSize: number }>((answered) => {
        inspector.addEventListener('message', ({ data }) => {
          const answer = JSON.parse(String(data)) as { id: number; result: { usedSize: number } };
          if (answer.id === id) answered(answer.result);
        });
        inspector.send(JSON.stringify({ id, method }));
      });
    await once(inspector, 'open');
    try {
      await ask(1, 'HeapProfiler.collectGarbage');
      return (await ask(2, 'Runtime.getHeapUsage')).usedSize / 2 ** 20;
    } finally {
      inspector.close();
    }
  }

  tail(lines = 15): string {
    return readFileSync(this.options.logFile, 'utf8').trim().split('\n').slice(-lines).join('\n');
  }

  log(): string {
    return readFileSync(this.options.logFile, 'utf8');
  }
}

export interface HealthBody {
  checks: Record<string, string | null>;
  figures: Record<string, Record<string, number>>;
}
