import { expect, it } from '@jest/globals';
import { presentPeriod } from './work.resolver.js';

const always = { startsOn: null, startsOnPrecision: 'DAY', endsOn: null } as const;

it.each([
  ['a calendar year', always, 'CALENDAR_YEAR', '2026-11-25', '2026'],
  ['its first day', always, 'CALENDAR_YEAR', '2026-01-01', '2026'],
  ['a school year from September on', always, 'SCHOOL_YEAR', '2026-09-01', '2026-2027'],
  ['a school year until August', always, 'SCHOOL_YEAR', '2026-08-31', '2025-2026'],
  ['no span, where the movement has no end', always, 'SPAN', '2026-11-25', null],
  [
    'the span of the movement',
    { ...always, startsOn: '2023-10-01', endsOn: '2030-12-31' },
    'SPAN',
    '2026-11-25',
    '2023/2030',
  ],
  ['nothing after the movement', { ...always, endsOn: '2025-12-31' }, 'CALENDAR_YEAR', '2026-01-01', null],
  ['the year of its end', { ...always, endsOn: '2026-01-01' }, 'CALENDAR_YEAR', '2026-11-25', '2026'],
  ['nothing before the movement', { ...always, startsOn: '2027-01-01' }, 'CALENDAR_YEAR', '2026-12-31', null],
  [
    'the year of a start that is known by its year',
    { ...always, startsOn: '2026-12-31', startsOnPrecision: 'YEAR' },
    'SCHOOL_YEAR',
    '2026-02-01',
    '2025-2026',
  ],
  ['nothing of an unknown title', always, undefined, '2026-11-25', null],
] as const)('the present period is %s', (_, movement, kind, day, period) => {
  expect(presentPeriod(movement, kind, day)).toBe(period);
});
