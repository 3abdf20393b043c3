import type { Transport } from '@app/messaging';
import { ask as askAt } from '../../apps/standalone/src/load-sample.js';
import { untilReady } from '../../apps/standalone/src/cluster.js';
import { runInOneProcess, type RunningInOneProcess } from '../../apps/standalone/src/one-process.js';
import { newDatabase, type TestDatabase } from './databases.js';
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

/** The whole house in one process on databases of its own, units and titles loaded. */
export async function startWorld(
  transport?: () => Transport,
  gateway: Record<string, string> = {},
): Promise<World> {
  const databases = new Map(
    await Promise.all(names.map(async (name) => [name, await newDatabase(name)] as const)),
  );
  const urlsOf = (name: string) => databases.get(name as (typeof names)[number]) as TestDatabase;
  const databaseUrl = (name: string) => urlsOf(name).url;
  const issuer = await startIssuer();
  const running = await runInOneProcess({
    host: '127.0.0.1',
    port: 0,
    logLevel: process.env.TEST_LOG_LEVEL ?? 'fatal',
    nodeEnv: 'test',
    databases: urlsOf,
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

/** Until the assertion holds; the last failure when it does not within the time. */
export async function eventually<Result>(
  assertion: () => Promise<Result>,
  withinMs = 20_000,
): Promise<Result> {
  const deadline = Date.now() + withinMs;
  for (;;)
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
}
