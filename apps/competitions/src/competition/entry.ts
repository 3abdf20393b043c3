import { EntryState } from '@app/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What tells a student from others of one name; it never leaves the service. */
export interface StudentKey {
  /** Compared form of the name. */
  name: string;
  birthDate: string | null;
  /** Keyed hash of the identity number. */
  identity: string | null;
}

/** An entry of an edition with the prizes given to it (rule 11). */
@Entity('entry')
export class Entry {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') competition!: string;
  @Column('text') code!: string;
  @Column('text') kind!: EntryState['kind'];
  @Column('text', { nullable: true }) title!: string | null;
  @Column('text', { nullable: true }) field!: string | null;
  @Column('uuid') unitId!: string;
  @Column('text', { array: true }) members!: string[];
  /** In the order of the members. */
  @Column('jsonb') studentKeys!: StudentKey[];
  @Column('text', { array: true }) supervisors!: string[];
  @Column('text', { array: true }) prizes!: string[];
  @Column('text') status!: EntryState['status'];
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('int') version!: number;

  state(): EntryState {
    return EntryState.parse(this);
  }
}
