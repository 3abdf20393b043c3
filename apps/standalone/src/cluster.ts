import { allTopics } from '@app/contracts';
import { kafkaFromConfig } from '@app/messaging';
import { baseVariables, environmentWith, readConfig, type Log } from '@app/platform';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { RunningKafka } from '../../../scripts/kafka.mjs';
import type { DatabaseUrls } from './database-roles.js';
import { identityPaths } from './identity-provider.js';
import type { Running } from './one-process.js';
import { untilReady } from './until-ready.js';

/** Variables of the one-shot creation of topics. */
export const topicVariables = {
  KAFKA_BROKERS: baseVariables.KAFKA_BROKERS,
  KAFKA_SSL: baseVariables.KAFKA_SSL,
  KAFKA_USERNAME: baseVariables.KAFKA_USERNAME,
  KAFKA_PASSWORD: baseVariables.KAFKA_PASSWORD,
  KAFKA_PREFIX: baseVariables.KAFKA_PREFIX,
  KAFKA_SESSION_TIMEOUT_MS: baseVariables.KAFKA_SESSION_TIMEOUT_MS,
  /** Partitions of each topic that is created. */
  KAFKA_PARTITIONS: z.coerce.number().int().min(1).max(1000).default(3),
  /** Replicas of each topic that is created; 3 on a cluster that must survive the loss of a broker. */
  KAFKA_REPLICAS: z.coerce.number().int().min(1).max(9).default(1),
} as const;

/** Creates what is missing of the house's topics. Run once before the services. */
export async function createTopics(
  environment: Record<string, string | undefined> | undefined,
  log: Log,
): Promise<void> {
  const config = readConfig(topicVariables, environment);
  const transport = kafkaFromConfig('topics', config, log);
  try {
    await transport.createTopics(
      allTopics.map(({ name }) => name),
      { partitions: config.KAFKA_PARTITIONS, replicas: config.KAFKA_REPLICAS },
    );
  } finally {
    await transport.close();
  }
}

export interface ClusterOptions {
  root: string;
  host: string;
  port: number;
  logLevel: string;
  nodeEnv: string;
  dataDir: string;
  databases: (name: string) => DatabaseUrls;
  householdKey: string;
  personKey: string;
  readyGate: string;
  /** OIDC_ variables and PUBLIC_URL. */
  identity: Record<string, string>;
  /** Keys of the embedded identity provider; null: people sign in elsewhere. */
  identityKeysFile: string | null;
  /** Variables of the web. */
  web: Record<string, string>;
  log: Log;
}

/** A real Kafka, the four services, the web and the identity provider as processes: what docker compose does, without Docker. */
export async function runAsCluster(options: ClusterOptions): Promise<Running> {
  const { root, log } = options;
  const { startKafka } = await importScript<typeof import('../../../scripts/kafka.mjs')>('kafka.mjs');
  const kafka: RunningKafka = await startKafka({ dataDir: join(options.dataDir, 'kafka') });
  const shared = {
    NODE_ENV: options.nodeEnv,
    LOG_LEVEL: options.logLevel,
    KAFKA_BROKERS: kafka.brokers,
    // A member that was killed is missed sooner than in production.
    KAFKA_SESSION_TIMEOUT_MS: '6000',
  };
  const processes: Supervised[] = [];
  const stop = async () => {
    await Promise.all(processes.map((one) => one.stop()));
    await kafka.stop();
  };
  try {
    await createTopics(environmentWith(shared), log);
    const [identityPort, webPort, ...ports] = await freePorts(5);
    const url = (port: number | undefined) => `http://127.0.0.1:${port}`;
    const provider = options.identityKeysFile ? url(identityPort) : '';
    const identity = {
      ...options.identity,
      ...(provider && { OIDC_JWKS_URL: provider + identityPaths.keys }),
    };
    if (options.identityKeysFile)
      processes.push(
        new Supervised(
          join(root, 'dist/apps/standalone/main.js'),
          { ...shared, ...options.identity, HOST: '127.0.0.1', PORT: `${identityPort}` },
          'identity-provider',
          log,
          ['--identity-provider', options.identityKeysFile],
        ),
      );
    const service = (name: string, more: Record<string, string>, nodeOptions: string[] = []) =>
      new Supervised(
        join(root, 'dist/apps', name, 'main.js'),
        {
          ...shared,
          ...identity,
          HOST: '127.0.0.1',
          DATABASE_URL: options.databases(name).url,
          MIGRATION_DATABASE_URL: options.databases(name).ownerUrl,
          ...more,
        },
        name,
        log,
        [],
        nodeOptions,
      );
    processes.push(
      service('movements', { PORT: `${ports[0]}`, HOUSEHOLD_KEY_SECRET: options.householdKey }),
      service('competitions', { PORT: `${ports[1]}`, PERSON_KEY_SECRET: options.personKey }),
      service('exemplars', { PORT: `${ports[2]}`, PERSON_KEY_SECRET: options.personKey }),
      service(
        'gateway',
        {
          HOST: options.host,
          PORT: `${options.port}`,
          MOVEMENTS_URL: url(ports[0]),
          COMPETITIONS_URL: url(ports[1]),
          EXEMPLARS_URL: url(ports[2]),
          READY_GATE_FILE: options.readyGate,
          IDENTITY_PROXY_URL: provider,
          WEB_URL: url(webPort),
          // The web asks from this machine in the name of its visitors.
          TRUST_PROXY: 'loopback',
        },
        gatewayOptions,
      ),
      new Supervised(
        join(root, 'dist/apps/web/main.js'),
        { ...options.web, HOST: '127.0.0.1', PORT: `${webPort}` },
        'web',
        log,
      ),
    );
    await Promise.all([webPort, ...ports].map((port) => untilReady(url(port), 60_000)));
    if (provider) await untilReady(provider, 60_000, { path: identityPaths.metadata });
    const gatewayUrl = `http://${options.host}:${options.port}`;
    await untilReady(gatewayUrl, 60_000, { path: '/health/live' });
    return { url: gatewayUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Readable stack traces, and a start of a third less. */
const PRELOAD = '--import=./scripts/preload.mjs';

/** kafkajs 2.2.4 sets a timer to a negative time once on Node 24; it is harmless. */
const WITHOUT_KAFKAJS_WARNING = '--disable-warning=TimeoutNegativeWarning';

/**
 * For a gateway, which holds the figures of the country. Its old generation is collected when it has grown by a fifth instead of
 * doubling; so that this is seldom, its young one is twice as large as usual, in which a batch of events dies before it gets old.
 */
export const gatewayOptions = ['--max-semi-space-size=32', '--heap-growing-percent=20'];

/** For the memory outside the heap of JavaScript (glibc's): one pool for all threads, and what is freed goes back to the machine. */
export const mallocVariables = { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '131072' };

/** One service as a process: started again a second after it ends by itself. */
class Supervised {
  private child!: ChildProcess;
  private stopping = false;

  constructor(
    private readonly file: string,
    private readonly environment: Record<string, string>,
    private readonly name: string,
    private readonly log: Log,
    private readonly args: string[] = [],
    private readonly nodeOptions: string[] = [],
  ) {
    this.start();
  }

  private start(): void {
    this.child = spawn(
      process.execPath,
      [PRELOAD, WITHOUT_KAFKAJS_WARNING, ...this.nodeOptions, this.file, ...this.args],
      {
        env: environmentWith({ ...mallocVariables, ...this.environment }),
        stdio: ['ignore', 'inherit', 'inherit'],
        // Ctrl-C reaches the launcher alone, which stops the services before what they need.
        detached: true,
      },
    );
    this.child.once('exit', (code, signal) => {
      if (this.stopping) return;
      this.log.error({ service: this.name, code, signal }, 'service ended; started again');
      setTimeout(() => !this.stopping && this.start(), 1_000);
    });
  }

  async stop(): Promise<void> {
    this.stopping = true;
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }
}

/** A script that people run too; not bundled, so that it stays one. */
export const importScript = async <Exports>(name: string): Promise<Exports> =>
  (await import(
    /* webpackIgnore: true */ pathToFileURL(join(process.cwd(), 'scripts', name)).href
  )) as Exports;

export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}
