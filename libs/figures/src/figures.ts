import { mapDay, parsePeriod, type RateKind } from '@app/contracts';
import { apportioned, joined } from './joined.js';
import { alone, nothing, numeratorOf, partOfSplit, poolOf } from './figure.js';
import type { Cell, Figure, Fraction } from './figure.js';
import { Passage, type Sources } from './passage.js';
import { parentOn, type UnitNode, type UnitTree } from './unit-tree.js';

/** AS_WAS: the units of the period's last day. AS_IS: those of a later day, to which the figures are brought by succession. */
export type Mapping = 'AS_WAS' | 'AS_IS';

/** One title and period. */
interface Of {
  title: string;
  period: string;
}

/**
 * Figures of units at any level (rules 4 and 10): a unit's own report, else the pool of the units below it. Units that ended
 * within the period, before its last day, keep what they reported: it joins that of who took their place, or where they were
 * split without shares that of the smallest unit above all parts.
 */
export class Figures {
  /** By unit, title and period, and the day on which the units below were looked at. Pools of the last day, nearly always. */
  private readonly pools = new Map<string, Map<string, Figure>>();
  private readonly passages = new Map<string, Passage>();
  private readonly endings = new Map<string, Endings>();
  private known: UnitTree | null = null;

  constructor(
    private readonly units: () => UnitTree,
    private readonly cellOf: (unitId: string, title: string, period: string) => Cell | null,
  ) {}

  /** Drops what rests on the cells; null: on anything. */
  forget(cells: Pick<Cell, 'unitId' | 'title' | 'period'>[] | null): void {
    if (cells === null) this.pools.clear();
    for (const { unitId, title, period } of cells ?? []) {
      const seen = new Set<UnitNode>();
      const waiting = [this.tree.byId.get(unitId) ?? null];
      for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
        if (!node || seen.has(node)) continue;
        seen.add(node);
        this.pools.delete(keyOf(node, { title, period }));
        waiting.push(
          node.parent,
          ...node.formerParents.map(({ node: former }) => former),
          ...node.successors,
        );
      }
    }
  }

  /** The tree; whatever was worked out of an older one is dropped. */
  private get tree(): UnitTree {
    const tree = this.units();
    if (tree !== this.known) {
      this.known = tree;
      this.pools.clear();
      this.passages.clear();
      this.endings.clear();
    }
    return tree;
  }

  cell(node: UnitNode, title: string, period: string): Cell | null {
    return this.cellOf(node.state.id, title, period);
  }

  /** The unit's figure of the period: of the units of its last day. */
  figure(node: UnitNode, title: string, period: string): Figure {
    const of = { title, period };
    const own = this.knownOf(node, of);
    const parts = this.endedInto(node, of).parts.filter((unit) => isDivided(unit, node));
    if (parts.length === 0 || this.cell(node, title, period)?.basis === 'TALLY') return own;
    const shared = parts.map((unit) => this.partOf(unit, node, of, mapDay(period)));
    return this.withParts(node, own.basis === null ? [] : [own], shared) ?? own;
  }

  /** Without a share a commune is only a part of what was split; a higher unit has what is known. Null: nothing is. */
  private withParts(node: UnitNode, known: Figure[], shared: (Figure | null)[]): Figure | null {
    const all = [...known, ...shared.flatMap((figure) => figure ?? [])];
    const isPart = shared.some((figure) => figure === null);
    if (isPart && (node.state.level === 'COMMUNE' || all.length === 0)) return partOfSplit;
    return all.length > 0 ? poolOf(all) : null;
  }

  /** The pool of what is below the unit on the period's last day, whatever it reported itself. */
  pool(node: UnitNode, title: string, period: string, day = mapDay(period)): Figure {
    const of = { title, period };
    const tree = this.tree;
    const key = keyOf(node, of);
    const kept = this.pools.get(key) ?? new Map<string, Figure>();
    this.pools.set(key, kept);
    let pooled = kept.get(day);
    if (!pooled) {
      const ended = day === mapDay(period) ? this.endedInto(node, of).whole : [];
      const figures = [
        ...tree.below(node, day).map((child) => this.knownOf(child, of, day)),
        ...ended.map((unit) => this.endedFigure(unit, of)),
      ].filter(({ basis }) => basis !== null);
      pooled = figures.length === 0 ? nothing : poolOf(figures);
      kept.set(day, pooled);
    }
    return pooled;
  }

  /** What is known of the whole unit, as it enters sums: a part of a split is none of its own. */
  private knownOf(node: UnitNode, of: Of, day = mapDay(of.period)): Figure {
    const { title, period } = of;
    const cell = this.cell(node, title, period);
    if (node.state.level === 'COMMUNE' && cell?.basis !== 'TALLY' && day === mapDay(period)) {
      const ended = this.endedInto(node, of).whole;
      if (ended.length > 0) {
        const own = cell?.basis ? [this.ownReport(node, cell, day)] : [];
        return joined(isRecount(node, cell, ended) ? cell : { basis: cell?.basis ?? null, baseline: null }, [
          ...own,
          ...ended.map((unit) => this.endedFigure(unit, of)),
        ]);
      }
    }
    if (cell?.basis) return this.ownReport(node, cell, day);
    const pool = this.pool(node, title, period, day);
    // A baseline counts only with its own unit's report: beside a pool it is not shown as if it were divided by.
    return pool.basis === null && cell?.baseline ? alone(cell.baseline) : pool;
  }

  private ownReport(node: UnitNode, cell: Cell, day: string): Figure {
    const communes = this.tree.communes(node, day);
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

  /** What a unit reported that ended within the period; it speaks of the communes of the last day that report nothing themselves. */
  private endedFigure(unit: UnitNode, of: Of): Figure {
    const cell = this.cell(unit, of.title, of.period);
    if (!cell) return nothing;
    const last = unit.state.validTo ?? '';
    const communes = this.passage(mapDay(of.period)).communes(unit, last);
    const silent = communes.filter((commune) => !this.cell(commune, of.title, of.period)?.basis).length;
    const figure = this.ownReport(unit, cell, last);
    const speaking = ({ reportedUnits, ...rest }: Fraction): Fraction => ({
      ...rest,
      reportedUnits: reportedUnits > 0 ? silent : 0,
    });
    return {
      ...figure,
      fractions: {
        REGISTERED: speaking(figure.fractions.REGISTERED),
        RECOGNISED: speaking(figure.fractions.RECOGNISED),
      },
    };
  }

  /**
   * Units that ended within the period, reported, and are not replaced by what came after: those of which the unit is the
   * smallest that has all of them, and those of which it has a part.
   */
  private endedInto(node: UnitNode, of: Of): { whole: UnitNode[]; parts: UnitNode[] } {
    const found = this.endingsOf(of.period).at.get(node);
    if (!found) return NONE;
    const counts = (unit: UnitNode) => this.counts(unit, of);
    return { whole: found.whole.filter(counts), parts: found.parts.filter(counts) };
  }

  private counts(unit: UnitNode, of: Of): boolean {
    return Boolean(this.cell(unit, of.title, of.period)?.basis) && !this.isReplaced(unit, of);
  }

  /**
   * Sums never count twice. A tally after the change speaks of the whole period, and so does a roster after a tally; rosters
   * hold different participants and are added. What a closed higher unit reported stands for the units that ended below it.
   */
  private isReplaced(unit: UnitNode, { title, period }: Of): boolean {
    const day = mapDay(period);
    const basis = this.cell(unit, title, period)?.basis;
    const after = [
      ...this.passage(day).heirs(unit).keys(),
      ...this.passage(day).communes(unit, unit.state.validTo ?? ''),
    ];
    const replaces = (heir: UnitNode) => {
      const now = this.cell(heir, title, period)?.basis;
      return now === 'TALLY' || (now === 'ROSTER' && basis === 'TALLY');
    };
    if (after.some(replaces)) return true;
    for (let above = unit.parent; above; above = above.parent)
      if (above.state.validTo !== null && this.cell(above, title, period)?.basis)
        return !this.isReplaced(above, { title, period });
    return false;
  }

  private endingsOf(period: string): Endings {
    let endings = this.endings.get(period);
    if (!endings) {
      endings = { at: new Map(), divided: [] };
      const held = endings;
      const first = parsePeriod(period)?.startsOn ?? '';
      const day = mapDay(period);
      const passage = this.passage(day);
      const at = (node: UnitNode) => {
        const of = held.at.get(node) ?? { whole: [], parts: [] };
        held.at.set(node, of);
        return of;
      };
      for (const unit of this.tree.byId.values()) {
        const { validTo, level } = unit.state;
        if (validTo === null || validTo < first || validTo >= day || !REPORTING.has(level)) continue;
        const whole = passage.smallestWhole(unit, validTo);
        if (whole) at(whole).whole.push(unit);
        if (passage.heirs(unit).size > 1) endings.divided.push(unit);
        for (const [node, all] of passage.places(unit, validTo)) if (!all) at(node).parts.push(unit);
      }
      this.endings.set(period, endings);
    }
    return endings;
  }

  private passage(to: string): Passage {
    const tree = this.tree;
    let passage = this.passages.get(to);
    if (!passage) this.passages.set(to, (passage = new Passage(tree, to)));
    return passage;
  }

  /** What of the earlier unit's figure the later unit has by the recorded shares; null: they are not known. */
  private partOf(unit: UnitNode, into: UnitNode, of: Of, to: string): Figure | null {
    const { validTo } = unit.state;
    const ended = validTo !== null && validTo < mapDay(of.period);
    return apportioned(
      ended ? this.endedFigure(unit, of) : this.knownOf(unit, of),
      [...this.passage(to).heirs(unit)].map(([heir, share]) => ({
        isIn: isAtOrBelow(heir, into, to),
        share,
      })),
    );
  }

  /**
   * The unit of the later day `to` with the figures of the period: those of the units of its last day, and of what ended
   * within it, that lie wholly in it, and by shares of those that lie in part.
   */
  figureAsIs(node: UnitNode, title: string, period: string, to: string): Figure {
    const of = { title, period };
    const { whole, parts, crossed } = this.sourcesOf(node, period, to);
    const ended = this.dividedInto(node, of, to, whole);
    const [only, another] = whole;
    if (only && !another && parts.length + ended.whole.length + ended.parts.length === 0)
      return this.figure(only, title, period);
    const figures = [
      ...whole.map((unit) => this.knownOf(unit, of)),
      ...ended.whole.map((unit) => this.endedFigure(unit, of)),
    ];
    const known = figures.filter(({ basis }) => basis !== null);
    const shared = [...parts.filter((unit) => this.knownOf(unit, of).basis !== null), ...ended.parts].map(
      (unit) => this.partOf(unit, node, of, to),
    );
    // What a unit of the same level reported itself cannot be divided, whatever went where below it.
    if (crossed.some((unit) => this.cell(unit, title, period)?.basis)) shared.push(null);
    const figure = this.withParts(node, known, shared);
    if (figure) return figure;
    // Where nobody reported, baselines are summed only where all of them are known.
    const { baseline } =
      figures.length > 0 && figures.every((one) => one.baseline) ? poolOf(figures) : nothing;
    return baseline ? alone(baseline) : nothing;
  }

  /** Units that were divided within the period and are in no figure of `whole`: those that lie in the unit, wholly or in part. */
  private dividedInto(node: UnitNode, of: Of, to: string, whole: UnitNode[]) {
    const found = { whole: [] as UnitNode[], parts: [] as UnitNode[] };
    const day = mapDay(of.period);
    for (const unit of this.endingsOf(of.period).divided) {
      const all = this.passage(to)
        .places(unit, unit.state.validTo ?? '')
        .get(node);
      if (all === undefined || !isDivided(unit, node) || !this.counts(unit, of)) continue;
      const above = this.passage(day).smallestWhole(unit, unit.state.validTo ?? '');
      if (above && whole.some((one) => isAtOrBelow(above, one, day))) continue;
      (all ? found.whole : found.parts).push(unit);
    }
    return found;
  }

  /** Units of the period's last day that make up the unit of the later day. */
  sourcesOf(node: UnitNode, period: string, to: string): Sources {
    return this.passage(to).sources(node, mapDay(period));
  }

  /** Whether the map is the same on the period's last day and on the later one. */
  isSameMap(period: string, to: string): boolean {
    const day = mapDay(period);
    return to <= day || !this.tree.changeDays.some((on) => on > day && on <= to);
  }
}

/** Units that ended within a period: by where they lie on its last day, and those that became several. */
interface Endings {
  at: Map<UnitNode, { whole: UnitNode[]; parts: UnitNode[] }>;
  divided: UnitNode[];
}
const NONE: { whole: UnitNode[]; parts: UnitNode[] } = { whole: [], parts: [] };
/** Levels at which tallies stand (rule 4). */
const REPORTING: ReadonlySet<string> = new Set(['PROVINCE', 'COMMUNE']);

/** Whether the unit's baseline is of all that it became: that of a new unit is, of one that goes on if it was counted since. */
const isRecount = (node: UnitNode, cell: Cell | null, ended: UnitNode[]): boolean =>
  ended.every(
    ({ state }) =>
      (node.state.validFrom ?? '') > (state.validTo ?? '') ||
      (cell?.baseline?.asOf ?? '') > (state.validTo ?? ''),
  );

/** A higher unit lies in a commune in part by being higher, which divides nothing. */
const isDivided = (unit: UnitNode, into: UnitNode): boolean =>
  unit.state.level === 'COMMUNE' || unit.state.level === into.state.level;

const keyOf = (node: UnitNode, { title, period }: Of): string => `${node.state.id}|${title}|${period}`;

function isAtOrBelow(unit: UnitNode, above: UnitNode, day: string): boolean {
  for (let node: UnitNode | null = unit; node; node = parentOn(node, day)) if (node === above) return true;
  return false;
}
