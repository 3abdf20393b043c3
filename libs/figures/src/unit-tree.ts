import { dayBefore, type UnitState } from '@app/contracts';
import { searchKey } from '@app/names';

const vietnamese = new Intl.Collator('vi');
const inVietnameseOrder = (a: UnitNode, b: UnitNode): number =>
  vietnamese.compare(a.state.name, b.state.name) ||
  Number(a.state.code > b.state.code) - Number(a.state.code < b.state.code);

/** A unit with its place in the tree. */
export class UnitNode {
  /** The last one: see parentOn. */
  parent: UnitNode | null = null;
  /** Those that stood here once and moved away. */
  readonly formerChildren: UnitNode[] = [];
  /** Earlier parents with their last days, oldest first. */
  readonly formerParents: { until: string; node: UnitNode | null }[] = [];
  /** Who took its place, and whose place it took. */
  successors: UnitNode[] = [];
  readonly predecessors: UnitNode[] = [];
  private readonly unsorted: UnitNode[] = [];
  private sorted: UnitNode[] | null = null;
  private searched: string | null = null;

  constructor(readonly state: UnitState) {}

  /** In Vietnamese order of their names; sorted when first asked for, since a tree is made anew with every change. */
  get children(): readonly UnitNode[] {
    return (this.sorted ??= this.unsorted.sort(inVietnameseOrder));
  }

  /** Name without diacritics, for searching. */
  get key(): string {
    return (this.searched ??= searchKey(this.state.name));
  }

  adopt(child: UnitNode): void {
    this.unsorted.push(child);
  }
}

/** The map of units in memory, through time. Made anew when a unit changes, which is rare; of two states of a unit the last counts. */
export class UnitTree {
  readonly byId = new Map<string, UnitNode>();
  /** First days of everything that ever changed on the map, in order, each once. */
  readonly changeDays: readonly string[];
  /** Units that stand below none: the country, and in tests others. */
  readonly roots: readonly UnitNode[];
  private readonly byCode = new Map<string, UnitNode[]>();
  private readonly communeCounts = new Map<string, number>();
  private readonly subtrees = new Map<UnitNode, string[]>();
  private regions: Map<UnitNode, UnitNode> | null = null;

  /** `knownFrom`: the day before which units may be missing, as they are still being loaded; null: there is none. */
  constructor(
    states: UnitState[],
    readonly knownFrom: string | null = null,
  ) {
    for (const state of states) this.byId.set(state.id, new UnitNode(state));
    const days = new Set<string>();
    for (const node of this.byId.values()) {
      const { state } = node;
      node.parent = this.byId.get(state.parentId ?? '') ?? null;
      node.parent?.adopt(node);
      for (const { kind, on, parentId } of state.changes) {
        days.add(on);
        if (kind !== 'MOVED') continue;
        const former = this.byId.get(parentId ?? '') ?? null;
        node.formerParents.push({ until: dayBefore(on), node: former });
        former?.formerChildren.push(node);
      }
      node.successors = state.successorIds.flatMap((id) => this.byId.get(id) ?? []);
      for (const successor of node.successors) successor.predecessors.push(node);
      const bearers = this.byCode.get(state.code);
      if (bearers) bearers.push(node);
      else this.byCode.set(state.code, [node]);
    }
    this.changeDays = [...days].sort();
    this.roots = [...this.byId.values()].filter(
      ({ parent, state }) => parent === null && state.level !== 'INSTITUTION',
    );
  }

  states(): UnitState[] {
    return [...this.byId.values()].map(({ state }) => state);
  }

  /** The unit that bore the code on the day (rule 9). */
  find(code: string, day: string): UnitNode | null {
    return this.byCode.get(code)?.find(({ state }) => existsOn(state, day)) ?? null;
  }

  /** The unit that bears the code on the day, else the one that bore it last before. */
  findLast(code: string, day: string): UnitNode | null {
    const before = (this.byCode.get(code) ?? []).filter(({ state }) => (state.validFrom ?? '') <= day);
    return (
      before.sort((a, b) => ((a.state.validTo ?? '9999') < (b.state.validTo ?? '9999') ? 1 : -1))[0] ?? null
    );
  }

  /** Administrative units directly below on the day; institutions are not part of the percentages. */
  below(node: UnitNode, day: string): UnitNode[] {
    const { children, formerChildren } = node;
    const all = formerChildren.length > 0 ? [...new Set([...children, ...formerChildren])] : children;
    return all.filter(
      (child) =>
        child.state.level !== 'INSTITUTION' && existsOn(child.state, day) && parentOn(child, day) === node,
    );
  }

  /**
   * Ids of the unit, of everything that stands or stood below it, institutions and closed units too, and of all whose place
   * these took: what a closed unit was given is found under its successors.
   */
  subtree(node: UnitNode): string[] {
    let ids = this.subtrees.get(node);
    if (!ids) {
      const seen = new Set<UnitNode>();
      const waiting = [node];
      for (let next = waiting.pop(); next; next = waiting.pop()) {
        if (seen.has(next)) continue;
        seen.add(next);
        waiting.push(...next.children, ...next.predecessors);
      }
      ids = [...seen].map(({ state }) => state.id);
      this.subtrees.set(node, ids);
    }
    return ids;
  }

  /**
   * Units that stand or stood below one another, or took one another's place, are of one region, the country left out: a
   * province, nearly always, with all that became it. No figure of a unit below the country rests on cells of another
   * region; its targets can be the country's. Null: of the country. Regions have names within one tree only.
   */
  regionOf(node: UnitNode): string | null {
    if (node.state.level === 'COUNTRY') return null;
    this.regions ??= this.joinRegions();
    return first(this.regions, node).state.id;
  }

  /** From each unit to another of its region, at last to the one that stands for it. */
  private joinRegions(): Map<UnitNode, UnitNode> {
    const regions = new Map<UnitNode, UnitNode>();
    for (const node of this.byId.values()) {
      const formerly = node.formerParents.map((former) => former.node);
      for (const other of [node.parent, ...formerly, ...node.successors]) {
        if (!other || other.state.level === 'COUNTRY' || node.state.level === 'COUNTRY') continue;
        const [one, another] = [first(regions, node), first(regions, other)];
        if (one !== another) regions.set(one, another);
      }
    }
    return regions;
  }

  /** First days of what changed the unit, what stands or stood below it, or whose place these took; names are no change. */
  changesOf(node: UnitNode): string[] {
    const below = this.subtree(node).flatMap((id) => this.byId.get(id) ?? []);
    const changes = [...below, ...below.flatMap(({ formerChildren }) => formerChildren)]
      .filter(({ state }) => state.level !== 'INSTITUTION')
      .flatMap(({ state }) => state.changes)
      .filter(({ kind }) => kind !== 'RENAMED');
    return [...new Set(changes.map(({ on }) => on))].sort();
  }

  /** Communes of the unit on the day; 1 for a commune. */
  communes(node: UnitNode, day: string): number {
    if (node.state.level === 'COMMUNE') return 1;
    const key = `${node.state.id}|${day}`;
    let count = this.communeCounts.get(key);
    if (count === undefined) {
      count = this.below(node, day).reduce((sum, child) => sum + this.communes(child, day), 0);
      this.communeCounts.set(key, count);
    }
    return count;
  }
}

function first(regions: Map<UnitNode, UnitNode>, node: UnitNode): UnitNode {
  let at = node;
  for (let next = regions.get(at); next; next = regions.get(at)) at = next;
  if (at !== node) regions.set(node, at);
  return at;
}

export const existsOn = ({ validFrom, validTo }: UnitState, day: string): boolean =>
  (validFrom === null || validFrom <= day) && (validTo === null || validTo >= day);

export const parentOn = (node: UnitNode, day: string): UnitNode | null => {
  const former = node.formerParents.find(({ until }) => day <= until);
  return former ? former.node : node.parent;
};

/** The unit with the names and the parent that it had on the day; `day` says so to whoever asks for its parent. */
export function asOn(node: UnitNode, day: string): UnitState & { day: string } {
  const { state } = node;
  const renamed = state.changes.find(({ kind, on }) => kind === 'RENAMED' && day < on);
  const names = renamed ? { name: renamed.name ?? state.name, nameEn: renamed.nameEn } : {};
  return { ...state, ...names, parentId: parentOn(node, day)?.state.id ?? null, day };
}

/**
 * Whether the unit is the holder or below it. A closed unit is also below what its only successor is below: who took its
 * place answers for its past. Of the parts of a split none does alone.
 */
export function isBelow(unit: UnitNode, holder: UnitNode): boolean {
  const seen = new Set<UnitNode>();
  const waiting = [unit];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    // By id: the tree may have been made anew between the two questions.
    if (node.state.id === holder.state.id) return true;
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.parent) waiting.push(node.parent);
    if (node.successors.length === 1) waiting.push(...node.successors);
  }
  return false;
}
