import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { adminUrl, newDatabase, onDatabase, type TestDatabase } from '../../../tests/support/databases.js';
import { openDatabase, type Migration } from './database.js';

class First1764000000001 implements MigrationInterface {
  name = 'First1764000000001';
  up = (runner: QueryRunner) =>
    runner.query('create table kept (a int); create table audit (a int)') as Promise<void>;
  down = (runner: QueryRunner) => runner.query('drop table kept, audit') as Promise<void>;
}
class Second1764000000002 implements MigrationInterface {
  name = 'Second1764000000002';
  up = (runner: QueryRunner) => runner.query('create table later (id serial, a int)') as Promise<void>;
  down = (runner: QueryRunner) => runner.query('drop table later') as Promise<void>;
}

let made: TestDatabase;
beforeEach(async () => {
  made = await newDatabase('open');
});
afterEach(() => made.drop());

const open = async (migrations: Migration[], urls: { url?: string; migrationUrl?: string } = {}) => {
  const options = { name: 'test', url: made.url, migrationUrl: made.ownerUrl, poolSize: 2, entities: [] };
  const database = await openDatabase({ ...options, ...urls, migrations });
  await database.destroy();
};

it('gives the service its rights in the tables of a later migration too', async () => {
  await open([First1764000000001]);
  await onDatabase(made.url, 'insert into kept values (1)');
  await open([First1764000000001, Second1764000000002]);
  await onDatabase(made.url, 'insert into later (a) values (1); update later set a = 2; delete from kept');
  await onDatabase(made.url, 'insert into audit values (1)');
  await expect(onDatabase(made.url, 'update audit set a = 2')).rejects.toThrow('permission denied');
});

it('takes back what somebody gave by hand', async () => {
  await open([First1764000000001]);
  await onDatabase(made.ownerUrl, `grant all on audit to ${made.name}`);
  await onDatabase(made.url, 'truncate audit');
  await open([First1764000000001]);
  await expect(onDatabase(made.url, 'truncate audit')).rejects.toThrow('permission denied');
});

it('opens without the owner where nothing is to be migrated, else refuses and changes nothing', async () => {
  await expect(open([First1764000000001], { migrationUrl: '' })).rejects.toThrow(
    'the tables lack First1764000000001: set MIGRATION_DATABASE_URL',
  );
  await open([First1764000000001]);
  await open([First1764000000001], { migrationUrl: '' });
  await expect(open([First1764000000001, Second1764000000002], { migrationUrl: '' })).rejects.toThrow(
    'the tables lack Second1764000000002',
  );
});

it('refuses a role that could alter the tables', async () => {
  await expect(open([First1764000000001], { url: made.ownerUrl })).rejects.toThrow('name the same role');
  await open([First1764000000001]);
  await expect(open([First1764000000001], { url: made.ownerUrl, migrationUrl: '' })).rejects.toThrow(
    'owns the tables',
  );
  await expect(open([First1764000000001], { url: adminUrl(made.name) })).rejects.toThrow('is a superuser');
  await onDatabase(adminUrl(), `alter role ${made.name} createrole`);
  await expect(open([First1764000000001])).rejects.toThrow('may make roles');
  await onDatabase(
    adminUrl(),
    `alter role ${made.name} nocreaterole; grant ${made.name}_owner to ${made.name}`,
  );
  await expect(open([First1764000000001])).rejects.toThrow('owns the tables');
});

it('carries out together, in order, what is asked at the same time, and nothing of it where one fails', async () => {
  const options = { name: 'test', url: made.url, migrationUrl: made.ownerUrl, poolSize: 2, entities: [] };
  const database = await openDatabase({ ...options, migrations: [First1764000000001] });
  const add = (a: unknown) => database.query('insert into kept values ($1) returning a', [a]);
  const count = async () => (await database.query<unknown[]>('select 1 from kept')).length;
  try {
    // Often enough to be planned once and named.
    for (let n = 0; n < 20; n++) await add(n);
    const adding = (values: unknown[]) =>
      database.transaction((tx) =>
        Promise.all(
          values.map((a) => tx.query<{ a: number }[]>('insert into kept values ($1) returning a', [a])),
        ),
      );
    expect(await adding([20, 21, 22])).toEqual([[{ a: 20 }], [{ a: 21 }], [{ a: 22 }]]);
    await expect(adding([23, 'no number', 24])).rejects.toThrow('invalid input syntax');
    expect(await count()).toBe(23);
    // A named statement is planned anew where the table has become another.
    await onDatabase(made.ownerUrl, 'alter table kept add column b int');
    await add(23);
    expect(await count()).toBe(24);
  } finally {
    await database.destroy();
  }
});
