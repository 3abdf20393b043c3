import { ApproveReport as contract, happened, isRefusal, mapDay, refuse, reports } from '@app/contracts';
import { asOn, parentOn, type UnitNode } from '@app/figures';
import { expectVersion, Outbox } from '@app/messaging';
import { CommandOf } from '@app/platform';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { findPlace } from '../figure/find-place.js';
import type { Title } from '../movement/title.js';
import { currentTally } from '../figure/report-tally.js';
import { CurrentFigures, UnitTrees } from './current-figures.js';
import { Report, type ReportContent } from './report.js';
import { standingReport, standingReports } from './standing-report.js';

export class ApproveReport extends CommandOf(contract) {}

/** Keeps the figures of a unit, title and period as they are: what comes later makes a new report and leaves this one. */
@CommandHandler(ApproveReport)
export class ApproveReportHandler implements ICommandHandler<ApproveReport> {
  constructor(
    private readonly outbox: Outbox,
    private readonly trees: UnitTrees,
  ) {}

  execute({ input, context }: ApproveReport) {
    const { unit: code, title, period, acceptPartial, expectedVersion } = input;
    return this.outbox.transaction(context, async (tx) => {
      const place = await findPlace(tx, input, {
        levels: ['COUNTRY', 'PROVINCE', 'DISTRICT', 'COMMUNE'],
        changesPast: false,
      });
      if (isRefusal(place)) return place;
      // Two who approve at once make the same number, which is taken once: the other one looks again.
      const standing = await standingReport(tx, place.unit.id, title, period);
      expectVersion({ version: standing?.number ?? 0 }, expectedVersion);
      const content = await this.contentOf(tx, place.unit.id, place.title, period);
      if (!content) return refuse('REPORT_EMPTY', 'unit', { code });
      const made = { id: uuid(), approvedAt: new Date() };
      const reason = input.reason ?? null;
      const report = Report.approve(content, standing, { acceptPartial, reason }, made);
      if (isRefusal(report)) return report;
      await tx.insert(Report, report);
      const state = report.state();
      return {
        value: { report: state },
        events: [happened(reports, 'ReportApproved', state)],
        target: `${code} ${title} ${period} v${report.number} ${report.approvedBelow}/${report.below.length}`,
      };
    });
  }

  /** What the report would say; null: nothing was reported. */
  private async contentOf(
    tx: EntityManager,
    unitId: string,
    title: Title,
    period: string,
  ): Promise<ReportContent | null> {
    const day = mapDay(period);
    const tree = await this.trees.read(tx);
    const node = tree.byId.get(unitId);
    // Reports are read before figures: what is corrected in between no longer agrees with its report.
    const children = node ? tree.below(node, day) : [];
    const ids = children.map(({ state }) => state.id);
    const approved = await standingReports(tx, ids, title.code, period);
    const current = await CurrentFigures.read(tx, tree, title.code, period);
    const figures = node && current.of(node);
    if (!node || !figures) return null;
    const reportOf = (child: UnitNode): string | null => {
      const report = approved.get(child.state.id);
      const now = report && current.of(child);
      return now && report.agreesWith(now) ? report.id : null;
    };
    const { code, name, nameEn, level } = asOn(node, day);
    const above = parentOn(node, day);
    return {
      unitId,
      title: title.code,
      period,
      unit: { code, name, nameEn, level, parentName: above && asOn(above, day).name },
      titleName: title.name,
      titleNameEn: title.nameEn,
      counts: title.counts,
      figures: {
        ...figures,
        // What is pooled or from a roster is from no document.
        source:
          figures.basis === 'TALLY'
            ? ((await currentTally(tx, { unitId, title: title.code, period }))?.source ?? null)
            : null,
      },
      pooledBelow: current.pooledBelow(node),
      below: children.map((child) => {
        const at = asOn(child, day);
        return {
          ...{ code: at.code, name: at.name, nameEn: at.nameEn },
          unitId: child.state.id,
          reportId: reportOf(child),
        };
      }),
    };
  }
}
