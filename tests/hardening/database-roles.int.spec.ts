import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onDatabase } from '../support/databases.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const services = ['movements', 'competitions', 'exemplars', 'gateway'] as const;
const withAudit = ['movements', 'competitions', 'exemplars'] as const;
type Service = (typeof services)[number];
const asService = <Row extends object>(service: Service, statement: string) =>
  onDatabase<Row>(world.databaseUrl(service), statement);

describe.each(services)('the role of %s', (service) => {
  it.each(['databaseUrl', 'ownerUrl'] as const)(
    'is, like that of its migrations, no superuser (%s)',
    async (url) => {
      const roles = await onDatabase(
        world[url](service),
        `select rolname <> session_user as other, rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls,
         (select count(*)::int from pg_auth_members where member = pg_roles.oid) as memberships
       from pg_roles where rolname = current_user`,
      );
      expect(roles).toEqual([
        {
          other: false,
          rolsuper: false,
          rolcreatedb: false,
          rolcreaterole: false,
          rolreplication: false,
          rolbypassrls: false,
          memberships: 0,
        },
      ]);
    },
  );

  it('is another one than the owner of the tables', async () => {
    const [role] = await asService<{ name: string }>(service, 'select current_user as name');
    const owners = await asService<{ name: string }>(
      service,
      `select distinct tableowner as name from pg_tables where schemaname = 'public'`,
    );
    expect(owners).toHaveLength(1);
    expect(owners[0]?.name).not.toBe(role?.name);
  });

  it('owns nothing, but for the gateway the schemas of its read model', async () => {
    const owned = await asService<{ schema: string; name: string }>(
      service,
      `select relnamespace::regnamespace::text as schema, relname as name from pg_class where pg_has_role(relowner, 'member')
       union all select nspname, '' from pg_namespace where pg_has_role(nspowner, 'member')
       union all select pronamespace::regnamespace::text, proname from pg_proc where pg_has_role(proowner, 'member')
       union all select '', datname from pg_database where pg_has_role(datdba, 'member')`,
    );
    const schemas = [...new Set(owned.map(({ schema }) => schema))];
    // The indexes of large values of a table are in pg_toast.
    expect(schemas.filter((schema) => schema !== 'pg_toast')).toEqual(
      service === 'gateway' ? ['read_model'] : [],
    );
  });

  it('may read and write every table, never truncate it nor put a trigger on it', async () => {
    const tables = await asService<{ name: string; rights: string }>(
      service,
      `select tablename as name, concat_ws(' ', ${[
        'select',
        'insert',
        'update',
        'delete',
        'truncate',
        'references',
        'trigger',
        'maintain',
      ]
        .map(
          (right) =>
            `case when has_table_privilege(format('%I.%I', schemaname, tablename), '${right}') then '${right}' end`,
        )
        .join(', ')}) as rights
       from pg_tables where schemaname = 'public' order by 1`,
    );
    expect(tables.length).toBeGreaterThan(4);
    const special: Record<string, string> = {
      migrations: 'select',
      audit: 'select insert',
      audit_seal: 'select insert',
    };
    for (const { name, rights } of tables)
      expect([name, rights]).toEqual([name, special[name] ?? 'select insert update delete']);
  });

  it.each([
    'create table more (a int)',
    'create temporary table audit (a int)',
    'drop table maintenance',
    'alter table maintenance add column more int',
    'alter table maintenance disable trigger all',
    'truncate maintenance',
    'create extension pg_trgm',
    'create function audit_hash() returns int language sql as $$ select 1 $$',
    `set session_replication_role = 'replica'`,
    'create role more',
    `copy (select 1) to program 'true'`,
    `select pg_read_file('postgresql.conf')`,
  ])('may not: %s', async (statement) => {
    // The gateway may make schemas and extensions that are trusted; neither reaches the tables of the owner.
    const may = service === 'gateway' && statement === 'create extension pg_trgm';
    const outcome = asService(service, `begin; ${statement}; rollback`);
    if (may) await outcome;
    else await expect(outcome).rejects.toThrow(/permission denied|must be owner|must have/);
  });

  it.each(services.filter((other) => other !== service))(
    'may not connect to the database of %s',
    async (other) => {
      const url = new URL(world.databaseUrl(service));
      url.pathname = new URL(world.databaseUrl(other)).pathname;
      await expect(onDatabase(url.href, 'select 1')).rejects.toThrow('permission denied for database');
    },
  );
});

describe.each(withAudit)('the audit of %s', (service) => {
  it.each(
    ['audit', 'audit_seal'].flatMap((table) => [
      `update ${table} set ${table === 'audit' ? `actor = 'another'` : `hash = ''`}`,
      `delete from ${table}`,
      `truncate ${table}`,
      `select * from ${table} for update`,
      `alter table ${table} disable trigger all`,
      `alter table ${table} rename to gone`,
      `drop trigger ${table}_stays on ${table}`,
      `drop table ${table}`,
    ]),
  )('cannot be changed by its service: %s', async (statement) => {
    await expect(asService(service, statement)).rejects.toThrow(
      /permission denied for table|must be owner of/,
    );
  });

  it.each([
    'create or replace function audit_refuse() returns trigger language plpgsql as $$ begin return null; end $$',
    'drop function audit_verify()',
  ])('keeps its functions: %s', async (statement) => {
    await expect(asService(service, statement)).rejects.toThrow(
      /permission denied for schema|must be owner of/,
    );
  });
});
