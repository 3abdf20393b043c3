import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { EmbeddedPostgres } from './embedded-postgres.js';

/** One service's database as each of its two roles sees it. */
export interface DatabaseUrls {
  /** DATABASE_URL: owns nothing. */
  url: string;
  /** MIGRATION_DATABASE_URL: owns the tables. */
  ownerUrl: string;
}

export interface DatabaseRoles {
  owner: string;
  ownerPassword: string;
  service: string;
  servicePassword: string;
  /** The gateway makes and drops the schemas of its read model. */
  mayCreateSchemas: boolean;
}

/** Makes the roles of a database that is there, by the script that installations run with psql. Harmless when repeated. */
export async function prepareDatabase(adminUrl: string, roles: DatabaseRoles): Promise<DatabaseUrls> {
  const variables: Record<string, string> = {
    DBNAME: decodeURIComponent(new URL(adminUrl).pathname.slice(1)),
    owner: roles.owner,
    owner_password: roles.ownerPassword,
    service: roles.service,
    service_password: roles.servicePassword,
    rights: roles.mayCreateSchemas ? 'connect, create' : 'connect',
  };
  const script = readFileSync(join(process.cwd(), 'deploy/postgres-roles.sql'), 'utf8')
    .replace(/^--.*$/gm, '')
    .replace(/(?<!:):(?:"(\w+)"|'(\w+)'|(\w+))/g, (found, identifier, literal, plain) => {
      const value = variables[(identifier ?? literal ?? plain) as string];
      if (value === undefined) throw new Error(`deploy/postgres-roles.sql: nothing is given for ${found}`);
      return identifier ? pg.escapeIdentifier(value) : literal ? pg.escapeLiteral(value) : value;
    });
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query(script);
  } finally {
    await client.end();
  }
  const as = (role: string, password: string) => {
    const url = new URL(adminUrl);
    url.username = encodeURIComponent(role);
    url.password = encodeURIComponent(password);
    return url.href;
  };
  return {
    url: as(roles.service, roles.servicePassword),
    ownerUrl: as(roles.owner, roles.ownerPassword),
  };
}

/** The four databases of an embedded server and their roles, by service. The roles' passwords are derived from the superuser's. */
export async function prepareDatabases(
  postgres: EmbeddedPostgres,
  superuserPassword: string,
): Promise<Record<string, DatabaseUrls>> {
  const passwordOf = (role: string) => createHmac('sha256', superuserPassword).update(role).digest('hex');
  const owner = 'thidua_owner';
  const prepared: Record<string, DatabaseUrls> = {};
  for (const name of ['movements', 'competitions', 'exemplars', 'gateway']) {
    const database = `thidua_${name}`;
    await postgres.createDatabase(database);
    prepared[name] = await prepareDatabase(postgres.url(database), {
      owner,
      ownerPassword: passwordOf(owner),
      service: database,
      servicePassword: passwordOf(database),
      mayCreateSchemas: name === 'gateway',
    });
  }
  return prepared;
}
