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

/** What was made of the figures of a region and period. */
interface Group {
  rows: Map<string, Row>;
  lists: Map<string, readonly Row[]>;
  /** Rows; those of each list, and the list, once more. */
  size: number;
}

const keyOf = (node: UnitNode, titles: string, { asIs, day }: View) =>
  `${node.state.id} ${titles} ${asIs ? day : ''}`;

/**
 * Figures as they are shown, a row a unit, title and period. A row is made once and is the same object until something
 * that it rests on changes, and so is a list of them: what was made of it can be used again.
 */
@Injectable()
export class RateRows {
  /** By the region and period whose changes drop them, the ones asked for longest ago first; then by unit, title and view. */
  private readonly kept = new Map<string, Group>();
  private size = 0;

  constructor(
    private readonly memory: Memory,
    private readonly rates: Rates,
  ) {
    memory.listen((changed) => this.forget(changed));
  }

  row(node: UnitNode, title: string, period: string, at: View): Row {
    const key = keyOf(node, title, at);
    let row = this.group(node, period)?.rows.get(key);
    if (!row) {
      row = this.make(node, title, period, at);
      this.groupFor(node, period, 1).rows.set(key, row);
    }
    return row;
  }

  /**
   * Rows of the unit, or of each of those directly below it, for the same titles in each: those given, or those of which
   * any of the units has a figure, a baseline or a target.
   */
  list(node: UnitNode, below: boolean, titles: string[] | null, period: string, at: View): readonly Row[] {
    const key = keyOf(node, `${below ? '/' : ''}${titles?.join() ?? ''}`, at);
    let list = this.group(node, period)?.lists.get(key);
    if (!list) {
      const units = below ? this.memory.units.below(node, at.day) : [node];
      const wanted =
        titles ??
        [...this.memory.titles.keys()]
          .sort()
          .filter((title) => units.some((unit) => this.hasAnything(unit, title, period, at)));
      list = units.flatMap((unit) => wanted.map((title) => this.row(unit, title, period, at)));
      this.groupFor(node, period, list.length + 1).lists.set(key, list);
    }
    return list;
  }

  private hasAnything(unit: UnitNode, title: string, period: string, at: View): boolean {
    // Not kept: there is nothing of most titles.
    const { basis, baseline, registeredRate, targets } =
      this.group(unit, period)?.rows.get(keyOf(unit, title, at)) ?? this.make(unit, title, period, at);
    return (
      basis !== null ||
      baseline !== null ||
      registeredRate.gap === 'SPLIT_WITHOUT_SHARES' ||
      targets.length > 0
    );
  }

  private group(node: UnitNode, period: string): Group | undefined {
    return this.kept.get(ratesOf(period, this.memory.units.regionOf(node)));
  }

  /** The group to which so much is put; it is the last then, and others make room. */
  private groupFor(node: UnitNode, period: string, size: number): Group {
    const name = ratesOf(period, this.memory.units.regionOf(node));
    const group = this.kept.get(name) ?? {
      rows: new Map<string, Row>(),
      lists: new Map<string, readonly Row[]>(),
      size: 0,
    };
    this.kept.delete(name);
    this.kept.set(name, group);
    group.size += size;
    this.size += size;
    for (const oldest of this.kept.keys()) {
      if (this.size <= MOST_ROWS) break;
      this.drop(oldest);
    }
    return group;
  }

  private drop(name: string): void {
    this.size -= this.kept.get(name)?.size ?? 0;
    this.kept.delete(name);
  }

  /** Drops what rests on what changed; null: all. */
  forget(changed: Changed | null): void {
    const drops = changed && changedRates(changed, this.memory.units);
    for (const name of this.kept.keys()) {
      const ofPeriod = name.slice(0, name.lastIndexOf(' '));
      if (!drops || drops.has(name) || drops.has(ofPeriod)) this.drop(name);
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
