import 'reflect-metadata';
import { kafkaFromConfig } from '@app/messaging';
import { createLog, readConfig, runApp } from '@app/platform';
import { gatewayVariables } from './config.js';
import { GatewayModule } from './gateway.module.js';

const config = readConfig(gatewayVariables);
const transport = kafkaFromConfig('gateway', config, createLog('gateway', config.LOG_LEVEL));
await runApp(GatewayModule.for(config, transport), {
  name: 'gateway',
  host: config.HOST,
  port: config.PORT,
  logLevel: config.LOG_LEVEL,
  trustProxy: config.TRUST_PROXY,
});
