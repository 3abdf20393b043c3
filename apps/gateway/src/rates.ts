import {
  mapDay,
  type Basis,
  type CellState,
  type Certainty,
  type Quantity,
  type RateKind,
} from '@app/contracts';
import { Injectable } from '@nestjs/common';
import { cellKey, Memory, type Cell } from './memory.js';
import type { UnitNode } from './unit-tree.js';

export type Gap = 'BASELINE_UNKNOWN' | 'BASELINE_ZERO' | 'NUMERATOR_UNKNOWN' | 'NOT_EXACT';
type Baseline = Omit<NonNullable<CellState['baseline']>, 'final'>;

/** What one percentage divides, and of how many communes it speaks. Null: no unit below has both numbers. */
export interface Fraction {
  numerator: Quantity | null;
  denominator: Quantity | null;
  reportedUnits: number;
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
export function gapOf({ numerator, denominator }: Fraction): Gap | null {
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

/** Figures of units at any level, from the cells in memory; pools are kept until a cell below them changes. */
@Injectable()
export class Rates {
  private readonly pools = new Map<string, Figure>();

  constructor(private readonly memory: Memory) {
    memory.listen((changed) => this.forget(changed?.cells ?? null));
  }

  private forget(cells: Cell[] | null): void {
    if (cells === null) this.pools.clear();
    for (const { unitId, title, period } of cells ?? [])
      for (let node = this.memory.units.byId.get(unitId) ?? null; node; node = node.parent)
        this.pools.delete(cellKey(node.state.id, title, period));
  }

  cell(node: UnitNode, title: string, period: string): Cell | null {
    return this.memory.cells.get(cellKey(node.state.id, title, period)) ?? null;
  }

  figure(node: UnitNode, title: string, period: string): Figure {
    const cell = this.cell(node, title, period);
    if (cell?.basis) return this.ownReport(node, cell, period);
    const pool = this.pool(node, title, period);
    // A baseline counts only with its own unit's report: beside a pool it is not shown as if it were divided by.
    return pool.basis === null && cell?.baseline ? alone(cell.baseline) : pool;
  }

  private ownReport(node: UnitNode, cell: Cell, period: string): Figure {
    const communes = this.memory.units.communes(node, mapDay(period));
    const fractionOf = (kind: RateKind): Fraction => {
      const numerator = cell[numeratorOf[kind]];
      const reported = numerator !== null || cell.stated.some(({ of }) => of === kind);
      return { numerator, denominator: cell.baseline, reportedUnits: reported ? communes : 0 };
    };
    return {
      basis: cell.basis,
      asOf: cell.asOf,
      baseline: cell.baseline,
      registered: cell.registered,
      recognised: cell.recognised,
      fractions: { REGISTERED: fractionOf('REGISTERED'), RECOGNISED: fractionOf('RECOGNISED') },
    };
  }

  /** Each percentage pools only children of which both numbers are known: 90/100 and 100/1000 give 190/1100 (rule 4). */
  pool(node: UnitNode, title: string, period: string): Figure {
    const key = cellKey(node.state.id, title, period);
    const kept = this.pools.get(key);
    if (kept) return kept;
    const figures = this.memory.units
      .below(node, mapDay(period))
      .map((child) => this.figure(child, title, period))
      .filter(({ basis }) => basis !== null);
    const pooled = figures.length === 0 ? nothing : poolOf(figures);
    this.pools.set(key, pooled);
    return pooled;
  }
}

const unknown: Fraction = { numerator: null, denominator: null, reportedUnits: 0 };
const nothing: Figure = {
  basis: null,
  asOf: null,
  baseline: null,
  registered: null,
  recognised: null,
  fractions: { REGISTERED: unknown, RECOGNISED: unknown },
};

/** A baseline where nothing was reported. */
function alone(baseline: Baseline): Figure {
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
