import {
  AwardPrizes,
  OpenCompetition,
  PublishResults,
  RecordExternalPrizes,
  RemovePrizes,
  ReportCompetitionTally,
  SubmitEntries,
  WithdrawEntries,
  isRefusal,
} from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { startCompetitions, type Competitions } from '../../../../tests/support/competitions.js';

let house: Competitions;
beforeAll(async () => {
  house = await startCompetitions();
});
afterAll(() => house.stop());

const ranks = [
  { code: 'NHAT', name: 'Giải Nhất', quota: 5 },
  { code: 'NHI', name: 'Giải Nhì', quota: 12 },
  { code: 'BA', name: 'Giải Ba', quota: 22 },
  { code: 'TU', name: 'Giải Tư' },
  { code: 'SANG_TAO', name: 'Giải Sáng tạo', special: true },
];
const header = (code: string) => ({
  code,
  name: 'Cuộc thi Khoa học kỹ thuật cấp tỉnh',
  level: 'PROVINCE' as const,
  period: '2025-2026',
  organiser: '11',
  maxMembers: 2,
  ranks,
});
const project = (code: string, ...names: string[]) => ({
  code,
  title: `Dự án ${code}`,
  unit: 'THPT-LQD',
  members: (names.length > 0 ? names : [`Học sinh ${code}`]).map((name) => ({ name })),
});
const decision = (number: string) => ({
  number,
  signedOn: '2026-01-20',
  authority: 'ORGANISING_COMMITTEE' as const,
  issuer: '11',
});
let opened = 0;
/** A new edition with so many entries, named E1, E2, ... */
async function edition(entries = 0): Promise<string> {
  const competition = `C${++opened}`;
  await house.done(OpenCompetition, header(competition));
  if (entries > 0)
    await house.done(SubmitEntries, {
      competition,
      entries: Array.from({ length: entries }, (_, index) =>
        project(`E${index + 1}`, `Em ${competition} số ${index + 1}`),
      ),
    });
  return competition;
}
const prizesOf = (competition: string) =>
  house.query<{ code: string; prizes: string[] }>(
    'select code, prizes from entry where competition = $1 order by code',
    [competition],
  );

describe('an edition', () => {
  it('is replaced until its first entry, then refused', async () => {
    const competition = await edition();
    const again = await house.done(OpenCompetition, { ...header(competition), name: 'Tên mới' });
    expect(again.competition).toMatchObject({ name: 'Tên mới', version: 2, status: 'OPEN' });
    await house.done(SubmitEntries, { competition, entries: [project('E1')] });
    expect(await house.refusedAs(OpenCompetition, header(competition))).toEqual([
      'COMPETITION_EXISTS',
      'code',
    ]);
  });

  it('of an expected version that is stale is a conflict', async () => {
    const competition = await edition();
    await expect(
      house.send(OpenCompetition, { ...header(competition), expectedVersion: 7 }),
    ).rejects.toMatchObject({ code: 'CONFLICT', field: 'expectedVersion' });
  });

  it.each([
    ['NO_RANKS', 'ranks', { ranks: [{ code: 'X', name: 'Giải phụ', special: true }] }],
    ['RANK_REPEATED', 'ranks.1.code', { ranks: [ranks[0], ranks[0]] }],
    ['BAD_QUANTITY', 'ranks.0.quota', { ranks: [{ code: 'X', name: 'x', quota: -1 }] }],
    ['BAD_QUANTITY', 'maxMembers', { maxMembers: 0 }],
    ['UNIT_UNKNOWN', 'organiser', { organiser: '98765' }],
    ['UNIT_LEVEL', 'organiser', { organiser: 'THPT-LQD' }],
    ['UNIT_LEVEL', 'organiser', { level: 'INSTITUTION' }],
  ] as const)('is refused with %s at %s', async (reason, field, change) => {
    const input = { ...header('REFUSED'), ...change } as never;
    expect(await house.refusedAs(OpenCompetition, input)).toEqual([reason, field]);
  });
});

describe('entries', () => {
  it.each([
    ['TITLE_REQUIRED', 'entries.0.title', { title: null }],
    ['NO_MEMBERS', 'entries.0.members', { members: [] }],
    ['TOO_MANY_MEMBERS', 'entries.0.members', { members: [{ name: 'A' }, { name: 'B' }, { name: 'C' }] }],
    [
      'TOO_MANY_MEMBERS',
      'entries.0.members',
      { kind: 'INDIVIDUAL', members: [{ name: 'A' }, { name: 'B' }] },
    ],
    ['UNIT_UNKNOWN', 'entries.0.unit', { unit: '98765' }],
  ] as const)('are refused with %s at %s', async (reason, field, change) => {
    const competition = await edition();
    const entries = [{ ...project('E1'), ...change }] as never;
    expect(await house.refusedAs(SubmitEntries, { competition, entries })).toEqual([reason, field]);
  });

  it('know a student by identity, or by name, birth date and school; a name alone is for a person to decide', async () => {
    const competition = await edition();
    const born = { name: 'Lò Thị Hòa', birthDate: '2009-03-01' };
    const entry = (code: string, member: object, unit = 'THPT-LQD') => ({
      competition,
      entries: [{ ...project(code), unit, members: [member as { name: string }] }],
    });
    await house.done(SubmitEntries, entry('E1', { ...born, identity: '011 309-000 001' }));
    expect(await house.refusedAs(SubmitEntries, entry('E2', { ...born, name: 'LÒ THỊ  HOÀ' }))).toEqual([
      'STUDENT_ENTERED',
      'entries.0.members.0',
    ]);
    expect(
      await house.refusedAs(SubmitEntries, entry('E2', { name: 'Tên khác', identity: '011309000001' })),
    ).toEqual(['STUDENT_ENTERED', 'entries.0.members.0']);
    await house.done(SubmitEntries, entry('E2', { ...born, birthDate: '2008-03-01' }));
    await house.said();
    await house.done(SubmitEntries, entry('E3', { name: 'Lò Thị Hòa' }, 'THCS-TT'));
    const { events, audit } = await house.said();
    const found = events.filter(({ type }) => type === 'DuplicateFound');
    expect(found.map(({ state }) => state.among)).toEqual(['STUDENTS', 'STUDENTS']);
    expect(JSON.stringify([events, audit])).not.toMatch(/2009-03-01|011309000001|011 309/);
    await house.done(WithdrawEntries, { competition, entries: ['E1'], reason: 'Chuyển trường' });
    await house.done(SubmitEntries, entry('E4', { ...born, identity: '011309000001' }));
    expect(await house.refusedAs(SubmitEntries, entry('E4', { name: 'Ai đó' }))).toEqual([
      'ENTRY_EXISTS',
      'entries.0.code',
    ]);
  });

  it('are entered once by many who enter the same student at the same time', async () => {
    const competition = await edition();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        house.send(SubmitEntries, {
          competition,
          entries: [{ ...project(`E${index}`), members: [{ name: 'Giàng A Páo', identity: '0123' }] }],
        }),
      ),
    );
    expect(answers.filter((answer) => !isRefusal(answer))).toHaveLength(1);
  });
});

describe('prizes', () => {
  it('are one main one an entry, special ones beside it', async () => {
    const competition = await edition(2);
    const give = (entry: string, rank: string) => ({ competition, prizes: [{ entry, rank }] });
    await house.done(AwardPrizes, give('E1', 'NHAT'));
    expect(await house.refusedAs(AwardPrizes, give('E1', 'NHI'))).toEqual(['PRIZE_EXISTS', 'prizes.0.rank']);
    await house.done(AwardPrizes, give('E1', 'SANG_TAO'));
    expect(await house.refusedAs(AwardPrizes, give('E1', 'SANG_TAO'))).toEqual([
      'PRIZE_EXISTS',
      'prizes.0.rank',
    ]);
    expect(await house.refusedAs(AwardPrizes, give('E9', 'NHI'))).toEqual([
      'ENTRY_UNKNOWN',
      'prizes.0.entry',
    ]);
    expect(await house.refusedAs(AwardPrizes, give('E2', 'X'))).toEqual(['RANK_UNKNOWN', 'prizes.0.rank']);
    expect(await house.refusedAs(RemovePrizes, give('E2', 'NHI'))).toEqual([
      'PRIZE_UNKNOWN',
      'prizes.0.rank',
    ]);
    expect(await house.refusedAs(WithdrawEntries, { competition, entries: ['E1'], reason: 'x' })).toEqual([
      'PRIZE_EXISTS',
      'entries.0',
    ]);
    const { competition: judged } = await house.done(RemovePrizes, give('E1', 'SANG_TAO'));
    expect(judged.status).toBe('JUDGED');
    expect((await house.done(RemovePrizes, give('E1', 'NHAT'))).competition.status).toBe('OPEN');
  });

  it('never exceed a quota, nor are two given to one entry, however many award at once', async () => {
    const competition = await edition(20);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        house.send(AwardPrizes, { competition, prizes: [{ entry: `E${index + 1}`, rank: 'NHAT' }] }),
      ),
    );
    const refused = answers.flatMap((answer) => (isRefusal(answer) ? [answer.refusal.reason] : []));
    expect(refused).toEqual(Array.from({ length: 15 }, () => 'QUOTA_EXCEEDED'));
    const rivals = await Promise.all(
      ['NHI', 'BA', 'TU'].map((rank) =>
        house.send(AwardPrizes, {
          competition,
          prizes: [{ entry: 'E20', rank }],
        }),
      ),
    );
    expect(rivals.filter((answer) => !isRefusal(answer)).length).toBeLessThanOrEqual(1);
    for (const { prizes } of await prizesOf(competition)) expect(prizes.length).toBeLessThanOrEqual(1);
  });

  it('always sum by rank, stay within quotas and are one main one an entry', async () => {
    const change = fc.record({
      give: fc.boolean(),
      entry: fc.integer({ min: 1, max: 8 }).map((n) => `E${n}`),
      rank: fc.constantFrom('NHAT', 'NHI', 'BA', 'SANG_TAO'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 15 }), async (changes) => {
        const competition = await edition(8);
        for (const { give, entry, rank } of changes)
          await house.send(give ? AwardPrizes : RemovePrizes, { competition, prizes: [{ entry, rank }] });
        const given = await prizesOf(competition);
        for (const { prizes } of given)
          expect(prizes.filter((rank) => rank !== 'SANG_TAO').length).toBeLessThanOrEqual(1);
        for (const { code, quota } of ranks)
          expect(given.filter(({ prizes }) => prizes.includes(code)).length).toBeLessThanOrEqual(quota ?? 8);
        const [{ status }] = (await house.query<{ status: string }>(
          'select status from competition where code = $1',
          [competition],
        )) as [{ status: string }];
        expect(status).toBe(given.some(({ prizes }) => prizes.length > 0) ? 'JUDGED' : 'OPEN');
      }),
      { numRuns: 15 },
    );
  });
});

describe('results', () => {
  it('95 entries with 5 + 12 + 22 + 17 prizes are published as 56 awards, and nothing changes after', async () => {
    const competition = await edition(95);
    const given = [...Array<string>(5).fill('NHAT'), ...Array<string>(12).fill('NHI')];
    given.push(...Array<string>(22).fill('BA'), ...Array<string>(17).fill('TU'));
    expect(await house.refusedAs(PublishResults, { competition, decision: decision('1/QĐ-BTC') })).toEqual([
      'NO_PRIZES',
      'competition',
    ]);
    await house.done(AwardPrizes, {
      competition,
      prizes: given.map((rank, index) => ({ entry: `E${index + 1}`, rank })),
    });
    const published = await house.done(PublishResults, { competition, decision: decision('1/QĐ-BTC') });
    expect(published.awards).toHaveLength(56);
    expect(published.decision).toMatchObject({ grants: 'PRIZE', status: 'PUBLISHED', recipients: 56 });
    const codes = published.awards.flatMap(({ certificates }) => certificates.map(({ code }) => code));
    expect(new Set(codes).size).toBe(56);
    for (const [definition, input] of [
      [AwardPrizes, { competition, prizes: [{ entry: 'E90', rank: 'TU' }] }],
      [RemovePrizes, { competition, prizes: [{ entry: 'E1', rank: 'NHAT' }] }],
      [SubmitEntries, { competition, entries: [project('E96')] }],
      [WithdrawEntries, { competition, entries: ['E95'], reason: 'x' }],
      [PublishResults, { competition, decision: decision('2/QĐ-BTC') }],
    ] as const)
      expect((await house.refusedAs(definition, input as never))[0]).toBe('COMPETITION_PUBLISHED');
    const other = await edition(1);
    await house.done(AwardPrizes, { competition: other, prizes: [{ entry: 'E1', rank: 'TU' }] });
    expect(
      await house.refusedAs(PublishResults, { competition: other, decision: decision('1/QĐ-BTC') }),
    ).toEqual(['DECISION_NUMBER_EXISTS', 'decision.number']);
  });

  it('name all members of a team in one award, with a certificate for each', async () => {
    const competition = await edition();
    await house.done(SubmitEntries, {
      competition,
      entries: [
        project('E1', 'Lò Văn Ân', 'Quàng Thị Ơn'),
        { ...project('E2'), kind: 'COLLECTIVE', members: [] },
      ],
    });
    await house.done(AwardPrizes, {
      competition,
      prizes: [
        { entry: 'E1', rank: 'NHAT' },
        { entry: 'E2', rank: 'NHI' },
      ],
    });
    const { awards } = await house.done(PublishResults, { competition, decision: decision('3/QĐ-BTC') });
    expect(awards.map(({ name, subjectKind, members }) => ({ name, subjectKind, members }))).toEqual([
      { name: 'Lò Văn Ân, Quàng Thị Ơn', subjectKind: 'COLLECTIVE', members: ['Lò Văn Ân', 'Quàng Thị Ơn'] },
      { name: 'Dự án E2', subjectKind: 'COLLECTIVE', members: [] },
    ]);
    expect(awards.map(({ certificates }) => certificates.map(({ holder }) => holder))).toEqual([
      ['Lò Văn Ân', 'Quàng Thị Ơn'],
      ['Dự án E2'],
    ]);
  });
});

describe('numbers and prizes of others', () => {
  const tally = (code: string, count = 5) => ({
    code,
    name: 'Cuộc thi Khoa học kỹ thuật',
    level: 'PROVINCE' as const,
    period: '2024-2025',
    organiser: '11',
    entries: 95,
    ranks: [{ code: 'NHAT', name: 'Giải Nhất', count }],
    source: 'Báo',
  });

  it('a tally is replaced by a later one, and has no more prizes than entries', async () => {
    expect((await house.done(ReportCompetitionTally, tally('T1'))).competition).toMatchObject({
      basis: 'TALLY',
      status: 'PUBLISHED',
    });
    expect((await house.done(ReportCompetitionTally, tally('T1', 6))).competition.version).toBe(2);
    expect(await house.refusedAs(ReportCompetitionTally, tally('T1', 96))).toEqual([
      'TOO_MANY_PRIZES',
      'ranks',
    ]);
    expect(await house.refusedAs(ReportCompetitionTally, tally('T1', -1))).toEqual([
      'BAD_QUANTITY',
      'ranks.0.count',
    ]);
    const competition = await edition(1);
    expect(await house.refusedAs(ReportCompetitionTally, tally(competition))).toEqual([
      'COMPETITION_EXISTS',
      'code',
    ]);
  });

  it('a prize won elsewhere is recorded once, with its source and without a certificate of ours', async () => {
    const prize = {
      competition: 'Cuộc thi Khoa học kỹ thuật cấp quốc gia',
      level: 'NATIONAL' as const,
      organiserName: 'Bộ Giáo dục và Đào tạo',
      rank: 'Giải Ba',
      kind: 'INDIVIDUAL' as const,
      unit: '11',
      members: [{ name: 'C.Q.S.' }],
      awardedOn: '2025-03-21',
      decisionNumber: '812/QĐ-BGDĐT',
    };
    const record = (...prizes: (typeof prize)[]) => ({ period: '2024-2025', prizes });
    await house.said();
    expect(await house.done(RecordExternalPrizes, record(prize))).toEqual({ changed: 1 });
    const { events } = await house.said();
    expect(events.find(({ type }) => type === 'AwardPublished')?.state).toMatchObject({
      decision: null,
      externalDecision: '812/QĐ-BGDĐT',
      certificates: [],
      level: 'NATIONAL',
    });
    expect(await house.refusedAs(RecordExternalPrizes, record({ ...prize, rank: 'GIẢI BA' }))).toEqual([
      'PRIZE_EXISTS',
      'prizes.0',
    ]);
    await house.done(
      RecordExternalPrizes,
      record({ ...prize, rank: 'Giải Nhì', members: [{ name: 'Đ.T.H.' }] }),
    );
    const [edition] = await house.query<{ ranks: unknown[]; version: number }>(
      'select ranks, version from competition where organiser_name is not null',
    );
    expect(edition).toMatchObject({ version: 2 });
    expect(edition?.ranks).toHaveLength(2);
  });
});
