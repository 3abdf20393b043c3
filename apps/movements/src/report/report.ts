import { refuse, ReportFigures, ReportState, type Refusal } from '@app/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

type Refused = { refusal: Refusal };
/** What a report says, before it is one. */
export type ReportContent = Omit<
  ReportState,
  'id' | 'number' | 'replacesId' | 'reason' | 'approvedBelow' | 'approvedAt' | 'version'
>;
/** Most units that a refusal names. */
const MOST_NAMED = 5;

/** An approved report of a unit, title and period. It never changes: a correction is the next one, which names it. */
@Entity('report')
export class Report {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') unitId!: string;
  @Column('text') title!: string;
  @Column('text') period!: string;
  @Column('int') number!: number;
  @Column('uuid', { nullable: true }) replacesId!: string | null;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('jsonb') unit!: ReportState['unit'];
  @Column('text') titleName!: string;
  @Column('text', { nullable: true }) titleNameEn!: string | null;
  @Column('text') counts!: string;
  @Column('jsonb') figures!: ReportFigures;
  @Column('jsonb', { nullable: true }) pooledBelow!: ReportFigures | null;
  @Column('jsonb') below!: ReportState['below'];
  @Column('int') approvedBelow!: number;
  @Column('timestamptz') approvedAt!: Date;
  @Column('int') version!: number;

  /**
   * The report after the one that stands. A parent's comes after its children's, unless a part of them is accepted: the
   * report then says k of n. It says something new, and why.
   */
  static approve(
    content: ReportContent,
    standing: Report | null,
    { acceptPartial, reason }: { acceptPartial: boolean; reason: string | null },
    made: { id: string; approvedAt: Date },
  ): Report | Refused {
    const missing = content.below.filter(({ reportId }) => reportId === null);
    const approvedBelow = content.below.length - missing.length;
    if (missing.length > 0 && !acceptPartial) {
      const named = missing.slice(0, MOST_NAMED).map(({ name, code }) => `${name} (${code})`);
      return refuse('CHILDREN_NOT_APPROVED', 'acceptPartial', {
        approved: approvedBelow,
        total: content.below.length,
        units: missing.length > MOST_NAMED ? `${named.join(', ')}, …` : named.join(', '),
      });
    }
    const report = Object.assign(new Report(), content, made, {
      number: (standing?.number ?? 0) + 1,
      replacesId: standing?.id ?? null,
      reason,
      approvedBelow,
      version: 1,
    });
    if (standing && report.says() === standing.says())
      return refuse('REPORT_UNCHANGED', undefined, { version: standing.number });
    return (standing && !reason && standing.refusesChange()) || report;
  }

  state(): ReportState {
    return ReportState.parse({ ...this, approvedAt: this.approvedAt.toISOString() });
  }

  /** What was approved is corrected with a reason. */
  refusesChange(): Refused {
    return refuse('REPORT_APPROVED', 'reason', { version: this.number });
  }

  /** Whether the unit's figures are still those that were approved; targets and sources may have come since. */
  agreesWith(figures: ReportFigures): boolean {
    const counted = ({ basis, asOf, baseline, registered, recognised }: ReportFigures) =>
      JSON.stringify([basis, asOf, baseline, registered, recognised]);
    return counted(ReportFigures.parse(this.figures)) === counted(ReportFigures.parse(figures));
  }

  /** In one spelling: PostgreSQL keeps the properties of JSON in an order of its own. */
  private says(): string {
    const { figures, pooledBelow, below } = this.state();
    return JSON.stringify([figures, pooledBelow, below.map(({ unitId, reportId }) => [unitId, reportId])]);
  }
}
