import { STATEMENT_MS, watchedSocket } from '@app/platform';
import pg from 'pg';

/** Longer than whoever holds a lease is ever silent: a relay waits up to 10 s for Kafka. */
const SILENT_MS = 30_000;

/**
 * A connection whose advisory lock says that its process is the active one. The lock ends with the connection, and both
 * sides end a connection of which they hear nothing: a machine that vanished does not hold it for hours.
 */
export function leaseClient(databaseUrl: string): pg.Client {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 5_000,
    statement_timeout: STATEMENT_MS,
    idle_in_transaction_session_timeout: SILENT_MS,
    options: `-c idle_session_timeout=${SILENT_MS}`,
    stream: () => watchedSocket(),
  });
  client.on('error', () => undefined);
  return client;
}
