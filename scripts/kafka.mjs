// A real Apache Kafka (one KRaft node) from Maven jars, for tests and for development.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const home = join(dirname(fileURLToPath(import.meta.url)), '..', 'kafka');
const lib = join(home, 'lib');
const pom = join(home, 'pom.xml');
const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'java') : 'java';
const host = '127.0.0.1';

const readLog = (dataDir) => readFileSync(join(dataDir, 'kafka.log'), 'utf8');
const hasMaven = () => spawnSync('mvn', ['-version'], { stdio: 'ignore' }).status === 0;
const jarsAreFresh = () => existsSync(lib) && statSync(lib).mtimeMs >= statSync(pom).mtimeMs;

/** @type {import('./kafka.d.mts').kafkaMissing} */
export function kafkaMissing() {
  const { stderr } = spawnSync(java, ['-version'], { encoding: 'utf8' });
  const version = Number(/version "(\d+)/.exec(stderr ?? '')?.[1] ?? 0);
  if (version < 17) return `Kafka needs Java 17 or newer (${version ? `found ${version}` : 'none found'})`;
  if (!existsSync(lib) && !hasMaven()) return 'Kafka needs Maven to fetch its jars (none found)';
  return null;
}

/** Run a program to its end; its output is the error. */
async function run(command, args) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
  const code = await new Promise((done, fail) => child.once('error', fail).once('close', done));
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${output.slice(-4000)}`);
}

/** @type {import('./kafka.d.mts').fetchJars} */
export async function fetchJars(log = () => {}) {
  if (jarsAreFresh() || (existsSync(lib) && !hasMaven())) return;
  log('Fetching Kafka with Maven ...');
  // Another run may fetch at the same time: copy aside, then rename; whoever is second drops its copy.
  const aside = mkdtempSync(join(home, '.lib-'));
  try {
    const options = ['-DincludeScope=runtime', `-DoutputDirectory=${join(aside, 'new')}`];
    await run('mvn', ['-B', '-q', '-f', pom, 'dependency:copy-dependencies', ...options]);
    if (jarsAreFresh()) return;
    if (existsSync(lib)) renameSync(lib, join(aside, 'old'));
    renameSync(join(aside, 'new'), lib);
  } catch (error) {
    if (!jarsAreFresh()) throw error;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/**
 * Below the ephemeral range (from 32768 on Linux): from inside it, a client that reconnects while the
 * broker is down can be given the broker's own port.
 */
async function freePort(taken) {
  for (;;) {
    const port = randomInt(20000, 32000);
    const server = createServer();
    const free = await new Promise((done) =>
      server.once('error', () => done(false)).listen(port, host, () => server.close(() => done(true))),
    );
    if (free && port !== taken) return port;
  }
}

const answers = (port) =>
  new Promise((done) => {
    const socket = connect(port, host, () => done(true)).once('error', () => done(false));
    socket.once('connect', () => socket.destroy());
  });

/**
 * On Linux the kernel stops the broker when this process dies, even by SIGKILL (setpriv), and a broker that
 * is still stopping keeps the next one off its folder (flock). Both become the broker itself: same pid.
 */
function guard(lockFile) {
  const tied = ['setpriv', '--pdeathsig', 'TERM', 'flock', '--no-fork'];
  const { status } = spawnSync(tied[0], [...tied.slice(1), '--shared', lib, 'true'], { stdio: 'ignore' });
  return status === 0 ? [...tied, '--verbose', '--timeout', '10', lockFile] : [];
}

const settings = (port, controllerPort, dataDir) => ({
  'process.roles': 'broker,controller',
  'node.id': 1,
  'controller.quorum.bootstrap.servers': `${host}:${controllerPort}`,
  'controller.listener.names': 'CONTROLLER',
  listeners: `PLAINTEXT://${host}:${port},CONTROLLER://${host}:${controllerPort}`,
  'log.dirs': join(dataDir, 'topics'),
  'auto.create.topics.enable': false,
  'offsets.topic.num.partitions': 4,
  'offsets.topic.replication.factor': 1,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'group.initial.rebalance.delay.ms': 0,
  'group.min.session.timeout.ms': 1000,
  // A broker that was killed waits for its old session to end before it is let in again (9 s by default).
  'broker.session.timeout.ms': 3000,
  'broker.heartbeat.interval.ms': 500,
  'log.cleaner.dedupe.buffer.size': 10485760,
});

/** @type {import('./kafka.d.mts').startKafka} */
export async function startKafka(options = {}) {
  const log = options.log ?? (() => {});
  const missing = kafkaMissing();
  if (missing) throw new Error(missing);
  await fetchJars(log);

  const temporary = !options.dataDir;
  const dataDir = temporary ? mkdtempSync(join(tmpdir(), 'kafka-')) : resolve(options.dataDir);
  const removeData = () => temporary && rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
  const nativeLibs = join(dataDir, 'tmp');
  mkdirSync(nativeLibs, { recursive: true });
  const port = options.port || (await freePort());
  const controllerPort = options.controllerPort || (await freePort(port));

  const config = join(dataDir, 'server.properties');
  // Kafka locks its folder too late: a second broker breaks the metadata of the first before it gives up.
  const before = existsSync(config) && /bootstrap\.servers=.*:(\d+)/.exec(readFileSync(config, 'utf8'));
  for (let tries = 0; before && (await answers(Number(before[1]))); tries++) {
    if (tries === 30) throw new Error(`Another Kafka is running on ${dataDir}`);
    await sleep(100); // it may be stopping
  }
  const properties = { ...settings(port, controllerPort, dataDir), ...options.overrides };
  const lines = Object.entries(properties).map(([key, value]) => `${key}=${value}\n`);
  writeFileSync(config, lines.join(''));

  const classPath = ['-cp', join(lib, '*'), `-Dlog4j2.configurationFile=${join(home, 'log4j2.properties')}`];
  if (!existsSync(join(dataDir, 'topics', 'meta.properties'))) {
    const id = `--cluster-id=${randomBytes(16).toString('base64url')}`; // "=": an id may begin with "-"
    const format = ['kafka.tools.StorageTool', 'format', '--standalone', id, '-c', config];
    await run(java, [...classPath, ...format]).catch((error) => {
      removeData();
      throw error;
    });
  }

  const logFile = join(dataDir, 'kafka.log');
  if (existsSync(logFile)) renameSync(logFile, `${logFile}.old`);
  const output = openSync(logFile, 'w');
  // The first compiler alone starts 0.5 s sooner and was no slower under load on two cores.
  const fast = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
  const flags = ['-Xmx512m', '-Xms256m', ...fast, `-Djava.io.tmpdir=${nativeLibs}`];
  const guarded = guard(join(dataDir, 'lock'));
  const [command, ...args] = [...guarded, java, ...flags, ...classPath, 'kafka.Kafka', config];
  // Its own process group where it cannot outlive us: Ctrl-C then reaches us alone, and we decide the order.
  const detached = guarded.length > 0;
  const child = spawn(command, args, { stdio: ['ignore', output, output], detached });
  closeSync(output);

  let ended = false;
  const atExit = () => {
    child.kill('SIGKILL');
    removeData();
  };
  process.once('exit', atExit);
  /** @type {Promise<number | null>} */
  const exited = new Promise((done) => {
    child.once('error', () => done(null)).once('exit', (code) => done(code));
  });
  exited.then(() => {
    ended = true;
    if (!temporary) process.off('exit', atExit);
  });
  const stop = async () => {
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), 15_000);
    await exited;
    clearTimeout(force);
    process.off('exit', atExit);
    removeData();
  };

  const deadline = Date.now() + 30_000;
  while (!readLog(dataDir).includes('Kafka Server started') || !(await answers(port))) {
    if (ended || Date.now() > deadline) {
      const tail = readLog(dataDir).slice(-4000);
      child.kill('SIGKILL');
      await stop();
      throw new Error(`Kafka did not start (${ended ? 'it ended' : 'no answer in 30 s'}):\n${tail}`);
    }
    await sleep(50);
  }
  return {
    brokers: `${host}:${port}`,
    port,
    controllerPort,
    pid: child.pid,
    dataDir,
    stop,
    kill: (signal) => void child.kill(signal),
    exited,
  };
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { data: { type: 'string' }, port: { type: 'string' } } });
  const starting = startKafka({ dataDir: values.data, port: Number(values.port ?? 0), log: console.error });
  let stopping = false;
  const stop = () => {
    stopping = true;
    starting.then((kafka) => kafka.stop()).catch(() => {});
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  // npm hands SIGTERM to its shell only; that leaves us with another parent.
  const parent = process.ppid;
  const orphaned = () => process.ppid !== parent && stop();
  if (process.env.npm_lifecycle_event) setInterval(orphaned, 500).unref();
  try {
    const kafka = await starting;
    if (!stopping) console.log(`Kafka ready on ${kafka.brokers}`);
    const code = await kafka.exited;
    if (!stopping) {
      throw new Error(`Kafka ended with ${code}:\n${readLog(kafka.dataDir).slice(-4000)}`);
    }
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
