import { ExemplarTallyState } from '@app/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Numbers of examples of a unit and period without names, as reported (rule 19a). */
@Entity('exemplar_tally')
export class ExemplarTally {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') unitId!: string;
  @Column('text') period!: string;
  @Column('int') collectives!: number;
  @Column('int') individuals!: number;
  @Column('int') goodPersonsGoodDeeds!: number;
  @Column('text') source!: string;
  @Column('int') version!: number;

  state(): ExemplarTallyState {
    return ExemplarTallyState.parse(this);
  }
}
