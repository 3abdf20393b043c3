import { refuse, RegistrationState, type Decision, type Refusal } from '@app/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One participant of a commune's roster for a title and period: REGISTERED, then RECOGNISED; or WITHDRAWN. */
@Entity('registration')
export class Registration {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') cellId!: string;
  @Column('uuid') unitId!: string;
  @Column('text') title!: string;
  @Column('text') period!: string;
  @Column('text') movement!: string;
  /** Null for households. */
  @Column('text', { nullable: true }) key!: string | null;
  @Column('text') keyDigest!: string;
  @Column('text') name!: string;
  @Column('text') status!: RegistrationState['status'];
  @Column('timestamptz') registeredAt!: Date;
  @Column('boolean') byRecognition!: boolean;
  @Column('jsonb', { nullable: true }) decision!: Decision | null;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('int') version!: number;

  state(): RegistrationState {
    return RegistrationState.parse({ ...this, registeredAt: this.registeredAt.toISOString() });
  }

  recognise(decision: Decision, field: string): { refusal: Refusal } | null {
    if (this.status === 'RECOGNISED')
      return refuse('ALREADY_RECOGNISED', field, {
        subject: this.name,
        decision: this.decision?.number ?? '',
      });
    this.status = 'RECOGNISED';
    this.decision = decision;
    this.reason = null;
    this.version++;
    return null;
  }

  revokeRecognition(reason: string, field: string): { refusal: Refusal } | null {
    if (this.status !== 'RECOGNISED') return refuse('NOT_RECOGNISED', field, { subject: this.name });
    this.status = 'REGISTERED';
    this.decision = null;
    this.reason = reason;
    this.version++;
    return null;
  }

  /** Rule 8a: recognition is revoked first. */
  withdraw(reason: string, field: string): { refusal: Refusal } | null {
    if (this.status === 'RECOGNISED') return refuse('RECOGNISED', field, { subject: this.name });
    this.status = 'WITHDRAWN';
    this.reason = reason;
    this.version++;
    return null;
  }
}
