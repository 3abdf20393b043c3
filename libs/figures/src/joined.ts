import type { CellBaseline, Quantity, RateKind } from '@app/contracts';
import { numeratorOf, poolOf, type Figure, type Fraction } from './figure.js';

/**
 * One commune with the figures of those whose place it took: counts are summed, and divided by its own baseline where one was
 * recorded of the whole, else by the sum of theirs (rule 10).
 */
export function joined(
  own: { basis: Figure['basis']; baseline: CellBaseline | null } | null,
  figures: Figure[],
): Figure {
  const pooled = poolOf(figures);
  const fractionOf = (kind: RateKind): Fraction => {
    const numerator = pooled[numeratorOf[kind]];
    const fraction = own?.baseline
      ? { numerator, denominator: own.baseline, reportedUnits: numerator ? 1 : 0 }
      : pooled.fractions[kind];
    return { ...fraction, reportedUnits: Math.min(fraction.reportedUnits, 1) };
  };
  return {
    ...pooled,
    basis: own?.basis ?? 'POOLED',
    baseline: own?.baseline ?? pooled.baseline,
    fractions: { REGISTERED: fractionOf('REGISTERED'), RECOGNISED: fractionOf('RECOGNISED') },
  };
}

/**
 * The part of a figure that some heirs have together; null where a share is not known. What shares give is worked out, not
 * counted: approximate, and rounded so that all parts together are the whole.
 */
export function apportioned(figure: Figure, heirs: { isIn: boolean; share: number | null }[]): Figure | null {
  if (heirs.some(({ share }) => share === null)) return null;
  const part = (quantity: Quantity | null): Quantity | null => {
    if (!quantity) return null;
    let upTo = 0;
    let value = 0;
    for (const { isIn, share } of heirs) {
      const before = Math.round((quantity.value * upTo) / 100);
      upTo += share ?? 0;
      if (isIn) value += Math.round((quantity.value * upTo) / 100) - before;
    }
    return { value, certainty: quantity.certainty === 'AT_LEAST' ? 'AT_LEAST' : 'APPROXIMATE' };
  };
  const fractionOf = ({ numerator, denominator }: Fraction): Fraction => ({
    numerator: part(numerator),
    denominator: part(denominator),
    reportedUnits: 0,
  });
  const { baseline } = figure;
  return {
    ...figure,
    basis: figure.basis && 'POOLED',
    baseline: baseline && { ...baseline, ...(part(baseline) ?? baseline) },
    registered: part(figure.registered),
    recognised: part(figure.recognised),
    fractions: {
      REGISTERED: fractionOf(figure.fractions.REGISTERED),
      RECOGNISED: fractionOf(figure.fractions.RECOGNISED),
    },
  };
}
