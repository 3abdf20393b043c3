import { Socket } from 'node:net';
import { DataSource, DefaultNamingStrategy, type EntitySchema, type MixedList } from 'typeorm';
import { complaintOfRole, migrate, type Migration } from './migrate.js';
import { PooledClient } from './pooled-client.js';

export type { Migration };

export interface DatabaseOptions {
  /** Shown by PostgreSQL for this service's connections. */
  name: string;
  /** As the role that the service works with: it owns nothing. */
  url: string;
  /** As the owner of the tables, for migrations alone; empty or absent: they must be up to date already. */
  migrationUrl?: string;
  poolSize: number;
  entities: MixedList<string | (new () => object) | EntitySchema>;
  migrations: Migration[];
}

/** Properties in camelCase, columns in snake_case. */
class SnakeCaseColumns extends DefaultNamingStrategy {
  override columnName(property: string, custom: string | undefined): string {
    return custom ?? property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }
}

/** Longest that PostgreSQL works on one statement of ours. */
export const STATEMENT_MS = 15_000;
const SILENT_MS = STATEMENT_MS + 5_000;

/**
 * A connection for `pg` (`stream`) that does not wait for ever: a server that lives answers each statement within its
 * time, so one that is silent for longer is gone though nobody said so, as after a failover or where a firewall forgot
 * the connection. Without it whoever waits there would wait for a quarter of an hour. Not for who only listens.
 */
export function watchedSocket(silentMs = SILENT_MS): Socket {
  const socket = new Socket();
  socket.setTimeout(silentMs, () =>
    socket.destroy(new Error('Connection terminated: PostgreSQL was silent')),
  );
  return socket;
}

/**
 * Opens the pool, having brought the tables up to date where the options say as whom. Refuses tables that are not, and a
 * role that could alter them. Every statement has 15 s.
 */
export async function openDatabase(options: DatabaseOptions): Promise<DataSource> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: options.url,
    entities: options.entities as never,
    applicationName: options.name,
    namingStrategy: new SnakeCaseColumns(),
    connectTimeoutMS: 5_000,
    poolErrorHandler: () => undefined,
    // Migrations make them: a service may not.
    installExtensions: false,
    extra: {
      Client: PooledClient,
      pipeline: true,
      max: options.poolSize,
      statement_timeout: STATEMENT_MS,
      idle_in_transaction_session_timeout: 30_000,
      stream: () => watchedSocket(),
    },
  });
  await dataSource.initialize();
  try {
    if (options.migrationUrl) {
      const [role] = await dataSource.query<{ name: string }[]>('select current_user as name');
      await migrate(options.migrationUrl, role?.name ?? '', options.migrations);
    }
    const complaint = await complaintOfRole(dataSource, options.migrations);
    if (complaint) throw new Error(`Database of ${options.name}: ${complaint}`);
  } catch (error) {
    await dataSource.destroy();
    throw error;
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
