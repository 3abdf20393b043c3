import { TallyState, type Quantity } from '@app/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One reported tally. A later one of the same unit, title and period replaces it; it stays as history. */
@Entity('tally')
export class Tally {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') unitId!: string;
  @Column('text') title!: string;
  @Column('text') period!: string;
  @Column('text') movement!: string;
  @Column('date', { nullable: true }) asOf!: string | null;
  @Column('jsonb', { nullable: true }) registered!: Quantity | null;
  @Column('jsonb', { nullable: true }) recognised!: Quantity | null;
  @Column('jsonb') stated!: TallyState['stated'];
  @Column('text') source!: string;
  @Column('text') status!: TallyState['status'];
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('timestamptz') reportedAt!: Date;
  @Column('int') version!: number;

  state(): TallyState {
    return TallyState.parse({ ...this, reportedAt: this.reportedAt.toISOString() });
  }

  end(status: 'REPLACED' | 'WITHDRAWN', reason: string | null): void {
    this.status = status;
    this.reason = reason;
    this.version++;
  }
}
