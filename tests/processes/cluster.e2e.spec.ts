import { afterAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask } from '../../apps/standalone/src/load-sample.js';
import { signIn } from '../../scripts/sign-in.mjs';
import { kafkaMissing } from '../support/kafka.js';
import {
  expectedHonours,
  expectedPercentages,
  honoursOf,
  launch,
  newDataDir,
  removeDataDir,
  type Launched,
} from '../support/launcher.js';
import { eventually } from '../support/eventually.js';

const dataDir = newDataDir();
let cluster: Launched | null = null;
afterAll(async () => {
  await cluster?.stop();
  removeDataDir(dataDir);
});

describe('start:cluster', () => {
  if (kafkaMissing) {
    it.skip(`skipped: ${kafkaMissing}`, () => undefined);
    return;
  }

  it('answers the same numbers over the real Kafka from four processes', async () => {
    cluster = await launch(dataDir, ['--cluster'], { LOG_LEVEL: 'debug' });
    const { url } = cluster;
    for (const [period, expected] of Object.entries(expectedPercentages)) {
      const { registrationRates } = await ask<{
        registrationRates: { title: { code: string }; registeredRate: Rate; recognisedRate: Rate }[];
      }>(
        url,
        `{ registrationRates(unit: "11", period: "${period}") {
             title { code } registeredRate { percent } recognisedRate { percent } } }`,
      );
      const answered = registrationRates.map(({ title, registeredRate, recognisedRate }) => [
        title.code,
        registeredRate.percent ?? recognisedRate.percent,
      ]);
      expect(Object.fromEntries(answered)).toEqual(expected);
    }
    expect(await honoursOf(url)).toEqual(expectedHonours);
  }, 120_000);

  it('shows them on pages of a process of their own, through the gateway', async () => {
    const page = await fetch(`${(cluster as Launched).url}/rates/11?period=2025`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const words = (await page.text()).replaceAll('\u00a0', ' ');
    for (const percent of ['67,87 %', '87,47 %', '98,62 %', '71,09 %']) expect(words).toContain(percent);
  });

  it('follows a change by its correlation id from GraphQL through Kafka to the projection', async () => {
    const { url, output } = cluster as Launched;
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const { reportTally } = await ask<{ reportTally: { changed: number } }>(
      url,
      `mutation ($input: ReportTallyInput!) { reportTally(input: $input) { ... on Changed { changed } } }`,
      {
        input: {
          movement: 'XHHT-2023-2030',
          title: 'LEARNING_CLAN',
          period: '2025',
          unit: '03127',
          source: 's',
          registered: { value: 3 },
        },
      },
      {
        traceparent: `00-${trace}-00f067aa0ba902b7-01`,
        authorization: `Bearer ${await signIn(url, 'commune-staff')}`,
      },
    );
    expect(reportTally.changed).toBe(1);
    await eventually(async () => {
      const lines = output()
        .split('\n')
        .filter((line) => line.includes(trace));
      expect(
        lines.some((line) => line.includes('"service":"movements"') && line.includes('ReportTally')),
      ).toBe(true);
      expect(
        lines.some((line) => line.includes('"service":"gateway"') && line.includes('movements.cell')),
      ).toBe(true);
    });
    const { registrationRates } = await ask<{ registrationRates: { registered: { value: number } }[] }>(
      url,
      '{ registrationRates(unit: "03127", period: "2025", titles: ["LEARNING_CLAN"]) { registered { value } } }',
    );
    expect(registrationRates[0]?.registered.value).toBe(3);
  });

  it('signs people in through the gateway, and every process accepts the token', async () => {
    const { url } = cluster as Launched;
    const authorization = `Bearer ${await signIn(url, 'commune-staff')}`;
    await ask(
      url,
      `mutation ($input: RegisterSubjectsInput!) { registerSubjects(input: $input) { __typename } }`,
      {
        input: {
          movement: 'XHHT-2023-2030',
          title: 'LEARNING_CLAN',
          period: '2026',
          unit: '03127',
          subjects: [{ key: 'Lò - chi 9', name: 'Dòng họ Lò, chi 9' }],
        },
      },
      { authorization },
    );
    const { databases } = JSON.parse(readFileSync(join(dataDir, 'instance.json'), 'utf8'));
    const client = new pg.Client(databases.movements);
    await client.connect();
    const { rows } = await client.query(`select actor from audit where action = 'RegisterSubjects'`);
    await client.end();
    expect(rows).toEqual([{ actor: 'commune-staff' }]);
  });

  it('stops all of it within ten seconds', async () => {
    const { code, milliseconds } = await (cluster as Launched).stop();
    cluster = null;
    expect(code).toBe(0);
    expect(milliseconds).toBeLessThan(10_000);
  });
});

interface Rate {
  percent: number | null;
}
