import 'reflect-metadata';
import { kafkaFromConfig } from '@app/messaging';
import { createLog, readConfig, runApp } from '@app/platform';
import { gatewayVariables } from './config.js';
import { GatewayModule } from './gateway.module.js';
import { giveIdentityTo, giveRestTo, passOnTo } from './neighbours.js';

const config = readConfig(gatewayVariables);
const provider = config.IDENTITY_PROXY_URL;
if (provider && config.NODE_ENV === 'production')
  throw new Error('IDENTITY_PROXY_URL is for development: with NODE_ENV=production set OIDC_ISSUER');
const transport = kafkaFromConfig('gateway', config, createLog('gateway', config.LOG_LEVEL));
await runApp(GatewayModule.for(config, transport), {
  name: 'gateway',
  host: config.HOST,
  port: config.PORT,
  logLevel: config.LOG_LEVEL,
  prepare: (app) => {
    if (provider) giveIdentityTo(app, passOnTo(provider, 'identity provider'));
    if (config.WEB_URL) giveRestTo(app, passOnTo(config.WEB_URL, 'web'));
  },
  trustProxy: config.TRUST_PROXY,
});
