import { awards, cells, titles, type AwardState, type CellState } from '@app/contracts';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { awardState } from '../../../tests/support/awards.js';
import { idOf, learningClan, startGateway, type Gateway } from '../../../tests/support/gateway.js';

interface Data {
  registrationRates: { registered: { value: number } | null }[];
  honours: { nodes: { achievement: string }[] };
}

const CHANGES = 60;
const READERS = 6;

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
  await gateway.say(titles, learningClan);
});
afterAll(() => gateway.stop());

const cell = (value: number, version: number): CellState => ({
  id: idOf('cell'),
  unitId: idOf('03127'),
  title: 'LEARNING_CLAN',
  period: '2025',
  basis: 'ROSTER',
  asOf: '2025-06-30',
  registered: { value, certainty: 'EXACT' },
  recognised: { value: 0, certainty: 'EXACT' },
  baseline: null,
  targets: [],
  stated: [],
  version,
});
/** As nobody in particular: those answers are kept. A kept one was not computed and bears no correlation id. */
async function ask(query: string): Promise<{ data: Data; kept: boolean }> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data } = (await response.json()) as { data: Data };
  return { data, kept: !response.headers.has('x-correlation-id') };
}

/** Readers ask all the time; after each change every question shows it at once. */
async function hammer(
  questions: string[],
  change: (n: number) => Promise<void>,
  read: (data: Data) => number,
): Promise<void> {
  let last = 0;
  let running = true;
  let keptReads = 0;
  const readers = Array.from({ length: READERS }, async (_, lane) => {
    while (running) {
      const least = last;
      const { data, kept } = await ask(questions[lane % questions.length] ?? '');
      expect(read(data)).toBeGreaterThanOrEqual(least);
      if (kept) keptReads++;
    }
  });
  try {
    for (let n = 1; n <= CHANGES; n++) {
      await change(n);
      last = n;
      for (const question of questions) expect(read((await ask(question)).data)).toBe(n);
    }
  } finally {
    running = false;
    await Promise.all(readers);
  }
  // Else nothing was tried.
  expect(keptReads).toBeGreaterThan(CHANGES);
}

it('never answers an older figure than was applied: of the unit, above it, and in the breakdown', async () => {
  const rates = (unit: string, more = '') =>
    `{ registrationRates(unit: "${unit}", period: "2025", titles: ["LEARNING_CLAN"]${more}) { registered { value } } }`;
  await hammer(
    [rates('03127'), rates('11'), rates('VN'), rates('11', ', breakdown: true')],
    (n) => gateway.say(cells, cell(n, n + 1)),
    (data) => data.registrationRates[0]?.registered?.value ?? 0,
  );
});

it('never answers an older line of the honours list than was applied, in the order of its province or in all', async () => {
  const published = (n: number): AwardState => ({
    ...awardState('hammered', { unitId: idOf('03127') }),
    achievement: `${n}`,
    version: n + 1,
  });
  const { period } = published(0);
  const honours = (filter: string) => `{ honours(filter: ${filter}) { nodes { achievement } totalCount } }`;
  await hammer(
    [
      honours(`{ unit: "11", period: "${period}" }`),
      honours('{}'),
      honours(`{ unit: "03127", period: "${period}" }`),
    ],
    (n) => gateway.say(awards, published(n)),
    (data) => Number(data.honours.nodes[0]?.achievement ?? 0),
  );
});
