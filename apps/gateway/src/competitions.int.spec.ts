import {
  awards,
  competitions,
  decisions,
  duplicates,
  entries,
  type AwardState,
  type DecisionState,
} from '@app/contracts';
import { newCertificateCode } from '@app/certificates';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  awardState,
  competitionState,
  decisionHeader,
  entryState,
  prizeState,
  rank,
} from '../../../tests/support/awards.js';
import { idOf, startGateway, type Gateway } from '../../../tests/support/gateway.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());
const at = (role: string, unit = '11') => ({ role, unit });

const NUMBERS = `query ($code: ID!) { competition(code: $code) {
  status entryCount prizeCount withoutPrize percentWithPrize prizesByRank { rank { code } count percentOfEntries } ranks { code } organiser { code }
  entries { totalCount nodes { code prizes { name } } } } }`;
interface Numbers {
  competition: {
    entryCount: number;
    prizeCount: number | null;
    withoutPrize: number | null;
    prizesByRank: { rank: { code: string }; count: number; percentOfEntries: number }[];
    entries: { totalCount: number; nodes: { code: string; prizes: { name: string }[] }[] };
  } | null;
}

describe('a competition', () => {
  const judged = competitionState('KHKT-1', { status: 'JUDGED' });
  const first = entryState('KHKT-1', 'TH-1', { prizes: ['Nhất', 'Sáng tạo'] });
  const second = entryState('KHKT-1', 'TH-2', { prizes: ['Nhì'], unitId: idOf('THPT-LC'), field: 'Hóa' });
  const third = entryState('KHKT-1', 'TH-3');
  const prizes = [
    prizeState(first, rank('Nhất', 1)),
    prizeState(first, rank('Sáng tạo', 3, true)),
    prizeState(second, rank('Nhì', 2)),
  ];
  beforeAll(async () => {
    // Awards before what they are of: no order is needed.
    await gateway.say(awards, ...prizes.map((prize) => ({ ...prize, status: 'DRAFT' as const })));
    await gateway.say(entries, first, second, third);
    await gateway.say(
      entries,
      entryState('KHKT-1', 'TH-4', { status: 'WITHDRAWN', reason: 'Chuyển trường' }),
    );
    await gateway.say(competitions, judged);
  });
  const ask = async (who?: { role: string; unit: string }) => {
    const { competition } = await gateway.ask<Numbers>(NUMBERS, { code: 'KHKT-1' }, who);
    if (!competition) throw new Error('there is no such competition');
    return {
      ...competition,
      shown: competition.entries.nodes.map(({ prizes }) => prizes.map(({ name }) => name)),
    };
  };

  it('has no results before publication, but for its staff', async () => {
    const nothing = {
      entryCount: 3,
      prizeCount: null,
      withoutPrize: null,
      percentWithPrize: null,
      prizesByRank: [],
    };
    const given = [['Giải Nhất', 'Giải Sáng tạo'], ['Giải Nhì'], []];
    expect(await ask()).toMatchObject({ ...nothing, shown: [[], [], []], organiser: { code: '11' } });
    for (const who of [at('committee'), at('administrator', 'VN'), at('auditor', 'VN')])
      expect(await ask(who)).toMatchObject({ ...nothing, shown: given });
    expect((await ask(at('school-staff', 'THPT-LQD'))).shown).toEqual([given[0], [], []]);
    expect((await ask(at('editor'))).shown).toEqual([[], [], []]);
    expect((await ask(at('committee', '12'))).shown).toEqual([[], given[1], []]);
  });

  it('shows and counts the prizes in force after it, and no longer those that are revoked', async () => {
    await gateway.say(competitions, {
      ...judged,
      status: 'PUBLISHED',
      decision: decisionHeader(),
      version: 2,
    });
    await gateway.say(awards, ...prizes.map((prize) => ({ ...prize, version: 2 })));
    expect(await ask()).toMatchObject({
      prizeCount: 3,
      withoutPrize: 1,
      percentWithPrize: 66.67,
      prizesByRank: [
        { rank: { code: 'Nhất' }, count: 1, percentOfEntries: 33.33 },
        { rank: { code: 'Nhì' }, count: 1, percentOfEntries: 33.33 },
        { rank: { code: 'Sáng tạo' }, count: 1, percentOfEntries: 33.33 },
      ],
      shown: [['Giải Nhất', 'Giải Sáng tạo'], ['Giải Nhì'], []],
    });
    await gateway.say(awards, { ...(prizes[2] as AwardState), status: 'REVOKED', version: 3 });
    expect(await ask()).toMatchObject({
      prizeCount: 2,
      withoutPrize: 2,
      percentWithPrize: 33.33,
      shown: [['Giải Nhất', 'Giải Sáng tạo'], [], []],
    });
  });

  it('lists entries by unit and field, withdrawn ones to staff alone', async () => {
    const codes = async (list: string, who?: { role: string; unit: string }) => {
      const data = await gateway.ask<
        Record<string, { nodes?: { code: string }[]; entries?: { nodes: { code: string }[] } }>
      >(`{ found: ${list} }`, {}, who);
      return (data.found?.entries ?? data.found)?.nodes?.map(({ code }) => code);
    };
    const ofCompetition = (narrowed: string) =>
      codes(`competition(code: "KHKT-1") { entries${narrowed} { nodes { code } } }`);
    expect(await ofCompetition('(unit: "12")')).toEqual(['TH-2']);
    expect(await ofCompetition('(field: "Hóa")')).toEqual(['TH-2']);
    expect(await ofCompetition('(unit: "11", field: "Hóa")')).toEqual([]);
    const staff = `entries(competition: "KHKT-1") { nodes { code } }`;
    expect(await codes(staff, at('committee'))).toEqual(['TH-1', 'TH-2', 'TH-3', 'TH-4']);
    expect(await codes(staff, at('school-staff', 'THPT-LC'))).toEqual(['TH-2']);
    expect(
      await codes('entries(competition: "KHKT-1", status: WITHDRAWN) { nodes { code } }', at('committee')),
    ).toEqual(['TH-4']);
    expect(await codes('entries(competition: "NOBODYS") { nodes { code } }', at('committee'))).toEqual([]);
  });

  it('is listed by organiser, period and level, the newest first', async () => {
    await gateway.say(
      competitions,
      competitionState('OLD', { period: '2019-2020' }),
      competitionState('LAI-CHAU', { organiserId: idOf('03388'), level: 'COMMUNE' }),
      competitionState('QUOC-GIA', {
        organiserId: null,
        organiserName: 'Bộ Giáo dục và Đào tạo',
        level: 'NATIONAL',
        status: 'PUBLISHED',
      }),
    );
    const codes = async (narrowed: string) => {
      const { competitions: page } = await gateway.ask<{
        competitions: { nodes: { code: string; entryCount: number | null }[]; totalCount: number };
      }>(`{ competitions${narrowed} { totalCount nodes { code entryCount } } }`);
      expect(page.totalCount).toBe(page.nodes.length);
      return page.nodes.map(({ code }) => code);
    };
    expect(await codes('')).toEqual(['QUOC-GIA', 'LAI-CHAU', 'KHKT-1', 'OLD']);
    expect(await codes('(unit: "12")')).toEqual(['LAI-CHAU']);
    expect(await codes('(unit: "11", period: "2019-2020")')).toEqual(['OLD']);
    expect(await codes('(level: NATIONAL)')).toEqual(['QUOC-GIA']);
    const { competition } = await gateway.ask<Numbers>(NUMBERS, { code: 'QUOC-GIA' });
    expect(competition).toMatchObject({
      entryCount: null,
      prizeCount: 0,
      withoutPrize: null,
      organiser: null,
    });
    expect((await gateway.ask<Numbers>(NUMBERS, { code: 'NOBODYS' })).competition).toBeNull();
  });

  it('shows its own entries among others, whatever page of them is asked for', async () => {
    const listed = ['MANY-1', 'MANY-2', 'MANY-3'];
    await gateway.say(competitions, ...listed.map((code) => competitionState(code, { period: '2001-2002' })));
    for (const [index, code] of listed.entries())
      for (let n = 0; n <= index; n++) await gateway.say(entries, entryState(code, `E${n}`));
    const { competitions: page } = await gateway.ask<{
      competitions: { nodes: { code: string; all: object; one: object; none: object }[] };
    }>(`{ competitions(period: "2001-2002") { nodes { code
          all: entries { totalCount nodes { code title } }
          one: entries(first: 1, unit: "11") { nodes { title } pageInfo { hasNextPage } }
          none: entries(field: "x") { totalCount } } } }`);
    const shown = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ code: `E${n}`, title: `Dự án E${n}` }));
    expect(page.nodes).toEqual(
      [3, 2, 1].map((count) => ({
        code: `MANY-${count}`,
        all: { totalCount: count, nodes: shown(count) },
        one: { nodes: [{ title: 'Dự án E0' }], pageInfo: { hasNextPage: count > 1 } },
        none: { totalCount: 0 },
      })),
    );
  });
});

describe('a certificate', () => {
  const code = newCertificateCode();
  const check = async (typed: string, language = 'vi') => {
    const { certificate } = await gateway.ask<{ certificate: Record<string, unknown> }>(
      `query ($code: ID!) { certificate(code: $code) { status statement recipientName title revokedOn decision { number issuer { name } } } }`,
      { code: typed },
      undefined,
      { 'accept-language': language },
    );
    return certificate;
  };
  const award = awardState('Vàng A Sáng', {
    certificates: [{ code, holder: 'Vàng A Sáng' }],
    status: 'DRAFT',
  });
  const nothing = { recipientName: null, title: null, decision: null, revokedOn: null };

  it('says what it is worth, from draft to restoration', async () => {
    await gateway.say(awards, award);
    expect(await check(code)).toEqual({
      ...nothing,
      status: 'UNKNOWN',
      statement: 'Không có giấy chứng nhận nào mang mã này',
    });
    await gateway.say(awards, { ...award, status: 'PUBLISHED', version: 2 });
    const valid = {
      status: 'VALID',
      statement: 'Quyết định tặng thưởng đang có hiệu lực',
      recipientName: 'Vàng A Sáng',
      title: 'Giấy khen của Giám đốc Sở Giáo dục và Đào tạo tỉnh Điện Biên',
      decision: { number: '12/QĐ-SGDĐT', issuer: { name: 'Tỉnh Điện Biên' } },
      revokedOn: null,
    };
    expect(await check(code)).toEqual(valid);
    expect(await check(` ${code.toLowerCase().replaceAll('-', '')} `)).toEqual(valid);
    const revocation = {
      ground: 'FALSE_INFORMATION',
      decision: decisionHeader({ number: '3/QĐ', signedOn: '2025-12-01' }),
      reason: 'Hồ sơ sai',
    } as const;
    await gateway.say(awards, { ...award, status: 'REVOKED', revocation, version: 3 });
    const revoked = { ...valid, status: 'REVOKED', revokedOn: '2025-12-01' };
    expect(await check(code)).toEqual({ ...revoked, statement: 'Quyết định tặng thưởng đã bị hủy bỏ' });
    expect(await check(code, 'en')).toEqual({
      ...revoked,
      statement: 'The decision that granted the award has been revoked',
    });
    await gateway.say(awards, { ...award, status: 'PUBLISHED', revocation, version: 4 });
    expect(await check(code)).toEqual(valid);
  });

  it('of a team names its holder alone, and the competition', async () => {
    const [one, other] = [newCertificateCode(), newCertificateCode()];
    await gateway.say(competitions, competitionState('KHKT-C'));
    const entry = entryState('KHKT-C', 'TH-1', { members: ['Lò Văn An', 'Quàng Thị Bình'] });
    const certificates = [
      { code: one, holder: 'Lò Văn An' },
      { code: other, holder: 'Quàng Thị Bình' },
    ];
    await gateway.say(awards, prizeState(entry, rank('Nhất', 1), { certificates }));
    expect(await check(other)).toMatchObject({
      recipientName: 'Quàng Thị Bình',
      title: 'Giải Nhất, Cuộc thi KHKT-C',
    });
  });

  it.each([
    '',
    'x',
    '%',
    code.slice(0, -1),
    `${code}\0`,
    code.replace(/^./, (first) => (first === '2' ? '3' : '2')),
  ])('is mistyped: %j', async (typed) => {
    expect(await check(typed)).toMatchObject({ ...nothing, status: 'MISTYPED' });
  });
  it('of which there is none is unknown', async () => {
    expect(await check(newCertificateCode())).toMatchObject({ ...nothing, status: 'UNKNOWN' });
  });
});

describe('what staff see', () => {
  const decisionOf = (name: string, more: Partial<DecisionState> = {}): DecisionState => ({
    ...decisionHeader({ id: idOf(name), number: name }),
    grants: 'COMMENDATION',
    form: 'GIAY_KHEN',
    emulationTitle: null,
    competition: null,
    type: 'PHONG_TRAO',
    period: '2025',
    status: 'DRAFT',
    recipients: 1,
    version: 1,
    ...more,
  });
  const of = (decision: DecisionState, name: string, unit: string) =>
    awardState(`${decision.number} ${name}`, {
      status: 'DRAFT',
      decision: decisionHeader({ ...decision }),
      unitId: idOf(unit),
    });
  const own = decisionOf('own/QĐ');
  const ministers = decisionOf('mixed/QĐ', { authority: 'MINISTER', issuerId: idOf('VN') });
  const alone = decisionOf('alone/QĐ', { authority: 'MINISTER', issuerId: idOf('VN') });
  const elsewhere = decisionOf('elsewhere/QĐ', { issuerId: idOf('12') });
  beforeAll(async () => {
    await gateway.say(decisions, own, ministers, alone, elsewhere);
    await gateway.say(
      awards,
      of(own, 'a', 'THPT-LQD'),
      of(ministers, 'a', '03127'),
      of(ministers, 'b', '03388'),
      of(alone, 'a', '03127'),
      of(elsewhere, 'a', '03388'),
    );
    const pair = { among: 'RECIPIENTS', firstName: 'a', secondName: 'a', note: null, version: 1 } as const;
    for (const [name, unit, status] of [
      ['here', '03127', 'OPEN'],
      ['there', '03388', 'OPEN'],
      ['gone', '03127', 'DROPPED'],
    ] as const)
      await gateway.say(duplicates, {
        ...pair,
        id: idOf(`duplicate ${name}`),
        first: idOf('own/QĐ a'),
        second: idOf('Nobody'),
        unitId: idOf(unit),
        status,
      });
  });

  it('are decisions of their office and those whose recipients are all theirs', async () => {
    const numbers = async (unit: string, narrowed = '') => {
      const { decisions: page } = await gateway.ask<{
        decisions: { nodes: { decision: { number: string }; version: number }[]; totalCount: number };
      }>(
        `{ decisions${narrowed} { totalCount nodes { decision { number } version } } }`,
        {},
        at('council-secretary', unit),
      );
      expect(page.totalCount).toBe(page.nodes.length);
      return page.nodes.map(({ decision }) => decision.number).sort();
    };
    expect(await numbers('VN')).toHaveLength(4);
    expect(await numbers('11')).toEqual(['alone/QĐ', 'own/QĐ']);
    expect(await numbers('12')).toEqual(['elsewhere/QĐ']);
    expect(await numbers('03127')).toEqual(['alone/QĐ', 'own/QĐ']);
    expect(await numbers('03388')).toEqual(['elsewhere/QĐ']);
    expect(await numbers('11', '(status: PUBLISHED)')).toEqual([]);
    expect(await numbers('11', '(number: "OWN/qđ", period: "2025")')).toEqual(['own/QĐ']);
  });

  it('are awards of their units', async () => {
    const names = async (unit: string, decision = ministers.id) => {
      const { awards: page } = await gateway.ask<{
        awards: { nodes: { recipient: { name: string }; status: string; title: string }[] };
      }>(
        'query ($decision: ID!) { awards(decision: $decision) { nodes { status title version recipient { name } revocation { ground } } } }',
        { decision },
        at('council-secretary', unit),
      );
      return page.nodes.map(({ recipient }) => recipient.name).sort();
    };
    expect(await names('VN')).toEqual(['mixed/QĐ a', 'mixed/QĐ b']);
    expect(await names('11')).toEqual(['mixed/QĐ a']);
    expect(await names('11', 'x')).toEqual([]);
  });

  it('are possible duplicates at their units, with what each is', async () => {
    const found = async (unit: string, narrowed = '') => {
      const { possibleDuplicates: page } = await gateway.ask<{
        possibleDuplicates: { nodes: { id: string }[] };
      }>(
        `{ possibleDuplicates${narrowed} { nodes { id status version unit { code } first { id name what } second { what } } } }`,
        {},
        at('committee', unit),
      );
      return page.nodes;
    };
    expect(await found('11')).toEqual([
      {
        id: idOf('duplicate here'),
        status: 'OPEN',
        version: 1,
        unit: { code: '03127' },
        first: {
          id: idOf('own/QĐ a'),
          name: 'a',
          what: 'Giấy khen của Giám đốc Sở Giáo dục và Đào tạo tỉnh Điện Biên, own/QĐ',
        },
        second: { what: null },
      },
    ]);
    expect(await found('VN')).toHaveLength(2);
    expect(await found('11', '(status: SAME)')).toEqual([]);
    // What nobody is asked any more is shown only where it is asked for.
    expect(await found('11', '(status: DROPPED)')).toMatchObject([{ id: idOf('duplicate gone') }]);
  });

  const decision = { number: '1/QĐ', signedOn: '2025-12-01', authority: 'MINISTER', issuer: 'VN' };
  const ref = ({ number, authority }: DecisionState, issuer: string) => ({
    number,
    authority,
    issuer,
    year: 2025,
  });
  const mutations: [field: string, type: string, input: object, role: string, may: string, mayNot: string][] =
    [
      ['awardPrizes', 'AwardPrizesInput', { competition: 'KHKT-1', prizes: [] }, 'committee', '11', '12'],
      [
        'openCompetition',
        'OpenCompetitionInput',
        { code: 'N', name: 'n', level: 'COMMUNE', period: '2025', organiser: '03388', ranks: [] },
        'committee',
        '12',
        '11',
      ],
      [
        'correctAwards',
        'CorrectAwardsInput',
        { corrections: [{ id: idOf('own/QĐ a') }], decision, reason: 'x' },
        'council-secretary',
        '03127',
        '12',
      ],
      [
        'revokeAwards',
        'RevokeAwardsInput',
        {
          decision: { ...ref(own, '11'), number: own.number.toUpperCase() },
          ground: 'FALSE_INFORMATION',
          revocation: decision,
          reason: 'x',
        },
        'council-secretary',
        '11',
        '12',
      ],
      [
        'restoreAwards',
        'RestoreAwardsInput',
        { decision: ref(ministers, 'VN'), restoration: decision, reason: 'x' },
        'council-secretary',
        'VN',
        '11',
      ],
      [
        'decideDuplicate',
        'DecideDuplicateInput',
        { id: idOf('duplicate there'), same: true },
        'committee',
        '12',
        '11',
      ],
    ];
  it.each(mutations)(
    '%s is allowed only where what it names is',
    async (field, type, input, role, may, mayNot) => {
      const code = (unit: string) =>
        gateway
          .ask(
            `mutation ($input: ${type}!) { ${field}(input: $input) { __typename } }`,
            { input },
            at(role, unit),
          )
          .then(
            () => 'done',
            (error: Error) => (/holds at/.test(error.message) ? 'FORBIDDEN' : 'asked'),
          );
      // The service is not there: to have asked it is enough.
      expect([await code(may), await code(mayNot)]).toEqual(['asked', 'FORBIDDEN']);
    },
  );

  it('entries are withdrawn by their own school alone', async () => {
    const code = (unit: string) =>
      gateway
        .ask(
          'mutation { withdrawEntries(competition: "KHKT-1", entries: ["TH-2"], reason: "x") { __typename } }',
          {},
          at('school-staff', unit),
        )
        .then(
          () => 'done',
          (error: Error) => (/holds at/.test(error.message) ? 'FORBIDDEN' : 'asked'),
        );
    expect([await code('THPT-LC'), await code('THPT-LQD')]).toEqual(['asked', 'FORBIDDEN']);
  });
});
