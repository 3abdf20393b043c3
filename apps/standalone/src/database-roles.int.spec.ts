import { MaintenanceTable1764000000002, OutboxTables1764000000000 } from '@app/messaging';
import { openDatabase } from '@app/platform';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { adminUrl, newDatabase, onDatabase, type TestDatabase } from '../../../tests/support/databases.js';
import { prepareDatabase } from './database-roles.js';

const migrations = [OutboxTables1764000000000, MaintenanceTable1764000000002];
let made: TestDatabase;
beforeEach(async () => {
  made = await newDatabase('gateway');
});
afterEach(() => made.drop());

const prepare = (servicePassword: string) =>
  prepareDatabase(adminUrl(made.name), {
    owner: `${made.name}_owner`,
    ownerPassword: 'another',
    service: made.name,
    servicePassword,
    mayCreateSchemas: true,
  });

it('takes over a database whose tables belong to the superuser, with what is in it', async () => {
  const earlier = new DataSource({ type: 'postgres', url: adminUrl(made.name), migrations });
  await earlier.initialize();
  await earlier.runMigrations();
  await earlier.query(`
    create extension btree_gist;
    insert into audit (at, actor, action, target, correlation_id) values (now(), 'tester', 'Define', 'T1', '');
    create schema read_model; create table read_model.unit (id int); insert into read_model.unit values (7)`);
  await earlier.destroy();

  const { url, ownerUrl } = await prepare('test');
  const options = { name: 'movements', url, migrationUrl: ownerUrl, poolSize: 2, entities: [], migrations };
  const database = await openDatabase(options);
  expect(await database.query('select actor, target from audit')).toEqual([
    { actor: 'tester', target: 'T1' },
  ]);
  expect(await database.query('select sealed, unsealed, fault is null as young from audit_verify()')).toEqual(
    [{ sealed: '0', unsealed: '1', young: true }],
  );
  await expect(database.query(`update audit set actor = 'another'`)).rejects.toThrow('permission denied');
  await database.query('alter schema read_model rename to read_model_old');
  expect(await database.query('select id from read_model_old.unit')).toEqual([{ id: 7 }]);
  await database.query('drop schema read_model_old cascade');
  await database.destroy();
  const left = await onDatabase(
    made.ownerUrl.replace(':test@', ':another@'),
    `select oid::regclass::text as name from pg_class where relnamespace = 'public'::regnamespace and relowner = 10
     union all select proname::text from pg_proc p where pronamespace = 'public'::regnamespace and proowner = 10
       and not exists (select from pg_depend where objid = p.oid and deptype = 'e')`,
  );
  expect(left).toEqual([]);
});

it('changes nothing but the passwords when it is run again, whatever they contain', async () => {
  const password = `it's a "p@ss/wörd" :owner`;
  const { url } = await prepare(password);
  expect(await onDatabase(url, 'select current_user as role')).toEqual([{ role: made.name }]);
  await expect(onDatabase(made.url, 'select 1')).rejects.toThrow('password authentication failed');
});
