import {
  awards,
  awardTallies,
  CommendationForm,
  competitions,
  EmulationTitle,
  HonourKind,
  precedenceOf,
  SubjectKind,
  units,
  type AwardState,
} from '@app/contracts';
import { sortParts } from '@app/names';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  awardState,
  competitionState,
  decisionHeader,
  entryState,
  prizeState,
  rank,
  tallyState,
} from '../../../tests/support/awards.js';
import { fewUnits, idOf, startGateway, unitState, type Gateway } from '../../../tests/support/gateway.js';
import { eventually } from '../../../tests/support/eventually.js';

interface Listed {
  honours: {
    nodes: { id: string; title: string }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
    totalCount: number;
  };
}
const LIST = `query ($filter: HonourFilter, $first: Int, $after: String) {
  honours(filter: $filter, first: $first, after: $after) {
    nodes { id title } pageInfo { hasNextPage endCursor } totalCount } }`;

let gateway: Gateway;
beforeAll(async () => {
  // The unit of some awards is said after them.
  gateway = await startGateway(fewUnits.filter(({ code }) => code !== 'THPT-LC'));
});
afterAll(() => gateway.stop());

const list = async (filter: object, first = 100, after: string | null = null) =>
  (await gateway.ask<Listed>(LIST, { filter, first, after })).honours;
const found = async (filter: object) => (await list(filter)).nodes.map(({ id }) => id).sort();
const ids = (states: { id: string }[]) => states.map(({ id }) => id);
/** Everything of one test is of a period of its own. */
let year = 1950;
const ownPeriod = () => `${year++}`;

const codeOf = new Map(fewUnits.map(({ id, code }) => [id, code]));
const vietnamese = new Intl.Collator('vi');
/** The order of the list as the requirement words it, apart from the SQL that computes it. */
function inLegalOrder(a: AwardState, b: AwardState): number {
  const rankOf = ({ decision }: AwardState) => (decision ? precedenceOf[decision.authority] : 8);
  const own = (award: AwardState) =>
    award.kind === 'COMMENDATION'
      ? CommendationForm.options.indexOf(award.form ?? 'GIAY_KHEN')
      : award.kind === 'PRIZE'
        ? (award.rank?.order ?? 0)
        : EmulationTitle.options.indexOf(award.emulationTitle ?? 'GIA_DINH_VAN_HOA');
  const dateOf = ({ decision, awardedOn }: AwardState) => decision?.signedOn ?? awardedOn;
  const parts = ({ subjectKind, name }: AwardState) =>
    subjectKind === 'INDIVIDUAL' ? sortParts(name) : { given: name, middle: '', family: '' };
  const [unitA, unitB] = [codeOf.get(a.unitId) ?? '', codeOf.get(b.unitId) ?? ''];
  const [nameA, nameB] = [parts(a), parts(b)];
  return (
    rankOf(a) - rankOf(b) ||
    HonourKind.options.indexOf(a.kind) - HonourKind.options.indexOf(b.kind) ||
    own(a) - own(b) ||
    SubjectKind.options.indexOf(a.subjectKind) - SubjectKind.options.indexOf(b.subjectKind) ||
    -dateOf(a).localeCompare(dateOf(b)) ||
    Number(unitA > unitB) - Number(unitA < unitB) ||
    vietnamese.compare(nameA.given, nameB.given) ||
    vietnamese.compare(nameA.middle, nameB.middle) ||
    vietnamese.compare(nameA.family, nameB.family) ||
    Number(a.id > b.id) - Number(a.id < b.id)
  );
}

const name = fc
  .tuple(
    fc.constantFrom('Lò', 'Nguyễn', 'Quàng', 'Đặng', 'Ân'),
    fc.constantFrom('', ' Văn', ' Thị', ' Đình', ' Thị Thu'),
    fc.constantFrom(
      'An',
      'Ân',
      'Ánh',
      'Đức',
      'Dung',
      'Hòa',
      'Hoà',
      'Hoa',
      'Thuý',
      'Thúy',
      'Ước',
      'Ơn',
      'Yến',
    ),
  )
  .map((parts) => parts[0] + parts[1] + ' ' + parts[2]);
const decision = fc
  .record({
    authority: fc.constantFrom('MINISTER', 'PROVINCIAL_CHAIR', 'COMMUNE_CHAIR', 'PRESIDENT'),
    signedOn: fc.constantFrom('2025-08-15', '2025-09-02', '2019-01-01'),
  })
  .map((more) => decisionHeader(more as object));
const award = fc
  .record({
    id: fc.uuid({ version: 7 }),
    name,
    subjectKind: fc.constantFrom(...SubjectKind.options),
    unitId: fc.constantFrom(idOf('THPT-LQD'), idOf('THPT-LC'), idOf('03127'), idOf('12')),
    of: fc.oneof(
      fc.record({
        kind: fc.constant('COMMENDATION'),
        form: fc.constantFrom('BANG_KHEN', 'GIAY_KHEN', 'HUAN_CHUONG'),
        decision,
      }),
      fc.record({
        kind: fc.constant('EMULATION_TITLE'),
        emulationTitle: fc.constantFrom(...EmulationTitle.options),
        form: fc.constant(null),
        decision,
      }),
      fc.record({
        kind: fc.constant('PRIZE'),
        form: fc.constant(null),
        rank: fc.constantFrom(rank('Nhất', 1), rank('Nhì', 2)),
        decision: fc.option(decision),
      }),
    ),
  })
  .map(({ of, ...more }): AwardState => awardState(more.name, { ...more, ...(of as object) }));

describe('the honours list', () => {
  it('is in legal order of precedence on every page, whatever was said first', async () => {
    const period = ownPeriod();
    const all: AwardState[] = fc
      .sample(award, { numRuns: 300, seed: 7 })
      .map((state) => ({ ...state, period }));
    await gateway.say(awards, ...all);
    // Lines of a unit that is not known yet are not listed before it is.
    expect((await list({ period }, 1)).totalCount).toBe(
      all.filter(({ unitId }) => unitId !== idOf('THPT-LC')).length,
    );
    await gateway.say(units, unitState('THPT-LC', 'Trường THPT chuyên Lê Quý Đôn', 'INSTITUTION', '03388'));
    const seen: string[] = [];
    for (let after: string | null = null; ;) {
      const page: Listed['honours'] = await list({ period }, 7, after);
      seen.push(...page.nodes.map(({ id }) => id));
      expect(page.totalCount).toBe(all.length);
      after = page.pageInfo.endCursor;
      if (!page.pageInfo.hasNextPage) break;
    }
    expect(seen).toEqual(ids([...all].sort(inLegalOrder)));
  });

  it('shows only what is in force, and at once no longer or again', async () => {
    const period = ownPeriod();
    const held = awardState('Lò Văn Hiệu', { period });
    await gateway.say(
      awards,
      held,
      awardState('Dự thảo', { period, status: 'DRAFT' }),
      awardState('Đã bỏ', { period, status: 'DROPPED' }),
    );
    expect(await found({ period })).toEqual([held.id]);
    await gateway.say(awards, { ...held, status: 'REVOKED', version: 3 });
    // An older state that comes late does not bring it back.
    await gateway.say(awards, { ...held, version: 2 });
    expect(await found({ period })).toEqual([]);
    await gateway.say(awards, { ...held, version: 4 });
    expect(await found({ period })).toEqual([held.id]);
  });

  it('is narrowed by everything together', async () => {
    const period = ownPeriod();
    const minister = decisionHeader({ authority: 'MINISTER', issuerId: idOf('VN') });
    const teacher = awardState('Giáo viên', { period });
    const school = awardState('Tập thể', {
      period,
      subjectKind: 'COLLECTIVE',
      form: 'BANG_KHEN',
      decision: minister,
    });
    const elsewhere = awardState('Nơi khác', { period, unitId: idOf('12') });
    const title = awardState('Chiến sĩ', {
      period,
      kind: 'EMULATION_TITLE',
      form: null,
      emulationTitle: 'CHIEN_SI_THI_DUA_CO_SO',
    });
    const prize = prizeState(entryState('KHKT', 'TH-1'), rank('Nhất', 1), { period });
    const all = [teacher, school, elsewhere, title, prize];
    await gateway.say(awards, ...all);
    await gateway.say(awards, awardState('Kỳ khác', { period: ownPeriod() }));
    const finds = async (filter: object, ...expected: AwardState[]) =>
      expect(await found({ period, ...filter })).toEqual(ids(expected).sort());
    await finds({}, ...all);
    await finds({ unit: 'VN' }, ...all);
    await finds({ unit: '11' }, teacher, school, title, prize);
    await finds({ unit: '03127' }, teacher, school, title, prize);
    await finds({ unit: '12' }, elsewhere);
    await finds({ unit: '03388' });
    await finds({ kinds: ['EMULATION_TITLE', 'PRIZE'] }, title, prize);
    await finds({ kinds: [] });
    await finds({ forms: ['BANG_KHEN'] }, school);
    await finds({ authorities: ['MINISTER'] }, school);
    await finds({ subjectKind: 'COLLECTIVE' }, school);
    await finds({ competition: 'KHKT' }, prize);
    await finds({ competition: 'OTHER' });
    await finds(
      {
        unit: '11',
        kinds: ['COMMENDATION'],
        forms: ['GIAY_KHEN'],
        subjectKind: 'INDIVIDUAL',
        search: 'giao',
      },
      teacher,
    );
    await finds({ unit: '12', search: 'giao' });
    await expect(list({ unit: '99999' })).rejects.toThrow('No unit bore the code 99999');
  });

  it('says what was awarded in words, to whom and by what', async () => {
    const period = ownPeriod();
    await gateway.say(competitions, competitionState('KHKT-W'));
    const entry = entryState('KHKT-W', 'TH-1', { members: ['Lò Thị A', 'Lò Văn B'] });
    await gateway.say(
      awards,
      awardState('Lò Thị Hòa', {
        period,
        form: 'BANG_KHEN',
        decision: decisionHeader({ authority: 'MINISTER', issuerId: idOf('VN') }),
      }),
      awardState('Lường Văn Sơn', { period, position: 'Giáo viên', posthumous: true }),
      prizeState(entry, rank('Nhất', 1), { period }),
    );
    const { honours } = await gateway.ask<{ honours: { nodes: object[] } }>(
      `query ($filter: HonourFilter) { honours(filter: $filter) { nodes {
         kind title form authority members achievement awardedOn period
         recipient { name kind position posthumous unit { code parent { code } } }
         decision { number signedOn authority issuer { code } } competition { code name prizeCount } } } }`,
      { filter: { period } },
    );
    expect(honours.nodes).toMatchObject([
      { title: 'Bằng khen của Bộ trưởng Bộ Giáo dục và Đào tạo', authority: 'MINISTER', competition: null },
      {
        title: 'Giấy khen của Giám đốc Sở Giáo dục và Đào tạo tỉnh Điện Biên',
        form: 'GIAY_KHEN',
        awardedOn: '2025-08-15',
        period,
        recipient: {
          name: 'Lường Văn Sơn',
          kind: 'INDIVIDUAL',
          position: 'Giáo viên',
          posthumous: true,
          unit: { code: 'THPT-LQD', parent: { code: '03127' } },
        },
        decision: { number: '12/QĐ-SGDĐT', signedOn: '2025-08-15', issuer: { code: '11' } },
      },
      {
        kind: 'PRIZE',
        title: 'Giải Nhất',
        members: ['Lò Thị A', 'Lò Văn B'],
        recipient: { kind: 'COLLECTIVE' },
        // Provisional as long as the competition is not published.
        competition: { code: 'KHKT-W', name: 'Cuộc thi KHKT-W', prizeCount: null },
      },
    ]);
  });
});

describe('search', () => {
  const period = '1949';
  const names = [
    'Lò Thị Hòa',
    'Nguyễn Hoà Thuý Yến',
    'Đặng Thúy Hoè',
    'Quàng Văn Khoẻ',
    'Trường THPT chuyên Lê Quý Đôn',
    'Lường Thị Ửng',
    'Lò Văn Hoa',
    '100%_"\'\\ [x] (.*)',
  ];
  const states = names.map((one) => awardState(one, { period }));
  const team = awardState('Đội tuyển', { period, members: ['Giàng A Páo', 'Vàng Thị Dợ'] });
  beforeAll(() => gateway.say(awards, ...states, team));

  const clusters = [
    'òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy'.split(' '),
    'oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ'.split(' '),
  ];
  /** The tone where the old way, or the new way, puts it. */
  const placed = (text: string, old: boolean) => {
    const [from = [], to = []] = old ? [...clusters].reverse() : clusters;
    return from.reduce((all, cluster, index) => all.replaceAll(cluster, to[index] ?? ''), text);
  };
  const plain = (text: string) =>
    text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D');

  it('always finds any part of any name, however it is spelled', async () => {
    const part = fc
      .tuple(fc.constantFrom(...names, ...team.members), fc.boolean(), fc.nat(), fc.nat())
      .map(([whole, old, from, length]) => {
        const letters = [...placed(whole.normalize('NFC'), old)];
        const start = from % letters.length;
        return { whole, part: letters.slice(start, start + 1 + (length % 12)).join('') };
      })
      .filter(({ part }) => part.trim() !== '');
    const spelled = fc
      .tuple(
        part,
        fc.constantFrom<(text: string) => string>(
          (text) => text,
          plain,
          (text) => text.toLocaleUpperCase('vi'),
          (text) => text.toLocaleLowerCase('vi'),
          (text) => ` ${text}  `,
        ),
        fc.constantFrom('NFC', 'NFD'),
      )
      .map(([{ whole, part }, spell, form]) => ({ whole, typed: spell(part).normalize(form) }));
    await fc.assert(
      fc.asyncProperty(spelled, async ({ whole, typed }) => {
        const expected = names.includes(whole) ? idOf(whole) : team.id;
        expect(await found({ period, search: typed })).toContain(expected);
      }),
      { numRuns: 400 },
    );
  });

  const named = async (search: string) => {
    const of = new Map(states.map(({ id, name }) => [id, name]));
    return (await found({ period, search })).map((id) => of.get(id) ?? 'Đội tuyển').sort();
  };
  it.each([
    ['hoa', ['Lò Thị Hòa', 'Lò Văn Hoa', 'Nguyễn Hoà Thuý Yến']],
    ['hoà', ['Lò Thị Hòa', 'Nguyễn Hoà Thuý Yến']],
    ['thúy', ['Nguyễn Hoà Thuý Yến', 'Đặng Thúy Hoè']],
    ['quy', ['Trường THPT chuyên Lê Quý Đôn']],
    ['đôn', ['Trường THPT chuyên Lê Quý Đôn']],
    ['hò', ['Lò Thị Hòa', 'Nguyễn Hoà Thuý Yến', 'Đặng Thúy Hoè']],
    ['páo', ['Đội tuyển']],
    // A part lies within one name.
    ['Páo Vàng', []],
    ['%', ['100%_"\'\\ [x] (.*)']],
    ['_', ['100%_"\'\\ [x] (.*)']],
    ['.*', ['100%_"\'\\ [x] (.*)']],
    ['\\', ['100%_"\'\\ [x] (.*)']],
    ["'", ['100%_"\'\\ [x] (.*)']],
    ['đ%', []],
    ['đ.*', []],
    ['\0', []],
    ['x'.repeat(301), []],
  ])('%j', async (typed, expected) => {
    expect(await named(typed)).toEqual([...expected].sort());
  });
  it('of blanks narrows nothing', async () => {
    expect(await named('  ')).toHaveLength(names.length + 1);
  });
});

describe('the summary (rule 19a)', () => {
  const counts = async (unit: string, period: string) => {
    const { honoursSummary } = await gateway.ask<{ honoursSummary: Record<string, unknown>[] }>(
      `query ($unit: UnitCode!, $period: Period!) { honoursSummary(unit: $unit, period: $period) {
         kind form emulationTitle authority subjectKind exemplarGroup basis count } }`,
      { unit, period },
    );
    return honoursSummary.map(({ kind, form, emulationTitle, authority, subjectKind, basis, count }) =>
      [kind, form ?? emulationTitle, authority, subjectKind, basis, count].filter(Boolean).join(' '),
    );
  };

  it('counts lines of the list, kinds apart', async () => {
    const period = ownPeriod();
    await gateway.say(
      awards,
      awardState('S1', { period }),
      awardState('S2', { period }),
      awardState('S3', { period, subjectKind: 'COLLECTIVE' }),
      awardState('S4', { period, status: 'REVOKED' }),
      awardState('S5', { period, unitId: idOf('12') }),
      awardState('S6', { period, kind: 'EMULATION_TITLE', form: null, emulationTitle: 'LAO_DONG_TIEN_TIEN' }),
      prizeState(entryState('KHKT-S', '1'), rank('Nhất', 1), { period }),
    );
    expect(await counts('11', period)).toEqual([
      'COMMENDATION GIAY_KHEN DEPARTMENT_DIRECTOR COLLECTIVE ROSTER 1',
      'COMMENDATION GIAY_KHEN DEPARTMENT_DIRECTOR INDIVIDUAL ROSTER 2',
      'EMULATION_TITLE LAO_DONG_TIEN_TIEN DEPARTMENT_DIRECTOR INDIVIDUAL ROSTER 1',
      'PRIZE ORGANISING_COMMITTEE INDIVIDUAL ROSTER 1',
    ]);
    expect((await counts('VN', period))[1]).toBe(
      'COMMENDATION GIAY_KHEN DEPARTMENT_DIRECTOR INDIVIDUAL ROSTER 3',
    );
    expect(await counts('03388', period)).toEqual([]);
  });

  it('lets a tally alone count for its unit and those below, and leaves the list as it is', async () => {
    const period = ownPeriod();
    const minister = { form: 'BANG_KHEN', decision: decisionHeader({ authority: 'MINISTER' }) } as const;
    await gateway.say(
      awards,
      awardState('T1', { period, ...minister }),
      awardState('T2', { period }),
      awardState('T3', { period, ...minister, unitId: idOf('12') }),
    );
    await gateway.say(
      awardTallies,
      tallyState('Tổng kết năm học', { period, collectives: 7, individuals: 29 }),
      // Below, and of the same achievement: spoken of already. Of another: added.
      tallyState('Dưới', { period, achievement: 'Tổng kết năm học', unitId: idOf('03127'), individuals: 9 }),
      tallyState('Dưới nữa', { period, unitId: idOf('03127'), individuals: 2 }),
      tallyState('AI', { period, authority: 'PROVINCIAL_CHAIR', collectives: 1, individuals: 5 }),
      tallyState('Kỳ khác', { period: ownPeriod(), individuals: 100 }),
    );
    const director = 'COMMENDATION GIAY_KHEN DEPARTMENT_DIRECTOR INDIVIDUAL ROSTER 1';
    expect(await counts('11', period)).toEqual([
      'COMMENDATION BANG_KHEN MINISTER COLLECTIVE TALLY 7',
      'COMMENDATION BANG_KHEN MINISTER INDIVIDUAL TALLY 31',
      'COMMENDATION BANG_KHEN PROVINCIAL_CHAIR COLLECTIVE TALLY 1',
      'COMMENDATION BANG_KHEN PROVINCIAL_CHAIR INDIVIDUAL TALLY 5',
      director,
    ]);
    // Elsewhere lines count.
    expect(await counts('VN', period)).toContain('COMMENDATION BANG_KHEN MINISTER INDIVIDUAL ROSTER 1');
    expect(await counts('03127', period)).toEqual([
      'COMMENDATION BANG_KHEN MINISTER INDIVIDUAL TALLY 11',
      director,
    ]);
    expect(await found({ period })).toHaveLength(3);
  });

  it('lets a tally speak of those whose place its unit took, and that of a closed unit count under its successor', async () => {
    const period = ownPeriod();
    const closed = { validFrom: null, validTo: '2025-06-30' };
    await gateway.say(
      units,
      { ...unitState('CU', 'Tỉnh cũ', 'PROVINCE', 'VN'), ...closed, successorIds: [idOf('12')] },
      { ...unitState('CU-1', 'Xã cũ', 'COMMUNE', 'CU'), ...closed, successorIds: [idOf('03388')] },
    );
    const of = (authority: 'MINISTER' | 'PROVINCIAL_CHAIR') =>
      ({ period, form: 'BANG_KHEN', decision: decisionHeader({ authority }), unitId: idOf('CU-1') }) as const;
    await gateway.say(
      awards,
      awardState('U1', of('MINISTER')),
      awardState('U2', of('PROVINCIAL_CHAIR')),
      awardState('U3', { period, unitId: idOf('CU-1') }),
    );
    await gateway.say(
      awardTallies,
      tallyState('Tổng kết', { period, unitId: idOf('12'), individuals: 29 }),
      tallyState('Tổng kết', { id: idOf('tally CU'), period, unitId: idOf('CU'), individuals: 9 }),
      tallyState('AI', { period, authority: 'PROVINCIAL_CHAIR', unitId: idOf('CU'), individuals: 5 }),
    );
    const expected = [
      'COMMENDATION BANG_KHEN MINISTER INDIVIDUAL TALLY 29',
      'COMMENDATION BANG_KHEN PROVINCIAL_CHAIR INDIVIDUAL TALLY 5',
      'COMMENDATION GIAY_KHEN DEPARTMENT_DIRECTOR INDIVIDUAL ROSTER 1',
    ];
    await eventually(async () => expect(await counts('12', period)).toEqual(expected));
    expect(await counts('VN', period)).toEqual(expected);
    expect(await found({ period, unit: '12' })).toHaveLength(3);
  });

  it('counts the prizes of a reported competition, of recipients that nobody names', async () => {
    const period = ownPeriod();
    const given = [
      ['Nhất', 5],
      ['Nhì', 12],
      ['Ba', 22],
      ['Tư', 17],
    ] as const;
    await gateway.say(
      competitions,
      competitionState('TALLIED', {
        period,
        basis: 'TALLY',
        status: 'PUBLISHED',
        ranks: given.map(([code], index) => ({ ...rank(code, index + 1), quota: null })),
        tally: { entries: 95, ranks: given.map(([code, count]) => ({ code, count })), source: 'Báo cáo' },
      }),
    );
    expect(await counts('11', period)).toEqual(['PRIZE TALLY 56']);
    expect(await counts('12', period)).toEqual([]);
    const { competition } = await gateway.ask<{ competition: object }>(
      '{ competition(code: "TALLIED") { basis entryCount prizeCount withoutPrize source prizesByRank { count percentOfEntries } } }',
    );
    expect(competition).toEqual({
      basis: 'TALLY',
      entryCount: 95,
      prizeCount: 56,
      withoutPrize: 39,
      source: 'Báo cáo',
      prizesByRank: [
        { count: 5, percentOfEntries: 5.26 },
        { count: 12, percentOfEntries: 12.63 },
        { count: 22, percentOfEntries: 23.16 },
        { count: 17, percentOfEntries: 17.89 },
      ],
    });
  });
});
