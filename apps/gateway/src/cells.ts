import type { Certainty } from '@app/contracts';
import type { Cell } from '@app/figures';

type Baseline = NonNullable<Cell['baseline']>;

/** What a cell says besides numbers. */
interface Words extends Pick<Cell, 'title' | 'period' | 'basis' | 'asOf' | 'targets' | 'stated'> {
  registered: Certainty | null;
  recognised: Certainty | null;
  baseline: Omit<Baseline, 'value'> | null;
}

/** Of a cell, in this order: registered, recognised, baseline, version. */
const NUMBERS = 4;
const FIRST_CELLS = 1_024;
const MOST_WORDS = 10_000;
const NONE: never[] = [];

/**
 * The cells of the country, found by their unit, which has a few dozen; 174,000 of them have to fit into every gateway. So the numbers
 * stand in one array, and what many cells say in the same words is held once.
 */
export class Cells {
  /** Places of the cells of a unit. */
  private readonly ofUnit = new Map<string, number[]>();
  private readonly words: Words[] = [];
  private numbers = new Float64Array(NUMBERS * FIRST_CELLS);
  /** How many cells of a period have figures. */
  private readonly reported = new Map<string, number>();
  /** Periods of which anything was ever entered, by title. */
  readonly periods = new Map<string, Set<string>>();
  /** By what they say. */
  private readonly known = new Map<string, Words>();

  get(unitId: string, title: string, period: string): Cell | null {
    const place = this.placeOf(unitId, title, period);
    return place === undefined ? null : this.at(place, unitId);
  }

  *values(): Generator<Cell> {
    for (const [unitId, places] of this.ofUnit) for (const place of places) yield this.at(place, unitId);
  }

  private at(place: number, unitId: string): Cell {
    const words = this.words[place] as Words;
    const number = (which: number) => this.numbers[place * NUMBERS + which] ?? 0;
    const { registered, recognised, baseline } = words;
    return {
      unitId,
      title: words.title,
      period: words.period,
      basis: words.basis,
      asOf: words.asOf,
      registered: registered && { value: number(0), certainty: registered },
      recognised: recognised && { value: number(1), certainty: recognised },
      baseline: baseline && { ...baseline, value: number(2) },
      targets: words.targets,
      stated: words.stated,
      version: number(3),
    };
  }

  put(cell: Cell): void {
    const { unitId, title, period } = cell;
    const known = this.placeOf(unitId, title, period);
    const place = known ?? this.words.length;
    const before = this.words[place];
    this.words[place] = this.once(wordsOf(cell));
    this.putNumbers(place, cell);
    const cells = this.ofUnit.get(unitId);
    if (!cells) this.ofUnit.set(unitId, [place]);
    else if (known === undefined) cells.push(place);
    const more = Number(cell.basis !== null) - Number((before?.basis ?? null) !== null);
    this.reported.set(period, (this.reported.get(period) ?? 0) + more);
    const periods = this.periods.get(title);
    if (periods) periods.add(period);
    else this.periods.set(title, new Set([period]));
  }

  /** Those of which figures are known. */
  reportedPeriods(): string[] {
    return [...this.reported].flatMap(([period, count]) => (count > 0 ? period : []));
  }

  private placeOf(unitId: string, title: string, period: string): number | undefined {
    return (this.ofUnit.get(unitId) ?? NONE).find((place) => {
      const words = this.words[place];
      return words?.title === title && words.period === period;
    });
  }

  private putNumbers(place: number, { registered, recognised, baseline, version }: Cell): void {
    const first = place * NUMBERS;
    if (first === this.numbers.length) {
      const longer = new Float64Array(2 * first);
      longer.set(this.numbers);
      this.numbers = longer;
    }
    this.numbers.set([registered?.value ?? 0, recognised?.value ?? 0, baseline?.value ?? 0, version], first);
  }

  private once(words: Words): Words {
    const text = JSON.stringify(words);
    const known = this.known.get(text);
    if (known) return known;
    if (this.known.size >= MOST_WORDS) this.known.clear();
    this.known.set(text, words);
    return words;
  }
}

function wordsOf({
  title,
  period,
  basis,
  asOf,
  registered,
  recognised,
  baseline,
  targets,
  stated,
}: Cell): Words {
  return {
    title,
    period,
    basis,
    asOf,
    registered: registered && registered.certainty,
    recognised: recognised && recognised.certainty,
    baseline: baseline && {
      certainty: baseline.certainty,
      origin: baseline.origin,
      asOf: baseline.asOf,
      sourceDocument: baseline.sourceDocument,
      final: baseline.final,
    },
    targets,
    stated,
  };
}
