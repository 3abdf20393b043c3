import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RateRow } from './documents/rates.js';
import { bareName, isPartial, newestSchoolYear, newestYear, shadeOf, shareOf, sorted } from './figures.js';

const row = (name: string, percent: number | null) =>
  ({
    unit: { name },
    registered: percent === null ? null : { value: percent },
    registeredRate: { percent, reportedUnits: percent === null ? 0 : 1 },
    recognised: null,
    recognisedRate: { percent: null, reportedUnits: 0 },
    basis: percent === null ? null : 'TALLY',
    totalUnits: 2,
  }) as unknown as RateRow;
const rows = [row('Xã Đồng', 20), row('Phường Ánh', null), row('Xã Dào', 90), row('Xã Bản', 20)];
const names = (found: RateRow[]) => found.map(({ unit }) => bareName(unit.name));

describe('units in a table', () => {
  it('stand in Vietnamese order, without what kind of unit they are', () => {
    expect(names(sorted(rows, 'name', false))).toEqual(['Ánh', 'Bản', 'Dào', 'Đồng']);
    expect(names(sorted(rows, 'name', true))).toEqual(['Đồng', 'Dào', 'Bản', 'Ánh']);
  });

  it('have those without a number last both ways', () => {
    expect(names(sorted(rows, 'registeredRate', false))).toEqual(['Bản', 'Đồng', 'Dào', 'Ánh']);
    expect(names(sorted(rows, 'registeredRate', true))).toEqual(['Dào', 'Bản', 'Đồng', 'Ánh']);
  });

  it('are partial where some communes have figures and others have not', () => {
    expect(rows.map(isPartial)).toEqual([true, false, true, true]);
  });
});

describe('percentages', () => {
  it.each([
    [56, 95, 58.95],
    [1, 200, 0.5],
    [1, 8_000, 0.01],
    [0, 7, 0],
    [7, 7, 100],
  ])('%i of %i are %f', (part, whole, percent) => expect(shareOf(part, whole)).toBe(percent));

  it('are never further than half a hundredth from the exact one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.nat({ max: 100_000 }), (whole, part) => {
        expect(Math.abs(shareOf(part, whole) - (100 * part) / whole)).toBeLessThanOrEqual(0.005 + 1e-9);
      }),
    );
  });

  it('have the shade that the key of the map names', () => {
    expect([0, 49.99, 50, 64.99, 65, 80, 94.99, 95, 100, null].map(shadeOf)).toEqual([
      1,
      1,
      2,
      2,
      3,
      4,
      4,
      5,
      5,
      null,
    ]);
  });
});

it('the newest period of each kind is told from those of others', () => {
  const periods = ['2020/2025', '2025', '2024-2025', '2024'];
  expect([newestYear(periods), newestSchoolYear(periods), newestYear(['2020/2025']), newestYear([])]).toEqual(
    ['2025', '2024-2025', '2020/2025', undefined],
  );
});
