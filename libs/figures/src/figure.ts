import type { Basis, CellState, Certainty, Quantity, RateKind } from '@app/contracts';

export type Gap =
  'SPLIT_WITHOUT_SHARES' | 'BASELINE_UNKNOWN' | 'BASELINE_ZERO' | 'NUMERATOR_UNKNOWN' | 'NOT_EXACT';
/** What of a cell figures are computed from and shown with. */
export type Cell = Omit<CellState, 'id'>;
type Baseline = Omit<NonNullable<Cell['baseline']>, 'final'>;

/** What one percentage divides, and of how many communes it speaks. Null: no unit below has both numbers. */
export interface Fraction {
  numerator: Quantity | null;
  denominator: Quantity | null;
  reportedUnits: number;
  /** Part of a unit that was split without shares: only the union of the parts is known (rule 10). */
  isPart?: true;
}
/** The figures of one unit, title and period: its own report, else the pool of its children's figures (rule 4). */
export interface Figure {
  basis: Basis | null;
  asOf: string | null;
  baseline: Baseline | null;
  registered: Quantity | null;
  recognised: Quantity | null;
  fractions: Record<RateKind, Fraction>;
}

export const numeratorOf = { REGISTERED: 'registered', RECOGNISED: 'recognised' } as const;
const kinds: readonly RateKind[] = ['REGISTERED', 'RECOGNISED'];

/** Percent with two decimals, rounded half up, in whole numbers throughout (rule 5): 1270/1452 is 87.47. */
export function percentOf(numerator: number, denominator: number): number {
  const [n, d] = [BigInt(numerator), BigInt(denominator)];
  return Number((n * 20_000n + d) / (2n * d)) / 100;
}

/** Why there is no percentage, in the order of rule 3; null where there is one. */
export function gapOf({ numerator, denominator, isPart }: Fraction): Gap | null {
  if (isPart) return 'SPLIT_WITHOUT_SHARES';
  if (!denominator) return 'BASELINE_UNKNOWN';
  if (denominator.value === 0) return 'BASELINE_ZERO';
  if (!numerator) return 'NUMERATOR_UNKNOWN';
  return numerator.certainty === 'EXACT' && denominator.certainty === 'EXACT' ? null : 'NOT_EXACT';
}

/** A sum that contains a bound is a bound (rule 3). Unknown summands are left out; no known one: unknown. */
export function sum(quantities: (Quantity | null)[]): Quantity | null {
  const known = quantities.filter((quantity) => quantity !== null);
  if (known.length === 0) return null;
  const has = (certainty: Certainty) => known.some((quantity) => quantity.certainty === certainty);
  return {
    value: known.reduce((total, { value }) => total + value, 0),
    certainty: has('AT_LEAST') ? 'AT_LEAST' : has('APPROXIMATE') ? 'APPROXIMATE' : 'EXACT',
  };
}

const unknown: Fraction = { numerator: null, denominator: null, reportedUnits: 0 };
export const nothing: Figure = {
  basis: null,
  asOf: null,
  baseline: null,
  registered: null,
  recognised: null,
  fractions: { REGISTERED: unknown, RECOGNISED: unknown },
};

/** A part of what was split without shares. */
const aPart: Fraction = { ...unknown, isPart: true };
export const partOfSplit: Figure = {
  ...nothing,
  basis: 'POOLED',
  fractions: { REGISTERED: aPart, RECOGNISED: aPart },
};

/** A baseline where nothing was reported. */
export function alone(baseline: Baseline): Figure {
  const fraction: Fraction = { numerator: null, denominator: baseline, reportedUnits: 0 };
  return { ...nothing, baseline, fractions: { REGISTERED: fraction, RECOGNISED: fraction } };
}

export function poolOf(figures: Figure[]): Figure {
  const withBaseline = figures.filter(({ baseline }) => baseline !== null);
  const total = sum(withBaseline.map(({ baseline }) => baseline));
  const newest = (dates: (string | null)[]) => dates.reduce((a, b) => ((b ?? '') > (a ?? '') ? b : a), null);
  const fractionOf = (kind: RateKind): Fraction => {
    const both = figures
      .map(({ fractions }) => fractions[kind])
      .filter(({ numerator, denominator }) => numerator && denominator);
    if (both.length > 0)
      return {
        numerator: sum(both.map(({ numerator }) => numerator)),
        denominator: sum(both.map(({ denominator }) => denominator)),
        reportedUnits: both.reduce((count, { reportedUnits }) => count + reportedUnits, 0),
      };
    // Numerators without baselines lack baselines; baselines without numerators lack numerators.
    const numerators = figures.some((figure) => figure[numeratorOf[kind]] !== null);
    return { ...unknown, denominator: numerators ? null : total };
  };
  return {
    basis: 'POOLED',
    asOf: newest(figures.map(({ asOf }) => asOf)),
    baseline: total && {
      ...total,
      origin: 'SUMMED',
      asOf: newest(withBaseline.map(({ baseline }) => baseline?.asOf ?? null)) ?? '',
      sourceDocument: `Cộng tổng số của ${withBaseline.length} đơn vị`,
    },
    registered: sum(figures.map(({ registered }) => registered)),
    recognised: sum(figures.map(({ recognised }) => recognised)),
    fractions: Object.fromEntries(kinds.map((kind) => [kind, fractionOf(kind)])) as Figure['fractions'],
  };
}

/** Hundredths of a percentage as an official source printed it, with a point or a comma. */
const hundredths = (printed: string): number =>
  Math.round(Number(printed.replace(',', '.')) * 1_000_000) / 10_000;

/**
 * Whether a printed percentage is more than 0.01 away from the computed one (rule 5). Null where there is nothing to
 * compare with, or where a derived baseline agrees: it was worked out from this very figure and proves nothing.
 */
export function statedDiffers(
  printed: string,
  fraction: Fraction,
  origin: Baseline['origin'] | undefined,
): boolean | null {
  const { numerator, denominator } = fraction;
  if (gapOf(fraction) !== null || !numerator || !denominator) return null;
  const computed = Math.round(percentOf(numerator.value, denominator.value) * 100);
  const differs = Math.abs(hundredths(printed) - computed) > 1;
  return origin === 'DERIVED' && !differs ? null : differs;
}

/** What a reader should know: see RateWarning in the schema. */
export function warningsOf(figure: Figure, differs: boolean): string[] {
  const { fractions, registered, recognised } = figure;
  // What the percentage divides, not what is shown: a pool shows the sums of children without baselines too.
  const above = ({ numerator, denominator }: Fraction) =>
    numerator?.certainty === 'EXACT' &&
    denominator?.certainty === 'EXACT' &&
    numerator.value > denominator.value;
  return [
    above(fractions.REGISTERED) || above(fractions.RECOGNISED) ? 'ABOVE_BASELINE' : null,
    registered && recognised && recognised.value > registered.value ? 'RECOGNISED_ABOVE_REGISTERED' : null,
    differs ? 'STATED_DIFFERS' : null,
  ].filter((warning) => warning !== null);
}
