import {
  isRefusal,
  refusalMessage,
  type Answer,
  type CommandDefinition,
  type Refusal,
  type SentInputOf,
  type ValueOf,
} from '@app/contracts';
import { InProcessTransport } from '@app/messaging';
import { CommandClient, createApp, newTrace, type Sending } from '@app/platform';
import type { DynamicModule, INestApplication } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { newDatabase } from './databases.js';
import { startIssuer } from './issuer.js';

export type Row = Record<string, unknown>;
export interface Event {
  topic: string;
  type: string;
  key: string;
  version: number;
  state: Row;
}

/** One service alone, on a database of its own. Its outbox is not sent before it stops: all it says stays readable. */
export interface ServiceAlone {
  app: INestApplication;
  transport: InProcessTransport;
  /** Names of all tables of the database. */
  tables: string[];
  send<D extends CommandDefinition>(
    definition: D,
    input: SentInputOf<D>,
    sending?: Partial<Sending>,
  ): Promise<Answer<ValueOf<D>>>;
  /** Its value; throws what was refused. */
  done<D extends CommandDefinition>(
    definition: D,
    input: SentInputOf<D>,
    sending?: Partial<Sending>,
  ): Promise<ValueOf<D>>;
  /** Its refusal, having seen that nothing at all was written and that every {name} of the message is filled. */
  refused(definition: CommandDefinition, input: object, sending?: Partial<Sending>): Promise<Refusal>;
  /** Reason and field of its refusal. */
  refusedAs(
    definition: CommandDefinition,
    input: object,
    sending?: Partial<Sending>,
  ): Promise<[reason: string, field: string | undefined]>;
  /** What was said of one aggregate, or of all, in order; the audit's announcements are left out. */
  events(key?: string): Promise<Event[]>;
  query<R = Row>(statement: string, parameters?: unknown[]): Promise<R[]>;
  /** A digest of every table that commands write, to be compared. */
  contents(): Promise<Row>;
  /** The Authorization header of another administrator than the tester, or of someone else. */
  authorization(subject: string, claims?: { role: string; unit: string }): Promise<string>;
  stop(): Promise<void>;
}

const ADMINISTRATOR = { role: 'administrator', unit: 'VN' };

/** `moduleOf` makes the service from the environment that it is given: a token issuer and a database. */
export async function startService(
  name: 'movements' | 'competitions' | 'exemplars',
  moduleOf: (environment: NodeJS.ProcessEnv, transport: InProcessTransport) => DynamicModule,
): Promise<ServiceAlone> {
  const database = await newDatabase(name);
  const transport = new InProcessTransport();
  const issuer = await startIssuer();
  const tester = await issuer.authorization('tester', ADMINISTRATOR);
  const environment = {
    NODE_ENV: 'test',
    ...issuer.variables,
    DATABASE_URL: database.url,
    MIGRATION_DATABASE_URL: database.ownerUrl,
  };
  const app = await createApp(moduleOf(environment, transport), {
    name,
    host: '127.0.0.1',
    port: 0,
    logLevel: process.env.TEST_LOG_LEVEL ?? 'fatal',
  });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const client = new CommandClient({ movements: url, competitions: url, exemplars: url }, 30_000);
  const sql = new pg.Client({ connectionString: database.url });
  await sql.connect();
  const query = async <R>(statement: string, parameters: unknown[] = []) =>
    (await sql.query(statement, parameters)).rows as R[];
  const named = await query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  );

  const service: ServiceAlone = {
    app,
    transport,
    query,
    tables: named.map((table) => table.name),
    send: (definition, input, sending = {}) =>
      client.send(definition, input, {
        authorization: tester,
        idempotencyKey: randomUUID(),
        trace: newTrace(),
        ...sending,
      }),
    async done(definition, input, sending) {
      const answer = await service.send(definition, input, sending);
      if (isRefusal(answer)) throw new Error(`${definition.name}: ${JSON.stringify(answer.refusal)}`);
      return answer.value;
    },
    async refused(definition, input, sending) {
      const before = await service.contents();
      const answer = await service.send(definition, input, sending);
      if (!isRefusal(answer))
        throw new Error(`${definition.name} was not refused: ${JSON.stringify(answer)}`);
      if (JSON.stringify(await service.contents()) !== JSON.stringify(before))
        throw new Error(`${definition.name} was refused and wrote`);
      const message = refusalMessage(answer.refusal, 'vi');
      if (/\{\w+\}/.test(message)) throw new Error(`not filled: ${message}`);
      return answer.refusal;
    },
    async refusedAs(definition, input, sending) {
      const { reason, field } = await service.refused(definition, input, sending);
      return [reason, field];
    },
    async events(key) {
      const rows = await query<{ payload: string } & Row>(
        `select topic, type, key, version, payload from outbox
         where topic <> $1 and ($2::text is null or key = $2) order by id`,
        [`${name}.audit`, key ?? null],
      );
      return rows.map(({ payload, ...rest }) => ({
        ...rest,
        state: JSON.parse(payload),
      })) as unknown as Event[];
    },
    async contents() {
      // The audit is sealed in the background, after the commit; what the sealer writes says nothing of a command.
      const digests = service.tables
        .filter((table) => table !== 'audit_seal' && table !== 'migrations')
        .map(
          (table) =>
            `(select count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from ${table} t
              ${table === 'outbox' ? `where topic <> '${name}.audit'` : ''}) as ${table}`,
        );
      return (await query<Row>(`select ${digests.join(', ')}`))[0] ?? {};
    },
    authorization: (subject, claims = ADMINISTRATOR) => issuer.authorization(subject, claims),
    async stop() {
      await client.close();
      transport.open();
      await app.close();
      await issuer.stop();
      await sql.end();
      await database.drop();
    },
  };
  return service;
}

/** Gives each of them once: tests of one file do not meet there. */
export function communesOf(codes: { code: string }[]): () => string {
  return () => {
    const next = codes.shift();
    if (!next) throw new Error('no commune is left');
    return next.code;
  };
}
