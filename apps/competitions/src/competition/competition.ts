import type { CompetitionState, DecisionHeader, PrizeRank } from '@app/contracts';
import { CompetitionState as shape } from '@app/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An edition of a competition: OPEN, JUDGED with its first prize, PUBLISHED by decision. Its row is the lock of its entries and prizes. */
@Entity('competition')
export class Competition {
  @PrimaryColumn('text') code!: string;
  @Column('text') name!: string;
  @Column('text', { nullable: true }) nameEn!: string | null;
  @Column('text') level!: CompetitionState['level'];
  @Column('text') period!: string;
  @Column('uuid', { nullable: true }) organiserId!: string | null;
  @Column('text', { nullable: true }) organiserName!: string | null;
  @Column('text') status!: CompetitionState['status'];
  @Column('text') basis!: CompetitionState['basis'];
  @Column('int', { nullable: true }) maxMembers!: number | null;
  @Column('jsonb') ranks!: PrizeRank[];
  @Column('jsonb', { nullable: true }) tally!: CompetitionState['tally'];
  @Column('jsonb', { nullable: true }) decision!: DecisionHeader | null;
  @Column('int') version!: number;

  state(): CompetitionState {
    return shape.parse(this);
  }
}
