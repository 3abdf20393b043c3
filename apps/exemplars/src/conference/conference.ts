import { ConferenceState, HonoureeState } from '@app/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A conference of typical advanced models that was held. */
@Entity('conference')
export class Conference {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') name!: string;
  /** Compared form of the name. */
  @Column('text') nameKey!: string;
  @Column('date') heldOn!: string;
  @Column('uuid') unitId!: string;
  @Column('text') period!: string;
  @Column('int') honourees!: number;
  @Column('jsonb', { nullable: true }) tally!: ConferenceState['tally'];
  @Column('int') version!: number;

  state(): ConferenceState {
    return ConferenceState.parse(this);
  }
}

/** One of those honoured there, with what a reader needs of the conference. */
@Entity('honouree')
export class Honouree {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') conferenceId!: string;
  @Column('text') conference!: string;
  @Column('date') heldOn!: string;
  @Column('text') period!: string;
  @Column('text') name!: string;
  @Column('text') subjectKind!: HonoureeState['subjectKind'];
  @Column('uuid') unitId!: string;
  @Column('uuid', { nullable: true }) award!: string | null;
  @Column('int') version!: number;

  state(): HonoureeState {
    return HonoureeState.parse(this);
  }
}
