import {
  DraftMovement,
  isRefusal,
  LaunchMovement,
  refusalMessage,
  type Answer,
  type CommandDefinition,
  type Refusal,
  type SentInputOf,
  type ValueOf,
} from '@app/contracts';
import { InProcessTransport } from '@app/messaging';
import { CommandClient, createApp, newTrace, readConfig, type Sending } from '@app/platform';
import { expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { movementsVariables } from '../../apps/movements/src/config.js';
import { MovementsModule } from '../../apps/movements/src/movements.module.js';
import { newDatabase } from './databases.js';
import { startIssuer } from './issuer.js';

/** What a test says was written by one command. */
export interface Written {
  events: { topic: string; type: string; key: string; version: number; state: Record<string, unknown> }[];
  audit: { actor: string; action: string; target: string; correlation_id: string }[];
  keys: { actor: string; key: string }[];
}
type Row = Record<string, unknown>;
export interface CellRow extends Row {
  basis: string | null;
  registered: { value: number } | null;
  recognised: { value: number } | null;
  baseline: { value: number; final: boolean } | null;
  version: number;
  registeredRows: number;
  recognisedRows: number;
}
export interface RosterRow {
  id: string;
  key: string;
  status: string;
  byRecognition: boolean;
}

export interface Movements {
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
  refusedAs(
    definition: CommandDefinition,
    input: object,
  ): Promise<[reason: string, field: string | undefined]>;
  /** A launched movement of titles that are known. */
  launch(code: string, ...titles: string[]): Promise<void>;
  /** The cell of a unit and title in 2025, beside how many rows its roster really has. */
  cell(unit: string, title?: string): Promise<CellRow | undefined>;
  /** The registrations of a unit, withdrawn ones too, by their keys. */
  roster(unit: string): Promise<RosterRow[]>;
  /** What was written since it was last asked. */
  written(): Promise<Written>;
  query<R = Row>(statement: string, parameters?: unknown[]): Promise<R[]>;
  /** Every row of every table, to be compared. */
  contents(): Promise<Row>;
  /** A commune of Điện Biên that no one has been given yet: tests of one file do not meet there. */
  commune(): string;
  /** The Authorization header of someone else than the tester. */
  authorization(subject: string): Promise<string>;
  stop(): Promise<void>;
}

/** A commune that `commune()` never gives: for what is refused. */
export const UNTOUCHED = '03127';

/** A test for each row: the command is refused with this reason at this field, and nothing is written. */
export function itRefuses(
  movements: () => Movements,
  definition: CommandDefinition,
  rows: [reason: string, field: string | undefined, input: () => object][],
): void {
  it.each(rows)(`refuses ${definition.name}: %s at %s`, async (reason, field, input) => {
    expect(await movements().refusedAs(definition, input())).toEqual([reason, field]);
  });
}

/** The movements service alone, on a database of its own. Its outbox is not sent before it stops: all it says stays readable. */
export async function startMovements(): Promise<Movements> {
  const database = await newDatabase('movements');
  const transport = new InProcessTransport();
  const issuer = await startIssuer();
  const tester = await issuer.authorization('tester', { role: 'administrator', unit: 'VN' });
  const config = readConfig(movementsVariables, {
    NODE_ENV: 'test',
    ...issuer.variables,
    DATABASE_URL: database.url,
    MIGRATION_DATABASE_URL: database.ownerUrl,
    HOUSEHOLD_KEY_SECRET: 'a secret of tests, long enough to be one',
  });
  const app = await createApp(MovementsModule.for(config, transport), {
    name: 'movements',
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
  const tables = (
    await query<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
    )
  ).map(({ name }) => name);
  const communes = await query<{ code: string }>(
    `select code from unit where parent_id = (select id from unit where code = '11') and code <> $1 order by code`,
    [UNTOUCHED],
  );

  const send: Movements['send'] = (definition, input, sending = {}) =>
    client.send(definition, input, {
      authorization: tester,
      idempotencyKey: randomUUID(),
      trace: newTrace(),
      ...sending,
    });
  const contents = async () => {
    // The audit is sealed in the background, after the commit; what the sealer writes says nothing of a command.
    const written = tables.filter((table) => table !== 'audit_seal');
    const digests = written.map(
      (table) =>
        `(select count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from ${table} t
          ${table === 'outbox' ? `where topic <> 'movements.audit'` : ''}) as ${table}`,
    );
    return (await query<Row>(`select ${digests.join(', ')}`))[0] ?? {};
  };
  let since = { event: '0', audit: '0', key: '-infinity' };
  const movements: Movements = {
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
      if (!isRefusal(answer))
        throw new Error(`${definition.name} was not refused: ${JSON.stringify(answer)}`);
      const after = await contents();
      if (JSON.stringify(after) !== JSON.stringify(before))
        throw new Error(`${definition.name} was refused and wrote`);
      const message = refusalMessage(answer.refusal, 'vi');
      if (/\{\w+\}/.test(message)) throw new Error(`not filled: ${message}`);
      return answer.refusal;
    },
    async refusedAs(definition, input) {
      const { reason, field } = await movements.refused(definition, input);
      return [reason, field];
    },
    async launch(code, ...titles) {
      await movements.done(DraftMovement, {
        code,
        name: 'Cả nước thi đua xây dựng xã hội học tập',
        launchingAuthority: 'PROVINCIAL_CHAIR',
        launchedBy: '11',
        titles: titles.map((title) => ({ code: title })),
      });
      await movements.done(LaunchMovement, { code });
    },
    async cell(unit, title = 'LEARNING_CLAN') {
      const [cell] = await query<CellRow>(
        `select basis, registered, recognised, baseline, targets, stated, cell.version,
           (select count(*)::int from registration where cell_id = cell.id and status <> 'WITHDRAWN') as "registeredRows",
           (select count(*)::int from registration where cell_id = cell.id and status = 'RECOGNISED') as "recognisedRows"
         from cell join unit on unit.id = unit_id where unit.code = $1 and title = $2 and period = '2025'`,
        [unit, title],
      );
      return cell;
    },
    roster: (unit) =>
      query<RosterRow>(
        `select r.id, r.key, r.status, r.by_recognition as "byRecognition" from registration r
         join unit on unit.id = r.unit_id where unit.code = $1 order by r.key, r.registered_at`,
        [unit],
      ),
    async written() {
      const events = await query<{ id: string; payload: string } & Row>(
        `select id, topic, type, key, version, payload from outbox where id > $1 and topic <> 'movements.audit' order by id`,
        [since.event],
      );
      const audit = await query<{ id: string } & Row>('select * from audit where id > $1 order by id', [
        since.audit,
      ]);
      const keys = await query<{ at: string } & Row>(
        'select actor, key, created_at::text as at from idempotency where created_at > $1 order by created_at',
        [since.key],
      );
      since = {
        event: events.at(-1)?.id ?? since.event,
        audit: audit.at(-1)?.id ?? since.audit,
        key: keys.at(-1)?.at ?? since.key,
      };
      return {
        events: events.map(({ id: _, payload, ...rest }) => ({ ...rest, state: JSON.parse(payload) })),
        audit: audit.map(({ id: _, at: __, ...rest }) => rest),
        keys: keys.map(({ at: _, ...rest }) => rest),
      } as unknown as Written;
    },
    commune: () => {
      const next = communes.shift();
      if (!next) throw new Error('no commune is left');
      return next.code;
    },
    authorization: (subject) => issuer.authorization(subject, { role: 'administrator', unit: 'VN' }),
    async stop() {
      await client.close();
      transport.open();
      await app.close();
      await issuer.stop();
      await sql.end();
      await database.drop();
    },
  };
  // A unit that was closed: no command closes one yet.
  await query(
    `insert into unit (id, code, name, level, parent_id, valid_from, valid_to, successor_ids, version)
     select gen_random_uuid(), '99990', 'Xã đã sáp nhập', 'COMMUNE', id, '2025-07-01', '2025-08-31', '{}', 1
     from unit where code = '11'`,
  );
  // The old units wait behind an outbox that is never sent here: as if there were none.
  await query('update unit_map set old_units_loaded = true');
  await movements.written();
  return movements;
}
