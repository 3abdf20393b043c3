import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { prepareDatabase, type DatabaseUrls } from '../../apps/standalone/src/database-roles.js';
import { eventually } from './eventually.js';

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
  const made = await makeDatabase(service, `${service}_${randomBytes(6).toString('hex')}`);
  const drop = async () => {
    await made.drop();
    await onDatabase(adminUrl(), `drop role if exists ${made.name}, ${made.name}_owner`);
  };
  return { ...made, drop };
}

/** A copy of a database to which nobody is connected; its roles are those of the template. */
export const copyOfDatabase = (service: string, template: string): Promise<TestDatabase> =>
  makeDatabase(service, `${service}_${randomBytes(6).toString('hex')}`, template);

/** With the roles of its name, or of its template, which it leaves when it is dropped. */
export async function makeDatabase(service: string, name: string, template?: string): Promise<TestDatabase> {
  await onDatabase(adminUrl(), `create database ${name}${template ? ` template ${template}` : ''}`);
  const role = template ?? name;
  const urls = await prepareDatabase(adminUrl(name), {
    owner: `${role}_owner`,
    ownerPassword: 'test',
    service: role,
    servicePassword: 'test',
    mayCreateSchemas: service === 'gateway',
  });
  const drop = async () => {
    await onDatabase(adminUrl(), `drop database if exists ${name} with (force)`);
  };
  return { ...urls, name, drop };
}

/** One at a time among all workers of a run: what they share on the server is made once. */
export async function oneAtATime<Result>(work: () => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: adminUrl() });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock(1)');
    return await work();
  } finally {
    // Its lock ends with the connection.
    await client.end();
  }
}

/** The service loads what was before 1 July 2025 after it is ready: until that is done, and told to everybody. */
export const untilOldUnitsLoaded = (movementsUrl: string): Promise<void> =>
  eventually(async () => {
    const [map] = await onDatabase<{ loaded: boolean; waiting: boolean }>(
      movementsUrl,
      'select old_units_loaded as loaded, exists (select from outbox) as waiting from unit_map',
    );
    if (!map?.loaded || map.waiting) throw new Error('not all units are loaded');
  }, 90_000);
