import { afterEach, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask } from '../../apps/standalone/src/load-sample.js';
import { onDatabase } from '../support/databases.js';
import {
  expectedHonours,
  expectedPercentages,
  honoursOf,
  launch,
  newDataDir,
  removeDataDir,
  type Launched,
} from '../support/launcher.js';

const dataDir = newDataDir();
const emptyDir = newDataDir();
const running: Launched[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
  removeDataDir(emptyDir);
  removeDataDir(dataDir);
});

const percentages = async (url: string, period: string) => {
  const { registrationRates } = await ask<{
    registrationRates: {
      title: { code: string };
      registered: object | null;
      registeredRate: { percent: number | null };
      recognisedRate: { percent: number | null };
    }[];
  }>(
    url,
    `{ registrationRates(unit: "11", period: "${period}") {
         title { code } registered { value } registeredRate { percent } recognisedRate { percent } } }`,
  );
  return Object.fromEntries(
    registrationRates.map((row) => [
      row.title.code,
      (row.registered ? row.registeredRate : row.recognisedRate).percent,
    ]),
  );
};

it('shows the real percentages on a first start, keeps them, and stops gracefully', async () => {
  const first = await launch(dataDir);
  running.push(first);
  expect(first.readyAfter).toBeLessThan(60_000);
  for (const [period, expected] of Object.entries(expectedPercentages))
    expect(await percentages(first.url, period)).toEqual(expected);
  expect(await honoursOf(first.url)).toEqual(expectedHonours);
  // The line is printed after the gateway says ready.
  for (let n = 0; n < 100 && !first.output().includes('Ready in'); n++)
    await new Promise((resolve) => setTimeout(resolve, 50));
  for (const text of [
    '712 registered',
    '1,049 (derived)',
    '67.87 %',
    'at least 104,000',
    'not computed',
    '61.92 %',
    '58.95 %',
    'Good practices, counted apart: 5',
  ])
    expect(first.output()).toContain(text);
  // The honours list in numbers: examples 2 + 12 + 1, conference 15 + 50.
  for (const [honour, to, count] of [
    ['EXEMPLAR', 'COLLECTIVE', 2],
    ['EXEMPLAR', 'INDIVIDUAL', 12],
    ['EXEMPLAR', 'GOOD_PERSON_GOOD_DEED', 1],
    ['CONFERENCE', 'COLLECTIVE', 15],
    ['CONFERENCE', 'INDIVIDUAL', 50],
  ])
    expect(first.output()).toMatch(new RegExp(`^${honour} +${to} +${count} +TALLY`, 'm'));
  // Who has no stated basis stays a nomination.
  const { exemplars } = await ask<{ exemplars: { nodes: { group: string }[] } }>(
    first.url,
    '{ exemplars { nodes { group } } }',
  );
  expect(exemplars.nodes.map(({ group }) => group).sort()).toEqual([
    'COLLECTIVE',
    ...Array<string>(5).fill('GOOD_PRACTICE'),
  ]);
  // Each service works as a role of its own, and its tables belong to another.
  const { databases, owners } = JSON.parse(readFileSync(join(dataDir, 'instance.json'), 'utf8'));
  for (const service of ['movements', 'competitions', 'exemplars', 'gateway']) {
    const roles = `select current_user as role, rolsuper, (select string_agg(distinct tableowner, ' ') from pg_tables
      where schemaname = 'public') as owner from pg_roles where rolname = current_user`;
    const held = { rolsuper: false, owner: 'thidua_owner' };
    expect(await onDatabase(databases[service], roles)).toEqual([{ role: `thidua_${service}`, ...held }]);
    expect(await onDatabase(owners[service], roles)).toEqual([{ role: 'thidua_owner', ...held }]);
  }
  await expect(onDatabase(databases.movements, 'delete from audit')).rejects.toThrow('permission denied');
  const stopped = await first.stop();
  running.pop();
  expect(stopped).toMatchObject({ code: 0 });
  expect(stopped.milliseconds).toBeLessThan(10_000);

  const second = await launch(dataDir);
  running.push(second);
  expect(second.readyAfter).toBeLessThan(10_000);
  expect(await percentages(second.url, '2025')).toEqual(expectedPercentages['2025']);

  const empty = await launch(emptyDir, ['--empty']);
  running.push(empty);
  expect(await percentages(empty.url, '2025')).toEqual({});
  const { titles, units } = await ask<{ titles: object[]; units: { totalCount: number } }>(
    empty.url,
    '{ titles { code } units { totalCount } }',
  );
  expect(titles).toHaveLength(4);
  expect(units.totalCount).toBe(1 + 34 + 3321);
}, 120_000);
