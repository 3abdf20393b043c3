import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { about, atLeast, exactly, fraction, own, percentIn } from '../../../tests/support/figures.js';
import { gapOf, poolOf, warningsOf, type Figure } from './figure.js';

describe('poolOf (rule 4)', () => {
  it('pools sums, not percentages: 90/100 and 100/1000', () => {
    const pooled = poolOf([own(90, 100), own(100, 1000)]);
    expect(pooled).toMatchObject({
      basis: 'POOLED',
      registered: exactly(190),
      baseline: { ...exactly(1100), origin: 'SUMMED' },
    });
    expect(pooled.fractions.REGISTERED).toEqual({ ...fraction(190, 1100), reportedUnits: 2 });
    expect(percentIn(pooled.fractions.REGISTERED)).toBe(17.27);
  });

  it('leaves a child without baseline out of the rate, not out of the sum', () => {
    const pooled = poolOf([own(90, 100), own(500, null)]);
    expect([pooled.registered, pooled.baseline?.value]).toEqual([exactly(590), 100]);
    expect(pooled.fractions.REGISTERED).toEqual({ ...fraction(90, 100), reportedUnits: 1 });
    expect(warningsOf(pooled, false)).toEqual([]);
  });

  it('pools each rate over the children that have its numerator', () => {
    const pooled = poolOf([own(90, 100, 10), own(null, 50, 40), own(null, null, 7)]);
    expect(pooled.fractions.REGISTERED).toEqual({ ...fraction(90, 100), reportedUnits: 1 });
    expect(pooled.fractions.RECOGNISED).toEqual({ ...fraction(50, 150), reportedUnits: 2 });
    expect([pooled.registered, pooled.recognised]).toEqual([exactly(90), exactly(57)]);
  });

  it.each([
    ['all baselines zero', [own(0, 0), own(3, 0)], 'BASELINE_ZERO', 2],
    ['one baseline zero', [own(0, 0), own(5, 10)], null, 2],
    ['no baselines', [own(3, null), own(4, null)], 'BASELINE_UNKNOWN', 0],
    ['no numerators', [own(null, 10), own(null, 5)], 'NUMERATOR_UNKNOWN', 0],
    ['no numerators, all baselines zero', [own(null, 0)], 'BASELINE_ZERO', 0],
    ['neither numerators nor baselines', [own(null, null)], 'BASELINE_UNKNOWN', 0],
    ['never both in one child', [own(3, null), own(null, 10)], 'BASELINE_UNKNOWN', 0],
    ['a bound among the numerators', [own(atLeast(3), 10), own(4, 10)], 'NOT_EXACT', 2],
    ['a bound among the baselines', [own(3, about(10)), own(4, 10)], 'NOT_EXACT', 2],
    ['a bound only where no baseline is', [own(atLeast(3), null), own(4, 10)], null, 1],
  ])('%s', (_, children, gap, reportedUnits) => {
    const { REGISTERED } = poolOf(children).fractions;
    expect([gapOf(REGISTERED), REGISTERED.reportedUnits]).toEqual([gap, reportedUnits]);
  });

  it('takes the newest dates', () => {
    const pooled = poolOf([own(1, 2, null, '2025-03-31'), own(1, 2), { ...own(1, null), asOf: null }]);
    expect([pooled.asOf, pooled.baseline?.asOf]).toEqual(['2025-06-30', '2024-12-31']);
    expect(pooled.baseline?.sourceDocument).toContain('2 đơn vị');
  });

  const children = fc.array(
    fc
      .tuple(fc.nat({ max: 3000 }), fc.integer({ min: 1, max: 2000 }))
      .map(([n, total]) => own(n, total, Math.min(n, 7))),
    { minLength: 1, maxLength: 12 },
  );
  it('always lies between the smallest and the largest percentage of its children', () => {
    fc.assert(
      fc.property(children, (figures) => {
        const each = figures.map(({ fractions }) => percentIn(fractions.REGISTERED));
        const pooled = percentIn(poolOf(figures).fractions.REGISTERED);
        expect(pooled).toBeGreaterThanOrEqual(Math.min(...each));
        expect(pooled).toBeLessThanOrEqual(Math.max(...each));
      }),
      { numRuns: 500, seed: 387 },
    );
  });

  it('is always the same in any order and any grouping', () => {
    const grouped = children.chain((figures) =>
      fc.tuple(
        fc.constant(figures),
        fc.shuffledSubarray(figures, { minLength: figures.length }),
        fc.array(fc.nat({ max: 3 }), { minLength: figures.length, maxLength: figures.length }),
      ),
    );
    const figuresIn = ({ baseline, ...rest }: Figure) => ({ ...rest, total: baseline?.value });
    fc.assert(
      fc.property(grouped, ([figures, shuffled, groupOf]) => {
        const groups = [0, 1, 2, 3].map((group) => shuffled.filter((_, index) => groupOf[index] === group));
        const inTwoSteps = poolOf(groups.filter(({ length }) => length > 0).map(poolOf));
        expect(figuresIn(inTwoSteps)).toEqual(figuresIn(poolOf(figures)));
      }),
      { numRuns: 300, seed: 387 },
    );
  });
});

describe('warningsOf', () => {
  it.each<[string, Figure, string[]]>([
    ['nothing to say', own(5, 5, 5), []],
    ['registered above the baseline', own(6, 5), ['ABOVE_BASELINE']],
    ['recognised above the baseline', own(null, 5, 6), ['ABOVE_BASELINE']],
    ['a bound is not compared with the baseline', own(atLeast(6), 5), []],
    ['nor is a baseline that is one', own(6, atLeast(5)), []],
    ['recognised above a bound of registered', own(atLeast(5), null, 6), ['RECOGNISED_ABOVE_REGISTERED']],
    ['a pool above its baselines', poolOf([own(9, 5), own(1, 2)]), ['ABOVE_BASELINE']],
    ['a pool above its baselines only with a child that has none', poolOf([own(4, 5), own(100, null)]), []],
    [
      'a pool of children that report different things',
      poolOf([own(4, 5), own(null, 9, 8)]),
      ['RECOGNISED_ABOVE_REGISTERED'],
    ],
  ])('%s', (_, figure, warnings) => {
    expect(warningsOf(figure, false)).toEqual(warnings);
    expect(warningsOf(figure, true)).toEqual([...warnings, 'STATED_DIFFERS']);
  });

  it('says above the baseline of a pool of exact numbers just when a percentage is above 100', () => {
    const count = fc.option(fc.nat({ max: 20 }));
    const child = fc
      .tuple(count, fc.option(fc.integer({ min: 1, max: 20 })), count)
      .map(([n, total, k]) => own(n, total, k));
    fc.assert(
      fc.property(fc.array(child, { minLength: 1, maxLength: 5 }), (figures) => {
        const pooled = poolOf(figures);
        const above = Object.values(pooled.fractions).some(
          (one) => gapOf(one) === null && percentIn(one) > 100,
        );
        expect(warningsOf(pooled, false).includes('ABOVE_BASELINE')).toBe(above);
      }),
      { numRuns: 500, seed: 387 },
    );
  });
});
