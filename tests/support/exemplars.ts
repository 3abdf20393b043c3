import {
  awards,
  happened,
  isRefusal,
  movements,
  refusalMessage,
  type Answer,
  type AwardState,
  type CommandDefinition,
  type MovementState,
  type SentInputOf,
  type Topic,
  type ValueOf,
  type Versioned,
} from '@app/contracts';
import { announcementOf, Consumer, InProcessTransport } from '@app/messaging';
import { CommandClient, createApp, createLog, newTrace, readConfig, type Sending } from '@app/platform';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { exemplarsVariables } from '../../apps/exemplars/src/config.js';
import { ExemplarsModule } from '../../apps/exemplars/src/exemplars.module.js';
import { Heard } from '../../apps/exemplars/src/heard.js';
import { newDatabase } from './databases.js';
import { startIssuer } from './issuer.js';

type Row = Record<string, unknown>;

/** Units of the test: the Department's province, a commune of it, a commune of another, and one since closed. */
export const PROVINCE = '11';
export const COMMUNE = '03127';
export const ELSEWHERE = '00004';
export const CLOSED = '99990';
export const MOVEMENT = 'XHHT-2023-2030';

export interface Event {
  topic: string;
  type: string;
  key: string;
  version: number;
  state: Row;
}

export interface Exemplars {
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
  /** Reason and field of its refusal, having seen that nothing at all was written and that its message is complete. */
  refusedAs(
    definition: CommandDefinition,
    input: object,
    sending?: Partial<Sending>,
  ): Promise<[reason: string, field: string | undefined]>;
  /** The service hears the present state of awards. */
  hear(...states: AwardState[]): Promise<void>;
  query<R = Row>(statement: string, parameters?: unknown[]): Promise<R[]>;
  /** The example as the service keeps it. */
  row(id: string): Promise<Row>;
  /** Everything said of an example, in order. */
  events(id: string): Promise<Event[]>;
  /** Names of all tables of the database. */
  tables: string[];
  /** The Authorization header of another administrator than the tester, or of someone else. */
  authorization(subject: string, claims?: { role: string; unit: string }): Promise<string>;
  stop(): Promise<void>;
}

const [anAward] = JSON.parse(
  readFileSync('libs/contracts/examples/competitions.award.v1.json', 'utf8'),
) as AwardState[];
const [aMovement] = JSON.parse(
  readFileSync('libs/contracts/examples/movements.movement.v1.json', 'utf8'),
) as MovementState[];

/** Versions of one award: published, revoked, restored. */
export function awardVersions(id: string = randomUUID()): [AwardState, AwardState, AwardState] {
  const published: AwardState = {
    ...(anAward as AwardState),
    id,
    status: 'PUBLISHED',
    revocation: null,
    version: 2,
  };
  const { decision } = published;
  if (!decision) throw new Error('the example of an award has no decision');
  const revocation = { ground: 'FALSE_INFORMATION' as const, decision, reason: 'Hồ sơ không đúng' };
  return [
    published,
    { ...published, status: 'REVOKED', revocation, version: 3 },
    { ...published, revocation, version: 4 },
  ];
}

/** The exemplars service alone, on a database of its own. Its outbox is not sent before it stops: all it says stays readable. */
export async function startExemplars(): Promise<Exemplars> {
  const database = await newDatabase('exemplars');
  const transport = new InProcessTransport();
  const issuer = await startIssuer();
  const tester = await issuer.authorization('tester', { role: 'administrator', unit: 'VN' });
  const config = readConfig(exemplarsVariables, {
    NODE_ENV: 'test',
    ...issuer.variables,
    DATABASE_URL: database.url,
    MIGRATION_DATABASE_URL: database.ownerUrl,
    PERSON_KEY_SECRET: 'a secret of tests, long enough to be one',
  });
  const app = await createApp(ExemplarsModule.for(config, transport), {
    name: 'exemplars',
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
  await query(`
    with recursive given(code, parent, level, closed) as (values
      ('VN', null, 'COUNTRY', null::date), ('${PROVINCE}', 'VN', 'PROVINCE', null), ('01', 'VN', 'PROVINCE', null),
      ('${COMMUNE}', '${PROVINCE}', 'COMMUNE', null), ('${ELSEWHERE}', '01', 'COMMUNE', null),
      ('${CLOSED}', '${PROVINCE}', 'COMMUNE', '2025-08-30')),
    named as materialized (select *, gen_random_uuid() as id from given)
    insert into unit_copy (id, code, name, level, parent_id, valid_from, valid_to, version)
    select n.id, n.code, n.code, n.level, p.id, '2025-07-01', n.closed, 1 from named n left join named p on p.code = n.parent`);
  await query(`insert into unit_map_copy (id, units, versions, version) values ('unit-map', 6, 6, 1)`);
  const tables = (
    await query<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
    )
  ).map(({ name }) => name);

  // Beside the service's own consumer, which waits for a start that never comes here.
  const source = app.get(DataSource);
  const consumer = new Consumer(source, app.get(Heard), transport, createLog('exemplars', 'fatal'));
  const deliver = <State extends Versioned>(topic: Topic<State>, states: State[]) =>
    consumer.deliver({
      topic: topic.name,
      partition: 0,
      messages: states.map((state) => announcementOf(happened(topic, 'StateAnnounced', state))),
      position: null,
    });

  const send: Exemplars['send'] = (definition, input, sending = {}) =>
    client.send(definition, input, {
      authorization: tester,
      idempotencyKey: randomUUID(),
      trace: newTrace(),
      ...sending,
    });
  const contents = async () => {
    const digests = tables
      .filter((table) => table !== 'audit_seal')
      .map(
        (table) => `(select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from ${table} t
          ${table === 'outbox' ? `where topic <> 'exemplars.audit'` : ''}) as ${table}`,
      );
    return JSON.stringify(await query(`select ${digests.join(', ')}`));
  };
  await deliver(movements, [{ ...(aMovement as MovementState), code: MOVEMENT }]);
  return {
    send,
    query,
    tables,
    async done(definition, input, sending) {
      const answer = await send(definition, input, sending);
      if (isRefusal(answer)) throw new Error(`${definition.name}: ${JSON.stringify(answer.refusal)}`);
      return answer.value;
    },
    async refusedAs(definition, input, sending) {
      const before = await contents();
      const answer = await send(definition, input as never, sending);
      if (!isRefusal(answer))
        throw new Error(`${definition.name} was not refused: ${JSON.stringify(answer)}`);
      if ((await contents()) !== before) throw new Error(`${definition.name} was refused and wrote`);
      const message = refusalMessage(answer.refusal, 'vi');
      if (/\{\w+\}/.test(message)) throw new Error(`not filled: ${message}`);
      return [answer.refusal.reason, answer.refusal.field];
    },
    hear: (...states) => deliver(awards, states),
    async row(id) {
      const [row] = await query<Row>('select * from exemplar where id = $1', [id]);
      return row ?? {};
    },
    async events(id) {
      const rows = await query<{ payload: string } & Row>(
        'select topic, type, key, version, payload from outbox where key = $1 order by id',
        [id],
      );
      return rows.map(({ payload, ...rest }) => ({
        ...rest,
        state: JSON.parse(payload),
      })) as unknown as Event[];
    },
    authorization: (subject, claims = { role: 'administrator', unit: 'VN' }) =>
      issuer.authorization(subject, claims),
    async stop() {
      await client.close();
      transport.open();
      await app.close();
      await issuer.stop();
      await sql.end();
      await database.drop();
    },
  };
}
