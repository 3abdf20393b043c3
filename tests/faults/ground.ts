// What the house stands on: the real PostgreSQL and the real Kafka, each a process of its own that can be killed.
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres, type EmbeddedPostgres } from '../../apps/standalone/src/embedded-postgres.js';
import { startKafka, type RunningKafka } from '../../scripts/kafka.mjs';
import { freePort, Proxy } from './proxy.js';
import { temporaryFolder } from './temporary.js';

export const services = ['movements', 'competitions', 'exemplars'] as const;
export const programs = [...services, 'gateway'] as const;
export type ServiceName = (typeof services)[number];
export type ProgramName = (typeof programs)[number];

export interface GroundOptions {
  /** Where the data are; a new temporary folder otherwise. */
  postgresDir?: string;
  kafkaDir?: string;
}

/** PostgreSQL and Kafka, each behind one proxy for each of the four programs. */
export class Ground {
  private readonly temporary = temporaryFolder('faults');
  readonly folder = this.temporary.path;
  postgres!: EmbeddedPostgres;
  kafka!: RunningKafka;
  readonly toPostgres = {} as Record<ProgramName, Proxy>;
  readonly toKafka = {} as Record<ProgramName, Proxy>;
  private readonly options: GroundOptions;
  private kafkaOverrides: Record<string, string> = {};
  private readonly last: (() => void)[] = [];
  private ports = { postgres: 0, kafka: 0, controller: 0 };

  private constructor(options: GroundOptions) {
    this.options = options;
  }

  static async start(options: GroundOptions = {}): Promise<Ground> {
    const ground = new Ground(options);
    ground.ports = { postgres: await freePort(), kafka: await freePort(), controller: await freePort() };
    // A listener for each program: Kafka tells each of them the address of its own proxy.
    const { kafka, controller } = ground.ports;
    const listeners = [`PLAINTEXT://127.0.0.1:${kafka}`, `CONTROLLER://127.0.0.1:${controller}`];
    const advertised = [`PLAINTEXT://127.0.0.1:${kafka}`];
    const protocols = ['PLAINTEXT:PLAINTEXT', 'CONTROLLER:PLAINTEXT'];
    for (const name of programs) {
      const [inner, outer] = [await freePort(), await freePort()];
      listeners.push(`${name.toUpperCase()}://127.0.0.1:${inner}`);
      advertised.push(`${name.toUpperCase()}://127.0.0.1:${outer}`);
      protocols.push(`${name.toUpperCase()}:PLAINTEXT`);
      ground.toKafka[name] = new Proxy(outer, inner);
      ground.toPostgres[name] = new Proxy(await freePort(), ground.ports.postgres);
    }
    ground.kafkaOverrides = {
      listeners: listeners.join(','),
      'advertised.listeners': advertised.join(','),
      'listener.security.protocol.map': protocols.join(','),
      // An experiment sends more than a service ever would.
      'message.max.bytes': '4000000',
    };
    await ground.allPass();
    try {
      await Promise.all([ground.startPostgres(), ground.startKafka()]);
    } catch (error) {
      await ground.stop();
      throw error;
    }
    return ground;
  }

  /** To be done when everything has stopped. */
  afterwards(action: () => void): void {
    this.last.push(action);
  }

  async allPass(): Promise<void> {
    for (const proxy of [...Object.values(this.toKafka), ...Object.values(this.toPostgres)])
      await proxy.pass();
  }

  async startPostgres(): Promise<void> {
    this.postgres = await startPostgres({
      dataDir: this.postgresDir,
      port: this.ports.postgres,
      password: 'faults',
      settings: { max_connections: 300 },
    });
  }

  async startKafka(): Promise<void> {
    this.kafka = await startKafka({
      dataDir: this.options.kafkaDir ?? join(this.folder, 'kafka'),
      port: this.ports.kafka,
      controllerPort: this.ports.controller,
      overrides: this.kafkaOverrides,
    });
  }

  private get postgresDir(): string {
    return this.options.postgresDir ?? join(this.folder, 'postgres');
  }

  /** kill -9 of the broker; what it acknowledged is in the page cache of the machine and stays. */
  async killKafka(): Promise<void> {
    this.kafka.kill('SIGKILL');
    await this.kafka.exited;
  }

  /** As the superuser, past the proxies. */
  adminUrl(database = 'postgres'): string {
    return this.postgres.url(database);
  }

  async query<Row extends object>(
    database: string,
    statement: string,
    values: unknown[] = [],
  ): Promise<Row[]> {
    const client = new pg.Client({
      connectionString: this.adminUrl(database),
      connectionTimeoutMillis: 10_000,
    });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(statement, values)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  async stop(): Promise<void> {
    for (const proxy of [...Object.values(this.toKafka), ...Object.values(this.toPostgres)])
      await proxy.cut();
    // Nobody needs its data any more.
    this.kafka?.kill('SIGKILL');
    await this.kafka?.stop();
    await this.postgres?.stop('immediate');
    this.temporary.remove();
    for (const action of this.last) action();
  }
}
