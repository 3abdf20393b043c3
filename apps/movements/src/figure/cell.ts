import {
  CellState,
  refuse,
  type CellBaseline,
  type Quantity,
  type Refusal,
  type RateKind,
} from '@app/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

type Refused = { refusal: Refusal } | null;

/** A tally as it stands in the cell. */
export interface Report {
  asOf: string | null;
  registered: Quantity | null;
  recognised: Quantity | null;
  stated: { percent: string; of: RateKind; source: string }[];
}

/** Where a cell is: there is one of each. */
export type CellPlace = Pick<Cell, 'unitId' | 'title' | 'period'>;

/**
 * All figures of one unit, title and period, and the rules between them. Its row is locked by whoever changes it, so
 * two commands that would together break a rule cannot both succeed. Every method that changes it raises its version.
 */
@Entity('cell')
export class Cell {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') unitId!: string;
  @Column('text') title!: string;
  @Column('text') period!: string;
  /** A roster or a tally, never both added up (rule 7); null: nothing reported. */
  @Column('text', { nullable: true }) basis!: 'ROSTER' | 'TALLY' | null;
  @Column('date', { nullable: true }) asOf!: string | null;
  @Column('jsonb', { nullable: true }) registered!: Quantity | null;
  @Column('jsonb', { nullable: true }) recognised!: Quantity | null;
  @Column('jsonb', { nullable: true }) baseline!: CellBaseline | null;
  @Column('jsonb') targets!: CellState['targets'];
  @Column('jsonb') stated!: CellState['stated'];
  @Column('int') version!: number;

  state(): CellState {
    return CellState.parse(this);
  }

  /** Rule 2, softly: allowed above a baseline that is not final, but said. */
  warnings(): string[] {
    const above = [this.registered, this.recognised].some((count) => exceeds(count, this.baseline));
    return above ? ['ABOVE_BASELINE'] : [];
  }

  /** Adds to the roster. `recognised` of the added are recognised by the same act (rule 8a). */
  register(count: number, recognised: number, today: string): Refused {
    if (this.basis === 'TALLY') return refuse('TALLY_EXISTS', 'unit');
    return this.setRoster(
      this.rosterCount('registered') + count,
      this.rosterCount('recognised') + recognised,
      today,
    );
  }

  /** EXCEEDS_BASELINE where the final baseline has no room for so many more on the roster. */
  refusesMore(count: number, field: string): Refused {
    const registered = exactly(this.rosterCount('registered') + count);
    return this.aboveFinal({ asOf: null, registered, recognised: null, stated: [] }, field);
  }

  /** Takes registrations off the roster; an emptied roster makes room for a tally. */
  withdraw(count: number, today: string): Refused {
    return this.setRoster(this.rosterCount('registered') - count, this.rosterCount('recognised'), today);
  }

  revokeRecognition(count: number, today: string): Refused {
    return this.setRoster(this.rosterCount('registered'), this.rosterCount('recognised') - count, today);
  }

  private rosterCount(of: 'registered' | 'recognised'): number {
    return this[of]?.value ?? 0;
  }

  private setRoster(registered: number, recognised: number, today: string): Refused {
    // The roster's rows are locked with the cell: counts that cannot be are a fault in the code, not a person's.
    if (this.basis === 'TALLY' || recognised < 0 || recognised > registered)
      throw new Error(`no roster can have ${registered} registered and ${recognised} recognised`);
    const report: Report = {
      asOf: today,
      registered: exactly(registered),
      recognised: exactly(recognised),
      stated: [],
    };
    const grows = registered > this.rosterCount('registered');
    const refused = grows ? this.aboveFinal(report, 'subjects') : null;
    if (refused) return refused;
    if (registered === 0) this.clear();
    else this.take('ROSTER', report);
    return null;
  }

  /** Numbers without names take the place of the earlier ones. */
  reportTally(report: Report): Refused {
    if (this.basis === 'ROSTER') return refuse('ROSTER_EXISTS', 'unit');
    const { registered, recognised } = report;
    if (isExact(registered) && isExact(recognised) && recognised.value > registered.value)
      return refuse('RECOGNISED_EXCEEDS_REGISTERED', 'recognised', {
        recognised: recognised.value,
        registered: registered.value,
      });
    const refused = this.aboveFinal(report);
    if (refused) return refused;
    this.take('TALLY', report);
    return null;
  }

  withdrawTally(): Refused {
    if (this.basis !== 'TALLY') return refuse('TALLY_UNKNOWN', 'unit');
    this.clear();
    return null;
  }

  /** The highest as-of date counts, then the last recorded (rule 6). A final one below what is registered is refused. */
  recordBaseline(baseline: CellBaseline, field: string): Refused {
    if (this.baseline && this.baseline.asOf > baseline.asOf) return null;
    if (baseline.final)
      for (const count of [this.registered, this.recognised])
        if (exceeds(count, baseline))
          return refuse('BELOW_REGISTERED', field, { baseline: baseline.value, count: count?.value ?? 0 });
    this.baseline = baseline;
    this.version++;
    return null;
  }

  /** A target of one kind takes the place of the earlier one of that kind. */
  setTargets(targets: CellState['targets']): void {
    const byKind = new Map([...this.targets, ...targets].map((target) => [target.of, target]));
    this.targets = [...byKind.values()].sort((a, b) => a.of.localeCompare(b.of));
    this.version++;
  }

  private aboveFinal(report: Report, field?: string): Refused {
    if (!this.baseline?.final) return null;
    for (const kind of ['registered', 'recognised'] as const)
      if (exceeds(report[kind], this.baseline))
        return refuse('EXCEEDS_BASELINE', field ?? kind, {
          count: report[kind]?.value ?? 0,
          baseline: this.baseline.value,
        });
    return null;
  }

  private take(basis: 'ROSTER' | 'TALLY', report: Report): void {
    Object.assign(this, { basis, ...report });
    this.version++;
  }

  private clear(): void {
    Object.assign(this, { basis: null, asOf: null, registered: null, recognised: null, stated: [] });
    this.version++;
  }
}

const exactly = (value: number): Quantity => ({ value, certainty: 'EXACT' });
const isExact = (quantity: Quantity | null): quantity is Quantity => quantity?.certainty === 'EXACT';
/** Compared only where both are exact (rule 2). */
const exceeds = (count: Quantity | null, baseline: Quantity | null): boolean =>
  isExact(count) && isExact(baseline) && count.value > baseline.value;

const MOST = 2 ** 31 - 1;
/** Rule 6 asks for whole numbers from 0; the largest is that of GraphQL's Int. */
export const refuseQuantity = (quantity: Quantity | null | undefined, field: string): Refused =>
  quantity && (quantity.value < 0 || quantity.value > MOST)
    ? refuse('BAD_QUANTITY', field, { value: quantity.value })
    : null;
