import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { loadSample } from '../../apps/standalone/src/load-sample.js';
import { untilSampleVisible } from '../../apps/standalone/src/sample-visible.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

it('answers the real percentages of Điện Biên from the sample', async () => {
  await loadSample(world.url, 'sample', world.authorizationOf);
  await untilSampleVisible(world.url, 'sample', 20_000);
  const { registrationRates } = await world.ask<{ registrationRates: unknown[] }>(
    `{ registrationRates(unit: "11", period: "2025") {
         title { code } basis asOf registered { value certainty } baseline { value origin } totalUnits
         registeredRate { percent gap reportedUnits } targets { percent of } stated { percent differs } warnings } }`,
  );
  expect(registrationRates).toMatchObject([
    { title: { code: 'LEARNING_CLAN' }, registeredRate: { percent: 67.87, gap: null, reportedUnits: 45 } },
    { title: { code: 'LEARNING_COMMUNITY' }, registeredRate: { percent: 87.47 } },
    {
      title: { code: 'LEARNING_FAMILY' },
      registered: { value: 104000, certainty: 'AT_LEAST' },
      registeredRate: { percent: null, gap: 'BASELINE_UNKNOWN', reportedUnits: 45 },
      stated: [{ percent: '71.09', differs: null }],
    },
    { title: { code: 'LEARNING_UNIT' }, registeredRate: { percent: 98.62 } },
  ]);
});
