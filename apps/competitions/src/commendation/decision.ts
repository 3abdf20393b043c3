import { DecisionHeader, DecisionState } from '@app/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A decision that grants commendations, an emulation title or the prizes of an edition. Its row is the lock of its awards. */
@Entity('decision')
export class Decision {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') number!: string;
  @Column('date') signedOn!: string;
  @Column('text') authority!: DecisionState['authority'];
  @Column('uuid') issuerId!: string;
  @Column('text', { nullable: true }) signatory!: string | null;
  @Column('text', { nullable: true }) position!: string | null;
  @Column('text') grants!: DecisionState['grants'];
  @Column('text', { nullable: true }) form!: DecisionState['form'];
  @Column('text', { nullable: true }) emulationTitle!: DecisionState['emulationTitle'];
  @Column('text', { nullable: true }) competition!: string | null;
  @Column('text', { nullable: true }) type!: DecisionState['type'];
  @Column('text') period!: string;
  @Column('text') status!: DecisionState['status'];
  @Column('int') recipients!: number;
  @Column('int') version!: number;

  state(): DecisionState {
    return DecisionState.parse(this);
  }

  /** What its awards and its competition repeat of it. */
  header(): DecisionHeader {
    return DecisionHeader.parse(this);
  }
}
