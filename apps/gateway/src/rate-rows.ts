import { mapDay } from '@app/contracts';
import {
  asOn,
  rateOf,
  statedOf,
  targetsOf,
  warningsOf,
  type Figure,
  type Mapping,
  type UnitNode,
} from '@app/figures';
import { today } from '@app/platform';
import { Injectable } from '@nestjs/common';
import { changedRates, ratesOf } from './kept-answers.js';
import { Memory, type Changed } from './memory.js';
import { Rates } from './rates.js';

/** Of all provinces and years together; one takes about 1 kB. A province with its communes has 400 a year. */
const MOST_ROWS = 20_000;

/** The day whose units are shown; asIs: figures of an earlier period are brought to them. */
export interface View {
  day: string;
  asIs: boolean;
}

/** Of a period that has not ended, the units are in both mappings those of its last day as they are planned. */
export function viewOf(period: string, mapping: Mapping | null): View {
  const day = mapDay(period);
  const now = today();
  return mapping === 'AS_IS' && now > day ? { day: now, asIs: true } : { day, asIs: false };
}

type Row = ReturnType<RateRows['make']>;

/**
 * Figures as they are shown, a row a unit, title and period. A row is made once and is the same object until something
 * that it rests on changes, so that what was made of it can be used again.
 */
@Injectable()
export class RateRows {
  /** By the region and period whose changes drop them, the ones asked for longest ago first; then by unit, title and view. */
  private readonly kept = new Map<string, Map<string, Row>>();
  private rows = 0;

  constructor(
    private readonly memory: Memory,
    private readonly rates: Rates,
  ) {
    memory.listen((changed) => this.forget(changed));
  }

  row(node: UnitNode, title: string, period: string, at: View): Row {
    const group = ratesOf(period, this.memory.units.regionOf(node));
    const rows = this.kept.get(group) ?? new Map<string, Row>();
    const key = `${node.state.id}${title}${at.asIs ? at.day : ''}`;
    let row = rows.get(key);
    if (!row) {
      row = this.make(node, title, period, at);
      rows.set(key, row);
      this.rows++;
      // Put last.
      this.kept.delete(group);
      this.kept.set(group, rows);
      if (this.rows > MOST_ROWS) this.makeRoom();
    }
    return row;
  }

  /** Whether the unit has a figure, a baseline or a target of the title. */
  hasAnything(unit: UnitNode, title: string, period: string, at: View): boolean {
    const { basis, baseline, registeredRate, targets } = this.row(unit, title, period, at);
    return (
      basis !== null ||
      baseline !== null ||
      registeredRate.gap === 'SPLIT_WITHOUT_SHARES' ||
      targets.length > 0
    );
  }

  private makeRoom(): void {
    for (const [oldest, rows] of this.kept) {
      if (this.rows <= MOST_ROWS) break;
      this.kept.delete(oldest);
      this.rows -= rows.size;
    }
  }

  /** Drops what rests on what changed; null: all. */
  forget(changed: Changed | null): void {
    const drops = changed && changedRates(changed, this.memory.units);
    for (const [group, rows] of this.kept) {
      const ofPeriod = group.slice(0, group.lastIndexOf(' '));
      if (drops && !drops.has(group) && !drops.has(ofPeriod)) continue;
      this.kept.delete(group);
      this.rows -= rows.size;
    }
  }

  private make(node: UnitNode, title: string, period: string, at: View) {
    const figure = this.figure(node, title, period, at);
    const own = figure.basis === 'ROSTER' || figure.basis === 'TALLY';
    const below = own ? this.rates.pool(this.reporter(node, period, at), title, period) : null;
    return {
      ...this.rowOf(node, title, period, figure, at),
      pooledBelow: below?.basis ? this.rowOf(node, title, period, below, at) : null,
    };
  }

  private figure(unit: UnitNode, title: string, period: string, { day, asIs }: View): Figure {
    return asIs ? this.rates.figureAsIs(unit, title, period, day) : this.rates.figure(unit, title, period);
  }

  /** Whose own report the figure of the unit can be: of the period's units the only one that became it. */
  private reporter(node: UnitNode, period: string, { day, asIs }: View): UnitNode {
    return (asIs && this.rates.sourcesOf(node, period, day).whole[0]) || node;
  }

  private rowOf(node: UnitNode, title: string, period: string, figure: Figure, at: View) {
    const cell = this.rates.cell(this.reporter(node, period, at), title, period);
    const stated = statedOf(cell, figure);
    return {
      unit: asOn(node, at.day),
      title: this.memory.titles.get(title),
      period,
      basis: figure.basis,
      asOf: figure.asOf,
      baseline: figure.baseline,
      registered: figure.registered,
      recognised: figure.recognised,
      registeredRate: rateOf(figure.fractions.REGISTERED),
      recognisedRate: rateOf(figure.fractions.RECOGNISED),
      totalUnits: this.totalUnits(node, period, at),
      pooledBelow: null,
      targets: this.targetsOf(node, title, period, at),
      stated,
      warnings: warningsOf(
        figure,
        stated.some(({ differs }) => differs === true),
      ),
      version: this.rates.cell(node, title, period)?.version ?? 0,
    };
  }

  /** Communes as they were in the period: one that became several counts in each of them. */
  private totalUnits(node: UnitNode, period: string, { day, asIs }: View): number {
    const { units } = this.memory;
    if (!asIs) return units.communes(node, day);
    const { whole, parts } = this.rates.sourcesOf(node, period, day);
    return whole.reduce((sum, unit) => sum + units.communes(unit, mapDay(period)), parts.length);
  }

  private targetsOf(node: UnitNode, title: string, period: string, { day }: View) {
    return targetsOf(node, day, (unit) => this.rates.cell(unit, title, period));
  }
}
