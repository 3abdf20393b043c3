import type { CellBaseline, Quantity } from '@app/contracts';
import { expect } from '@jest/globals';
import { Cell, type Report } from '../../apps/movements/src/figure/cell.js';

export const DAY = '2025-06-30';
export const exactly = (value: number): Quantity => ({ value, certainty: 'EXACT' });
export const atLeast = (value: number): Quantity => ({ value, certainty: 'AT_LEAST' });
export const baseline = (value: number, given: Partial<CellBaseline> = {}): CellBaseline => ({
  value,
  certainty: 'EXACT',
  origin: 'PUBLISHED',
  asOf: '2025-01-01',
  sourceDocument: 'Niên giám thống kê 2024',
  final: false,
  ...given,
});
export const final = (value: number, given: Partial<CellBaseline> = {}) =>
  baseline(value, { final: true, ...given });
export const report = (registered: Quantity | null, recognised: Quantity | null = null): Report => ({
  asOf: DAY,
  registered,
  recognised,
  stated: [],
});

export const emptyCell = (given: Partial<Cell> = {}): Cell =>
  Object.assign(new Cell(), {
    id: '0195f3a0-0000-7000-8000-000000000001',
    unitId: '0195f3a0-0000-7000-8000-000000000002',
    title: 'LEARNING_FAMILY',
    period: '2025',
    basis: null,
    asOf: null,
    registered: null,
    recognised: null,
    baseline: null,
    targets: [],
    stated: [],
    version: 1,
    ...given,
  } satisfies Partial<Cell>);

/** Does it, and says what was answered; a refused or failed step must have left everything as it was. */
export function step(cell: Cell, take: (cell: Cell) => ReturnType<Cell['withdrawTally']> | void) {
  const before = structuredClone({ ...cell });
  try {
    const refusal = take(cell)?.refusal ?? null;
    if (refusal) expect({ ...cell }).toEqual(before);
    return refusal;
  } catch (error) {
    expect({ ...cell }).toEqual(before);
    throw error;
  }
}
