// Where the scripts of the operator find the database of a service: DATABASE_URL, or the instance in a data folder.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Ends the process with 2 when nothing tells. */
export function databaseUrl(service, dataDir) {
  if (process.env.DATABASE_URL) return process.env.DATABASE_URL;
  const file = join(dataDir, 'instance.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8')).databases[service];
  } catch {
    console.error(`Neither DATABASE_URL nor ${file} tells where the database of ${service} is.`);
    process.exit(2);
  }
}
