import 'reflect-metadata';
import { kafkaFromConfig } from '@app/messaging';
import { createLog, readConfig, runApp } from '@app/platform';
import { movementsVariables } from './config.js';
import { MovementsModule } from './movements.module.js';

const config = readConfig(movementsVariables);
const transport = kafkaFromConfig('movements', config, createLog('movements', config.LOG_LEVEL));
await runApp(MovementsModule.for(config, transport), {
  name: 'movements',
  host: config.HOST,
  port: config.PORT,
  logLevel: config.LOG_LEVEL,
});
