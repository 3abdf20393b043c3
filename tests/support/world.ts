import type { Transport } from '@app/messaging';
import { ask as askAt } from '../../apps/standalone/src/load-sample.js';
import { runInOneProcess, type RunningInOneProcess } from '../../apps/standalone/src/one-process.js';
import { untilReady } from '../../apps/standalone/src/until-ready.js';
import {
  adminUrl,
  copyOfDatabase,
  makeDatabase,
  newDatabase,
  oneAtATime,
  onDatabase,
  untilOldUnitsLoaded,
  type TestDatabase,
} from './databases.js';
import { startIssuer, type Issuer } from './issuer.js';

const names = ['movements', 'competitions', 'exemplars', 'gateway'] as const;

export interface World extends RunningInOneProcess {
  /** Asks the gateway as the administrator of the country, unless another authorization is given; throws on errors. */
  ask<Data>(
    query: string,
    variables?: Record<string, unknown>,
    headers?: Record<string, string>,
  ): Promise<Data>;
  /** Whose access tokens the house accepts. */
  issuer: Issuer;
  /** Header of a sample account of this name, by the roles and units of `npm start`. */
  authorizationOf(account: string): Promise<string>;
  /** As the service's role. */
  databaseUrl(name: (typeof names)[number]): string;
  /** As the owner of the tables. */
  ownerUrl(name: (typeof names)[number]): string;
}

const unitOf: Record<string, string> = { administrator: 'VN', auditor: 'VN', 'commune-staff': '03127' };

type Databases = Map<string, TestDatabase>;
const eachDatabase = async (make: (name: string) => Promise<TestDatabase>): Promise<Databases> =>
  new Map(await Promise.all(names.map(async (name) => [name, await make(name)] as const)));

/** The whole house in one process on databases of its own, all units and the titles loaded. */
export async function startWorld(
  transport?: () => Transport,
  gateway: Record<string, string> = {},
): Promise<World> {
  // Another transport carries everything from the first event on.
  const databases = transport ? await eachDatabase(newDatabase) : await copiesOfFirst();
  const urlsOf = (name: string) => databases.get(name) as TestDatabase;
  const databaseUrl = (name: string) => urlsOf(name).url;
  const issuer = await startIssuer();
  const running = await run(databases, issuer, gateway, transport);
  const authorizationOf = (account: string) =>
    issuer.authorization(account, { role: account, unit: unitOf[account] ?? '11' });
  const world: World = {
    ...running,
    issuer,
    databaseUrl,
    ownerUrl: (name) => urlsOf(name).ownerUrl,
    ask: async (query, variables, headers) =>
      askAt(running.url, query, variables, {
        authorization: await authorizationOf('administrator'),
        ...headers,
      }),
    authorizationOf,
    stop: async () => {
      await running.stop();
      await issuer.stop();
      for (const { drop } of databases.values()) await drop();
    },
  };
  // Each has a copy of the map of units of its own, and over a real broker they come at different times.
  for (const app of world.apps.values()) await untilReady(await app.getUrl(), 60_000);
  return world;
}

async function run(
  databases: Databases,
  issuer: Issuer,
  gateway: Record<string, string>,
  transport?: () => Transport,
): Promise<RunningInOneProcess> {
  return runInOneProcess({
    host: '127.0.0.1',
    port: 0,
    logLevel: process.env.TEST_LOG_LEVEL ?? 'fatal',
    nodeEnv: 'test',
    databases: (name) => databases.get(name) as TestDatabase,
    householdKey: 'a secret of tests, long enough to be one',
    personKey: 'another secret of tests, long enough too',
    readyGate: '',
    identity: issuer.variables,
    // Tests ask faster than people.
    gateway: {
      RATE_LIMIT_ANONYMOUS_PER_SECOND: '100000',
      RATE_LIMIT_ANONYMOUS_BURST: '100000',
      RATE_LIMIT_SIGNED_IN_PER_SECOND: '100000',
      RATE_LIMIT_SIGNED_IN_BURST: '100000',
      ...gateway,
    },
    transport,
  });
}

const first = (name: string) => `first_${name}`;

/**
 * Databases as the first house of a run left them. Migrations and ten thousand old units are the dearest part of a
 * house, and as each loads the old ones beside its tests, of these as well.
 */
const copiesOfFirst = (): Promise<Databases> =>
  oneAtATime(async () => {
    const made = await onDatabase(
      adminUrl(),
      `select from pg_database where datname = '${first('gateway')}' and datistemplate`,
    );
    if (made.length === 0) await makeFirst();
    return eachDatabase((name) => copyOfDatabase(name, first(name)));
  });

async function makeFirst(): Promise<void> {
  // Of one whose making was cut short.
  for (const name of names)
    await onDatabase(adminUrl(), `drop database if exists ${first(name)} with (force)`);
  const databases = await eachDatabase((name) => makeDatabase(name, first(name)));
  const issuer = await startIssuer();
  const running = await run(databases, issuer, {});
  await untilOldUnitsLoaded(databases.get('movements')?.url ?? '');
  await running.stop();
  await issuer.stop();
  await onDatabase(adminUrl(), `alter database ${first('gateway')} is_template true`);
}
