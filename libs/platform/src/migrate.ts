import pg from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';

export type Migration = new () => MigrationInterface;

/** Any two processes that boot at once migrate one after the other. */
const MIGRATION_LOCK = 7_205_001;
const MIGRATIONS_TABLE = 'migrations';
/** The audit is read and added to: whoever has the service's connection cannot change what was written. See decision 3. */
const ADDED_TO_ONLY = ['audit', 'audit_seal'];

/**
 * Brings the tables up to date as their owner, then gives the role of the service what it needs in them, those of the
 * newest migration among them. Its connections are closed again when it returns.
 */
export async function migrate(ownerUrl: string, serviceRole: string, migrations: Migration[]): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 5_000 });
  await owner.connect();
  try {
    const { rows } = await owner.query<{ role: string }>('select current_user as role');
    if (rows[0]?.role === serviceRole)
      throw new Error(`DATABASE_URL and MIGRATION_DATABASE_URL name the same role, ${serviceRole}`);
    await owner.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const dataSource = new DataSource({
      type: 'postgres',
      url: ownerUrl,
      migrations: migrations as never,
      migrationsTableName: MIGRATIONS_TABLE,
      migrationsTransactionMode: 'each',
      applicationName: 'migrations',
      connectTimeoutMS: 5_000,
      poolErrorHandler: () => undefined,
      installExtensions: false,
      extra: { max: 1, statement_timeout: 15_000 },
    });
    await dataSource.initialize();
    try {
      await dataSource.runMigrations();
    } finally {
      await dataSource.destroy();
    }
    await grant(owner, serviceRole);
  } finally {
    await owner.end();
  }
}

/** In one transaction: a service that runs meanwhile lacks nothing. A crash before it: the next start grants. */
async function grant(owner: pg.Client, serviceRole: string): Promise<void> {
  const role = pg.escapeIdentifier(serviceRole);
  const { rows } = await owner.query<{ name: string; kind: string }>(
    `select relname as name, relkind as kind from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S')
       and relowner = (select oid from pg_roles where rolname = current_user)`,
  );
  const statements = rows.map(({ name, kind }) => {
    const what = `${kind === 'S' ? 'sequence' : 'table'} public.${pg.escapeIdentifier(name)}`;
    return `revoke all on ${what} from ${role}; grant ${kind === 'S' ? 'usage' : rightsIn(name)} on ${what} to ${role}`;
  });
  await owner.query([`grant usage on schema public to ${role}`, ...statements].join('; '));
}

function rightsIn(table: string): string {
  if (table === MIGRATIONS_TABLE) return 'select';
  return ADDED_TO_ONLY.includes(table) ? 'select, insert' : 'select, insert, update, delete';
}

/** Why a service must not work with this connection: its tables are not up to date, or its role may do too much; else null. */
export async function complaintOfRole(service: DataSource, migrations: Migration[]): Promise<string | null> {
  const [role] = await service.query<{ name: string; mighty: boolean; owner: boolean; migrated: boolean }[]>(
    `select rolname as name, rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls as mighty,
       exists (select from pg_class where relnamespace = 'public'::regnamespace and pg_has_role(relowner, 'member')) as owner,
       to_regclass('public.${MIGRATIONS_TABLE}') is not null as migrated
     from pg_roles where rolname = current_user`,
  );
  if (role?.mighty || role?.owner)
    return `the role ${role.name} of DATABASE_URL ${role.mighty ? 'is a superuser or may make roles or databases' : 'owns the tables'}: a service needs one that does not, see docs/operations.md`;
  const ran = role?.migrated
    ? await service.query<{ name: string }[]>(`select name from public.${MIGRATIONS_TABLE}`)
    : [];
  const pending = migrations
    .map((migration) => new migration().name ?? migration.name)
    .filter((name) => !ran.some((row) => row.name === name));
  if (pending.length === 0) return null;
  return `the tables lack ${pending.join(', ')}: set MIGRATION_DATABASE_URL, or run this program with --migrate and that variable`;
}
