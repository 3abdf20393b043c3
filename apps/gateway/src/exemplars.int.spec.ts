import {
  awards,
  competitions,
  conferences,
  exemplars,
  exemplarTallies,
  honourees,
  movements,
  registrations,
  titles,
  units,
  type ExemplarState,
  type MovementState,
  type Topic,
  type Versioned,
} from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import {
  awardState,
  competitionState,
  decisionHeader,
  entryState,
  prizeState,
  rank,
} from '../../../tests/support/awards.js';
import {
  conferenceState,
  erased,
  exemplarState,
  exemplarTallyState,
  fewTitles,
  honoureeState,
  registrationState,
} from '../../../tests/support/examples.js';
import { idOf, startGateway, unitState, type Gateway } from '../../../tests/support/gateway.js';
import { eventually } from '../../../tests/support/eventually.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
  await gateway.say(titles, ...fewTitles);
  await eventually(async () => {
    const { titles: known } = await gateway.ask<{ titles: object[] }>('{ titles { code } }');
    expect(known).toHaveLength(fewTitles.length);
  });
});
afterAll(() => gateway.stop());

/** Everything of one test is of a period of its own. */
let year = 1950;
const ownPeriod = () => `${year++}`;

interface Line {
  id: string;
  kind: string;
  title: string;
  recipient: { name: string; kind: string };
  slug: string | null;
  exemplarGroup: string | null;
  learningTitle: { code: string } | null;
  conference: { name: string; honoureeCount: number } | null;
  decision: { number: string; issuer: { code: string } } | null;
  awardedOn: string;
  achievement: string | null;
}
const honours = async (filter: object) =>
  (
    await gateway.ask<{ honours: { nodes: Line[]; totalCount: number } }>(
      `query ($filter: HonourFilter) { honours(filter: $filter, first: 100) { totalCount nodes {
         id kind title recipient { name kind } slug exemplarGroup learningTitle { code } conference { name honoureeCount }
         decision { number issuer { code } } awardedOn achievement } } }`,
      { filter },
    )
  ).honours.nodes;
const honoursSummary = async (unit: string, period: string) =>
  (
    await gateway.ask<{ honoursSummary: Record<string, unknown>[] }>(
      `query ($unit: UnitCode!, $period: Period!) { honoursSummary(unit: $unit, period: $period) {
         kind form authority subjectKind learningTitle { code } exemplarGroup basis count } }`,
      { unit, period },
    )
  ).honoursSummary.map(({ kind, form, learningTitle, subjectKind, exemplarGroup, basis, count }) =>
    [
      kind,
      form ?? (learningTitle as { code: string } | null)?.code ?? exemplarGroup,
      subjectKind,
      basis,
      count,
    ].join(' '),
  );

type Said = Versioned & { period?: string };
/** One of every kind, and what must not be seen. */
function oneOfEach(period: string) {
  const entry = entryState('KHKT', `E${period}`);
  const conference = conferenceState(`Hội nghị ${period}`, { period, honourees: 4 });
  const commendation = awardState(`Vàng Thị Khen ${period}`, {
    period,
    decision: decisionHeader({ authority: 'MINISTER', issuerId: idOf('VN') }),
  });
  const handedOver = awardState(`Lò Thị Trao ${period}`, { period });
  const practice = exemplarState(`Thư viện thân thiện ${period}`, {
    period,
    group: 'GOOD_PRACTICE',
    minor: null,
  });
  const said = [
    [awards, commendation],
    [awards, handedOver],
    [
      awards,
      awardState(`Tập thể tiên tiến ${period}`, {
        period,
        kind: 'EMULATION_TITLE',
        form: null,
        emulationTitle: 'TAP_THE_LAO_DONG_TIEN_TIEN',
        subjectKind: 'COLLECTIVE',
      }),
    ],
    [awards, prizeState(entry, rank('Nhất', 1), { period, decision: null })],
    [registrations, registrationState(`Dòng họ Lò ${period}`, { period })],
    [registrations, registrationState(`Bản Nà Tấu ${period}`, { period, title: 'LEARNING_COMMUNITY' })],
    [registrations, registrationState(`Trường Nà Tấu ${period}`, { period, title: 'LEARNING_UNIT' })],
    [
      registrations,
      registrationState(`Ông Giấu Tên ${period}`, { period, title: 'LEARNING_FAMILY', key: null }),
    ],
    [
      registrations,
      registrationState(`Chưa Công Nhận ${period}`, { period, status: 'REGISTERED', decision: null }),
    ],
    [registrations, registrationState(`Trường quản trị số ${period}`, { period, title: 'QUAN_TRI_SO' })],
    [exemplars, exemplarState(`Trường điển hình ${period}`, { period, group: 'COLLECTIVE', minor: null })],
    [exemplars, exemplarState(`Bùi Thị Gương ${period}`, { period })],
    [exemplars, exemplarState(`Cà Văn Tốt ${period}`, { period, group: 'GOOD_PERSON_GOOD_DEED' })],
    [exemplars, practice],
    [
      exemplars,
      exemplarState(`Chưa Duyệt ${period}`, { period, status: 'NOMINATED', slug: null, publishedAt: null }),
    ],
    [exemplars, exemplarState(`Đã Rút ${period}`, { period, status: 'WITHDRAWN' })],
    [exemplars, erased(exemplarState(`Đã Xóa ${period}`, { period }))],
    [conferences, conference],
    [honourees, honoureeState(conference, `Tập thể vinh danh ${period}`, { subjectKind: 'COLLECTIVE' })],
    [honourees, honoureeState(conference, `Hộ Giấu Tên ${period}`, { subjectKind: 'HOUSEHOLD' })],
    [honourees, honoureeState(conference, `Mùa Thị Vinh ${period}`)],
    [honourees, honoureeState(conference, `Lò Thị Trao ${period}`, { award: handedOver.id })],
  ] as unknown as [Topic<Said>, Said][];
  const listed = [
    ['COMMENDATION', `Vàng Thị Khen ${period}`],
    ['COMMENDATION', `Lò Thị Trao ${period}`],
    ['EMULATION_TITLE', `Tập thể tiên tiến ${period}`],
    ['LEARNING_TITLE', `Dòng họ Lò ${period}`],
    ['LEARNING_TITLE', `Bản Nà Tấu ${period}`],
    ['LEARNING_TITLE', `Trường Nà Tấu ${period}`],
    // From here on no authority decided.
    ['PRIZE', 'Lò Văn Páo'],
    ['EXEMPLAR', `Trường điển hình ${period}`],
    ['EXEMPLAR', `Bùi Thị Gương ${period}`],
    ['EXEMPLAR', `Cà Văn Tốt ${period}`],
    ['CONFERENCE', `Tập thể vinh danh ${period}`],
    ['CONFERENCE', 'Hộ gia đình'],
    ['CONFERENCE', `Mùa Thị Vinh ${period}`],
  ];
  return { said, listed, conference };
}
const nobody = ['Giấu Tên', 'Chưa Công Nhận', 'quản trị số', 'thư viện', 'Chưa Duyệt', 'Đã Rút', 'Đã Xóa'];

describe('one honours list', () => {
  it('has every kind in the order of the law, whatever was said first and how often', async () => {
    const cases = fc.sample(fc.infiniteStream(fc.nat()), { numRuns: 8, seed: 5 });
    for (const order of cases) {
      const period = ownPeriod();
      const { said, listed } = oneOfEach(period);
      const later = said.flatMap(([topic, state]): typeof said => [
        [topic, { ...state, version: 2 }],
        // A late older state, of something else.
        [topic, { ...state, version: 1, period: '2098' }],
      ]);
      for (const [topic, state] of later
        .map((one) => ({ one, at: order.next().value as number }))
        .sort((a, b) => a.at - b.at)
        .map(({ one }) => one))
        await gateway.say(topic, state);
      const lines = await honours({ period });
      expect(lines.map(({ kind, recipient }) => [kind, recipient.name])).toEqual(listed);
    }
  });

  it('is searched as one, and shows nobody who is not public', async () => {
    const period = ownPeriod();
    const { said, listed, conference } = oneOfEach(period);
    for (const [topic, state] of said) await gateway.say(topic, state);
    for (const [kind, name] of listed)
      if (name !== 'Hộ gia đình')
        expect((await honours({ period, search: name })).map((line) => line.kind)).toEqual([kind]);
    for (const search of nobody) expect([search, await honours({ period, search })]).toEqual([search, []]);
    const by = new Map((await honours({ period })).map((line) => [line.recipient.name, line]));
    expect(by.get(`Dòng họ Lò ${period}`)).toMatchObject({
      title: 'Dòng họ học tập',
      learningTitle: { code: 'LEARNING_CLAN' },
      decision: { number: '7/QĐ-UBND', issuer: { code: '03127' } },
      awardedOn: '2025-12-20',
    });
    expect(by.get(`Bùi Thị Gương ${period}`)).toMatchObject({
      title: 'Cá nhân điển hình tiên tiến',
      slug: idOf(`exemplar Bùi Thị Gương ${period}`),
      exemplarGroup: 'INDIVIDUAL',
      achievement: `Gương Bùi Thị Gương ${period}`,
      awardedOn: '2025-06-01',
      decision: null,
    });
    const held = { name: conference.name, honoureeCount: 4 };
    expect(by.get(`Mùa Thị Vinh ${period}`)).toMatchObject({
      title: `Được tôn vinh tại ${conference.name}`,
      conference: held,
      awardedOn: '2025-04-25',
    });
    // The commendation that was handed over there is one line, and tells where.
    expect(by.get(`Lò Thị Trao ${period}`)).toMatchObject({ kind: 'COMMENDATION', conference: held });
    expect(by.get(`Vàng Thị Khen ${period}`)?.conference).toBeNull();
  });

  it('is counted by kind, title and group, families without a name', async () => {
    const period = ownPeriod();
    for (const [topic, state] of oneOfEach(period).said) await gateway.say(topic, state);
    expect(await honoursSummary('11', period)).toEqual([
      // Of two offices.
      'COMMENDATION GIAY_KHEN INDIVIDUAL ROSTER 1',
      'COMMENDATION GIAY_KHEN INDIVIDUAL ROSTER 1',
      'EMULATION_TITLE  COLLECTIVE ROSTER 1',
      'PRIZE  INDIVIDUAL ROSTER 1',
      'LEARNING_TITLE LEARNING_FAMILY HOUSEHOLD ROSTER 1',
      'LEARNING_TITLE LEARNING_CLAN COLLECTIVE ROSTER 1',
      'LEARNING_TITLE LEARNING_COMMUNITY COLLECTIVE ROSTER 1',
      'LEARNING_TITLE LEARNING_UNIT COLLECTIVE ROSTER 1',
      'EXEMPLAR COLLECTIVE COLLECTIVE ROSTER 1',
      'EXEMPLAR INDIVIDUAL INDIVIDUAL ROSTER 1',
      'EXEMPLAR GOOD_PERSON_GOOD_DEED INDIVIDUAL ROSTER 1',
      'CONFERENCE  COLLECTIVE ROSTER 1',
      'CONFERENCE  HOUSEHOLD ROSTER 1',
      'CONFERENCE  INDIVIDUAL ROSTER 1',
    ]);
    expect(await honoursSummary('12', period)).toEqual([]);
  });

  it('takes back at once what is revoked, withdrawn or erased', async () => {
    const period = ownPeriod();
    const clan = registrationState('Dòng họ Quàng', { period });
    const example = exemplarState('Quàng Thị Xa', { period });
    await gateway.say(registrations, clan);
    await gateway.say(exemplars, example);
    expect(await honours({ period })).toHaveLength(2);
    await gateway.say(registrations, { ...clan, status: 'REGISTERED', decision: null, version: 2 });
    await gateway.say(exemplars, { ...example, status: 'UNDER_REVIEW', awardChanged: true, version: 2 });
    expect(await honours({ period })).toEqual([]);
    await gateway.say(exemplars, example);
    expect(await honours({ period })).toEqual([]);
  });
});

describe('counts of examples (rules 19a and 21)', () => {
  const summary = async (unit: string, period: string) =>
    (
      await gateway.ask<{ exemplarsSummary: { group: string; basis: string; count: number }[] }>(
        `query ($unit: UnitCode!, $period: Period!) { exemplarsSummary(unit: $unit, period: $period) { group basis count } }`,
        { unit, period },
      )
    ).exemplarsSummary.map(({ group, basis, count }) => `${group} ${basis} ${count}`);

  it('2 + 12 + 1: a tally alone counts for its unit and those below; good practices always by record', async () => {
    const period = ownPeriod();
    const practice = (n: number) =>
      exemplarState(`Mô hình ${n} ${period}`, {
        period,
        group: 'GOOD_PRACTICE',
        minor: null,
        unitId: idOf('11'),
      });
    await gateway.say(exemplars, ...[1, 2, 3, 4, 5].map(practice), exemplarState(`A ${period}`, { period }));
    await gateway.say(exemplars, exemplarState(`B ${period}`, { period, unitId: idOf('12') }));
    expect(await summary('11', period)).toEqual(['INDIVIDUAL ROSTER 1', 'GOOD_PRACTICE ROSTER 5']);
    const counts = { collectives: 2, individuals: 12, goodPersonsGoodDeeds: 1 };
    await gateway.say(exemplarTallies, exemplarTallyState('11', { period, ...counts }));
    // What a commune reports is part of what its province does.
    await gateway.say(exemplarTallies, exemplarTallyState('03127', { period, individuals: 4 }));
    const reported = ['COLLECTIVE TALLY 2', 'INDIVIDUAL TALLY 12', 'GOOD_PERSON_GOOD_DEED TALLY 1'];
    expect(await summary('11', period)).toEqual([...reported, 'GOOD_PRACTICE ROSTER 5']);
    expect(await summary('03127', period)).toEqual(['INDIVIDUAL TALLY 4']);
    expect(await summary('VN', period)).toEqual([
      'COLLECTIVE TALLY 2',
      'INDIVIDUAL ROSTER 1',
      'INDIVIDUAL TALLY 12',
      'GOOD_PERSON_GOOD_DEED TALLY 1',
      'GOOD_PRACTICE ROSTER 5',
    ]);
    expect(await honoursSummary('11', period)).toEqual([
      'EXEMPLAR COLLECTIVE COLLECTIVE TALLY 2',
      'EXEMPLAR INDIVIDUAL INDIVIDUAL TALLY 12',
      'EXEMPLAR GOOD_PERSON_GOOD_DEED INDIVIDUAL TALLY 1',
    ]);
    // The list shows its records all the same.
    expect(await honours({ period, unit: '11' })).toHaveLength(1);
    await gateway.say(exemplarTallies, { ...exemplarTallyState('11', { period }), version: 2 });
    expect(await summary('11', period)).toEqual(['GOOD_PRACTICE ROSTER 5']);
  });

  it('15 + 50: numbers of a conference count for it alone', async () => {
    const period = ownPeriod();
    const tally = { collectives: 15, individuals: 50, source: 'Báo' };
    await gateway.say(
      conferences,
      conferenceState(`Hội nghị VI ${period}`, { period, honourees: 65, tally }),
    );
    const other = conferenceState(`Hội nghị khác ${period}`, { period });
    await gateway.say(conferences, other);
    await gateway.say(honourees, honoureeState(other, 'Lý A'));
    expect(await honoursSummary('11', period)).toEqual([
      'CONFERENCE  COLLECTIVE TALLY 15',
      'CONFERENCE  INDIVIDUAL ROSTER 1',
      'CONFERENCE  INDIVIDUAL TALLY 50',
    ]);
    const { conferences: held } = await gateway.ask<{ conferences: { nodes: object[]; totalCount: number } }>(
      `query ($period: Period) { conferences(unit: "11", period: $period) { totalCount nodes { name honoureeCount basis source unit { code } } } }`,
      { period },
    );
    expect(held.totalCount).toBe(2);
    expect(held.nodes).toContainEqual({
      name: `Hội nghị VI ${period}`,
      honoureeCount: 65,
      basis: 'TALLY',
      source: 'Báo',
      unit: { code: '11' },
    });
  });
});

interface Shown {
  slug: string;
  name: string;
  story: string;
  noindex: boolean;
  honours: { id: string; title: string; competition: { code: string } | null }[];
  movement: { code: string; launchedBy: { code: string } } | null;
}
const list = async (filter: object, first = 100, after: string | null = null) =>
  (
    await gateway.ask<{
      exemplars: {
        nodes: Shown[];
        totalCount: number;
        pageInfo: { endCursor: string; hasNextPage: boolean };
      };
    }>(
      `query ($filter: ExemplarFilter, $first: Int, $after: String) { exemplars(filter: $filter, first: $first, after: $after) {
         totalCount pageInfo { endCursor hasNextPage }
         nodes { slug name story noindex honours { id title competition { code } } movement { code launchedBy { code } } } } }`,
      { filter, first, after },
    )
  ).exemplars;
const bySlug = async (slug: string) =>
  (
    await gateway.ask<{ exemplar: Shown | null }>(
      `query ($slug: ID!) { exemplar(slug: $slug) { slug name story noindex honours { id title competition { code } }
         movement { code launchedBy { code } } } }`,
      { slug },
    )
  ).exemplar;

describe('published examples', () => {
  it('are featured ones first, then newest, on every page', async () => {
    const period = ownPeriod();
    const all = Array.from({ length: 23 }, (_, n) =>
      exemplarState(`N${n} ${period}`, {
        period,
        featured: n % 5 === 0,
        // Some at the same instant.
        publishedAt: `2025-06-${String((n % 9) + 10)}T02:00:00.123Z`,
      }),
    );
    await gateway.say(exemplars, ...all, exemplarState(`hidden ${period}`, { period, status: 'APPROVED' }));
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof list>> = await list({ period }, 4, after);
      expect(page.totalCount).toBe(23);
      seen.push(...page.nodes.map(({ slug }) => slug));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after);
    const expected = [...all].sort(
      (a, b) =>
        Number(b.featured) - Number(a.featured) ||
        (b.publishedAt ?? '').localeCompare(a.publishedAt ?? '') ||
        (a.id < b.id ? 1 : -1),
    );
    expect(seen).toEqual(expected.map(({ slug }) => slug));
  });

  it('are narrowed by unit and below, period, group, featured and name, all together', async () => {
    const period = ownPeriod();
    const of = (name: string, more: Partial<ExemplarState> = {}) =>
      exemplarState(`${name} ${period}`, { period, ...more });
    await gateway.say(
      exemplars,
      of('Quàng Thị Hoà'),
      of('Lò Văn Hóa', { unitId: idOf('THPT-LC') }),
      of('Trường Hoa Ban', { group: 'COLLECTIVE', minor: null, featured: true }),
    );
    const names = async (filter: object) =>
      (await list({ period, ...filter })).nodes.map(({ name }) => name.replace(` ${period}`, '')).sort();
    expect(await names({})).toEqual(['Lò Văn Hóa', 'Quàng Thị Hoà', 'Trường Hoa Ban']);
    expect(await names({ unit: '11' })).toEqual(['Quàng Thị Hoà', 'Trường Hoa Ban']);
    expect(await names({ unit: '12' })).toEqual(['Lò Văn Hóa']);
    expect(await names({ unit: '11', group: 'COLLECTIVE' })).toEqual(['Trường Hoa Ban']);
    expect(await names({ featured: true })).toEqual(['Trường Hoa Ban']);
    expect(await names({ featured: false, unit: 'VN' })).toEqual(['Lò Văn Hóa', 'Quàng Thị Hoà']);
    expect(await names({ search: 'hoa' })).toEqual(['Lò Văn Hóa', 'Quàng Thị Hoà', 'Trường Hoa Ban']);
    expect(await names({ search: 'Hòa' })).toEqual(['Quàng Thị Hoà']);
    expect(await names({ search: 'h%a' })).toEqual([]);
    expect((await list({ period: '2099' })).totalCount).toBe(0);
    await expect(list({ unit: '99999' })).rejects.toThrow('99999');
  });

  it('show the awards in force that they rest on, and their movement', async () => {
    const period = ownPeriod();
    const entry = entryState('KHKT', `R${period}`);
    const prize = prizeState(entry, rank('Ba', 3), { period });
    const [inForce, revoked] = [awardState(`X ${period}`, { period }), awardState(`Y ${period}`, { period })];
    const [movement] = JSON.parse(
      readFileSync('libs/contracts/examples/movements.movement.v1.json', 'utf8'),
    ) as MovementState[];
    const exemplar = exemplarState(`Z ${period}`, {
      period,
      slug: `z-${period}`,
      movement: 'PHONG-TRAO',
      awards: [prize.id, inForce.id, revoked.id],
    });
    await gateway.say(exemplars, exemplar);
    expect(await bySlug(`z-${period}`)).toMatchObject({ honours: [], movement: null });
    await gateway.say(awards, prize, inForce, { ...revoked, status: 'REVOKED' });
    await gateway.say(movements, {
      ...(movement as MovementState),
      code: 'PHONG-TRAO',
      launchedById: idOf('11'),
    });
    await gateway.say(competitions, competitionState('KHKT'));
    const shown = await bySlug(`z-${period}`);
    expect(shown).toMatchObject({
      honours: [
        { id: inForce.id, title: expect.stringContaining('Giấy khen'), competition: null },
        { id: prize.id, title: 'Giải Ba', competition: { code: 'KHKT' } },
      ],
      movement: { code: 'PHONG-TRAO', launchedBy: { code: '11' } },
    });
    expect((await list({ period })).nodes).toEqual([shown]);
  });

  it('about a minor are kept from search engines, and in the list with name and school only', async () => {
    const period = ownPeriod();
    const of = (slug: string, minor: boolean | null) =>
      exemplarState(slug.replaceAll('-', ' '), { period, slug, minor });
    await gateway.say(exemplars, of(`tre-em-${period}`, true), of(`nguoi-lon-${period}`, false));
    const [child] = await honours({ period, search: 'tre em' });
    expect(child).toMatchObject({ achievement: null, slug: `tre-em-${period}` });
    expect(await bySlug(`tre-em-${period}`)).toMatchObject({ noindex: true });
    expect(await bySlug(`nguoi-lon-${period}`)).toMatchObject({ noindex: false });
  });

  it('show no HTML, whoever said it', async () => {
    const period = ownPeriod();
    const story = 'Một <script>alert(1)</script> **câu** [x](javascript:alert(1)) 3 < 5';
    await gateway.say(
      exemplars,
      exemplarState(`H ${period}`, { period, slug: `h-${period}`, story, storyEn: story }),
    );
    const { exemplar } = await gateway.ask<{ exemplar: { story: string; storyEn: string } }>(
      `{ exemplar(slug: "h-${period}") { story storyEn } }`,
    );
    const clean = 'Một alert(1) **câu** x 3 < 5';
    expect(exemplar).toEqual({ story: clean, storyEn: clean });
  });

  it.each(['', 'KHONG-CO', "' or 1=1", '\0', 'x'.repeat(1_000), '../x'])(
    'nobody has the slug %j',
    async (slug) => {
      expect(await bySlug(slug)).toBeNull();
    },
  );

  it('have a slug only while they are published', async () => {
    const period = ownPeriod();
    const exemplar = exemplarState(`S ${period}`, { period, slug: `s-${period}` });
    let version = 1;
    for (const status of [
      'NOMINATED',
      'UNDER_REVIEW',
      'RETURNED',
      'REJECTED',
      'APPROVED',
      'WITHDRAWN',
    ] as const) {
      await gateway.say(exemplars, { ...exemplar, version: version++ });
      expect(await bySlug(`s-${period}`)).not.toBeNull();
      await gateway.say(exemplars, { ...exemplar, status, version: version++ });
      expect([status, await bySlug(`s-${period}`)]).toEqual([status, null]);
    }
  });
});

describe('suggestions', () => {
  const editor = { role: 'editor', unit: '11' };
  interface Suggested {
    name: string;
    group: string;
    unit: { code: string };
    period: string;
    headline: string;
    story: string;
    awards: string[];
    honour: { id: string };
  }
  const suggested = async (who = editor) =>
    (
      await gateway.ask<{ suggestedExemplars: { nodes: Suggested[]; totalCount: number } }>(
        '{ suggestedExemplars(first: 100) { totalCount nodes { name group unit { code } period headline story awards honour { id } } } }',
        {},
        who,
      )
    ).suggestedExemplars.nodes;
  const of = async (period: string) => (await suggested()).filter((row) => row.period === period);

  it('are recipients of national prizes and of Bằng khen in force, each member of a team by itself', async () => {
    const period = ownPeriod();
    const bangKhen = { period, form: 'BANG_KHEN', awardedOn: '2025-08-15' } as const;
    const team = prizeState(entryState('QG', `T${period}`, { members: ['Lò A', 'Lò B'] }), rank('Nhì', 2), {
      period,
      level: 'NATIONAL',
      awardedOn: '2025-08-14',
    });
    const school = awardState(`Trường ${period}`, { ...bangKhen, subjectKind: 'COLLECTIVE' });
    const teacher = awardState(`Cô giáo ${period}`, { ...bangKhen, awardedOn: '2025-08-16' });
    await gateway.say(
      awards,
      team,
      school,
      teacher,
      awardState(`Giấy khen ${period}`, { period }),
      awardState(`Thu hồi ${period}`, { ...bangKhen, status: 'REVOKED' }),
      awardState(`Dự thảo ${period}`, { ...bangKhen, status: 'DRAFT' }),
      awardState(`Hộ ông X ${period}`, { ...bangKhen, subjectKind: 'HOUSEHOLD' }),
      awardState(`Tỉnh khác ${period}`, { ...bangKhen, unitId: idOf('THPT-LC') }),
      prizeState(entryState('TINH', `P${period}`), rank('Nhất', 1), { period }),
    );
    const names = async () => (await of(period)).map(({ name, group }) => `${group} ${name}`);
    expect(await names()).toEqual([
      `INDIVIDUAL Cô giáo ${period}`,
      `COLLECTIVE Trường ${period}`,
      'INDIVIDUAL Lò A',
      'INDIVIDUAL Lò B',
    ]);
    const [first] = await of(period);
    expect(first).toMatchObject({
      unit: { code: 'THPT-LQD' },
      headline: 'Bằng khen của Giám đốc Sở Giáo dục và Đào tạo tỉnh Điện Biên',
      awards: [teacher.id],
      honour: { id: teacher.id },
    });
    expect(first?.story).toBe(
      `Cô giáo ${period} được trao Bằng khen của Giám đốc Sở Giáo dục và Đào tạo tỉnh Điện Biên theo Quyết định số 12/QĐ-SGDĐT ngày 15/08/2025.\n\nCó thành tích trong phong trào thi đua`,
    );
    // Another province has its own.
    expect(
      (await suggested({ role: 'editor', unit: '12' })).filter((row) => row.period === period),
    ).toHaveLength(1);
    // Who is nominated for it is suggested no more, whatever becomes of it.
    const nominated = (name: string, award: { id: string }) =>
      exemplarState(`${name}`, {
        id: idOf(`${name} ${period}`),
        period,
        status: 'REJECTED',
        slug: null,
        awards: [award.id],
      });
    await gateway.say(exemplars, nominated('Lò A', team), nominated('một tên khác', teacher));
    expect(await names()).toEqual([`COLLECTIVE Trường ${period}`, 'INDIVIDUAL Lò B']);
    // A revoked award suggests nobody.
    await gateway.say(awards, { ...school, status: 'REVOKED', version: 2 });
    expect(await names()).toEqual(['INDIVIDUAL Lò B']);
  });
});

it('examples and honours of a unit that was closed are found under it and under whoever took its place', async () => {
  // Before July 2025: the place of the closed commune in its own time.
  const period = '2019';
  const closed = { validFrom: null, validTo: '2025-06-30' };
  await gateway.say(
    units,
    { ...unitState('OLD', 'Tỉnh đã nhập', 'PROVINCE', 'VN'), ...closed, successorIds: [idOf('12')] },
    { ...unitState('OLD-1', 'Xã đã nhập', 'COMMUNE', 'OLD'), ...closed, successorIds: [idOf('03388')] },
  );
  const mine = { period, unitId: idOf('OLD-1') };
  await gateway.say(exemplars, exemplarState('Lò Văn Cũ', mine));
  await gateway.say(awards, awardState('Quàng Thị Cũ', mine));
  const examplesOf = async (unit: string) =>
    (
      await gateway.ask<{ exemplars: { nodes: { name: string }[] } }>(
        `query ($filter: ExemplarFilter) { exemplars(filter: $filter) { nodes { name } } }`,
        { filter: { unit, period } },
      )
    ).exemplars.nodes.map(({ name }) => name);
  const linesOf = async (unit: string) =>
    (await honours({ unit, period })).map(({ recipient }) => recipient.name).sort();
  await eventually(async () => expect(await linesOf('OLD-1')).toEqual(['Lò Văn Cũ', 'Quàng Thị Cũ']));
  for (const unit of ['OLD-1', 'OLD', '03388', '12', 'VN']) {
    expect([unit, await examplesOf(unit)]).toEqual([unit, ['Lò Văn Cũ']]);
    expect([unit, await linesOf(unit)]).toEqual([unit, ['Lò Văn Cũ', 'Quàng Thị Cũ']]);
  }
  expect([await examplesOf('11'), await linesOf('11')]).toEqual([[], []]);
});
