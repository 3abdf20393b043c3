import { parsePeriod } from '@app/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Movement } from './movement.js';

const movement = (given: Partial<Movement> = {}): Movement =>
  Object.assign(new Movement(), {
    code: 'CNHT-2025',
    name: 'Cả nước thi đua xây dựng xã hội học tập',
    nameEn: null,
    kind: 'MOVEMENT',
    status: 'LAUNCHED',
    scope: 'NATIONWIDE',
    launchingAuthority: 'PRIME_MINISTER',
    launchedById: '0195f3a0-0000-7000-8000-000000000001',
    legalBasis: [],
    startsOn: null,
    startsOnPrecision: 'DAY',
    endsOn: null,
    titles: ['LEARNING_FAMILY'],
    reason: null,
    version: 1,
    ...given,
  } satisfies Partial<Movement>);

const reasonOf = (answer: { refusal: { reason: string } } | null) => answer?.refusal.reason ?? null;

describe('course', () => {
  const steps = {
    launch: (one: Movement) => one.launch(),
    close: (one: Movement) => one.close(),
    reopen: (one: Movement) => one.reopen('Bổ sung danh sách'),
  };
  it.each([
    ['DRAFT', 'launch', 'LAUNCHED'],
    ['DRAFT', 'close', null],
    ['DRAFT', 'reopen', null],
    ['LAUNCHED', 'launch', null],
    ['LAUNCHED', 'close', 'CLOSED'],
    ['LAUNCHED', 'reopen', null],
    ['CLOSED', 'launch', null],
    ['CLOSED', 'close', null],
    ['CLOSED', 'reopen', 'LAUNCHED'],
  ] as const)('from %s, %s leads to %s', (status, step, to) => {
    const one = movement({ status, version: 7 });
    const before = one.state();
    const answer = steps[step](one);
    if (to) {
      expect(answer).toBeNull();
      const reason = step === 'reopen' ? 'Bổ sung danh sách' : null;
      expect(one.state()).toEqual({ ...before, status: to, version: 8, reason });
    } else {
      expect(answer).toEqual({
        refusal: { reason: 'MOVEMENT_NOT_OPEN', field: 'code', params: { movement: 'CNHT-2025', status } },
      });
      expect(one.state()).toEqual(before);
    }
  });
});

describe('what may be entered (rule 8)', () => {
  it.each([
    ['DRAFT', 'MOVEMENT_NOT_OPEN', 'MOVEMENT_NOT_OPEN'],
    ['LAUNCHED', null, null],
    ['CLOSED', 'MOVEMENT_NOT_OPEN', null],
  ] as const)('%s: registration %s, recognition and tallies %s', (status, open, running) => {
    const one = movement({ status });
    const before = one.state();
    expect(reasonOf(one.refuses('LEARNING_FAMILY', '2025', 'open'))).toBe(open);
    expect(reasonOf(one.refuses('LEARNING_FAMILY', '2025', 'running'))).toBe(running);
    expect(one.state()).toEqual(before);
  });

  it('takes registrations again once it is reopened', () => {
    const one = movement();
    one.close();
    expect(one.refuses('LEARNING_FAMILY', '2025', 'open')?.refusal).toEqual({
      reason: 'MOVEMENT_NOT_OPEN',
      field: 'movement',
      params: { movement: 'CNHT-2025', status: 'CLOSED' },
    });
    one.reopen('Bổ sung');
    expect(one.refuses('LEARNING_FAMILY', '2025', 'open')).toBeNull();
  });

  it('takes only its own titles', () => {
    expect(movement().refuses('LEARNING_CLAN', '2025', 'running')?.refusal).toEqual({
      reason: 'TITLE_NOT_IN_MOVEMENT',
      field: 'title',
      params: { title: 'LEARNING_CLAN', movement: 'CNHT-2025' },
    });
  });
});

describe('overlap of period and movement (rule 8)', () => {
  const fits = (given: Partial<Movement>, period: string) =>
    reasonOf(movement(given).refuses('LEARNING_FAMILY', period, 'open')) !== 'PERIOD_NOT_IN_MOVEMENT';

  it.each([
    ['2025', '2025-12-31', null, true],
    ['2025', '2026-01-01', null, false],
    ['2025', null, '2025-01-01', true],
    ['2025', null, '2024-12-31', false],
    ['2024-2025', '2025-08-31', null, true],
    ['2024-2025', '2025-09-01', null, false],
    ['2024-2025', null, '2024-09-01', true],
    ['2024-2025', null, '2024-08-31', false],
    ['2020/2025', '2025-12-31', '2030-12-31', true],
    ['2020/2025', '2026-01-01', '2030-12-31', false],
    ['2020/2025', '2019-01-01', '2020-01-01', true],
    ['2020/2025', '2019-01-01', '2019-12-31', false],
    ['2025', '2025-06-15', '2025-06-15', true],
    ['1945', null, null, true],
    ['2100', null, null, true],
  ])('%s in a movement from %s to %s: %s', (period, startsOn, endsOn, expected) => {
    expect(fits({ startsOn, endsOn }, period)).toBe(expected);
  });

  it('names period and movement', () => {
    expect(movement({ startsOn: '2026-01-01' }).refuses('LEARNING_FAMILY', '2025', 'open')?.refusal).toEqual({
      reason: 'PERIOD_NOT_IN_MOVEMENT',
      field: 'period',
      params: { period: '2025', movement: 'CNHT-2025' },
    });
  });

  it('begins a start known only by its year with the year', () => {
    const start = { startsOn: '2025-10-20' };
    expect(fits({ ...start, startsOnPrecision: 'DAY' }, '2024-2025')).toBe(false);
    expect(fits({ ...start, startsOnPrecision: 'YEAR' }, '2024-2025')).toBe(true);
    expect(fits({ ...start, startsOnPrecision: 'YEAR' }, '2024')).toBe(false);
    expect(fits({ startsOn: null, startsOnPrecision: 'YEAR' }, '1945')).toBe(true);
  });

  it('is always the question whether some day lies in both', () => {
    const day = fc
      .date({ min: new Date('2018-01-01'), max: new Date('2032-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    const year = fc.integer({ min: 2018, max: 2031 });
    const period = fc.oneof(
      year.map(String),
      year.map((first) => `${first}-${first + 1}`),
      fc.tuple(year, fc.integer({ min: 1, max: 6 })).map(([first, more]) => `${first}/${first + more}`),
    );
    fc.assert(
      fc.property(fc.option(day), fc.option(day), period, (startsOn, endsOn, value) => {
        fc.pre(!startsOn || !endsOn || startsOn <= endsOn);
        const range = parsePeriod(value);
        const first = [range?.startsOn ?? '', startsOn ?? ''].sort().at(-1) ?? '';
        const last = [range?.endsOn ?? '', endsOn ?? '9999'].sort().at(0) ?? '';
        expect(fits({ startsOn, endsOn }, value)).toBe(first <= last);
      }),
      { numRuns: 500, seed: 387 },
    );
  });
});
