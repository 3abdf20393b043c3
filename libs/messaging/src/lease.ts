import { STATEMENT_MS, watchedSocket } from '@app/platform';
import pg from 'pg';

/** Longer than whoever holds a lease is ever silent: a relay waits up to 10 s for Kafka. */
const SILENT_MS = 30_000;

/**
 * Who holds a lease works off tables that are empty most of the time. A plan made for an empty one reads the whole of it,
 * and is kept when it is full of rows that are gone already: removing what was sent then takes as long as all of that day.
 */
const BY_INDEX = '-c enable_seqscan=off';

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
    options: `-c idle_session_timeout=${SILENT_MS} ${BY_INDEX}`,
    stream: () => watchedSocket(),
  });
  client.on('error', () => undefined);
  return client;
}
