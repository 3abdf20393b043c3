import { existsOn, parentOn, type UnitNode, type UnitTree } from './unit-tree.js';

/** Percent of a unit's figures that one of its heirs has; null: not known. */
export type Share = number | null;

/** Earlier units that lie in a later one, the highest possible. */
export interface Sources {
  whole: UnitNode[];
  /** Only a part of them lies there. */
  parts: UnitNode[];
  /** Of the later unit's level, with some of what was below them there and some elsewhere. */
  crossed: UnitNode[];
}

/** Where earlier units are on a later day: through succession, and by the parents of that day (rule 10). */
export class Passage {
  /** By day. */
  private readonly kept = new Map<string, Map<UnitNode, ReadonlyMap<UnitNode, boolean>>>();
  /** A unit has many that passed into it alone: they share one. */
  private readonly chains = new Map<UnitNode, ReadonlyMap<UnitNode, boolean>>();
  private readonly made = new Map<string, Sources>();

  constructor(
    private readonly tree: UnitTree,
    readonly to: string,
  ) {}

  /** Units of the day into which the unit passed, itself where it goes on; none where it was closed without a successor. */
  heirs(unit: UnitNode): Map<UnitNode, Share> {
    const found = new Map<UnitNode, Share>();
    if (unit.state.validTo === null || unit.state.validTo >= this.to) return found.set(unit, 100);
    const { shares } = unit.state;
    const alone = unit.successors.length === 1;
    for (const [index, successor] of unit.successors.entries()) {
      const share = alone ? 100 : (shares?.[index] ?? null);
      for (const [heir, part] of this.heirs(successor)) {
        const more = share === null || part === null ? null : (share * part) / 100;
        const before = found.get(heir);
        found.set(
          heir,
          before === undefined ? more : before === null || more === null ? null : before + more,
        );
      }
    }
    // Parts that came together again are the whole.
    const [only, another] = found.keys();
    if (only && !another) found.set(only, 100);
    return found;
  }

  /**
   * Units of the later day in which the earlier one lies: true the whole of it, false a part. `day`: on which the units
   * below it are looked at; a higher unit lies where those lie.
   */
  places(unit: UnitNode, day: string): ReadonlyMap<UnitNode, boolean> {
    const kept = this.kept.get(day) ?? new Map<UnitNode, ReadonlyMap<UnitNode, boolean>>();
    this.kept.set(day, kept);
    let places = kept.get(unit);
    if (!places) {
      const below = this.tree.below(unit, day);
      const parts =
        below.length > 0
          ? below.map((child) => this.places(child, day))
          : this.standing(unit, day).map((heir) => this.chain(heir));
      places = together(parts);
      kept.set(unit, places);
    }
    return places;
  }

  /** Heirs; of a unit that left none those of the unit above it. */
  private standing(unit: UnitNode, day: string): UnitNode[] {
    const heirs = [...this.heirs(unit).keys()];
    if (heirs.length > 0) return heirs;
    const above = parentOn(unit, day);
    return above ? this.standing(above, day) : [];
  }

  private chain(heir: UnitNode): ReadonlyMap<UnitNode, boolean> {
    const known = this.chains.get(heir);
    if (known) return known;
    const chain = new Map<UnitNode, boolean>();
    for (let node: UnitNode | null = heir; node; node = parentOn(node, this.to)) chain.set(node, true);
    this.chains.set(heir, chain);
    return chain;
  }

  /** The lowest unit of the later day in which all of the earlier one lies. */
  smallestWhole(unit: UnitNode, day: string): UnitNode | null {
    const whole = [...this.places(unit, day)].flatMap(([node, all]) => (all ? node : []));
    return whole.find((node) => !whole.some((other) => parentOn(other, this.to) === node)) ?? null;
  }

  /** Communes of the later day in which the earlier unit lies. */
  communes(unit: UnitNode, day: string): UnitNode[] {
    return [...this.places(unit, day).keys()].filter(({ state }) => state.level === 'COMMUNE');
  }

  /** What the unit of the later day is made of. */
  sources(unit: UnitNode, day: string): Sources {
    const key = `${unit.state.id}|${day}`;
    const kept = this.made.get(key);
    if (kept) return kept;
    const whole: UnitNode[] = [];
    const parts: UnitNode[] = [];
    const crossed: UnitNode[] = [];
    const visit = (earlier: UnitNode): void => {
      const all = this.places(earlier, day).get(unit);
      if (all === undefined) return;
      const below = all ? [] : this.tree.below(earlier, day);
      if (all) whole.push(earlier);
      else if (below.length > 0) {
        if (earlier.state.level === unit.state.level) crossed.push(earlier);
        below.forEach(visit);
      } else parts.push(earlier);
    };
    for (const root of this.tree.roots) if (existsOn(root.state, day)) visit(root);
    const sources = { whole, parts, crossed };
    this.made.set(key, sources);
    return sources;
  }
}

/** Of several: in which units all of them lie wholly, and in which some or parts. */
function together(parts: ReadonlyMap<UnitNode, boolean>[]): ReadonlyMap<UnitNode, boolean> {
  const [only, another] = parts;
  if (only && !another) return only;
  const times = new Map<UnitNode, number>();
  for (const part of parts)
    for (const [node, all] of part) times.set(node, (times.get(node) ?? 0) + (all ? 1 : 0));
  return new Map([...times].map(([node, count]) => [node, count === parts.length]));
}
