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
import { CommandClient, createApp, newTrace, readConfig, type Sending } from '@app/platform';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { competitionsVariables } from '../../apps/competitions/src/config.js';
import { CompetitionsModule } from '../../apps/competitions/src/competitions.module.js';
import { lawUnits } from '../../apps/movements/src/unit/law-units.js';
import { oldUnits } from '../../apps/movements/src/unit/old-units.js';
import { newDatabase } from './databases.js';
import { startIssuer } from './issuer.js';

type Row = Record<string, unknown>;
/** What was written by the commands since it was last asked. */
export interface Said {
  events: { topic: string; type: string; key: string; version: number; state: Row }[];
  audit: { action: string; target: string }[];
}

export interface Competitions {
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
  refused<D extends CommandDefinition>(definition: D, input: SentInputOf<D>): Promise<Refusal>;
  /** Reason and field of its refusal. */
  refusedAs<D extends CommandDefinition>(
    definition: D,
    input: SentInputOf<D>,
  ): Promise<[reason: string, field: string | undefined]>;
  said(): Promise<Said>;
  query<R = Row>(statement: string, parameters?: unknown[]): Promise<R[]>;
  /** A digest of every table, to be compared. */
  contents(): Promise<Row>;
  /** A commune of Điện Biên that no one has been given yet: tests of one file do not meet there. */
  commune(): string;
  /** The Authorization header of a role that holds at a unit. */
  authorization(role: string, unit: string): Promise<string>;
  stop(): Promise<void>;
}

/** Schools, the department and a closed commune beside the units of the law. */
const MORE_UNITS = `
  insert into unit_copy (id, code, name, level, kind, parent_id, valid_from, valid_to, version)
  select gen_random_uuid(), given.code, given.name, given.level, given.kind, parent.id,
    case when given.kind is null then date '2025-07-01' end, given.valid_to::date, 1
  from unit_copy parent, (values
    ('THPT-LQD', 'Trường THPT chuyên Lê Quý Đôn', 'INSTITUTION', 'SCHOOL', null),
    ('THCS-TT', 'Trường THCS Thị trấn', 'INSTITUTION', 'SCHOOL', null),
    ('SGDDT-11', 'Sở Giáo dục và Đào tạo', 'INSTITUTION', 'DEPARTMENT', null),
    ('99990', 'Xã đã sáp nhập', 'COMMUNE', null, '2025-08-31')) as given(code, name, level, kind, valid_to)
  where parent.code = '11'`;

/** The competitions service alone, on a database of its own that holds the units already. Its outbox is not sent before it stops: all it says stays readable. */
export async function startCompetitions(): Promise<Competitions> {
  const database = await newDatabase('competitions');
  const transport = new InProcessTransport();
  const issuer = await startIssuer();
  const tester = await issuer.authorization('tester', { role: 'administrator', unit: 'VN' });
  const config = readConfig(competitionsVariables, {
    NODE_ENV: 'test',
    ...issuer.variables,
    DATABASE_URL: database.url,
    MIGRATION_DATABASE_URL: database.ownerUrl,
    PERSON_KEY_SECRET: 'a secret of tests, long enough to be one',
  });
  const app = await createApp(CompetitionsModule.for(config, transport), {
    name: 'competitions',
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

  // Of the units of before those of two provinces are enough: one that went on, and one that was merged.
  const today = await lawUnits();
  const { byProvince } = await oldUnits(today);
  const before = ['11', '02'].flatMap((code) => byProvince.get(code) ?? []);
  await query(
    `insert into unit_copy (id, code, name, level, parent_id, valid_from, valid_to, successor_ids, version)
     select id, code, name, level, "parentId", "validFrom", "validTo",
       (select coalesce(array_agg(successor::uuid), '{}') from jsonb_array_elements_text("successorIds") as s(successor)), version
     from jsonb_to_recordset($1::jsonb) as u(id uuid, code text, name text, level text, "parentId" uuid,
       "validFrom" date, "validTo" date, "successorIds" jsonb, version int)`,
    [JSON.stringify([...today, ...before])],
  );
  await query(MORE_UNITS);
  await query(
    `insert into unit_map_copy (id, units, versions, version) select 'unit-map', count(*), sum(version), 1 from unit_copy`,
  );
  const tables = await query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' and tablename not in ('audit_seal', 'migrations')`,
  );
  const communes = await query<{ code: string }>(
    `select code from unit_copy where parent_id = (select id from unit_copy where code = '11')
     and level = 'COMMUNE' and valid_to is null order by code`,
  );

  const send: Competitions['send'] = (definition, input, sending = {}) =>
    client.send(definition, input, {
      authorization: tester,
      idempotencyKey: randomUUID(),
      trace: newTrace(),
      ...sending,
    });
  const contents = async () => {
    // The audit is sealed in the background, after the commit; what the sealer writes says nothing of a command.
    const digests = tables.map(
      ({ name }) =>
        `(select count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from ${name} t
          ${name === 'outbox' ? `where topic <> 'competitions.audit'` : ''}) as ${name}`,
    );
    return (await query<Row>(`select ${digests.join(', ')}`))[0] ?? {};
  };
  let since = { event: '0', audit: '0' };
  const competitions: Competitions = {
    send,
    query,
    contents,
    async done(definition, input, sending) {
      const answer = await send(definition, input, sending);
      if (isRefusal(answer)) throw new Error(`${definition.name}: ${JSON.stringify(answer.refusal)}`);
      return answer.value;
    },
    async refused(definition, input) {
      const before = await contents();
      const answer = await send(definition, input);
      if (!isRefusal(answer)) throw new Error(`${definition.name} was not refused`);
      if (JSON.stringify(await contents()) !== JSON.stringify(before))
        throw new Error(`${definition.name} was refused and wrote`);
      const message = refusalMessage(answer.refusal, 'vi');
      if (/\{\w+\}/.test(message)) throw new Error(`not filled: ${message}`);
      return answer.refusal;
    },
    async refusedAs(definition, input) {
      const { reason, field } = await competitions.refused(definition, input);
      return [reason, field];
    },
    async said() {
      const events = await query<{ id: string; payload: string } & Row>(
        `select id, topic, type, key, version, payload from outbox where id > $1 and topic <> 'competitions.audit' order by id`,
        [since.event],
      );
      const audit = await query<{ id: string; action: string; target: string }>(
        'select id, action, target from audit where id > $1 order by id',
        [since.audit],
      );
      since = { event: events.at(-1)?.id ?? since.event, audit: audit.at(-1)?.id ?? since.audit };
      return {
        events: events.map(({ id: _, payload, ...rest }) => ({ ...rest, state: JSON.parse(payload) })),
        audit: audit.map(({ action, target }) => ({ action, target })),
      } as unknown as Said;
    },
    commune: () => {
      const next = communes.shift();
      if (!next) throw new Error('no commune is left');
      return next.code;
    },
    authorization: (role, unit) => issuer.authorization('someone', { role, unit }),
    async stop() {
      await client.close();
      transport.open();
      await app.close();
      await issuer.stop();
      await sql.end();
      await database.drop();
    },
  };
  return competitions;
}
