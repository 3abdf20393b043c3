// The whole house on a ground: databases and topics of its own, the four built programs as processes, proxies between.
import { randomBytes } from 'node:crypto';
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { prepareDatabase, type DatabaseUrls } from '../../apps/standalone/src/database-roles.js';
import { startIssuer, type Issuer } from '../support/issuer.js';
import { programs, services, type Ground, type ProgramName } from './ground.js';
import { Program } from './program.js';
import { freePort, Proxy } from './proxy.js';

/** As short as the suite can wait for: a member that died is missed after it. */
export const SESSION_MS = 6_000;

export interface HouseOptions {
  /** Where the built programs are: `dist`, or what a mutant was built into. */
  dist?: string;
  /** Variables for one program, beside those that all have. */
  env?: Partial<Record<ProgramName, Record<string, string>>>;
}

/** A row that is read; columns as PostgreSQL gives them. */
export type Row = Record<string, unknown>;

export class House {
  readonly ground: Ground;
  readonly prefix: string;
  readonly programs = {} as Record<ProgramName, Program>;
  /** Between the gateway and each service. */
  readonly toService = {} as Record<ProgramName, Proxy>;
  /** A second process of a program, on the same database and in the same groups. */
  readonly more: Program[] = [];
  issuer!: Issuer;
  private readonly options: HouseOptions;
  private readonly urls = {} as Record<ProgramName, DatabaseUrls>;
  private readonly pools = {} as Record<ProgramName, pg.Pool>;
  private readonly environments = {} as Record<ProgramName, Record<string, string>>;

  private constructor(ground: Ground, options: HouseOptions) {
    this.ground = ground;
    this.options = options;
    this.prefix = `f${randomBytes(4).toString('hex')}.`;
  }

  static async start(ground: Ground, options: HouseOptions = {}): Promise<House> {
    const house = new House(ground, options);
    try {
      await house.build();
      return house;
    } catch (error) {
      await house.stop();
      throw error;
    }
  }

  private async build(): Promise<void> {
    this.issuer = await startIssuer();
    await this.makeDatabases();
    await this.createTopics();
    const ports = Object.fromEntries(
      await Promise.all(programs.map(async (name) => [name, await freePort()] as const)),
    ) as Record<ProgramName, number>;
    for (const name of services) {
      this.toService[name] = new Proxy(await freePort(), ports[name]);
      await this.toService[name].pass();
    }
    const service = (name: ProgramName) => `http://127.0.0.1:${this.toService[name].port}`;
    for (const name of programs)
      this.environments[name] = {
        ...this.sharedVariables(name),
        PORT: String(ports[name]),
        ...(name === 'gateway' && {
          MOVEMENTS_URL: service('movements'),
          COMPETITIONS_URL: service('competitions'),
          EXEMPLARS_URL: service('exemplars'),
          RATE_LIMIT_ANONYMOUS_PER_SECOND: '100000',
          RATE_LIMIT_ANONYMOUS_BURST: '100000',
          RATE_LIMIT_SIGNED_IN_PER_SECOND: '100000',
          RATE_LIMIT_SIGNED_IN_BURST: '100000',
        }),
        ...this.options.env?.[name],
      };
    for (const name of programs) this.programs[name] = this.program(name, this.environments[name]);
    for (const name of programs) this.programs[name].start();
    await Promise.all(programs.map((name) => this.programs[name].untilReady(240_000)));
  }

  private sharedVariables(name: ProgramName): Record<string, string> {
    return {
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      LOG_LEVEL: process.env.FAULTS_LOG_LEVEL ?? 'info',
      KAFKA_BROKERS: `127.0.0.1:${this.ground.toKafka[name].port}`,
      KAFKA_PREFIX: this.prefix,
      KAFKA_SESSION_TIMEOUT_MS: String(SESSION_MS),
      DATABASE_URL: this.urls[name].url,
      MIGRATION_DATABASE_URL: this.urls[name].ownerUrl,
      HOUSEHOLD_KEY_SECRET: 'a secret of tests, long enough to be one',
      PERSON_KEY_SECRET: 'another secret of tests, long enough too',
      ...this.issuer.variables,
    };
  }

  private program(name: ProgramName, env: Record<string, string>, label: string = name): Program {
    const logs = join(this.ground.folder, this.prefix);
    mkdirSync(logs, { recursive: true });
    return new Program({
      name: label,
      file: join(this.options.dist ?? 'dist', 'apps', name, 'main.js'),
      env,
      logFile: join(logs, `${label}.log`),
      url: `http://127.0.0.1:${env.PORT}`,
    });
  }

  /** One more process of a program. */
  async another(name: ProgramName): Promise<Program> {
    const env = { ...this.environments[name], PORT: String(await freePort()) };
    const program = this.program(name, env, `${name}-${this.more.length + 2}`);
    this.more.push(program);
    program.start();
    await program.untilReady();
    return program;
  }

  private async makeDatabases(): Promise<void> {
    for (const name of programs) {
      await this.ground.postgres.createDatabase(this.database(name));
      const urls = await this.makeRoles(name);
      const throughProxy = (url: string) => {
        const changed = new URL(url);
        changed.port = String(this.ground.toPostgres[name].port);
        return changed.href;
      };
      this.urls[name] = { url: throughProxy(urls.url), ownerUrl: urls.ownerUrl };
      this.pools[name] = this.openPool(name);
    }
  }

  /** By the script that installations run. */
  private makeRoles(name: ProgramName): Promise<DatabaseUrls> {
    const database = this.database(name);
    return prepareDatabase(this.ground.adminUrl(database), {
      owner: `${database}_owner`,
      ownerPassword: 'faults',
      service: `${database}_service`,
      servicePassword: 'faults',
      mayCreateSchemas: name === 'gateway',
    });
  }

  /** A copy of a database that no program uses meanwhile. */
  async backUp(name: ProgramName): Promise<void> {
    await this.pools[name].end();
    const database = this.database(name);
    await this.ground.query('postgres', `create database ${database}_backup template ${database}`);
    this.pools[name] = this.openPool(name);
  }

  /** By its backup, or by an empty one. */
  async replaceDatabase(name: ProgramName, { fromBackup = false } = {}): Promise<void> {
    await this.pools[name].end();
    const database = this.database(name);
    await this.ground.query('postgres', `drop database ${database} with (force)`);
    const template = fromBackup ? ` template ${database}_backup` : '';
    await this.ground.query('postgres', `create database ${database}${template}`);
    await this.makeRoles(name);
    this.pools[name] = this.openPool(name);
  }

  private openPool(name: ProgramName): pg.Pool {
    const pool = new pg.Pool({
      connectionString: this.ground.adminUrl(this.database(name)),
      max: 3,
      connectionTimeoutMillis: 10_000,
      allowExitOnIdle: true,
    });
    pool.on('error', () => undefined);
    return pool;
  }

  async createTopics(): Promise<void> {
    await promisify(execFile)(
      process.execPath,
      [
        '--import=./scripts/preload.mjs',
        '--disable-warning=TimeoutNegativeWarning',
        'dist/apps/standalone/main.js',
        '--create-topics',
      ],
      {
        env: {
          PATH: process.env.PATH,
          KAFKA_BROKERS: this.ground.kafka.brokers,
          KAFKA_PREFIX: this.prefix,
          NODE_ENV: 'production',
        },
        timeout: 120_000,
      },
    );
  }

  database(name: ProgramName): string {
    return `${name}_${this.prefix.slice(0, -1)}`;
  }

  /** Of the truth, past the proxies, as the superuser. */
  async query<R extends object = Row>(
    name: ProgramName,
    statement: string,
    values: unknown[] = [],
  ): Promise<R[]> {
    return (await this.pools[name].query<R>(statement, values)).rows;
  }

  /** A connection of its own, for locks and open transactions. */
  async connection(name: ProgramName): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.ground.adminUrl(this.database(name)) });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  /** Asks GraphQL as an administrator of the country. */
  async ask<Data>(query: string, variables: object = {}): Promise<Data> {
    const response = await fetch(`${this.programs.gateway.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: await this.authorization('administrator'),
      },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(15_000),
    });
    const body = (await response.json()) as { data?: Data; errors?: { message: string }[] };
    if (!body.data || body.errors) throw new Error(body.errors?.map(({ message }) => message).join('; '));
    return body.data;
  }

  authorization(role: string, subject = role): Promise<string> {
    return this.issuer.authorization(subject, { role, unit: role === 'administrator' ? 'VN' : '11' });
  }

  /** Asks for a job with the script of the operator. */
  async operator(name: ProgramName, kind: string): Promise<string> {
    const { stdout } = await promisify(execFile)(process.execPath, ['scripts/maintenance.mjs', kind, name], {
      env: { PATH: process.env.PATH, DATABASE_URL: this.urls[name].url },
      timeout: 120_000,
    });
    return stdout.trim().split('\n').at(-1) ?? '';
  }

  /** Asks a running program for a job by a row, as an operator does, and waits for its outcome. */
  async job(name: ProgramName, kind: string, withinMs = 120_000): Promise<string> {
    const [asked] = await this.query<{ id: string }>(
      name,
      'insert into maintenance (kind) values ($1) returning id',
      [kind],
    );
    return eventually(async () => {
      const [row] = await this.query<{ outcome: string | null }>(
        name,
        'select outcome from maintenance where id = $1',
        [asked?.id],
      );
      if (!row?.outcome) throw new Error(`${kind} of ${name} has no outcome yet`);
      return row.outcome;
    }, withinMs);
  }

  /** Everything passes, everything runs, everyone is ready: where each experiment begins. */
  async restore(): Promise<void> {
    await this.ground.allPass();
    for (const name of services) await this.toService[name].pass();
    for (const one of this.more.splice(0)) await one.stop();
    for (const name of programs) this.programs[name].start();
    await Promise.all(programs.map((name) => this.programs[name].untilReady()));
  }

  async stop(): Promise<void> {
    await this.ground.allPass();
    await Promise.all([...this.more, ...Object.values(this.programs)].map((program) => program.kill()));
    for (const proxy of Object.values(this.toService)) await proxy.cut();
    for (const pool of Object.values(this.pools)) await pool.end().catch(() => undefined);
    await this.issuer?.stop();
  }
}

/** Until it holds; the last failure when it does not within the time. */
export async function eventually<Result>(
  assertion: () => Promise<Result>,
  withinMs: number,
  everyMs = 100,
): Promise<Result> {
  const deadline = Date.now() + withinMs;
  for (;;)
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
}
