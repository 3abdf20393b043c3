import { DuplicateState } from '@app/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Two recipients or two students of one name, for a person to decide; nothing is merged by itself (rules 13, 18). */
@Entity('duplicate')
export class Duplicate {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') among!: DuplicateState['among'];
  @Column('uuid') first!: string;
  @Column('uuid') second!: string;
  @Column('text') firstName!: string;
  @Column('text') secondName!: string;
  @Column('uuid') unitId!: string;
  @Column('text') status!: DuplicateState['status'];
  @Column('text', { nullable: true }) note!: string | null;
  @Column('int') version!: number;

  state(): DuplicateState {
    return DuplicateState.parse(this);
  }
}
