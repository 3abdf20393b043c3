import { AwardTallyState } from '@app/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Numbers of awards without names, as reported; never lists, never certificates (rule 19a). */
@Entity('award_tally')
export class AwardTally {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') unitId!: string;
  @Column('text') period!: string;
  @Column('text') authority!: AwardTallyState['authority'];
  @Column('text') form!: AwardTallyState['form'];
  @Column('text') achievement!: string;
  @Column('int') collectives!: number;
  @Column('int') households!: number;
  @Column('int') individuals!: number;
  @Column('text') source!: string;
  @Column('int') version!: number;

  state(): AwardTallyState {
    return AwardTallyState.parse(this);
  }
}
