import { InProcessTransport } from '@app/messaging';
import { createApp, readConfig } from '@app/platform';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import pg from 'pg';
import { competitionsVariables, type CompetitionsConfig } from '../../apps/competitions/src/config.js';
import { CompetitionsModule } from '../../apps/competitions/src/competitions.module.js';
import { gatewayVariables } from '../../apps/gateway/src/config.js';
import { GatewayModule } from '../../apps/gateway/src/gateway.module.js';
import { movementsVariables } from '../../apps/movements/src/config.js';
import { MovementsModule } from '../../apps/movements/src/movements.module.js';
import type { DatabaseUrls } from '../../apps/standalone/src/database-roles.js';
import { newDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';

const transport = new InProcessTransport();
const apps: INestApplication[] = [];
const drops: (() => Promise<void>)[] = [];
let url: string;
let gatewayUrl: string;
let databaseUrl: string;
let copying: CompetitionsConfig;
let start: (name: string, module: ReturnType<typeof CompetitionsModule.for>) => Promise<string>;

beforeAll(async () => {
  const [movements, competitions] = [await newDatabase('movements'), await newDatabase('competitions')];
  const gateway = await newDatabase('gateway');
  drops.push(movements.drop, competitions.drop, gateway.drop);
  databaseUrl = competitions.url;
  const environment = (database: DatabaseUrls) => ({
    NODE_ENV: 'test',
    PORT: '0',
    DATABASE_URL: database.url,
    MIGRATION_DATABASE_URL: database.ownerUrl,
    HOUSEHOLD_KEY_SECRET: 'a secret of tests, long enough to be one',
    PERSON_KEY_SECRET: 'another secret of tests, long enough too',
  });
  start = async (name, module) => {
    const app = await createApp(module, { name, host: '127.0.0.1', port: 0, logLevel: 'silent' });
    await app.listen(0, '127.0.0.1');
    apps.push(app);
    return app.getUrl();
  };
  copying = readConfig(competitionsVariables, environment(competitions));
  url = await start('competitions', CompetitionsModule.for(copying, transport));
  const reading = readConfig(gatewayVariables, environment(gateway));
  gatewayUrl = await start('gateway', GatewayModule.for(reading, transport));
  const owning = readConfig(movementsVariables, environment(movements));
  await start('movements', MovementsModule.for(owning, transport));
});
afterAll(async () => {
  for (const app of apps) await app.close();
  for (const drop of drops) await drop();
});

it('is not ready before it holds the last announced map of units, and then holds every unit', async () => {
  const before = await fetch(`${url}/health/ready`);
  expect(before.status).toBe(503);
  expect(await before.json()).toMatchObject({
    checks: { 'unit copy': 'the map of units has not been received yet' },
  });
  expect(await (await fetch(`${gatewayUrl}/health/ready`)).json()).toMatchObject({
    checks: { 'read model': 'the map of units has not been received yet' },
  });
  expect((await fetch(`${url}/health/live`)).status).toBe(200);
  transport.open();
  for (const one of [url, gatewayUrl])
    await eventually(async () => expect((await fetch(`${one}/health/ready`)).status).toBe(200));
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  // The units of before come after the start, province by province.
  await eventually(async () => {
    const { rows } = await client.query('select count(*)::int as units from unit_copy');
    expect(rows).toEqual([{ units: 1 + 34 + 3321 + 52 + 691 + 10_035 }]);
  }, 60_000);
  // The last that is said of the map: it would put right what follows.
  await eventually(async () => {
    const { rows } = await client.query('select old_units_loaded as loaded from unit_map_copy');
    expect(rows).toEqual([{ loaded: true }]);
  });
  await eventually(async () => expect((await fetch(`${url}/health/ready`)).status).toBe(200));
  // One unit behind the map: whoever starts then waits.
  await client.query('update unit_map_copy set versions = versions + 1');
  const restarted = await start('competitions', CompetitionsModule.for(copying, new InProcessTransport()));
  expect((await fetch(`${restarted}/health/ready`)).status).toBe(503);
  expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  await client.end();
}, 90_000);
