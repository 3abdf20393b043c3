import {
  AwardPrizes,
  DecideDuplicate,
  isRefusal,
  OpenCompetition,
  PublishResults,
  RecordExternalPrizes,
  ReportCompetitionTally,
  SubmitEntries,
  WithdrawEntries,
} from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startCompetitions, type Competitions } from '../../../../tests/support/competitions.js';

let house: Competitions;
beforeAll(async () => {
  house = await startCompetitions();
});
afterAll(() => house.stop());

const ranks = [
  { code: 'NHAT', name: 'Giải Nhất' },
  { code: 'NHI', name: 'Giải Nhì' },
];
const header = (code: string) => ({
  code,
  name: 'Cuộc thi Sáng tạo',
  level: 'PROVINCE' as const,
  period: '2025-2026',
  organiser: '11',
  ranks,
});
const entry = (code: string, ...members: object[]) => ({
  code,
  kind: 'TEAM' as const,
  unit: 'THPT-LQD',
  members: (members.length > 0 ? members : [{ name: `Em ${code}` }]) as { name: string }[],
});
const decision = (number: string) => ({
  number,
  signedOn: '2025-11-20',
  authority: 'ORGANISING_COMMITTEE' as const,
  issuer: '11',
});
const give = (competition: string, code: string, rank = 'NHAT') => ({
  competition,
  prizes: [{ entry: code, rank }],
});
let opened = 0;
async function edition(...entries: ReturnType<typeof entry>[]): Promise<string> {
  const competition = `K${++opened}`;
  await house.done(OpenCompetition, header(competition));
  if (entries.length > 0) await house.done(SubmitEntries, { competition, entries });
  return competition;
}
const times = <T>(count: number, make: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)));

describe('opening', () => {
  it('by many at once is one version after the other, each said once', async () => {
    await house.said();
    const answers = await times(8, (n) =>
      house.done(OpenCompetition, { ...header('AT-ONCE'), name: `N${n}` }),
    );
    const versions = answers.map(({ competition }) => competition.version).sort();
    expect(versions).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const { events } = await house.said();
    expect(events.map(({ version }) => version)).toEqual(versions);
    const [row] = await house.query(`select name, version from competition where code = 'AT-ONCE'`);
    expect(row).toEqual({ name: events.at(-1)?.state.name, version: 8 });
  });

  it('where nothing may stand yet is done by one of many', async () => {
    const answers = await times(5, () =>
      house.send(OpenCompetition, { ...header('FIRST'), expectedVersion: 0 }).catch((error) => error.code),
    );
    expect(answers.filter((answer) => answer === 'CONFLICT')).toHaveLength(4);
  });

  it('a department opens for its province, a school for itself', async () => {
    await house.done(OpenCompetition, { ...header('OF-SO'), organiser: 'SGDDT-11' });
    const own = { ...header('OF-SCHOOL'), level: 'INSTITUTION' as const, organiser: 'THPT-LQD' };
    await house.done(OpenCompetition, own);
    expect(await house.refused(OpenCompetition, { ...own, code: 'X', level: 'COMMUNE' })).toEqual({
      reason: 'UNIT_LEVEL',
      field: 'organiser',
      params: { code: 'THPT-LQD', level: 'INSTITUTION' },
    });
  });

  it('does not replace what another unit opened, nor what others hold', async () => {
    const of = (organiser: string) => ({ ...header('TAKEN'), level: 'INSTITUTION' as const, organiser });
    await house.done(OpenCompetition, of('THCS-TT'));
    const authorization = await house.authorization('someone', { role: 'school-staff', unit: 'THPT-LQD' });
    const tally = { ...of('THPT-LQD'), entries: 9, ranks: [], source: 'x' };
    for (const [definition, input] of [
      [OpenCompetition, of('THPT-LQD')],
      [ReportCompetitionTally, tally],
    ] as const)
      await expect(house.send(definition, input as never, { authorization })).rejects.toMatchObject({
        code: 'FORBIDDEN',
        field: 'code',
      });
    await house.done(OpenCompetition, { ...of('THPT-LQD'), code: 'MINE' }, { authorization });
  });

  it('gives way to a tally without entries, and never replaces a tally', async () => {
    const competition = await edition();
    const tally = { ...header(competition), entries: 95, source: 'Báo' };
    const counts = { ...tally, ranks: [{ code: 'NHAT', name: 'Giải Nhất', count: 5 }] };
    expect((await house.done(ReportCompetitionTally, counts)).competition).toMatchObject({
      basis: 'TALLY',
      status: 'PUBLISHED',
      version: 2,
    });
    expect(await house.refusedAs(OpenCompetition, header(competition))).toEqual([
      'COMPETITION_EXISTS',
      'code',
    ]);
    expect(await house.refusedAs(SubmitEntries, { competition, entries: [entry('E1')] })).toEqual([
      'COMPETITION_PUBLISHED',
      'competition',
    ]);
  });
});

describe('students', () => {
  const name = 'Vừ A Dế';
  it('of one name leave the list with the entry that is withdrawn', async () => {
    const competition = await edition(entry('E1', { name }), entry('E2', { name }), entry('E3', { name }));
    await house.said();
    await house.done(WithdrawEntries, { competition, entries: ['E1'], reason: 'x' });
    const { events } = await house.said();
    expect(events.map(({ type }) => type)).toEqual([
      'EntryWithdrawn',
      'DuplicateDropped',
      'DuplicateDropped',
      'CompetitionChanged',
    ]);
    const left = await house.query(
      `select duplicate.status from duplicate join entry on entry.id = first where competition = $1 order by 1`,
      [competition],
    );
    expect(left).toEqual([{ status: 'DROPPED' }, { status: 'DROPPED' }, { status: 'OPEN' }]);
  });

  it('whom a person found to be the same are in one entry before results are published', async () => {
    const competition = await edition(entry('E1', { name: 'Sùng A Lử' }), entry('E2', { name: 'Sùng A Lử' }));
    const [pair] = await house.query<{ id: string }>(
      `select duplicate.id from duplicate join entry on entry.id = first where competition = $1`,
      [competition],
    );
    await house.done(AwardPrizes, give(competition, 'E1'));
    await house.done(DecideDuplicate, { id: pair?.id ?? '', same: true });
    const input = { competition, decision: decision('11/QĐ-BTC') };
    expect(await house.refused(PublishResults, input)).toEqual({
      reason: 'STUDENT_ENTERED',
      field: 'competition',
      params: { name: 'Sùng A Lử', entry: 'E1' },
    });
    await house.done(WithdrawEntries, { competition, entries: ['E2'], reason: 'Trùng' });
    await house.done(PublishResults, input);
  });

  it('have an identity with letters or digits, and names that fit into an event', async () => {
    const competition = await edition();
    const submit = (...members: object[]) => ({ competition, entries: [entry('E1', ...members)] });
    expect(await house.refusedAs(SubmitEntries, submit({ name }, { name: 'x', identity: '- .' }))).toEqual([
      'BAD_KEY',
      'entries.0.members.1.identity',
    ]);
    const long = (length: number) =>
      Array.from({ length: 25 }, (_, n) => ({ name: `${n}`.padEnd(length, 'ẵ') }));
    await expect(house.send(SubmitEntries, submit(...long(201)))).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
    const hundred = long(50).flatMap((one) =>
      ['a', 'b', 'c', 'd'].map((x) => ({ name: one.name.slice(1) + x })),
    );
    await house.done(SubmitEntries, submit(...hundred));
    await house.done(AwardPrizes, give(competition, 'E1'));
    const { awards } = await house.done(PublishResults, { competition, decision: decision('12/QĐ-BTC') });
    expect(awards[0]?.certificates).toHaveLength(100);
  });
});

describe('publishing', () => {
  it('is of the results that were seen', async () => {
    const competition = await edition(entry('E1'), entry('E2'));
    const { competition: seen } = await house.done(AwardPrizes, give(competition, 'E1'));
    const { competition: now } = await house.done(AwardPrizes, give(competition, 'E2'));
    const publish = (expectedVersion: number) =>
      house.send(PublishResults, { competition, decision: decision('21/QĐ-BTC'), expectedVersion });
    await expect(publish(seen.version)).rejects.toMatchObject({ code: 'CONFLICT', field: 'expectedVersion' });
    expect(await publish(now.version)).toMatchObject({ value: { decision: { recipients: 2 } } });
  });

  it('while prizes are given makes an award of each that was given before, and none is given after', async () => {
    const codes = Array.from({ length: 10 }, (_, n) => `E${n}`);
    const competition = await edition(...codes.map((code) => entry(code)));
    await house.done(AwardPrizes, give(competition, 'E0'));
    const publish = house.done(PublishResults, { competition, decision: decision('22/QĐ-BTC') });
    const answers = await times(9, (n) => house.send(AwardPrizes, give(competition, `E${n + 1}`)));
    const { awards } = await publish;
    expect(answers.filter((answer) => !isRefusal(answer))).toHaveLength(awards.length - 1);
  });

  it('by one key twice is one decision with one set of codes', async () => {
    const competition = await edition(entry('E1'));
    await house.done(AwardPrizes, give(competition, 'E1'));
    const [input, sending] = [
      { competition, decision: decision('23/QĐ-BTC') },
      { idempotencyKey: randomUUID() },
    ];
    const [first, ...others] = await times(3, () => house.done(PublishResults, input, sending));
    expect(others).toEqual([first, first]);
  });

  it('of two editions by one number at once is done once', async () => {
    const codes = [await edition(entry('E1')), await edition(entry('E1'))];
    for (const code of codes) await house.done(AwardPrizes, give(code, 'E1'));
    const answers = await times(2, (n) =>
      house.send(PublishResults, {
        competition: codes[n] ?? '',
        decision: decision(n ? '24/qđ-btc' : '24/QĐ-BTC'),
      }),
    );
    const refused = answers.flatMap((answer) => (isRefusal(answer) ? [answer.refusal.reason] : []));
    expect(refused).toEqual(['DECISION_NUMBER_EXISTS']);
  });

  it.each([
    ['UNIT_UNKNOWN', { issuer: '98765' }],
    ['UNIT_CLOSED', { issuer: '99990' }],
    ['ISSUER_LEVEL', { authority: 'DEPARTMENT_DIRECTOR', issuer: 'THPT-LQD' }],
  ])('is refused with %s', async (reason, change) => {
    const competition = await edition(entry('E1'));
    await house.done(AwardPrizes, give(competition, 'E1'));
    const input = { competition, decision: { ...decision('25/QĐ-BTC'), ...change } } as never;
    expect(await house.refusedAs(PublishResults, input)).toEqual([reason, 'decision.issuer']);
  });

  it('tells pupils under 18 on the day of signing', async () => {
    const competition = await edition(
      entry('E1', { name: 'Một', birthDate: '2007-11-20' }),
      entry('E2', { name: 'Hai', birthDate: '2007-11-21' }, { name: 'Ba' }),
      entry('E3', { name: 'Bốn' }),
    );
    for (const code of ['E1', 'E2', 'E3']) await house.done(AwardPrizes, give(competition, code));
    const { awards } = await house.done(PublishResults, { competition, decision: decision('26/QĐ-BTC') });
    expect(awards.map(({ name, minor }) => [name, minor])).toEqual([
      ['Một', false],
      ['Hai, Ba', true],
      ['Bốn', false],
    ]);
  });
});

describe('prizes won elsewhere', () => {
  const prize = (change: object = {}) => ({
    competition: 'Olympic Toán',
    level: 'NATIONAL' as const,
    organiserName: 'Hội Toán học',
    rank: 'Giải Ba',
    kind: 'INDIVIDUAL' as const,
    unit: 'THPT-LQD',
    members: [{ name: 'Lò Văn A', birthDate: '2008-01-01' }] as object[],
    awardedOn: '2025-04-01',
    ...change,
  });
  const record = (...prizes: object[]) => ({ period: '2024-2025', prizes }) as never;

  it('are told apart by what is known of the winners', async () => {
    await house.done(RecordExternalPrizes, record(prize()));
    for (const same of [{}, { members: [{ name: 'LÒ VĂN A' }] }, { title: 'Bài A', rank: 'giải  ba' }])
      expect(await house.refusedAs(RecordExternalPrizes, record(prize(same)))).toEqual([
        'PRIZE_EXISTS',
        'prizes.0',
      ]);
    await house.done(
      RecordExternalPrizes,
      record(
        prize({ members: [{ name: 'Lò Văn A', birthDate: '2008-01-02' }] }),
        prize({ unit: 'THCS-TT' }),
        prize({ rank: 'Giải Nhất' }),
        prize({ organiserName: 'Hội khác' }),
      ),
    );
    const twice = record(prize({ competition: 'B' }), prize({ competition: 'B' }));
    expect(await house.refusedAs(RecordExternalPrizes, twice)).toEqual(['PRIZE_EXISTS', 'prizes.1']);
  });

  it('are listed by rank whatever was told first, and a collective is called by its unit', async () => {
    const named = ['Khuyến khích', 'Huy chương Đồng', 'Giải Nhất', 'Giải phụ', 'Huy chương Bạc'];
    const choir = { competition: 'Hội thi', kind: 'COLLECTIVE', members: [] };
    await house.said();
    await house.done(RecordExternalPrizes, record(...named.map((rank) => prize({ ...choir, rank }))));
    const { events } = await house.said();
    const states = events.filter(({ type }) => type === 'AwardPublished').map(({ state }) => state);
    expect(states.map(({ rank }) => (rank as { order: number }).order)).toEqual([6, 4, 2, 7, 3]);
    expect(new Set(states.map(({ name }) => name))).toEqual(new Set(['Trường THPT chuyên Lê Quý Đôn']));
  });

  it.each(['một', 'hai', 'ba', 'bốn', 'năm'])(
    'of an edition that many record at once are all in it: %s',
    async (name) => {
      const ofRank = (n: number) => prize({ competition: `Cùng lúc ${name}`, rank: `Giải ${n}` });
      await house.said();
      await times(8, (n) => house.done(RecordExternalPrizes, record(ofRank(n))));
      const { events } = await house.said();
      const editions = events.filter(({ topic }) => topic === 'competitions.competition');
      expect(editions.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      const [row] = await house.query(
        `select jsonb_array_length(ranks) as ranks, (select count(*)::int from entry where competition = edition.code) as entries
       from competition edition where name = $1`,
        [`Cùng lúc ${name}`],
      );
      expect(row).toEqual({ ranks: 8, entries: 8 });
    },
  );

  it.each([
    ['BAD_DATE', 'prizes.0.awardedOn', { awardedOn: '2100-01-01' }],
    ['BAD_KEY', 'prizes.0.members.0.identity', { members: [{ name: 'x', identity: '-' }] }],
    ['NO_MEMBERS', 'prizes.0.members', { members: [] }],
    ['UNIT_UNKNOWN', 'prizes.0.unit', { unit: '98765' }],
  ])('are refused with %s at %s', async (reason, field, change) => {
    expect(await house.refusedAs(RecordExternalPrizes, record(prize(change)))).toEqual([reason, field]);
  });

  it('take nothing that a committee does: no one enters or awards there', async () => {
    await house.done(RecordExternalPrizes, record(prize({ competition: 'Của người khác' })));
    const [row] = await house.query<{ code: string }>(
      `select code from competition where name = 'Của người khác'`,
    );
    const competition = row?.code ?? '';
    const input = { competition, entries: [entry('E1')] };
    expect(await house.refusedAs(SubmitEntries, input)).toEqual(['COMPETITION_UNKNOWN', 'competition']);
    expect(await house.refusedAs(OpenCompetition, header(competition))).toEqual([
      'COMPETITION_EXISTS',
      'code',
    ]);
  });
});
