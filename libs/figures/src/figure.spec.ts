import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { about, atLeast, exactly, fraction } from '../../../tests/support/figures.js';
import { mapDay } from '@app/contracts';
import { gapOf, percentOf, statedDiffers, sum } from './figure.js';

describe('percentOf (rule 5)', () => {
  it.each([
    [712, 1049, 67.87],
    [1270, 1452, 87.47],
    [717, 727, 98.62],
    [91810, 148271, 61.92],
    [752, 1180, 63.73],
    [1256, 1452, 86.5],
    [66, 78, 84.62],
    [190, 1100, 17.27],
    [56, 95, 58.95],
    [0, 5, 0],
    [1, 3, 33.33],
    [2, 3, 66.67],
    [1, 800, 0.13],
    [1, 8, 12.5],
    [3, 800, 0.38],
    [1, 20_000, 0.01],
    [1, 20_001, 0],
    [201, 20_000, 1.01],
    [5, 4, 125],
    [2_147_483_647, 1, 214_748_364_700],
    [2_147_483_646, 2_147_483_647, 100],
  ])('%i of %i is %d', (numerator, denominator, percent) => {
    expect(percentOf(numerator, denominator)).toBe(percent);
  });

  it('always is what long division by hand gives', () => {
    const byHand = (numerator: number, denominator: number): string => {
      let rest = numerator * 100;
      let digits = String(Math.floor(rest / denominator));
      for (let place = 0; place < 3; place++) {
        rest = (rest % denominator) * 10;
        digits += Math.floor(rest / denominator);
      }
      const thousandths = [...digits].map(Number);
      const up = (thousandths.pop() ?? 0) >= 5;
      for (let at = thousandths.length - 1, carry = up; carry; at--) {
        if (at < 0) thousandths.unshift(0);
        const place = Math.max(at, 0);
        thousandths[place] = ((thousandths[place] ?? 0) + 1) % 10;
        carry = thousandths[place] === 0;
      }
      return `${thousandths.slice(0, -2).join('')}.${thousandths.slice(-2).join('')}`;
    };
    const count = fc.oneof(fc.nat({ max: 2000 }), fc.nat({ max: 2 ** 31 - 1 }));
    const halves = fc
      .tuple(fc.nat({ max: 1000 }), fc.integer({ min: 1, max: 1000 }))
      .map(([n, k]) => [n * k, 800 * k]);
    fc.assert(
      fc.property(fc.oneof(fc.tuple(count, count), halves), ([numerator = 0, denominator = 0]) => {
        fc.pre(denominator > 0);
        expect(percentOf(numerator, denominator).toFixed(2)).toBe(byHand(numerator, denominator));
      }),
      { numRuns: 2000, seed: 387 },
    );
  });
});

it.each([
  [null, null, 'BASELINE_UNKNOWN'],
  [1, null, 'BASELINE_UNKNOWN'],
  [null, 0, 'BASELINE_ZERO'],
  [1, 0, 'BASELINE_ZERO'],
  [atLeast(1), atLeast(0), 'BASELINE_ZERO'],
  [null, 5, 'NUMERATOR_UNKNOWN'],
  [null, atLeast(5), 'NUMERATOR_UNKNOWN'],
  [atLeast(3), 5, 'NOT_EXACT'],
  [about(3), 5, 'NOT_EXACT'],
  [3, about(5), 'NOT_EXACT'],
  [0, 5, null],
  [6, 5, null],
])('%j over %j has the gap %s (rule 3)', (numerator, denominator, gap) => {
  expect(gapOf(fraction(numerator, denominator))).toBe(gap);
});

it.each([
  [[], null],
  [[null, null], null],
  [[exactly(0)], exactly(0)],
  [[exactly(2), null, exactly(3)], exactly(5)],
  [[exactly(2), atLeast(3)], atLeast(5)],
  [[about(2), exactly(3)], about(5)],
  [[about(2), atLeast(3), exactly(1)], atLeast(6)],
])('the sum of %j is %j (rule 3)', (quantities, expected) => {
  expect(sum(quantities)).toEqual(expected);
});

it.each([
  ['2024', '2024-12-31'],
  ['2023-2024', '2024-08-31'],
  ['2024-2025', '2025-08-31'],
  ['2025', '2025-12-31'],
  ['2025/2030', '2030-12-31'],
])('the units of %s are those of %s (rule 9)', (period, day) => {
  expect(mapDay(period)).toBe(day);
});

describe('statedDiffers (rule 5)', () => {
  it.each([
    ['67.87', false],
    ['67,87', false],
    ['67.88', false],
    ['67.86', false],
    ['67.89', true],
    ['67,85', true],
    ['67.880001', true],
    ['67.8742', false],
    ['68', true],
    ['71.09', true],
  ])('%s beside 712 of 1,049 (67.87): %s', (printed, differs) => {
    const given = fraction(712, 1049);
    expect(statedDiffers(printed, given, 'PUBLISHED')).toBe(differs);
    expect(statedDiffers(printed, given, 'SUMMED')).toBe(differs);
    // A derived baseline that agrees was worked out from this very percentage and proves nothing.
    expect(statedDiffers(printed, given, 'DERIVED')).toBe(differs || null);
  });

  it('says nothing where nothing is computed', () => {
    for (const given of [
      fraction(1, null),
      fraction(null, 5),
      fraction(1, 0),
      fraction(atLeast(104_000), 146_293),
    ])
      for (const origin of ['PUBLISHED', 'DERIVED', undefined] as const)
        expect(statedDiffers('71.09', given, origin)).toBeNull();
  });
});
