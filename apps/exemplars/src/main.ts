import 'reflect-metadata';
import { kafkaFromConfig } from '@app/messaging';
import { createLog, readConfig, runApp } from '@app/platform';
import { exemplarsVariables } from './config.js';
import { ExemplarsModule } from './exemplars.module.js';

const config = readConfig(exemplarsVariables);
const transport = kafkaFromConfig('exemplars', config, createLog('exemplars', config.LOG_LEVEL));
await runApp(ExemplarsModule.for(config, transport), {
  name: 'exemplars',
  host: config.HOST,
  port: config.PORT,
  logLevel: config.LOG_LEVEL,
});
