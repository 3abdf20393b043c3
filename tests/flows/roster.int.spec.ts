import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.ask(
    `mutation ($input: DraftMovementInput!) { draftMovement(input: $input) { __typename } launchMovement(code: "M") { __typename } }`,
    {
      input: {
        code: 'M',
        name: 'm',
        launchingAuthority: 'MINISTER',
        launchedBy: 'VN',
        titles: [{ code: 'LEARNING_FAMILY' }],
      },
    },
  );
});
afterAll(() => world.stop());

const cell = { title: 'LEARNING_FAMILY', period: '2025', unit: '03127' };
const change = (field: string, type: string, input: object) =>
  world.ask<{ answer: { changed?: number; reason?: string; field?: string } }>(
    `mutation ($input: ${type}!) { answer: ${field}(input: $input) { ... on Changed { changed } ... on Refusal { reason field } } }`,
    { input },
  );
interface Node {
  id: string;
  key: string | null;
  name: string;
  status: string;
  byRecognition: boolean;
  decisionNumber: string | null;
}
const page = async (first: number, after: string | null = null, status: string | null = null) => {
  const { roster } = await world.ask<{
    roster: { nodes: Node[]; pageInfo: { hasNextPage: boolean; endCursor: string }; totalCount: number };
  }>(
    `query ($first: Int, $after: String, $status: RegistrationStatus) {
       roster(unit: "03127", title: "LEARNING_FAMILY", period: "2025", first: $first, after: $after, status: $status) {
         nodes { id key name status byRecognition decisionNumber } pageInfo { hasNextPage endCursor } totalCount } }`,
    { first, after, status },
  );
  return roster;
};

it('keeps a roster from registration to recognition, and pages it', async () => {
  const subjects = Array.from({ length: 25 }, (_, n) => ({ key: `HK-${n}`, name: `Hộ ${n}` }));
  const registered = await change('registerSubjects', 'RegisterSubjectsInput', {
    movement: 'M',
    ...cell,
    subjects,
  });
  expect(registered.answer).toEqual({ changed: 25 });
  await eventually(async () => expect((await page(1)).totalCount).toBe(25));

  const first = await page(10);
  expect(first.nodes.map(({ name }) => name)).toEqual(subjects.slice(0, 10).map(({ name }) => name));
  const second = await page(10, first.pageInfo.endCursor);
  const third = await page(10, second.pageInfo.endCursor);
  expect(third.nodes).toHaveLength(5);
  expect(third.pageInfo.hasNextPage).toBe(false);
  // A household's key is nowhere in clear.
  expect(first.nodes.every(({ key }) => key === null)).toBe(true);

  const decision = {
    number: '12/QĐ-UBND',
    signedOn: '2025-12-20',
    authority: 'COMMUNE_CHAIR',
    issuer: '03127',
  };
  const recognised = await change('recogniseSubjects', 'RecogniseSubjectsInput', {
    movement: 'M',
    ...cell,
    ids: [first.nodes[0]?.id],
    keys: ['hk 1'],
    subjects: [{ key: 'HK-new', name: 'Hộ mới' }],
    decision,
  });
  expect(recognised.answer).toEqual({ changed: 3 });
  await eventually(async () => {
    const { nodes } = await page(10, null, 'RECOGNISED');
    expect(
      nodes.map(({ name, byRecognition, decisionNumber }) => [name, byRecognition, decisionNumber]),
    ).toEqual([
      ['Hộ 0', false, '12/QĐ-UBND'],
      ['Hộ 1', false, '12/QĐ-UBND'],
      ['Hộ mới', true, '12/QĐ-UBND'],
    ]);
  });
  const withdrawn = await change('withdrawSubjects', 'ChangeSubjectsInput', {
    ...cell,
    keys: ['HK-0'],
    reason: 'nhầm',
  });
  expect(withdrawn.answer).toEqual({ reason: 'RECOGNISED', field: 'keys.0' });
});

it('keeps earlier tallies and baselines as history', async () => {
  const province = { title: 'LEARNING_FAMILY', period: '2025', unit: '11' };
  for (const value of [10, 20])
    await change('reportTally', 'ReportTallyInput', {
      movement: 'M',
      ...province,
      source: 's',
      registered: { value },
    });
  for (const asOf of ['2025-01-01', '2024-01-01'])
    await change('recordBaselines', 'RecordBaselinesInput', {
      title: 'LEARNING_FAMILY',
      period: '2025',
      asOf,
      sourceDocument: asOf,
      baselines: [{ unit: '11', value: { value: 40 } }],
    });
  await eventually(async () => {
    const { tallies, baselines } = await world.ask<{
      tallies: { nodes: { registered: { value: number }; status: string }[] };
      baselines: { totalCount: number };
    }>(
      `{ tallies(unit: "11", title: "LEARNING_FAMILY", period: "2025") { nodes { registered { value } status } }
         baselines(unit: "11", title: "LEARNING_FAMILY", period: "2025") { totalCount } }`,
    );
    expect(tallies.nodes).toEqual([
      { registered: { value: 10 }, status: 'REPLACED' },
      { registered: { value: 20 }, status: 'CURRENT' },
    ]);
    expect(baselines.totalCount).toBe(2);
  });
  // The highest as-of date counts, not the last recorded. The lists above are
  // read in movements, the rates in the gateway, which may hear later.
  await eventually(async () => {
    const { registrationRates } = await world.ask<{
      registrationRates: {
        baseline: { asOf: string } | null;
        registeredRate: { percent: number } | null;
        pooledBelow: { registered: { value: number } };
      }[];
    }>(
      '{ registrationRates(unit: "11", period: "2025") { baseline { asOf } registeredRate { percent } pooledBelow { registered { value } } } }',
    );
    expect(registrationRates).toEqual([
      {
        baseline: { asOf: '2025-01-01' },
        registeredRate: { percent: 50 },
        pooledBelow: { registered: { value: 26 } },
      },
    ]);
  });
});
