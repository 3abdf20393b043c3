import { AwardState, refuse, type Refusal } from '@app/contracts';
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
  /** Number of the decision by which others gave a prize won elsewhere. */
  @Column('text', { nullable: true }) externalDecision!: string | null;
  @Column('text', { nullable: true }) achievement!: string | null;
  @Column('jsonb') evidence!: AwardState['evidence'];
  @Column('uuid', { nullable: true }) decisionId!: string | null;
  @Column('jsonb', { nullable: true }) decision!: AwardState['decision'];
  @Column('date') awardedOn!: string;
  @Column('text') period!: string;
  @Column('text') status!: AwardState['status'];
  @Column('jsonb', { nullable: true }) revocation!: AwardState['revocation'];
  @Column('jsonb') certificates!: AwardState['certificates'];
  /** In the register of the office and year. */
  @Column('text', { nullable: true }) certificateNumber!: string | null;
  /** Compared form of the name (rule 18), of a recipient; stays in the service, as do the two below. */
  @Column('text') nameKey!: string;
  @Column('date', { nullable: true }) birthDate!: string | null;
  /** Keyed hash of the identity number. */
  @Column('text', { nullable: true }) identityDigest!: string | null;
  @Column('int') version!: number;

  state(): AwardState {
    return AwardState.parse(this);
  }

  publish(): void {
    this.status = 'PUBLISHED';
    this.version++;
  }

  /** Given up: a draft, or the record of a prize won elsewhere. */
  drop(): void {
    this.status = 'DROPPED';
    this.version++;
  }

  /** Rule 14: the certificate codes stay, their holders follow the name. What is undefined or as it was is no correction. */
  correct(
    to: Partial<
      Pick<Award, 'name' | 'nameKey' | 'position' | 'unitId' | 'achievement' | 'certificateNumber'>
    >,
    field: string,
  ): { refusal: Refusal } | null {
    if (this.status !== 'PUBLISHED') return refuse('AWARD_NOT_PUBLISHED', `${field}.id`, { name: this.name });
    const { name = this.name, ...others } = to;
    const corrected = Object.entries(others).filter(
      ([key, value]) => value !== undefined && value !== this[key as keyof typeof others],
    );
    if (corrected.length === 0 && name === this.name) return refuse('NOTHING_CORRECTED', field);
    const refused = this.rename(name, `${field}.name`);
    if (refused) return refused;
    Object.assign(this, Object.fromEntries(corrected));
    this.version++;
    return null;
  }

  /** A prize is called by its members: a new name must say which of them is whom, one after the other. */
  private rename(name: string, field: string): { refusal: Refusal } | null {
    if (name === this.name) return null;
    if (this.members.length === 0 || this.name !== this.members.join(', ')) {
      this.certificates = this.certificates.map((certificate) =>
        certificate.holder === this.name ? { ...certificate, holder: name } : certificate,
      );
      this.name = name;
      return null;
    }
    const members = this.members.length === 1 ? [name] : name.split(/\s*,\s*/);
    if (members.length !== this.members.length || members.includes(''))
      return refuse('MEMBERS_DIFFER', field, { members: this.members.length });
    // One certificate for each member, in their order (rule 11); a prize won elsewhere has none.
    this.certificates = this.certificates.map((certificate, index) => ({
      ...certificate,
      holder: members[index] ?? certificate.holder,
    }));
    this.members = members;
    this.name = members.join(', ');
    return null;
  }

  revoke(revocation: AwardState['revocation'], field: string): { refusal: Refusal } | null {
    if (this.status !== 'PUBLISHED') return refuse('AWARD_NOT_PUBLISHED', field, { name: this.name });
    this.status = 'REVOKED';
    this.revocation = revocation;
    this.version++;
    return null;
  }

  /** In force again; the revocation stays to be seen. */
  restore(field: string): { refusal: Refusal } | null {
    if (this.status !== 'REVOKED') return refuse('AWARD_NOT_REVOKED', field, { name: this.name });
    this.status = 'PUBLISHED';
    this.version++;
    return null;
  }
}
