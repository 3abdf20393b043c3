import pg from 'pg';
import { DataSource, DefaultNamingStrategy, type EntitySchema, type MixedList } from 'typeorm';

export interface DatabaseOptions {
  /** Shown by PostgreSQL for this service's connections. */
  name: string;
  url: string;
  poolSize: number;
  entities: MixedList<string | (new () => object) | EntitySchema>;
  migrations: (new () => object)[];
}

/** Properties in camelCase, columns in snake_case. */
class SnakeCaseColumns extends DefaultNamingStrategy {
  override columnName(property: string, custom: string | undefined): string {
    return custom ?? property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }
}

/** Any two processes that boot at once migrate one after the other. */
const MIGRATION_LOCK = 7_205_001;

/** Opens the pool after bringing the tables up to date. Every statement has 15 s. */
export async function openDatabase(options: DatabaseOptions): Promise<DataSource> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: options.url,
    entities: options.entities as never,
    migrations: options.migrations as never,
    migrationsTransactionMode: 'each',
    applicationName: options.name,
    namingStrategy: new SnakeCaseColumns(),
    connectTimeoutMS: 5_000,
    poolErrorHandler: () => undefined,
    extra: { max: options.poolSize, statement_timeout: 15_000, idle_in_transaction_session_timeout: 30_000 },
  });
  const lock = new pg.Client({ connectionString: options.url, connectionTimeoutMillis: 5_000 });
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await dataSource.initialize();
    await dataSource.runMigrations();
  } finally {
    await lock.end();
  }
  return dataSource;
}

/** What a projection or a handler needs of a transaction. */
export interface Sql {
  query<Row = Record<string, unknown>>(statement: string, parameters?: unknown[]): Promise<Row[]>;
}

/** Errors that may pass by themselves: lost connections, timeouts, deadlocks, a full or stopping server. */
export function isTransient(error: unknown): boolean {
  const code = (error as { code?: string } | null)?.code ?? '';
  if (/^(08|40|53|55|57|58)/.test(code)) return true;
  if (/^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN)/.test(code)) return true;
  return /Connection terminated|timeout exceeded when trying to connect|Client has encountered|connection timeout|not queryable/i.test(
    String((error as Error | null)?.message ?? error),
  );
}
