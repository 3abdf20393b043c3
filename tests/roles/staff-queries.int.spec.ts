import { today } from '@app/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
const year = today().slice(0, 4);
const draft = (code: string, launchedBy: string, title: string) => ({
  input: { code, name: 'm', launchingAuthority: 'MINISTER', launchedBy, titles: [{ code: title }] },
});
const launch = (code: string, launchedBy: string, title: string) =>
  world.ask(
    `mutation ($input: DraftMovementInput!) { draftMovement(input: $input) { __typename } launchMovement(code: "${code}") { __typename } }`,
    draft(code, launchedBy, title),
  );
const as = async (role: string, unit: string) => ({
  authorization: await world.issuer.authorization(`${role} ${unit}`, { role, unit }),
});
beforeAll(async () => {
  world = await startWorld();
  await launch('M', 'VN', 'LEARNING_CLAN');
});
afterAll(() => world.stop());

const report = (unit: string, title = 'LEARNING_CLAN', movement = 'M') =>
  world.ask<{ answer: object }>(
    `mutation ($input: ReportTallyInput!) { answer: reportTally(input: $input) { ... on Changed { changed version } ... on Refusal { reason } } }`,
    { input: { movement, title, period: year, unit, registered: { value: 5 }, source: 'Báo cáo' } },
  );

describe('what is another unit’s', () => {
  const elsewhere = '03166';
  // A tally stands only where there is no roster.
  const without = '03172';
  let subject: string;
  beforeAll(async () => {
    await world.ask(
      `mutation ($subjects: RegisterSubjectsInput!, $baselines: RecordBaselinesInput!, $targets: SetTargetsInput!) {
         registerSubjects(input: $subjects) { ... on Refusal { reason } }
         recordBaselines(input: $baselines) { ... on Refusal { reason } }
         setTargets(input: $targets) { ... on Refusal { reason } } }`,
      {
        subjects: {
          movement: 'M',
          title: 'LEARNING_CLAN',
          period: '2025',
          unit: elsewhere,
          subjects: [{ key: 'k', name: 'Dòng họ Lò' }],
        },
        baselines: {
          title: 'LEARNING_CLAN',
          period: '2025',
          asOf: '2025-01-01',
          sourceDocument: 'Niên giám',
          baselines: [{ unit: elsewhere, value: { value: 9 } }],
        },
        targets: {
          unit: elsewhere,
          period: '2025',
          source: 'QĐ',
          targets: [{ title: 'LEARNING_CLAN', percent: 33.33, of: 'REGISTERED' }],
        },
      },
    );
    await world.ask(`mutation ($input: ReportTallyInput!) { reportTally(input: $input) { __typename } }`, {
      input: {
        movement: 'M',
        title: 'LEARNING_CLAN',
        period: '2025',
        unit: without,
        registered: { value: 5 },
        source: 's',
      },
    });
    subject = await eventually(async () => {
      const { roster } = await world.ask<{ roster: { nodes: [{ id: string }] } }>(
        `{ roster(unit: "${elsewhere}", title: "LEARNING_CLAN", period: "2025") { nodes { id } } }`,
      );
      return roster.nodes[0].id;
    });
  });

  it.each([
    ['roster', elsewhere, 'title: "LEARNING_CLAN", '],
    ['baselines', elsewhere, 'title: "LEARNING_CLAN", '],
    ['tallies', without, 'title: "LEARNING_CLAN", '],
    ['targets', elsewhere, ''],
  ])('is not there in %s', async (query, owner, more) => {
    const asked = (unit: string) =>
      `{ ${query}(unit: "${unit}", ${more}period: "2025") { nodes { version } pageInfo { hasNextPage endCursor } totalCount } }`;
    // Whose it is, sees it.
    await eventually(async () => {
      const seen = await world.ask<Record<string, { totalCount: number; nodes: { version: number }[] }>>(
        asked(owner),
        {},
        await as('commune-staff', owner),
      );
      expect(seen[query]?.totalCount).toBe(1);
      expect(seen[query]?.nodes[0]?.version).toBeGreaterThanOrEqual(1);
    });
    // Another commune sees what it would of one where nothing is, and of one that does not exist.
    const neighbour = await as('commune-staff', '03127');
    const hidden = await world.ask(asked(owner), {}, neighbour);
    expect(hidden).toEqual(await world.ask(asked('03151'), {}, neighbour));
    expect(hidden).toEqual(await world.ask(asked('99999'), {}, neighbour));
  });

  it.each(['withdrawSubjects', 'revokeRecognition', 'recogniseSubjects'])(
    'is no participant for %s',
    async (mutation) => {
      const type = mutation === 'recogniseSubjects' ? 'RecogniseSubjectsInput' : 'ChangeSubjectsInput';
      const more =
        mutation === 'recogniseSubjects'
          ? {
              decision: {
                number: '1',
                signedOn: '2025-12-01',
                authority: 'COMMUNE_CHAIR',
                issuer: '03127',
              },
            }
          : { reason: 'x' };
      const answerTo = async (named: object) =>
        JSON.stringify(
          await world.ask(
            `mutation ($input: ${type}!) { answer: ${mutation}(input: $input) { __typename ... on Refusal { reason message field } } }`,
            { input: { title: 'LEARNING_CLAN', period: '2025', unit: '03127', ...named, ...more } },
            await as('commune-staff', '03127'),
          ),
        );
      const unheardOf = '019a0000-0000-7000-8000-000000000000';
      const byId = await answerTo({ ids: [subject] });
      expect(byId).toContain('NOT_REGISTERED');
      expect(byId.replace(subject, unheardOf)).toBe(await answerTo({ ids: [unheardOf] }));
      const byKey = await answerTo({ keys: ['k'] });
      expect(byKey.replace('k không', 'q không')).toBe(await answerTo({ keys: ['q'] }));
    },
  );

  it('shows the targets that were set there, page by page, with the version to expect', async () => {
    const input = (targets: object[]) => ({
      input: { unit: '11', period: '2025', source: 'QĐ 387', targets },
    });
    await world.ask(`mutation ($input: SetTargetsInput!) { setTargets(input: $input) { __typename } }`, {
      ...input([
        { title: 'LEARNING_UNIT', percent: 50, of: 'RECOGNISED' },
        { title: 'LEARNING_FAMILY', percent: 70.25, of: 'REGISTERED' },
        { title: 'LEARNING_FAMILY', percent: 60, of: 'RECOGNISED' },
      ]),
    });
    type Answer = {
      targets: {
        nodes: { title: { code: string }; percent: number; of: string; source: string; version: number }[];
        pageInfo: { endCursor: string; hasNextPage: boolean };
        totalCount: number;
      };
    };
    const page = async (after: string | null, title: string | null = null) =>
      (
        await world.ask<Answer>(
          `query ($after: String, $title: TitleCode) { targets(unit: "11", period: "2025", title: $title, first: 2, after: $after) {
             nodes { title { code } percent of source version } pageInfo { endCursor hasNextPage } totalCount } }`,
          { after, title },
          await as('department-staff', '11'),
        )
      ).targets;
    await eventually(async () => expect((await page(null)).totalCount).toBe(3));
    const first = await page(null);
    const second = await page(first.pageInfo.endCursor);
    expect(
      [...first.nodes, ...second.nodes].map(({ title, of, percent }) => [title.code, of, percent]),
    ).toEqual([
      ['LEARNING_FAMILY', 'RECOGNISED', 60],
      ['LEARNING_FAMILY', 'REGISTERED', 70.25],
      ['LEARNING_UNIT', 'RECOGNISED', 50],
    ]);
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false]);
    expect(first.nodes[0]).toMatchObject({ source: 'QĐ 387', version: 1 });
    expect((await page(null, 'LEARNING_UNIT')).totalCount).toBe(1);
  });
});

describe('my work', () => {
  interface Work {
    nodes: {
      kind: string;
      unit: { code: string };
      count: number;
      movement: { code: string };
      title: { code: string };
      period: string;
    }[];
    pageInfo: { endCursor: string; hasNextPage: boolean };
    totalCount: number;
  }
  const work = async (role: string, unit: string, first = 100, after: string | null = null) => {
    const { myWork } = await world.ask<{ myWork: Work }>(
      `query ($first: Int, $after: String) { myWork(first: $first, after: $after) {
         nodes { kind unit { code } count movement { code } title { code } period } pageInfo { endCursor hasNextPage } totalCount } }`,
      { first, after },
      await as(role, unit),
    );
    return myWork;
  };
  beforeAll(async () => {
    await launch('OF-11', '11', 'LEARNING_COMMUNITY');
    await eventually(async () => expect((await work('commune-staff', '03127')).totalCount).toBe(2));
  });

  it('of a commune are its own missing reports', async () => {
    const { nodes } = await work('commune-staff', '03127');
    const row = { kind: 'REPORT_MISSING', unit: { code: '03127' }, count: 1, period: year };
    expect(nodes).toEqual([
      { ...row, movement: { code: 'M' }, title: { code: 'LEARNING_CLAN' } },
      { ...row, movement: { code: 'OF-11' }, title: { code: 'LEARNING_COMMUNITY' } },
    ]);
    await report('03127');
    await eventually(async () =>
      expect((await work('commune-staff', '03127')).nodes.map(({ movement }) => movement.code)).toEqual([
        'OF-11',
      ]),
    );
  });

  it('of a province are its communes’, page by page', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: Work = await work('department-staff', '11', 20, after);
      expect(page.totalCount).toBe(44 + 45);
      seen.push(...page.nodes.map(({ movement, unit }) => `${movement.code} ${unit.code}`));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after);
    expect(new Set(seen).size).toBe(44 + 45);
    expect(seen).not.toContain('M 03127');
    expect(seen).toContain('OF-11 03127');
  });

  it('of the country are the provinces’, with the number of communes', async () => {
    const { nodes } = await work('administrator', 'VN');
    const ofM = nodes.filter(({ movement }) => movement.code === 'M');
    expect(ofM).toHaveLength(34);
    expect(ofM.reduce((sum, { count }) => sum + count, 0)).toBe(3321 - 1);
    expect(ofM.find(({ unit }) => unit.code === '11')?.count).toBe(44);
    // A movement of one province waits for that province's communes.
    expect(nodes.filter(({ movement }) => movement.code === 'OF-11')).toHaveLength(45);
    // A province's own report stands for all of its communes.
    await report('12');
    await eventually(async () =>
      expect((await work('administrator', 'VN')).nodes.some(({ unit }) => unit.code === '12')).toBe(false),
    );
    expect((await work('department-staff', '12')).totalCount).toBe(0);
  });

  it('is nobody else’s', async () => {
    for (const [role, unit] of [
      ['auditor', 'VN'],
      ['editor', '11'],
      ['department-staff', 'NOWHERE'],
    ] as const)
      expect([role, (await work(role, unit)).totalCount]).toEqual([role, 0]);
  });
});
