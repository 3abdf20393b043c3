import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { prepareDatabase, type DatabaseUrls } from '../../apps/standalone/src/database-roles.js';

export const adminUrl = (database = 'postgres'): string => {
  if (!process.env.TEST_POSTGRES_URL) throw new Error('TEST_POSTGRES_URL is not set: run through `npm test`');
  const url = new URL(process.env.TEST_POSTGRES_URL);
  url.pathname = `/${database}`;
  return url.href;
};

/** Runs one statement on a connection of its own and answers the rows. */
export async function onDatabase<Row extends object>(url: string, statement: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
}

export interface TestDatabase extends DatabaseUrls {
  name: string;
  /** Ends whoever is still connected. */
  drop: () => Promise<void>;
}

/** An empty database of the test's own, with roles of its own like those of an installation. */
export async function newDatabase(service = 'test'): Promise<TestDatabase> {
  const name = `${service}_${randomBytes(6).toString('hex')}`;
  const owner = `${name}_owner`;
  await onDatabase(adminUrl(), `create database ${name}`);
  const urls = await prepareDatabase(adminUrl(name), {
    owner,
    ownerPassword: 'test',
    service: name,
    servicePassword: 'test',
    mayCreateSchemas: service === 'gateway',
  });
  const drop = async () => {
    await onDatabase(adminUrl(), `drop database if exists ${name} with (force)`);
    await onDatabase(adminUrl(), `drop role if exists ${name}, ${owner}`);
  };
  return { ...urls, name, drop };
}
