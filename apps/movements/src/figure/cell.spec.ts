import type { CellBaseline, Quantity } from '@app/contracts';
import { describe, expect, it } from '@jest/globals';
import {
  atLeast,
  baseline,
  DAY,
  emptyCell,
  exactly,
  final,
  report,
  step,
} from '../../../../tests/support/cells.js';
import { refuseQuantity, type Cell } from './cell.js';

const roster = (registered: number, recognised = 0, given: Partial<Cell> = {}) => {
  const cell = emptyCell(given);
  expect(step(cell, () => cell.register(registered, recognised, DAY))).toBeNull();
  return cell;
};
const tally = (
  registered: Quantity | null,
  recognised: Quantity | null = null,
  given: Partial<Cell> = {},
) => {
  const cell = emptyCell(given);
  expect(step(cell, () => cell.reportTally(report(registered, recognised)))).toBeNull();
  return cell;
};

describe('roster', () => {
  it('counts what is registered, recognised, revoked and withdrawn', () => {
    const cell = roster(3);
    expect(cell.state()).toMatchObject({
      basis: 'ROSTER',
      asOf: DAY,
      registered: exactly(3),
      recognised: exactly(0),
    });
    step(cell, () => cell.register(2, 4, '2025-07-01'));
    expect(cell.state()).toMatchObject({
      asOf: '2025-07-01',
      registered: exactly(5),
      recognised: exactly(4),
    });
    step(cell, () => cell.revokeRecognition(4, DAY));
    step(cell, () => cell.withdraw(3, DAY));
    expect(cell.state()).toMatchObject({ registered: exactly(2), recognised: exactly(0), version: 5 });
  });

  it('makes room for a tally once it is emptied', () => {
    const cell = roster(2, 0, { baseline: baseline(10) });
    step(cell, () => cell.withdraw(2, DAY));
    const cleared = { basis: null, asOf: null, registered: null, recognised: null, stated: [] };
    expect(cell.state()).toMatchObject({ ...cleared, baseline: baseline(10) });
    expect(step(cell, () => cell.reportTally(report(exactly(7))))).toBeNull();
  });

  it('never counts below zero, nor more recognised than registered, nor over a tally: that were a fault in the code', () => {
    const faults: [Cell, (cell: Cell) => unknown][] = [
      [roster(2), (cell) => cell.withdraw(3, DAY)],
      [roster(2, 1), (cell) => cell.withdraw(2, DAY)],
      [roster(2, 1), (cell) => cell.revokeRecognition(2, DAY)],
      [roster(2, 1), (cell) => cell.register(0, 2, DAY)],
      [tally(exactly(5)), (cell) => cell.withdraw(1, DAY)],
    ];
    for (const [cell, take] of faults) expect(() => step(cell, () => take(cell) as null)).toThrow();
  });
});

describe('roster or tally, never both (rule 7)', () => {
  it.each([
    ['TALLY_EXISTS', 'unit', tally(exactly(5)), (cell: Cell) => cell.register(1, 0, DAY)],
    ['ROSTER_EXISTS', 'unit', roster(5), (cell: Cell) => cell.reportTally(report(exactly(5)))],
    ['TALLY_UNKNOWN', 'unit', emptyCell(), (cell: Cell) => cell.withdrawTally()],
    ['TALLY_UNKNOWN', 'unit', roster(5), (cell: Cell) => cell.withdrawTally()],
  ] as const)('%s at %s', (reason, field, cell, take) => {
    expect(step(cell, take)).toEqual({ reason, field, params: {} });
  });

  it('replaces a tally as a whole, and a withdrawn one makes room for a roster', () => {
    const cell = tally(exactly(5), exactly(4));
    step(cell, () => cell.reportTally(report(null, atLeast(9))));
    expect(cell.state()).toMatchObject({
      basis: 'TALLY',
      registered: null,
      recognised: atLeast(9),
      version: 3,
    });
    step(cell, () => cell.withdrawTally());
    expect(cell.state()).toMatchObject({ basis: null, asOf: null, recognised: null, stated: [], version: 4 });
    expect(step(cell, () => cell.register(1, 0, DAY))).toBeNull();
  });
});

describe('recognised <= registered <= baseline, where exact (rule 2)', () => {
  const bounds = [exactly(5), atLeast(5), { value: 5, certainty: 'APPROXIMATE' }] as const;

  it('refuses more recognised than registered only where both are exact', () => {
    expect(step(emptyCell(), (cell) => cell.reportTally(report(exactly(5), exactly(6))))).toEqual({
      reason: 'RECOGNISED_EXCEEDS_REGISTERED',
      field: 'recognised',
      params: { recognised: 6, registered: 5 },
    });
    tally(exactly(5), exactly(5));
    for (const registered of bounds.slice(1)) tally(registered, exactly(6));
    for (const recognised of bounds.slice(1)) tally(exactly(4), recognised);
  });

  it('accepts a count above a baseline that is not final, with a warning', () => {
    const above = { baseline: baseline(4) };
    expect(tally(exactly(5), null, above).warnings()).toEqual(['ABOVE_BASELINE']);
    expect(tally(null, exactly(5), above).warnings()).toEqual(['ABOVE_BASELINE']);
    expect(roster(5, 0, above).warnings()).toEqual(['ABOVE_BASELINE']);
    expect(roster(4, 4, above).warnings()).toEqual([]);
    for (const bound of bounds.slice(1)) expect(tally(bound, null, above).warnings()).toEqual([]);
    for (const { certainty } of bounds.slice(1))
      expect(roster(5, 0, { baseline: baseline(4, { certainty }) }).warnings()).toEqual([]);
  });

  it('refuses a count above a final baseline, where both are exact', () => {
    const above = { baseline: final(4) };
    const refusal = { reason: 'EXCEEDS_BASELINE', params: { count: 5, baseline: 4 } };
    expect(step(emptyCell(above), (cell) => cell.register(5, 0, DAY))).toEqual({
      ...refusal,
      field: 'subjects',
    });
    expect(step(roster(4, 0, above), (cell) => cell.register(1, 1, DAY))).toEqual({
      ...refusal,
      field: 'subjects',
    });
    for (const field of ['registered', 'recognised'] as const)
      expect(
        step(emptyCell(above), (cell) => cell.reportTally({ ...report(null), [field]: exactly(5) })),
      ).toEqual({ ...refusal, field });
    tally(exactly(4), exactly(4), above);
    for (const bound of bounds.slice(1)) tally(bound, bound, above);
    for (const { certainty } of bounds.slice(1)) roster(5, 0, { baseline: final(4, { certainty }) });
  });

  it('refuses a final baseline below what is registered or recognised, where both are exact', () => {
    const refusal = {
      reason: 'BELOW_REGISTERED',
      field: 'baselines.3.value',
      params: { baseline: 4, count: 5 },
    };
    const record = (value: CellBaseline) => (cell: Cell) => cell.recordBaseline(value, 'baselines.3.value');
    for (const cell of [roster(5), tally(exactly(5)), tally(null, exactly(5))])
      expect(step(cell, record(final(4)))).toEqual(refusal);
    for (const { certainty } of bounds.slice(1))
      expect(step(roster(5), record(final(4, { certainty })))).toBeNull();
    for (const bound of bounds.slice(1)) expect(step(tally(bound), record(final(4)))).toBeNull();
    for (const value of [final(5), baseline(4)]) expect(step(roster(5), record(value))).toBeNull();
  });
});

describe('the baseline that counts (rule 6)', () => {
  it.each([
    ['2024-12-31', 1, 100],
    ['2025-01-01', 2, 90],
    ['2025-06-30', 2, 90],
  ])('after one as of 2025-01-01, one as of %s leaves version %i and %i', (asOf, version, value) => {
    const cell = emptyCell({ baseline: baseline(100) });
    expect(step(cell, () => cell.recordBaseline(baseline(90, { asOf }), 'x'))).toBeNull();
    expect(cell.state()).toMatchObject({ version, baseline: { value } });
  });

  it('does not judge by a final one that is older than the one that counts', () => {
    const cell = roster(5, 0, { baseline: baseline(100) });
    expect(step(cell, () => cell.recordBaseline(final(4, { asOf: '2020-01-01' }), 'x'))).toBeNull();
    expect(cell.state()).toMatchObject({ version: 2, baseline: { value: 100, final: false } });
  });
});

it('keeps one target of each kind', () => {
  const cell = emptyCell();
  const set = (percent: number, of: 'REGISTERED' | 'RECOGNISED') =>
    step(cell, () => cell.setTargets([{ percent, of, source: 'Quyết định 387/QĐ-TTg' }]));
  set(80, 'REGISTERED');
  set(65, 'RECOGNISED');
  set(70, 'RECOGNISED');
  expect(cell.state()).toMatchObject({
    version: 4,
    targets: [
      { percent: 70, of: 'RECOGNISED' },
      { percent: 80, of: 'REGISTERED' },
    ],
  });
});

it('refuses quantities that are no count', () => {
  for (const value of [-1, 2 ** 31])
    expect(refuseQuantity(exactly(value), 'registered')?.refusal).toEqual({
      reason: 'BAD_QUANTITY',
      field: 'registered',
      params: { value },
    });
  for (const quantity of [exactly(0), exactly(2 ** 31 - 1), null, undefined])
    expect(refuseQuantity(quantity, 'registered')).toBeNull();
});
