import 'reflect-metadata';
import { kafkaFromConfig } from '@app/messaging';
import { createLog, readConfig, runApp } from '@app/platform';
import { competitionsVariables } from './config.js';
import { CompetitionsModule } from './competitions.module.js';

const config = readConfig(competitionsVariables);
const transport = kafkaFromConfig('competitions', config, createLog('competitions', config.LOG_LEVEL));
await runApp(CompetitionsModule.for(config, transport), {
  name: 'competitions',
  host: config.HOST,
  port: config.PORT,
  logLevel: config.LOG_LEVEL,
});
