// Asks a running service for a job by a row in its database, and waits for its outcome:
//   npm run republish -- movements          every aggregate is announced again
//   npm run rebuild                         the gateway builds its read model anew while it serves
//   npm run replay-dead-letters -- gateway  what could not be applied is tried again
// The database is that of the instance in --data DIR (default: data), or DATABASE_URL.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { databaseUrl } from './instance.mjs';

const WAIT_MS = 30 * 60_000;
const owners = {
  republish: ['movements', 'competitions', 'exemplars'],
  rebuild: ['gateway'],
  'replay-dead-letters': ['gateway', 'competitions', 'exemplars'],
};

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string', default: 'data' } },
});
const [kind, service = kind === 'rebuild' ? 'gateway' : undefined] = positionals;
if (!owners[kind]?.includes(service)) {
  console.error(`Usage: npm run ${kind ?? 'republish'} -- ${(owners[kind] ?? owners.republish).join('|')}`);
  process.exit(2);
}

const client = new pg.Client({
  connectionString: databaseUrl(service, values.data),
  connectionTimeoutMillis: 5_000,
});
await client.connect();
try {
  const asked = await client.query('insert into maintenance (kind) values ($1) returning id', [kind]);
  console.log(`asked ${service} for ${kind}; waiting`);
  const deadline = Date.now() + WAIT_MS;
  for (let told = false; ; await sleep(250)) {
    const { rows } = await client.query('select taken_at, done_at, outcome from maintenance where id = $1', [
      asked.rows[0].id,
    ]);
    const { taken_at: taken, done_at: done, outcome } = rows[0];
    if (taken && !told) console.log('in progress');
    told ||= taken !== null;
    if (done) {
      console.log(outcome);
      process.exitCode = outcome.startsWith('failed') ? 1 : 0;
      break;
    }
    if (Date.now() > deadline) throw new Error('no outcome within 30 minutes; is the service running?');
  }
} finally {
  await client.end();
}
