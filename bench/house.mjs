// The house as processes over a real Kafka and PostgreSQL, as `npm run start:cluster` runs it, but as production: with a folder
// and an identity provider of its own, and without limits on how often somebody may ask.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startIssuer } from './issuer.mjs';

const START_MS = 180_000;
/** Ticks of a second in /proc. */
const TICKS = 100;
/** Of a second of processor: who uses less is at rest. */
const BUSY_S = 0.1;

export async function startHouse() {
  const dataDir = mkdtempSync(join(tmpdir(), 'thidua-bench-'));
  const issuer = await startIssuer();
  const unlimited = ['ANONYMOUS_PER_SECOND', 'ANONYMOUS_BURST', 'SIGNED_IN_PER_SECOND', 'SIGNED_IN_BURST'];
  const child = spawn(process.execPath, ['scripts/start.mjs', '--cluster', '--empty', '--data', dataDir], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      ...issuer.variables,
      LOG_LEVEL: process.env.LOG_LEVEL ?? 'error',
      PORT: '0',
      ...Object.fromEntries(unlimited.map((name) => [`RATE_LIMIT_${name}`, '1000000'])),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  const exited = once(child, 'exit');
  const stop = async () => {
    if (child.exitCode === null) child.kill('SIGTERM');
    await exited;
    issuer.stop();
    // Where this folder does not suit PostgreSQL, it says here where its data are instead.
    const elsewhere = join(dataDir, 'postgres.location');
    if (existsSync(elsewhere))
      rmSync(readFileSync(elsewhere, 'utf8').trim(), { recursive: true, force: true });
    rmSync(dataDir, { recursive: true, force: true });
  };
  process.once('SIGINT', () => void stop().then(() => process.exit(130)));
  const deadline = Date.now() + START_MS;
  while (!output.includes('Ready in')) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`the house did not start:\n${output}`);
    }
    await sleep(100);
  }
  // What goes wrong from now on is said.
  child.stdout.on('data', (data) => process.stderr.write(data));
  const { url, databases, owners } = JSON.parse(readFileSync(join(dataDir, 'instance.json'), 'utf8'));
  const descendants = () => processesBelow(child.pid);
  const cpuOf = (name = 'gateway') => cpuSeconds(pidOf(name), descendants());
  const pidOf = (name) => descendants().find(({ command }) => command.includes(`apps/${name}/main.js`))?.pid;
  return {
    url,
    databases,
    owners,
    pidOf,
    /** Where a service takes commands from the gateway. */
    serviceUrl: (name) => environmentOf(pidOf('gateway'))[`${name.toUpperCase()}_URL`],
    brokers: () => environmentOf(pidOf('gateway')).KAFKA_BROKERS,
    /** Of an administrator of the country. */
    authorization: async () => `Bearer ${await issuer.token()}`,
    /** Seconds of processor that the gateway (or another service) and PostgreSQL have used; null where nothing tells. */
    cpuSeconds: cpuOf,
    /** Until the gateway has taken over what was filled: that would be counted as work for the first questions. */
    atRest: async () => {
      let before = cpuOf();
      for (let tries = 0; tries < 60; tries++) {
        await sleep(1000);
        const now = cpuOf();
        if (now - before < BUSY_S) return;
        before = now;
      }
    },
    memoryMb: (name) => memoryMb(pidOf(name), 'VmRSS'),
    /** The greatest memory of the service since `forgetPeak`. */
    peakMb: (name) => memoryMb(pidOf(name), 'VmHWM'),
    forgetPeak: (name) => writeFileSync(`/proc/${pidOf(name)}/clear_refs`, '5'),
    stop,
  };
}

/** Of the processes of /proc those that come from this one, near or far. */
function processesBelow(root) {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => statOf(pid))
    .filter((one) => one !== null);
  const below = [];
  const wanted = [root];
  for (let at = wanted.shift(); at; at = wanted.shift())
    for (const one of all.filter(({ parent }) => parent === at)) {
      below.push(one);
      wanted.push(one.pid);
    }
  return below;
}

function statOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Behind the name, which may hold anything: state, parent, ...; 11 to 14: own and waited-for children's time.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).map(Number);
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return { pid: Number(pid), parent: Number(fields[1]), ticks, command };
  } catch {
    return null;
  }
}

function cpuSeconds(pid, descendants) {
  const own = descendants.find((one) => one.pid === pid);
  const postmaster = descendants.find(({ command }) => /postgres -D /.test(command));
  if (!own || !postmaster) return null;
  const backends = descendants.filter(({ parent }) => parent === postmaster.pid);
  const [user, system, ...waited] = postmaster.ticks;
  const ticks = [own, ...backends].reduce(
    (sum, one) => sum + one.ticks[0] + one.ticks[1],
    user + system + waited[0] + waited[1],
  );
  return ticks / TICKS;
}

function memoryMb(pid, which) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(new RegExp(`${which}:\\s+(\\d+)`).exec(status)[1]) / 1024;
  } catch {
    return null;
  }
}

const environmentOf = (pid) =>
  Object.fromEntries(
    readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
