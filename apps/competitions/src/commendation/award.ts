import { AwardState } from '@app/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A commendation, an emulation title or a prize: one line of the honours list, with its certificates. */
@Entity('award')
export class Award {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') kind!: AwardState['kind'];
  @Column('text') name!: string;
  @Column('text') subjectKind!: AwardState['subjectKind'];
  @Column('uuid') unitId!: string;
  @Column('text', { nullable: true }) position!: string | null;
  @Column('boolean') posthumous!: boolean;
  @Column('boolean') minor!: boolean;
  @Column('text', { array: true }) members!: string[];
  @Column('text', { nullable: true }) form!: AwardState['form'];
  @Column('text', { nullable: true }) emulationTitle!: AwardState['emulationTitle'];
  @Column('text', { nullable: true }) type!: AwardState['type'];
  @Column('text', { nullable: true }) competition!: string | null;
  @Column('text', { nullable: true }) level!: AwardState['level'];
  @Column('jsonb', { nullable: true }) rank!: AwardState['rank'];
  /** The entry that the prize was given to. */
  @Column('uuid', { nullable: true }) entryId!: string | null;
  @Column('text', { nullable: true }) achievement!: string | null;
  @Column('jsonb') evidence!: AwardState['evidence'];
  @Column('uuid', { nullable: true }) decisionId!: string | null;
  @Column('jsonb', { nullable: true }) decision!: AwardState['decision'];
  @Column('date') awardedOn!: string;
  @Column('text') period!: string;
  @Column('text') status!: AwardState['status'];
  @Column('jsonb', { nullable: true }) revocation!: AwardState['revocation'];
  @Column('jsonb') certificates!: AwardState['certificates'];
  /** Compared form of the name (rule 18), of a recipient; stays in the service, as do the two below. */
  @Column('text') nameKey!: string;
  @Column('date', { nullable: true }) birthDate!: string | null;
  /** Keyed hash of the identity number. */
  @Column('text', { nullable: true }) identityDigest!: string | null;
  @Column('int') version!: number;

  state(): AwardState {
    return AwardState.parse(this);
  }
}
