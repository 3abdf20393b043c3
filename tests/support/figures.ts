import type { Quantity } from '@app/contracts';
import { percentOf, type Figure, type Fraction } from '@app/figures';

export const exactly = (value: number): Quantity => ({ value, certainty: 'EXACT' });
export const atLeast = (value: number): Quantity => ({ value, certainty: 'AT_LEAST' });
export const about = (value: number): Quantity => ({ value, certainty: 'APPROXIMATE' });
export const quantity = (given: number | Quantity | null): Quantity | null =>
  typeof given === 'number' ? exactly(given) : given;
export const fraction = (
  numerator: number | Quantity | null,
  denominator: number | Quantity | null,
): Fraction => ({
  numerator: quantity(numerator),
  denominator: quantity(denominator),
  reportedUnits: 1,
});

/** A unit's own report. */
export function own(
  registered: number | Quantity | null,
  baseline: number | Quantity | null,
  recognised: number | Quantity | null = null,
  asOf = '2025-06-30',
): Figure {
  const facts = { origin: 'PUBLISHED', asOf: '2024-12-31', sourceDocument: 'Niên giám' } as const;
  const total = quantity(baseline);
  return {
    basis: 'TALLY',
    asOf,
    baseline: total && { ...total, ...facts },
    registered: quantity(registered),
    recognised: quantity(recognised),
    fractions: { REGISTERED: fraction(registered, total), RECOGNISED: fraction(recognised, total) },
  };
}
export const percentIn = ({ numerator, denominator }: Fraction) =>
  percentOf(numerator?.value ?? -1, denominator?.value ?? 0);
