import { InProcessTransport, type Transport } from '@app/messaging';
import { createApp, readConfig, type BootOptions } from '@app/platform';
import type { INestApplication } from '@nestjs/common';
import { competitionsVariables } from '../../competitions/src/config.js';
import { CompetitionsModule } from '../../competitions/src/competitions.module.js';
import { exemplarsVariables } from '../../exemplars/src/config.js';
import { ExemplarsModule } from '../../exemplars/src/exemplars.module.js';
import { gatewayVariables } from '../../gateway/src/config.js';
import { GatewayModule } from '../../gateway/src/gateway.module.js';
import { movementsVariables } from '../../movements/src/config.js';
import { MovementsModule } from '../../movements/src/movements.module.js';
import type { DatabaseUrls } from './database-roles.js';

export interface Running {
  /** Of the gateway. */
  url: string;
  stop(): Promise<void>;
}

export interface RunningInOneProcess extends Running {
  /** By name: movements, competitions, exemplars, gateway. */
  apps: Map<string, INestApplication>;
}

export interface OneProcessOptions {
  host: string;
  port: number;
  logLevel: string;
  nodeEnv: string;
  databases: (name: string) => DatabaseUrls;
  householdKey: string;
  personKey: string;
  readyGate: string;
  /** OIDC_ variables and PUBLIC_URL; none: nobody can sign in. */
  identity?: Record<string, string>;
  /** Routes beside those of the gateway. */
  prepareGateway?: BootOptions['prepare'];
  /** Further variables of the gateway. */
  gateway?: Record<string, string>;
  /** Another transport than the one inside the process; each application closes its own. */
  transport?: () => Transport;
}

/** All four applications in this process, with the in-process transport; between them they speak as they do over a network. */
export async function runInOneProcess(options: OneProcessOptions): Promise<RunningInOneProcess> {
  const inside = new InProcessTransport();
  const transport = options.transport ?? (() => inside);
  const environment = (name: string, more: Record<string, string> = {}) => ({
    NODE_ENV: options.nodeEnv,
    LOG_LEVEL: options.logLevel,
    ...options.identity,
    DATABASE_URL: options.databases(name).url,
    MIGRATION_DATABASE_URL: options.databases(name).ownerUrl,
    ...more,
  });
  const services = {
    movements: MovementsModule.for(
      readConfig(
        movementsVariables,
        environment('movements', { HOUSEHOLD_KEY_SECRET: options.householdKey }),
      ),
      transport(),
    ),
    competitions: CompetitionsModule.for(
      readConfig(
        competitionsVariables,
        environment('competitions', { PERSON_KEY_SECRET: options.personKey }),
      ),
      transport(),
    ),
    exemplars: ExemplarsModule.for(
      readConfig(exemplarsVariables, environment('exemplars', { PERSON_KEY_SECRET: options.personKey })),
      transport(),
    ),
  };
  const apps = new Map<string, INestApplication>();
  const urls: Record<string, string> = {};
  for (const [name, module] of Object.entries(services)) {
    const app = await createApp(module, { name, host: '127.0.0.1', port: 0, logLevel: options.logLevel });
    await app.listen(0, '127.0.0.1');
    urls[`${name.toUpperCase()}_URL`] = await app.getUrl();
    apps.set(name, app);
  }
  const gatewayConfig = readConfig(
    gatewayVariables,
    environment('gateway', { ...urls, READY_GATE_FILE: options.readyGate, ...options.gateway }),
  );
  const gateway = await createApp(GatewayModule.for(gatewayConfig, transport()), {
    name: 'gateway',
    host: options.host,
    port: options.port,
    logLevel: options.logLevel,
    prepare: options.prepareGateway,
    trustProxy: gatewayConfig.TRUST_PROXY,
  });
  apps.set('gateway', gateway);
  inside.open();
  await gateway.listen(options.port, options.host);
  return {
    url: await gateway.getUrl(),
    apps,
    stop: async () => {
      // The door first; what the services still say then waits in their outboxes.
      await gateway.close();
      await Promise.all([...apps.values()].filter((app) => app !== gateway).map((app) => app.close()));
    },
  };
}
