import type { CellState, RateKind } from '@app/contracts';
import { gapOf, percentOf, statedDiffers, type Figure, type Fraction } from './figure.js';
import { parentOn, type UnitNode } from './unit-tree.js';

const kinds: readonly RateKind[] = ['REGISTERED', 'RECOGNISED'];

/** A percentage as it is shown: null where `gap` says why. */
export function rateOf(fraction: Fraction) {
  const { numerator, denominator, reportedUnits } = fraction;
  const gap = gapOf(fraction);
  const percent =
    gap === null && numerator && denominator ? percentOf(numerator.value, denominator.value) : null;
  return { percent, gap, reportedUnits, numerator, denominator };
}

/** Of each kind the target of the unit itself, else of the nearest unit above on the day. */
export function targetsOf(
  node: UnitNode,
  day: string,
  cellOf: (unit: UnitNode) => Pick<CellState, 'targets'> | null,
): CellState['targets'] {
  const found: CellState['targets'] = [];
  for (let at: UnitNode | null = node; at; at = parentOn(at, day))
    for (const target of cellOf(at)?.targets ?? [])
      if (!found.some(({ of }) => of === target.of)) found.push(target);
  return found.length > 1 ? kinds.flatMap((kind) => found.find(({ of }) => of === kind) ?? []) : found;
}

/** Percentages printed with a unit's own report, each compared with the computed one; none for pooled figures. */
export function statedOf(cell: Pick<CellState, 'stated'> | null, figure: Figure) {
  const printed = figure.basis === 'POOLED' ? [] : (cell?.stated ?? []);
  return printed.map((one) => ({
    ...one,
    differs: statedDiffers(one.percent, figure.fractions[one.of], figure.baseline?.origin),
  }));
}
