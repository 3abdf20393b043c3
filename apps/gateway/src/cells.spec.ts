import type { Cell } from '@app/figures';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Cells } from './cells.js';

const certainty = fc.constantFrom('EXACT', 'AT_LEAST');
const quantity = fc.option(fc.record({ value: fc.nat(), certainty }));
const anyCell: fc.Arbitrary<Cell> = fc.record({
  unitId: fc.constantFrom('a', 'b', 'c'),
  title: fc.constantFrom('LEARNING_FAMILY', 'LEARNING_CLAN'),
  period: fc.constantFrom('2024', '2025'),
  basis: fc.constantFrom(null, 'ROSTER', 'TALLY'),
  asOf: fc.constantFrom(null, '2025-06-30'),
  registered: quantity,
  recognised: quantity,
  baseline: fc.option(
    fc.record({
      value: fc.nat(),
      certainty,
      origin: fc.constantFrom('PUBLISHED', 'DERIVED'),
      asOf: fc.constant('2025-01-01'),
      sourceDocument: fc.string(),
      final: fc.boolean(),
    }),
  ),
  targets: fc.array(
    fc.record({
      percent: fc.integer({ min: 0, max: 100 }),
      of: fc.constant('REGISTERED'),
      source: fc.string(),
    }),
    { maxLength: 2 },
  ),
  stated: fc.array(fc.record({ percent: fc.string(), of: fc.constant('RECOGNISED'), source: fc.string() }), {
    maxLength: 2,
  }),
  version: fc.nat(),
});
const keyOf = ({ unitId, title, period }: Cell) => `${unitId} ${title} ${period}`;

it('always gives each cell as it was put last, and of no other unit, title or period', () => {
  fc.assert(
    fc.property(fc.array(anyCell, { maxLength: 30 }), (puts) => {
      const cells = new Cells();
      const last = new Map<string, Cell>();
      for (const cell of puts) {
        cells.put(cell);
        last.set(keyOf(cell), cell);
      }
      for (const cell of last.values()) expect(cells.get(cell.unitId, cell.title, cell.period)).toEqual(cell);
      expect([...cells.values()].map(keyOf).sort()).toEqual([...last.keys()].sort());
      expect(cells.get('a', 'LEARNING_UNIT', '2025')).toBeNull();
      const reported = [...last.values()].filter(({ basis }) => basis !== null);
      expect(cells.reportedPeriods().sort()).toEqual(
        [...new Set(reported.map(({ period }) => period))].sort(),
      );
    }),
  );
});

it('keeps apart as many as there are in the country, in however many words', () => {
  const cells = new Cells();
  const [sample] = fc.sample(anyCell, { seed: 1, numRuns: 1 }) as [Cell];
  const cellOf = (n: number): Cell => ({
    ...sample,
    unitId: `unit ${n}`,
    registered: { value: n, certainty: 'EXACT' },
    targets: [{ percent: 90, of: 'REGISTERED', source: `decision ${n}` }],
    version: n + 1,
  });
  const many = 25_000;
  for (let n = 0; n < many; n++) cells.put(cellOf(n));
  for (let n = 0; n < many; n += 997)
    expect(cells.get(`unit ${n}`, sample.title, sample.period)).toEqual(cellOf(n));
});
