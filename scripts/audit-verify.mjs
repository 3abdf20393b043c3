// Recomputes the chain of hashes over the audit of a service and names the first row that is not as it was sealed:
//   npm run audit:verify                    of every service of the instance
//   npm run audit:verify -- movements       of one
// Reads only. The database is that of the instance in --data DIR (default: data), or DATABASE_URL. Ends with 1 on a fault.
import { parseArgs } from 'node:util';
import pg from 'pg';
import { databaseUrl } from './instance.mjs';

const owners = ['movements', 'competitions', 'exemplars'];
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string', default: 'data' } },
});
// DATABASE_URL is the database of one service.
const services = positionals.length > 0 || process.env.DATABASE_URL ? positionals : owners;
if (services.length === 0 || services.some((service) => !owners.includes(service))) {
  console.error(`Usage: npm run audit:verify -- ${owners.join('|')}`);
  process.exit(2);
}

for (const service of services) {
  const client = new pg.Client({
    connectionString: databaseUrl(service, values.data),
    connectionTimeoutMillis: 5_000,
  });
  await client.connect();
  try {
    const { rows } = await client.query('select * from audit_verify()');
    const { sealed, unsealed, head, seq, audit_id: row, fault } = rows[0];
    console.log(`${service}: ${sealed} sealed, ${unsealed} unsealed, ${fault ? 'NOT INTACT' : 'intact'}`);
    if (head) console.log(`  last seal ${head}`);
    if (fault) {
      const place = [seq && `seal ${seq}`, row && `audit row ${row}`].filter(Boolean).join(', ');
      console.log(`  first fault: ${place}: ${fault}`);
      process.exitCode = 1;
    }
  } finally {
    await client.end();
  }
}
