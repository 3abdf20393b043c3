import type { Quantity } from '@app/contracts';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { baseline, DAY, emptyCell, report, step } from '../../../../tests/support/cells.js';
import type { Cell } from './cell.js';

it('holds the rules whatever succeeds, and its version rises by one with each change', () => {
  const count = fc.integer({ min: 0, max: 9 });
  const quantity = fc.option(
    fc.record({ value: count, certainty: fc.constantFrom('EXACT', 'AT_LEAST', 'APPROXIMATE') }),
  );
  const someBaseline = fc.record({
    value: count,
    certainty: fc.constantFrom('EXACT', 'EXACT', 'AT_LEAST'),
    asOf: fc.constantFrom('2024-12-31', '2025-01-01', '2025-06-30'),
    final: fc.boolean(),
  });
  type Step = (cell: Cell) => ReturnType<Cell['withdrawTally']> | void;
  const steps: fc.Arbitrary<Step> = fc.oneof(
    fc.tuple(count, count).map(
      ([n, k]) =>
        (cell: Cell) =>
          cell.register(n, k, DAY),
    ),
    count.map((n) => (cell: Cell) => cell.withdraw(n, DAY)),
    count.map((n) => (cell: Cell) => cell.revokeRecognition(n, DAY)),
    fc.tuple(quantity, quantity).map(
      ([n, k]) =>
        (cell: Cell) =>
          cell.reportTally(report(n, k)),
    ),
    fc.constant((cell: Cell) => cell.withdrawTally()),
    someBaseline.map((given) => (cell: Cell) => cell.recordBaseline(baseline(0, given), 'x')),
    count.map((percent) => (cell: Cell) => cell.setTargets([{ percent, of: 'RECOGNISED', source: 'x' }])),
  );
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 25 }), (sequence) => {
      const cell = emptyCell();
      for (const take of sequence) {
        const { version, ...before } = structuredClone({ ...cell });
        try {
          step(cell, take);
        } catch (error) {
          expect((error as Error).message).toContain('roster');
        }
        const { version: after, ...now } = { ...cell };
        expect([version, version + 1]).toContain(after);
        if (after === version) expect(now).toEqual(before);
        const [registered, recognised] = [cell.registered, cell.recognised];
        const exact = (quantity: Quantity | null) =>
          quantity?.certainty === 'EXACT' ? quantity.value : null;
        const [n, k, most] = [exact(registered), exact(recognised), exact(cell.baseline)];
        for (const quantity of [registered, recognised])
          expect(quantity?.value ?? 0).toBeGreaterThanOrEqual(0);
        if (n !== null && k !== null) expect(k).toBeLessThanOrEqual(n);
        if (cell.baseline?.final && most !== null)
          for (const one of [n, k]) expect(one ?? 0).toBeLessThanOrEqual(most);
        expect(cell.basis === null).toBe(registered === null && recognised === null && cell.asOf === null);
        cell.state();
      }
    }),
    { numRuns: 500, seed: 387 },
  );
});
