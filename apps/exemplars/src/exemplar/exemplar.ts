import {
  ExemplarState,
  refuse,
  type ExemplarGroup,
  type InputOf,
  type PublishExemplar,
  type Refusal,
  type ReviewExemplar,
} from '@app/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

export type Refused = { refusal: Refusal } | null;
export type Basis = InputOf<typeof PublishExemplar>['basis'];
type Verdict = InputOf<typeof ReviewExemplar>['verdict'];
type Status = ExemplarState['status'];

/** Rule 22: a collective or a practice is nobody's private life. */
const IMPERSONAL: readonly ExemplarGroup[] = ['COLLECTIVE', 'GOOD_PRACTICE'];
const afterVerdict: Record<Verdict, Status> = {
  APPROVE: 'APPROVED',
  RETURN: 'RETURNED',
  REJECT: 'REJECTED',
};

/** A nomination for typical advanced example and its course (rule 20). */
@Entity('exemplar')
export class Exemplar {
  @PrimaryColumn('uuid') id!: string;
  @Column('text', { nullable: true }) slug!: string | null;
  @Column('text', { nullable: true }) name!: string | null;
  @Column('text', { nullable: true }) position!: string | null;
  @Column('text') group!: ExemplarGroup;
  @Column('uuid') unitId!: string;
  @Column('text') period!: string;
  @Column('text', { nullable: true }) movement!: string | null;
  @Column('text', { nullable: true }) headline!: string | null;
  @Column('text', { nullable: true }) story!: string | null;
  @Column('text', { nullable: true }) headlineEn!: string | null;
  @Column('text', { nullable: true }) storyEn!: string | null;
  @Column('boolean', { nullable: true }) minor!: boolean | null;
  @Column('uuid', { array: true }) awards!: string[];
  @Column('text') status!: Status;
  @Column('boolean') featured!: boolean;
  @Column('text', { nullable: true }) note!: string | null;
  @Column('text', { nullable: true }) basis!: ExemplarState['basis'];
  /** The document, or who consented to what; stays in the service, as do the four below. */
  @Column('text', { nullable: true }) basisStatement!: string | null;
  @Column('date', { nullable: true }) basisGivenOn!: string | null;
  @Column('boolean') representativeConsent!: boolean;
  @Column('boolean') childConsent!: boolean;
  @Column('boolean') childUnderSeven!: boolean;
  /** Subject of whoever entered it (rule 24); stays in the service. */
  @Column('text') nominatedBy!: string;
  @Column('boolean') awardChanged!: boolean;
  @Column('jsonb') channels!: ExemplarState['channels'];
  @Column('timestamptz') nominatedAt!: Date;
  /** The last time. */
  @Column('timestamptz', { nullable: true }) publishedAt!: Date | null;
  @Column('boolean') erased!: boolean;
  @Column('int') version!: number;

  state(): ExemplarState {
    return ExemplarState.parse({
      ...this,
      nominatedAt: this.nominatedAt.toISOString(),
      publishedAt: this.publishedAt?.toISOString() ?? null,
    });
  }

  /** Rule 22: said for every person, never assumed; not asked of what is no person. */
  static minorOf(group: ExemplarGroup, stated: boolean | null | undefined) {
    if (IMPERSONAL.includes(group)) return { minor: null };
    return typeof stated === 'boolean' ? { minor: stated } : refuse('MINOR_UNSTATED', 'minor');
  }

  startReview(): Refused {
    const refused = this.refusesUnless('NOMINATED');
    if (refused) return refused;
    this.status = 'UNDER_REVIEW';
    this.version++;
    return null;
  }

  review(verdict: Verdict, note: string | null, reviewer: string): Refused {
    const refused = this.refusesUnless('NOMINATED', 'UNDER_REVIEW');
    if (refused) return refused;
    if (reviewer === this.nominatedBy) return refuse('OWN_NOMINATION', 'id');
    if (verdict !== 'APPROVE' && !note) return refuse('NOTE_REQUIRED', 'note');
    this.status = afterVerdict[verdict];
    this.note = note;
    this.awardChanged = false;
    this.version++;
    return null;
  }

  /** What was asked for; what is undefined stays as it was. The review goes on. */
  supplement(given: { headline?: string; story?: string; awards?: string[] }): Refused {
    const refused = this.refusesUnless('RETURNED');
    if (refused) return refused;
    this.headline = given.headline ?? this.headline;
    this.story = given.story ?? this.story;
    this.awards = given.awards ?? this.awards;
    this.status = 'UNDER_REVIEW';
    this.version++;
    return null;
  }

  /** Whether it can be published on this basis: rule 22; for minors Law 91/2025/QH15. `today`: ISO date. */
  refusesPublication(basis: Basis, today: string): Refused {
    const refused = this.refusesUnless('APPROVED');
    if (refused) return refused;
    const { kind, givenOn } = basis;
    if (kind === 'NOT_PERSONAL')
      return IMPERSONAL.includes(this.group)
        ? null
        : refuse('BASIS_NOT_APPLICABLE', 'basis.kind', { kind, group: this.group });
    const missing = (which: string, field: string) => refuse('CONSENT_MISSING', `basis.${field}`, { which });
    if (kind === 'CONSENT' && this.minor) {
      if (!basis.representativeConsent) return missing('REPRESENTATIVE_CONSENT', 'representativeConsent');
      if (!basis.childConsent && !basis.childUnderSeven) return missing('CHILD_CONSENT', 'childConsent');
    }
    if (!givenOn) return missing('DATE', 'givenOn');
    return givenOn > today ? refuse('BAD_DATE', 'basis.givenOn', { date: givenOn }) : null;
  }

  /** `slug` is taken where it has none yet: it is stable afterwards. Ask `refusesPublication` before. */
  publish(basis: Basis, featured: boolean, slug: string, at: Date, today: string): void {
    this.slug ??= slug;
    this.basis = basis.kind;
    this.basisStatement = basis.statement;
    this.basisGivenOn = basis.givenOn ?? null;
    this.representativeConsent = basis.representativeConsent;
    this.childConsent = basis.childConsent;
    this.childUnderSeven = basis.childUnderSeven;
    this.status = 'PUBLISHED';
    this.featured = featured;
    this.publishedAt = at;
    this.putOn('PORTAL', today);
    this.version++;
  }

  feature(featured: boolean): Refused {
    const refused = this.refusesUnless('PUBLISHED');
    if (refused) return refused;
    this.featured = featured;
    this.version++;
    return null;
  }

  announce(channel: ExemplarState['channels'][number]['channel'], on: string, today: string): Refused {
    const refused = this.refusesUnless('PUBLISHED');
    if (refused) return refused;
    if (on > today) return refuse('BAD_DATE', 'on', { date: on });
    this.putOn(channel, on);
    this.version++;
    return null;
  }

  withdraw(reason: string): Refused {
    const refused = this.refusesUnless('NOMINATED', 'UNDER_REVIEW', 'RETURNED', 'APPROVED', 'PUBLISHED');
    if (refused) return refused;
    this.status = 'WITHDRAWN';
    this.featured = false;
    this.note = reason;
    this.version++;
    return null;
  }

  /** Consent was withdrawn: that there was someone stays, who it was goes for ever. In any state, once. */
  erase(): Refused {
    if (this.erased) return refuse('EXEMPLAR_STATUS', 'id', { status: this.status });
    const nothing = {
      slug: null,
      name: null,
      position: null,
      headline: null,
      story: null,
      headlineEn: null,
      storyEn: null,
      minor: null,
      note: null,
      basis: null,
      basisStatement: null,
      basisGivenOn: null,
      // An award names its recipient.
      awards: [],
    } satisfies Partial<Exemplar>;
    Object.assign(this, nothing, {
      status: 'WITHDRAWN',
      featured: false,
      representativeConsent: false,
      childConsent: false,
      childUnderSeven: false,
      awardChanged: false,
      erased: true,
      version: this.version + 1,
    } satisfies Partial<Exemplar>);
    return null;
  }

  /**
   * Rule 23: an award that it rests on was revoked or restored. Either way a reviewer looks at it before the public does.
   * Answers whether that changes anything: what has ended stays as it is.
   */
  followAward(): boolean {
    if (this.status === 'REJECTED' || this.status === 'WITHDRAWN') return false;
    if (this.status === 'PUBLISHED' || this.status === 'APPROVED') this.status = 'UNDER_REVIEW';
    this.featured = false;
    this.awardChanged = true;
    this.version++;
    return true;
  }

  private putOn(channel: ExemplarState['channels'][number]['channel'], on: string): void {
    this.channels = [...this.channels.filter((one) => one.channel !== channel), { channel, on }];
  }

  private refusesUnless(...allowed: Status[]): Refused {
    return allowed.includes(this.status) ? null : refuse('EXEMPLAR_STATUS', 'id', { status: this.status });
  }
}
