import type { CellState } from '@app/contracts';

export type Cell = CellState;
const NONE: never[] = [];
const MOST_WORDS = 100_000;

/** The cells of the country by their unit, which has a few dozen; 174,000 of them have to fit into every gateway. */
export class Cells {
  private readonly ofUnit = new Map<string, Cell[]>();
  /** How many cells of a period have figures. */
  private readonly reported = new Map<string, number>();
  /** Periods of which anything was ever entered, by title. */
  readonly periods = new Map<string, Set<string>>();
  /** What many cells say in the same words is held once. */
  private readonly words = new Map<string, string>();

  get(unitId: string, title: string, period: string): Cell | null {
    const cells = this.ofUnit.get(unitId) ?? NONE;
    for (const cell of cells) if (cell.title === title && cell.period === period) return cell;
    return null;
  }

  put(state: Cell): void {
    const cell = this.compact(state);
    const { unitId, title, period } = cell;
    const cells = this.ofUnit.get(unitId);
    const before = this.get(unitId, title, period);
    if (!cells) this.ofUnit.set(unitId, [cell]);
    else if (before) cells[cells.indexOf(before)] = cell;
    else cells.push(cell);
    const more = Number(cell.basis !== null) - Number((before?.basis ?? null) !== null);
    this.reported.set(period, (this.reported.get(period) ?? 0) + more);
    const periods = this.periods.get(title);
    if (periods) periods.add(period);
    else this.periods.set(title, new Set([period]));
  }

  *values(): Generator<Cell> {
    for (const cells of this.ofUnit.values()) yield* cells;
  }

  /** Those of which figures are known. */
  reportedPeriods(): string[] {
    return [...this.reported].flatMap(([period, count]) => (count > 0 ? period : []));
  }

  /** In the same order of properties, which makes objects smaller, with words and empty lists that are held once. */
  private compact({ baseline, registered, recognised, targets, stated, ...cell }: Cell): Cell {
    return {
      id: cell.id,
      unitId: this.once(cell.unitId),
      title: this.once(cell.title),
      period: this.once(cell.period),
      basis: cell.basis && this.once(cell.basis),
      asOf: cell.asOf && this.once(cell.asOf),
      registered: registered && { value: registered.value, certainty: this.once(registered.certainty) },
      recognised: recognised && { value: recognised.value, certainty: this.once(recognised.certainty) },
      baseline: baseline && {
        value: baseline.value,
        certainty: this.once(baseline.certainty),
        origin: this.once(baseline.origin),
        asOf: this.once(baseline.asOf),
        sourceDocument: this.once(baseline.sourceDocument),
        final: baseline.final,
      },
      targets: targets.length > 0 ? targets : NONE,
      stated: stated.length > 0 ? stated : NONE,
      version: cell.version,
    };
  }

  private once<Word extends string>(word: Word): Word {
    const known = this.words.get(word);
    if (known !== undefined) return known as Word;
    if (this.words.size >= MOST_WORDS) this.words.clear();
    this.words.set(word, word);
    return word;
  }
}
