import { CompetitionLevel, isRefusal } from '@app/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Competition, ranksOf, refuseOrganiser } from './competition.js';
import { Entry, prizeCount } from './entry.js';

const reasonOf = (answer: object | null) =>
  answer && isRefusal(answer) ? [answer.refusal.reason, answer.refusal.field] : null;
const rank = (code: string, more: { quota?: number; special?: boolean } = {}) => ({
  code,
  name: `Giải ${code}`,
  special: false,
  ...more,
});
function edition(...given: Parameters<typeof ranksOf>[0]): Competition {
  const ranks = ranksOf(given);
  if (isRefusal(ranks)) throw new Error(ranks.refusal.reason);
  return Object.assign(new Competition(), { code: 'C', status: 'OPEN', ranks, decision: null, version: 1 });
}
const entries = (count: number): Entry[] =>
  Array.from({ length: count }, (_, n) =>
    Object.assign(new Entry(), { code: `E${n}`, title: `Dự án ${n}`, prizes: [], version: 1 }),
  );

describe('who organises which level', () => {
  const organised = (level: 'COUNTRY' | 'PROVINCE' | 'DISTRICT' | 'COMMUNE' | 'INSTITUTION', kind?: string) =>
    CompetitionLevel.options.filter((of) => !refuseOrganiser({ code: 'U', level, kind: kind ?? null }, of));
  it.each([
    ['a school', organised('INSTITUTION', 'SCHOOL'), ['INSTITUTION']],
    ['a department', organised('INSTITUTION', 'DEPARTMENT'), ['INSTITUTION', 'DISTRICT', 'PROVINCE']],
    ['a commune', organised('COMMUNE'), ['COMMUNE']],
    ['a former district', organised('DISTRICT'), ['DISTRICT']],
    ['a province', organised('PROVINCE'), ['DISTRICT', 'PROVINCE']],
    ['the country', organised('COUNTRY'), ['NATIONAL', 'INTERNATIONAL']],
  ])('%s', (_, levels, expected) => expect(levels).toEqual(expected));

  it('else UNIT_LEVEL', () => {
    const school = { code: 'THPT', level: 'INSTITUTION' as const, kind: null };
    expect(refuseOrganiser(school, 'PROVINCE')).toMatchObject({
      refusal: { reason: 'UNIT_LEVEL', field: 'organiser', params: { code: 'THPT', level: 'INSTITUTION' } },
    });
  });
});

describe('ranks', () => {
  it('have the order in which they were given, and no quota by default (rule 12)', () => {
    expect(ranksOf([rank('A', { quota: 0 }), rank('B', { special: true })])).toEqual([
      { code: 'A', name: 'Giải A', special: false, quota: 0, order: 1 },
      { code: 'B', name: 'Giải B', special: true, quota: null, order: 2 },
    ]);
  });
  it.each([
    [[], ['NO_RANKS', 'ranks']],
    [[rank('A', { special: true })], ['NO_RANKS', 'ranks']],
    [
      [rank('A'), rank('B'), rank('A')],
      ['RANK_REPEATED', 'ranks.2.code'],
    ],
    [
      [rank('A'), rank('B', { quota: -1 })],
      ['BAD_QUANTITY', 'ranks.1.quota'],
    ],
    [[rank('A', { quota: 2 ** 31 })], ['BAD_QUANTITY', 'ranks.0.quota']],
  ])('%j are refused with %j', (given, expected) => expect(reasonOf(ranksOf(given))).toEqual(expected));
});

it('is judged with its first prize, open again without the last, and of a new version each time', () => {
  const competition = edition(rank('A'));
  expect([0, 1, 2, 0, 1].map((prizes) => [competition.changed(prizes), competition.status])).toEqual([
    ['CompetitionChanged', 'OPEN'],
    ['CompetitionJudged', 'JUDGED'],
    ['CompetitionChanged', 'JUDGED'],
    ['CompetitionChanged', 'OPEN'],
    ['CompetitionJudged', 'JUDGED'],
  ]);
  expect([competition.version, competition.refusePublished()]).toEqual([6, null]);
  competition.publish({ number: '1/QĐ' } as never);
  expect([competition.status, competition.version]).toEqual(['PUBLISHED', 7]);
  expect(reasonOf(competition.refusePublished())).toEqual(['COMPETITION_PUBLISHED', 'competition']);
});

it('95 projects with 5 + 12 + 22 + 17 prizes: 56 won, 39 did not', () => {
  const quotas = { NHAT: 5, NHI: 12, BA: 22, TU: 17 };
  const competition = edition(...Object.entries(quotas).map(([code, quota]) => rank(code, { quota })));
  const all = entries(95);
  const given = competition.ranks.flatMap((one) => Array.from({ length: one.quota ?? 0 }, () => one));
  for (const [index, one] of given.entries())
    expect(all[index]?.award(one, competition.ranks, 'rank')).toBeNull();
  expect([prizeCount(all), all.filter(({ prizes }) => prizes.length === 0).length]).toEqual([56, 39]);
  for (const one of competition.ranks)
    expect(reasonOf(competition.refuseQuota(one, (one.quota ?? 0) + 1, 'rank'))).toEqual([
      'QUOTA_EXCEEDED',
      'rank',
    ]);
});

it('whatever is given and taken back: the ranks sum to the total, one main prize an entry, refusals change nothing', () => {
  const competition = edition(
    rank('A'),
    rank('B'),
    rank('S', { special: true }),
    rank('T', { special: true }),
  );
  const step = fc.record({
    give: fc.boolean(),
    entry: fc.nat({ max: 4 }),
    rank: fc.constantFrom(...competition.ranks),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const all = entries(5);
      let total = 0;
      for (const { give, entry: index, rank: one } of steps) {
        const entry = all[index] as Entry;
        const before = structuredClone({ ...entry });
        const refused = give ? entry.award(one, competition.ranks, 'f') : entry.remove(one, 'f');
        if (refused) expect({ ...entry }).toEqual(before);
        else {
          total += give ? 1 : -1;
          expect(entry.version).toBe(before.version + 1);
        }
        const main = entry.prizes.filter((code) => ['A', 'B'].includes(code));
        expect(main.length).toBeLessThanOrEqual(1);
        expect(new Set(entry.prizes).size).toBe(entry.prizes.length);
      }
      const byRank = competition.ranks.map(
        ({ code }) => all.filter(({ prizes }) => prizes.includes(code)).length,
      );
      expect(byRank.reduce((sum, count) => sum + count, 0)).toBe(total);
      expect(prizeCount(all)).toBe(total);
    }),
    { numRuns: 300 },
  );
});

it('an entry follows what a correction changed of a prize, and nothing else of it', () => {
  const [entry] = entries(1);
  Object.assign(entry as Entry, {
    ...{ title: 'Máy', members: ['Lò Sai', 'Vàng A'], unitId: 'u' },
    studentKeys: [{ name: 'sai' }, { name: 'vang a' }],
  });
  const before = { name: 'Lò Sai, Vàng A', members: ['Lò Sai', 'Vàng A'], unitId: 'u', achievement: 'Máy' };
  const follow = (more: object) =>
    entry?.follow({ ...before, ...more }, before, (name) => name.toLowerCase());
  expect(follow({ members: ['Lò Đúng', 'Vàng A'], name: 'Lò Đúng, Vàng A' })).toBe(true);
  expect(entry).toMatchObject({
    ...{ title: 'Máy', members: ['Lò Đúng', 'Vàng A'], unitId: 'u' },
    studentKeys: [{ name: 'lò đúng' }, { name: 'vàng a' }],
  });
  // Its other prize, of which only the number was corrected, still says the old name.
  expect(follow({})).toBe(false);
  expect(entry?.members).toEqual(['Lò Đúng', 'Vàng A']);
  expect(follow({ achievement: 'Máy sấy', unitId: 'v' })).toBe(true);
  expect(entry).toMatchObject({ title: 'Máy sấy', unitId: 'v', members: ['Lò Đúng', 'Vàng A'] });
});
