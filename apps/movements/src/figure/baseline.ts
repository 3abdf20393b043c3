import { BaselineState, type CellBaseline, type Certainty } from '@app/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One recorded baseline; never changed: the cell says which one counts. */
@Entity('baseline')
export class Baseline {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') unitId!: string;
  @Column('text') title!: string;
  @Column('text') period!: string;
  @Column('date') asOf!: string;
  @Column('int') value!: number;
  @Column('text') certainty!: Certainty;
  @Column('text') origin!: CellBaseline['origin'];
  @Column('text') sourceDocument!: string;
  @Column('boolean') final!: boolean;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('timestamptz') recordedAt!: Date;
  @Column('int') version!: number;

  state(): BaselineState {
    return BaselineState.parse({ ...this, recordedAt: this.recordedAt.toISOString() });
  }

  /** Whether it is the same in everything that a document says. */
  says(other: CellBaseline): boolean {
    return (['value', 'certainty', 'origin', 'asOf', 'sourceDocument', 'final'] as const).every(
      (property) => this[property] === other[property],
    );
  }
}
