import { MovementState, parsePeriod, refuse, type Refusal } from '@app/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a command needs of the movement: open takes new registrations, running everything else (rule 8). */
export type MovementNeed = 'open' | 'running';

/** A movement or campaign: DRAFT, then LAUNCHED, then CLOSED; a closed one can be reopened with a reason. */
@Entity('movement')
export class Movement {
  @PrimaryColumn('text') code!: string;
  @Column('text') name!: string;
  @Column('text', { nullable: true }) nameEn!: string | null;
  @Column('text') kind!: MovementState['kind'];
  @Column('text') status!: MovementState['status'];
  @Column('text') scope!: MovementState['scope'];
  @Column('text') launchingAuthority!: MovementState['launchingAuthority'];
  @Column('uuid') launchedById!: string;
  @Column('text', { array: true }) legalBasis!: string[];
  @Column('date', { nullable: true }) startsOn!: string | null;
  @Column('text') startsOnPrecision!: MovementState['startsOnPrecision'];
  @Column('date', { nullable: true }) endsOn!: string | null;
  @Column('text', { array: true }) titles!: string[];
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('int') version!: number;

  state(): MovementState {
    return MovementState.parse(this);
  }

  /** From one state of its course to the next; null where it is not in the first. */
  private pass(from: MovementState['status'], to: MovementState['status']): { refusal: Refusal } | null {
    if (this.status !== from)
      return refuse('MOVEMENT_NOT_OPEN', 'code', { movement: this.code, status: this.status });
    this.status = to;
    this.version++;
    return null;
  }

  launch = () => this.pass('DRAFT', 'LAUNCHED');
  close = () => this.pass('LAUNCHED', 'CLOSED');
  reopen(reason: string) {
    const refused = this.pass('CLOSED', 'LAUNCHED');
    if (!refused) this.reason = reason;
    return refused;
  }

  /** Whether figures of the title and period may be entered: rule 8, an unknown start or end limits nothing. */
  refuses(title: string, period: string, need: MovementNeed): { refusal: Refusal } | null {
    const range = parsePeriod(period);
    if (!this.titles.includes(title))
      return refuse('TITLE_NOT_IN_MOVEMENT', 'title', { title, movement: this.code });
    if (!range || !this.overlaps(range.startsOn, range.endsOn))
      return refuse('PERIOD_NOT_IN_MOVEMENT', 'period', { period, movement: this.code });
    if (this.status === 'DRAFT' || (need === 'open' && this.status !== 'LAUNCHED'))
      return refuse('MOVEMENT_NOT_OPEN', 'movement', { movement: this.code, status: this.status });
    return null;
  }

  private overlaps(startsOn: string, endsOn: string): boolean {
    // A start known only by its year begins with the year.
    const start = this.startsOnPrecision === 'YEAR' ? `${this.startsOn?.slice(0, 4)}-01-01` : this.startsOn;
    return (
      (this.startsOn === null || (start ?? '') <= endsOn) && (this.endsOn === null || this.endsOn >= startsOn)
    );
  }
}
