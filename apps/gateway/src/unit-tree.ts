import type { UnitState } from '@app/contracts';
import { searchKey } from '@app/names';

/** A unit with its place in the tree. */
export interface UnitNode {
  state: UnitState;
  parent: UnitNode | null;
  /** In Vietnamese order of their names. */
  children: UnitNode[];
  /** Name without diacritics, for searching. */
  key: string;
}

const vietnamese = new Intl.Collator('vi');
const inVietnameseOrder = (a: UnitNode, b: UnitNode): number =>
  vietnamese.compare(a.state.name, b.state.name) ||
  Number(a.state.code > b.state.code) - Number(a.state.code < b.state.code);

/** The map of units in memory. Made anew when a unit changes, which is rare; of two states of a unit the last counts. */
export class UnitTree {
  readonly byId = new Map<string, UnitNode>();
  private readonly byCode = new Map<string, UnitNode[]>();
  private readonly communeCounts = new Map<string, number>();
  private readonly subtrees = new Map<UnitNode, string[]>();

  constructor(states: UnitState[]) {
    for (const state of states)
      this.byId.set(state.id, { state, parent: null, children: [], key: searchKey(state.name) });
    for (const node of this.byId.values()) {
      node.parent = this.byId.get(node.state.parentId ?? '') ?? null;
      node.parent?.children.push(node);
      this.byCode.set(node.state.code, [...(this.byCode.get(node.state.code) ?? []), node]);
    }
    for (const node of this.byId.values()) node.children.sort(inVietnameseOrder);
  }

  states(): UnitState[] {
    return [...this.byId.values()].map(({ state }) => state);
  }

  /** The unit that bore the code on the day (rule 9). */
  find(code: string, day: string): UnitNode | null {
    return this.byCode.get(code)?.find(({ state }) => existsOn(state, day)) ?? null;
  }

  /** Administrative units directly below on the day; institutions are not part of the percentages. */
  below(node: UnitNode, day: string): UnitNode[] {
    return node.children.filter(({ state }) => state.level !== 'INSTITUTION' && existsOn(state, day));
  }

  /** Ids of the unit and of everything that stands or stood below it, institutions and closed units too. */
  subtree(node: UnitNode): string[] {
    let ids = this.subtrees.get(node);
    if (!ids) {
      ids = [node.state.id, ...node.children.flatMap((child) => this.subtree(child))];
      this.subtrees.set(node, ids);
    }
    return ids;
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

export const existsOn = ({ validFrom, validTo }: UnitState, day: string): boolean =>
  (validFrom === null || validFrom <= day) && (validTo === null || validTo >= day);
