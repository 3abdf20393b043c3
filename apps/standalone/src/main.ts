import 'reflect-metadata';
import { createLog, identityVariables, readConfig, stopOnSignal } from '@app/platform';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { giveIdentityTo, giveRestTo } from '../../gateway/src/neighbours.js';
import { webVariables } from '../../web/src/config.js';
import { createWeb } from '../../web/src/web.js';
import { createTopics, freePorts, importScript, runAsCluster } from './cluster.js';
import { readOptions, standaloneVariables } from './config.js';
import { DataFolder } from './data-folder.js';
import { prepareDatabases, type DatabaseUrls } from './database-roles.js';
import { startPostgres } from './embedded-postgres.js';
import type { IdentityKeys } from './identity-keys.js';
import {
  createIdentityProvider,
  forbidProduction,
  identityPaths,
  runIdentityProvider,
} from './identity-provider.js';
import { loadSample } from './load-sample.js';
import { runInOneProcess } from './one-process.js';
import { untilSampleVisible } from './sample-visible.js';
import { competitionsTable, honoursTable, practicesLine } from './show-honours.js';
import { ratesTable } from './show-rates.js';
import { untilReady } from './until-ready.js';

const startedAt = Date.now();
const options = readOptions(process.argv.slice(2));
const config = readConfig(standaloneVariables);
const log = createLog('standalone', config.LOG_LEVEL);
const say = (line: string) => process.stdout.write(`${line}\n`);

if (options.createTopics) {
  await createTopics(undefined, log);
  process.exit(0);
}

// PUBLIC_URL names the port, so it must be known before anything listens.
const port = config.PORT || (await freePorts(1))[0] || 0;
const publicUrl = config.PUBLIC_URL || `http://127.0.0.1:${port}`;
const embedded = config.OIDC_ISSUER === '';
const provider = { issuer: publicUrl, nodeEnv: config.NODE_ENV, log };

if (options.identityProvider) {
  const keys = JSON.parse(readFileSync(options.identityProvider, 'utf8')) as IdentityKeys;
  stopOnSignal(await runIdentityProvider({ ...provider, keys, host: config.HOST, port }), log);
} else await startHouse();

/** This process as others on the machine reach it; PUBLIC_URL may be reachable for people only. */
function localUrl(): string {
  const here = ['0.0.0.0', '::'].includes(config.HOST) ? '127.0.0.1' : config.HOST;
  return `http://${here.includes(':') ? `[${here}]` : here}:${port}`;
}

/** What the gateway and the services are told of who signs people in. */
function identityOfHouse(): Record<string, string> {
  const names = Object.keys(identityVariables) as (keyof typeof identityVariables)[];
  // What is empty takes its default.
  const given = Object.fromEntries(names.map((name) => [name, embedded ? '' : String(config[name])]));
  if (!embedded) return { ...given, PUBLIC_URL: config.PUBLIC_URL };
  return {
    ...given,
    PUBLIC_URL: publicUrl,
    OIDC_ISSUER: publicUrl,
    OIDC_JWKS_URL: `${localUrl()}${identityPaths.keys}`,
  };
}

/** What the web is told, in this process or in one of its own. */
function webEnvironment(sessionSecret: string, hasSample: boolean): Record<string, string> {
  return {
    NODE_ENV: config.NODE_ENV,
    LOG_LEVEL: config.LOG_LEVEL,
    PUBLIC_URL: publicUrl,
    GATEWAY_URL: localUrl(),
    HOME_UNIT: config.HOME_UNIT || (hasSample ? '11' : 'VN'),
    SESSION_SECRET: sessionSecret,
    OIDC_ISSUER: embedded ? publicUrl : config.OIDC_ISSUER,
    OIDC_CLIENT_ID: config.OIDC_CLIENT_ID,
    ...(embedded && { OIDC_INTERNAL_URL: localUrl() }),
  };
}

async function startHouse() {
  const root = process.cwd();
  const data = new DataFolder(options.data);
  const secrets = data.secrets();
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  stopOnSignal(stop, log);

  try {
    if (embedded) forbidProduction(config.NODE_ENV);
    const { keys, file } = data.identityKeys();
    const answerIdentity =
      embedded && !options.cluster ? await createIdentityProvider({ ...provider, keys }) : null;
    const postgres = await startPostgres({
      dataDir: data.path,
      password: secrets.postgresPassword,
      log: say,
    });
    stops.push(() => postgres.stop());
    const databases = await prepareDatabases(postgres, secrets.postgresPassword);

    const shared = {
      host: config.HOST,
      port,
      logLevel: config.LOG_LEVEL,
      nodeEnv: config.NODE_ENV,
      databases: (name: string) => databases[name] as DatabaseUrls,
      householdKey: secrets.householdKey,
      personKey: secrets.personKey,
      readyGate: data.readyGate,
      identity: identityOfHouse(),
    };
    const web = webEnvironment(secrets.session, data.sample(options.empty) !== 'none');
    const running = options.cluster
      ? await runAsCluster({
          ...shared,
          root,
          dataDir: data.path,
          identityKeysFile: embedded ? file : null,
          web,
          log,
        })
      : await runInOneProcess({
          ...shared,
          // The web asks from this machine in the name of its visitors.
          gateway: { TRUST_PROXY: 'loopback' },
          prepareGateway: async (app) => {
            if (answerIdentity) giveIdentityTo(app, answerIdentity);
            giveRestTo(app, await createWeb(readConfig(webVariables, web), log));
          },
        });
    stops.push(() => running.stop());
    data.writeInstance(running.url, databases);

    // Before the map of units has come whole, the gateway cannot tell who holds where.
    await untilReady(running.url, 60_000, { but: 'start' });

    const sample = join(root, 'sample');
    if (data.sample(options.empty) === 'wanted') {
      if (!embedded)
        throw new Error('The sample is loaded by sample accounts: with OIDC_ISSUER, start with --empty');
      const { signIn } = await importScript<typeof import('../../../scripts/sign-in.mjs')>('sign-in.mjs');
      await loadSample(
        running.url,
        sample,
        async (account) => `Bearer ${await signIn(running.url, account)}`,
      );
      await untilSampleVisible(running.url, sample, 30_000);
      data.sampleIsLoaded();
    }
    writeFileSync(data.readyGate, '');
    await untilReady(running.url, 30_000);
    if (data.sample(options.empty) === 'loaded') {
      say('\nĐiện Biên (11), real figures through GraphQL:\n');
      say(await ratesTable(running.url, '11', ['2025', '2024', '2024-2025']));
      say(`\n${await competitionsTable(running.url, '11', '2024-2025')}`);
      say(`\n${await honoursTable(running.url, '11', '2024-2025')}`);
      say(await practicesLine(running.url, '11', '2024-2025'));
    }
    say(
      `\nReady in ${((Date.now() - startedAt) / 1000).toFixed(1)} s: ${publicUrl} and ${running.url}/graphql (data in ${data.path})`,
    );
  } catch (error) {
    log.fatal({ err: error }, 'could not start');
    await stop();
    process.exit(1);
  }
}
