import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Edge, type Done } from '../support/edge.js';
import { eventually } from '../support/eventually.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
let edge: Edge;
beforeAll(async () => {
  world = await startWorld();
  edge = new Edge(world);
  await edge.done('registerInstitutions', {
    institutions: ['THPT-LQD', 'THCS-TT'].map((code) => ({ code, name: code, parent: '11', kind: 'SCHOOL' })),
  });
  await edge.done('openCompetition', edition('KHKT'));
  // The service hears of the schools a moment later.
  await eventually(() => edge.done('submitEntries', { competition: 'KHKT', entries: entered }));
});
afterAll(() => world.stop());

const decision = (number: string, signedOn = '2025-12-20') => ({
  number,
  signedOn,
  authority: 'DEPARTMENT_DIRECTOR',
  issuer: '11',
});
const edition = (code: string) => ({
  code,
  name: 'Cuộc thi Khoa học kỹ thuật cấp tỉnh',
  level: 'PROVINCE',
  period: '2024-2025',
  organiser: '11',
  maxMembers: 3,
  ranks: [
    { code: 'DAC-BIET', name: 'Giải Đặc biệt', quota: 0 },
    { code: 'NHAT', name: 'Giải Nhất', quota: 2 },
    { code: 'KK', name: 'Giải Khuyến khích' },
    { code: 'SANG-TAO', name: 'Giải Sáng tạo', special: true },
  ],
});
const someone = { birthDate: '2009-05-19' };
const entered = [
  {
    code: 'DA-1',
    title: 'Máy tách hạt cà phê',
    field: 'Kỹ thuật cơ khí',
    unit: 'THPT-LQD',
    members: [
      { name: 'Lò Văn Bình', identity: '011209000001' },
      { name: 'Vàng A Páo', ...someone },
    ],
    supervisors: ['Quàng Thị Cúc'],
  },
  { code: 'CN-1', kind: 'INDIVIDUAL', unit: 'THPT-LQD', members: [{ name: 'Mùa Thị Dợ' }] },
  {
    code: 'DOI-1',
    kind: 'TEAM',
    unit: 'THCS-TT',
    members: ['A', 'B', 'C'].map((name) => ({ name: `Lường ${name}` })),
  },
  { code: 'TT-1', kind: 'COLLECTIVE', title: 'Câu lạc bộ Hóa học', unit: 'THCS-TT', members: [] },
];
const enter = (...entries: object[]) => ({ competition: 'KHKT', entries });
const prizes = (...given: [entry: string, rank: string][]) => ({
  competition: 'KHKT',
  prizes: given.map(([entry, rank]) => ({ entry, rank })),
});
const results = async () => {
  const { competition } = await edge.public<{ competition: Record<string, unknown> }>(
    `{ competition(code: "KHKT") { status entryCount prizeCount withoutPrize percentWithPrize
         prizesByRank { rank { code } count percentOfEntries } decision { number }
         entries { nodes { code members prizes { code } } } } }`,
  );
  return competition;
};
let published: Done['awards'];

describe('an edition', () => {
  it('has its own ranks in order, without limit where none is given, and any kind of entry', async () => {
    await eventually(async () => {
      const { competition } = await edge.public<{ competition: object }>(
        `{ competition(code: "KHKT") { maxMembers ranks { name order special quota }
             entries { nodes { code kind title field unit { code } members supervisors } } } }`,
      );
      expect(competition).toEqual({
        maxMembers: 3,
        ranks: [
          { name: 'Giải Đặc biệt', order: 1, special: false, quota: 0 },
          { name: 'Giải Nhất', order: 2, special: false, quota: 2 },
          { name: 'Giải Khuyến khích', order: 3, special: false, quota: null },
          { name: 'Giải Sáng tạo', order: 4, special: true, quota: null },
        ],
        entries: {
          nodes: entered
            .map(({ members, unit, ...entry }) => ({
              ...{ kind: 'PROJECT', title: null, field: null, supervisors: [] },
              ...entry,
              unit: { code: unit },
              members: members.map(({ name }) => name),
            }))
            .sort((a, b) => (a.code < b.code ? -1 : 1)),
        },
      });
    });
  });

  it('has members of one school: an entry names it once, a member none', async () => {
    const stranger = {
      code: 'DA-9',
      title: 'x',
      unit: 'THPT-LQD',
      members: [{ name: 'x', unit: 'THCS-TT' }],
    };
    expect(await edge.wrong('submitEntries', enter(stranger))).toContain('BAD_USER_INPUT');
  });

  it.each([
    ['the identity is the same', { name: 'Tên khác', identity: '011 209 000 001' }, 'THCS-TT'],
    ['name, birth date and school are', { name: 'VÀNG A  PÁO', ...someone }, 'THPT-LQD'],
  ])('takes a student once: %s', async (_, member, unit) => {
    const again = { code: 'DA-9', title: 'x', unit, members: [{ name: 'Ai đó' }, member] };
    const { reason, field, message } = await edge.refused('submitEntries', enter(again));
    expect([reason, field]).toEqual(['STUDENT_ENTERED', 'entries.0.members.1']);
    expect(message).toContain('DA-1');
  });

  it('lists students of one name alone for a person, and publishes nothing that a person called one student', async () => {
    await edge.done('submitEntries', enter({ ...entered[1], code: 'CN-2', unit: 'THCS-TT' }));
    const [pair] = await eventually(async () => {
      const { possibleDuplicates } = await world.ask<{ possibleDuplicates: { nodes: { id: string }[] } }>(
        '{ possibleDuplicates(status: OPEN) { nodes { id among first { name what } second { name what } } } }',
      );
      const one = { name: 'Mùa Thị Dợ' };
      expect(possibleDuplicates.nodes).toMatchObject([
        { among: 'STUDENTS', first: { ...one, what: 'KHKT, CN-1' }, second: { ...one, what: 'KHKT, CN-2' } },
      ]);
      return possibleDuplicates.nodes;
    });
    await edge.done('awardPrizes', prizes(['CN-1', 'KK']));
    const publish = { competition: 'KHKT', decision: decision('1/QĐ') };
    expect(await edge.done('decideDuplicate', { id: pair?.id, same: true })).toMatchObject({
      status: 'SAME',
    });
    expect(await edge.refusedAs('publishResults', publish)).toEqual(['STUDENT_ENTERED', 'competition']);
    await edge.done('decideDuplicate', { id: pair?.id, same: false, note: 'Hai học sinh' });
    await edge.done('removePrizes', prizes(['CN-1', 'KK']));
    expect(await edge.refusedAs('publishResults', publish)).toEqual(['NO_PRIZES', 'competition']);
  });

  it('gives an entry one main prize, special ones beside it, until they are taken back', async () => {
    await edge.done('awardPrizes', prizes(['DA-1', 'NHAT'], ['DA-1', 'SANG-TAO']));
    const second = await edge.refused('awardPrizes', prizes(['DA-1', 'KK']));
    expect(second).toMatchObject({ reason: 'PRIZE_EXISTS', field: 'prizes.0.rank' });
    expect(second.message).toContain('Giải Nhất');
    expect(
      await edge.refusedAs('withdrawEntries', { competition: 'KHKT', entries: ['DA-1'], reason: 'x' }),
    ).toEqual(['PRIZE_EXISTS', 'entries.0']);
    await edge.done('removePrizes', prizes(['DA-1', 'NHAT']));
    await edge.done('awardPrizes', prizes(['DA-1', 'KK']));
    await edge.done('removePrizes', prizes(['DA-1', 'KK']));
    await edge.done('awardPrizes', prizes(['DA-1', 'NHAT']));
  });

  it('keeps its quotas when all award at once', async () => {
    expect(await edge.refusedAs('awardPrizes', prizes(['TT-1', 'DAC-BIET']))).toEqual([
      'QUOTA_EXCEEDED',
      'prizes.0.rank',
    ]);
    const answers = await Promise.all(
      ['CN-1', 'CN-2', 'DOI-1', 'TT-1'].map((entry) => edge.send('awardPrizes', prizes([entry, 'NHAT']))),
    );
    const reasons = answers.map((answer) => ('reason' in answer ? answer.reason : 'DONE'));
    expect(reasons.sort()).toEqual(['DONE', 'QUOTA_EXCEEDED', 'QUOTA_EXCEEDED', 'QUOTA_EXCEEDED']);
  });

  it('has no public results before its decision', async () => {
    await eventually(async () => expect(await results()).toMatchObject({ status: 'JUDGED' }));
    expect(await results()).toMatchObject({
      entryCount: 5,
      ...{ prizeCount: null, withoutPrize: null, percentWithPrize: null, prizesByRank: [], decision: null },
    });
    const { entries } = (await results()) as { entries: { nodes: { prizes: object[] }[] } };
    expect(entries.nodes.flatMap(({ prizes }) => prizes)).toEqual([]);
    expect(await edge.honours({ competition: 'KHKT' })).toEqual([]);
    expect(await edge.counts('11', '2024-2025')).toEqual({});
    const future = decision('1/QĐ', `${new Date().getFullYear() + 1}-01-01`);
    expect(await edge.refusedAs('publishResults', { competition: 'KHKT', decision: future })).toEqual([
      'BAD_DATE',
      'decision.signedOn',
    ]);
  });

  it('is counted by rank from its decision on, and each winner has a certificate', async () => {
    const answer = await edge.done('publishResults', { competition: 'KHKT', decision: decision('1/QĐ') });
    published = answer.awards;
    expect(published).toHaveLength(3);
    await eventually(async () =>
      expect(await results()).toMatchObject({
        ...{ status: 'PUBLISHED', entryCount: 5, prizeCount: 3, withoutPrize: 3, percentWithPrize: 40 },
        prizesByRank: [
          { rank: { code: 'DAC-BIET' }, count: 0, percentOfEntries: 0 },
          { rank: { code: 'NHAT' }, count: 2, percentOfEntries: 40 },
          { rank: { code: 'KK' }, count: 0, percentOfEntries: 0 },
          { rank: { code: 'SANG-TAO' }, count: 1, percentOfEntries: 20 },
        ],
        decision: { number: '1/QĐ' },
      }),
    );
    await eventually(async () => expect(await edge.counts('11', '2024-2025')).toEqual({ PRIZE: 3 }));
    for (const name of ['Lò Văn Bình', 'vang a pao'])
      expect(await edge.honours({ competition: 'KHKT', search: name })).toEqual([
        'Lò Văn Bình, Vàng A Páo: Giải Nhất',
        'Lò Văn Bình, Vàng A Páo: Giải Sáng tạo',
      ]);
    for (const { certificates } of published)
      for (const { code, holder } of certificates)
        expect(await edge.certificate(code)).toMatchObject({ status: 'VALID', recipientName: holder });
  });

  it.each([
    ['submitEntries', enter({ code: 'DA-9', title: 'x', unit: 'THPT-LQD', members: [{ name: 'x' }] })],
    ['withdrawEntries', { competition: 'KHKT', entries: ['CN-1'], reason: 'x' }],
    ['awardPrizes', prizes(['CN-1', 'SANG-TAO'])],
    ['removePrizes', prizes(['DA-1', 'SANG-TAO'])],
    ['publishResults', { competition: 'KHKT', decision: decision('2/QĐ') }],
  ])('is not changed after publication: %s', async (mutation, given) => {
    expect(await edge.refusedAs(mutation, given)).toEqual(['COMPETITION_PUBLISHED', 'competition']);
  });
  it('is not opened again after publication, nor replaced by a tally', async () => {
    expect(await edge.refusedAs('openCompetition', edition('KHKT'))).toEqual(['COMPETITION_EXISTS', 'code']);
    const { name, level, period, organiser } = edition('KHKT');
    const ranks = [{ code: 'NHAT', name: 'Giải Nhất', count: 1 }];
    const tally = { code: 'KHKT', name, level, period, organiser, entries: 9, ranks, source: 'Báo cáo' };
    expect(await edge.refusedAs('reportCompetitionTally', tally)).toEqual(['COMPETITION_EXISTS', 'code']);
  });

  it('is corrected with a reason: the same code, the right name in every place', async () => {
    const [prize] = published.filter(({ certificates }) => certificates.length === 2);
    const [code] = prize?.certificates.map(({ code }) => code) ?? [];
    const correction = (reason: string) => ({
      corrections: [{ id: prize?.id, name: 'Lò Văn Bính, Vàng A Páo' }],
      decision: decision('2/QĐ', '2026-01-15'),
      reason,
    });
    expect(await edge.wrong('correctAwards', correction(' '))).toEqual(['BAD_USER_INPUT', 'reason']);
    expect(await edge.done('correctAwards', correction('Sai tên'))).toEqual({ changed: 1 });
    await eventually(async () => {
      expect(await edge.certificate(code)).toMatchObject({ status: 'VALID', recipientName: 'Lò Văn Bính' });
      const { entries } = (await results()) as { entries: { nodes: { code: string; members: string[] }[] } };
      expect(entries.nodes.find(({ code }) => code === 'DA-1')?.members).toEqual([
        'Lò Văn Bính',
        'Vàng A Páo',
      ]);
    });
    expect(await edge.honours({ search: 'Lò Văn Bính' })).toHaveLength(1);
  });

  it('loses a revoked prize everywhere, and has it back when it is restored', async () => {
    const [prize] = published.filter(({ certificates }) => certificates.length === 2);
    const meant = { decision: { ...decision('1/QĐ'), signedOn: undefined, year: 2025 }, awards: [prize?.id] };
    const revoked = { ...meant, ground: 'COMPETITION_RULES_BROKEN', reason: 'Không trung thực' };
    await edge.done('revokeAwards', { ...revoked, revocation: decision('3/QĐ', '2026-02-01') });
    await eventually(async () => {
      expect(await results()).toMatchObject({ prizeCount: 2, withoutPrize: 3 });
      expect(await edge.counts('11', '2024-2025')).toEqual({ PRIZE: 2 });
      expect(await edge.certificate(prize?.certificateCode)).toMatchObject({
        status: 'REVOKED',
        statement: 'Quyết định tặng thưởng đã bị hủy bỏ',
        revokedOn: '2026-02-01',
      });
    });
    expect(await edge.honours({ competition: 'KHKT' })).toHaveLength(2);
    await edge.done('restoreAwards', {
      ...meant,
      restoration: decision('4/QĐ', '2026-03-01'),
      reason: 'Khiếu nại đúng',
    });
    await eventually(async () => {
      expect(await results()).toMatchObject({ prizeCount: 3, withoutPrize: 3 });
      expect(await edge.certificate(prize?.certificateCode)).toMatchObject({
        status: 'VALID',
        revokedOn: null,
      });
    });
    expect(await edge.honours({ competition: 'KHKT' })).toHaveLength(3);
  });
});

describe('prizes of others', () => {
  const prize = {
    ...{
      competition: 'Cuộc thi KHKT quốc gia',
      level: 'NATIONAL',
      organiserName: 'Bộ GDĐT',
      rank: 'Giải Ba',
    },
    ...{ kind: 'INDIVIDUAL', unit: 'THPT-LQD', members: [{ name: 'C.Q.S.' }], awardedOn: '2025-03-21' },
    decisionNumber: '812/QĐ-BGDĐT',
  };
  const record = { period: '2024-2025', prizes: [prize] };
  const shown = async () => {
    const { honours } = await edge.public<{ honours: { nodes: { id: string }[] } }>(
      `{ honours(filter: { search: "C.Q.S." }) { nodes { id title externalDecision authority decision { number }
           competition { organiserName entryCount prizeCount } } } }`,
    );
    return honours.nodes;
  };

  it('are honours with their source, recorded once, and removed with a reason', async () => {
    await edge.done('recordExternalPrizes', record);
    expect(await edge.refusedAs('recordExternalPrizes', record)).toEqual(['PRIZE_EXISTS', 'prizes.0']);
    const [honour] = await eventually(async () => {
      const nodes = await shown();
      expect(nodes).toMatchObject([
        {
          ...{ title: 'Giải Ba', externalDecision: '812/QĐ-BGDĐT', authority: null, decision: null },
          competition: { organiserName: 'Bộ GDĐT', entryCount: null, prizeCount: 1 },
        },
      ]);
      return nodes;
    });
    const remove = { awards: [honour?.id], reason: 'Nhập nhầm' };
    expect(await edge.wrong('removeExternalPrizes', { ...remove, reason: ' ' })).toEqual([
      'BAD_USER_INPUT',
      'reason',
    ]);
    expect(await edge.refusedAs('removeExternalPrizes', { ...remove, awards: [published[0]?.id] })).toEqual([
      'AWARD_UNKNOWN',
      'awards.0',
    ]);
    expect(await edge.done('removeExternalPrizes', remove)).toEqual({ changed: 1 });
    expect(await edge.refusedAs('removeExternalPrizes', remove)).toEqual(['AWARD_NOT_PUBLISHED', 'awards.0']);
    await eventually(async () => expect(await shown()).toEqual([]));
    await edge.done('recordExternalPrizes', record);
    await eventually(async () => expect(await shown()).toHaveLength(1));
  });
});
