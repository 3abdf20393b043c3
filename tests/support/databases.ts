import { randomBytes } from 'node:crypto';
import pg from 'pg';

const adminUrl = () => {
  const url = process.env.TEST_POSTGRES_URL;
  if (!url) throw new Error('TEST_POSTGRES_URL is not set: run through `npm test`');
  return url;
};

async function asAdmin(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl() });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** An empty database of the test's own; `drop` ends whoever is still connected. */
export async function newDatabase(name = 'test'): Promise<{ url: string; drop: () => Promise<void> }> {
  const database = `${name}_${randomBytes(6).toString('hex')}`;
  await asAdmin(`create database ${database}`);
  const url = new URL(adminUrl());
  url.pathname = `/${database}`;
  return { url: url.href, drop: () => asAdmin(`drop database if exists ${database} with (force)`) };
}
