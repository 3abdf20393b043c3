import { ApproveReport, mapDay, type ReportState } from '@app/contracts';
import { today } from '@app/platform';
import { Args, Context, ID, Info, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Commands, described, Refusal } from './commands.js';
import type { RequestContext } from './context.js';
import { PeriodScalar, TitleCodeScalar, UnitCodeScalar } from './kinds.js';
import { Memory, stateOf } from './memory.js';
import { idsBelow, unknownUnit } from './nodes.js';
import { list, selects } from './pages.js';
import {
  ApprovedReport,
  ApprovedReportConnection,
  ApprovedReportLineConnection,
  ApproveReportInput,
  ReportResult,
} from './reports.schema.js';

type ReportRow = Omit<ReportState, 'below'> & { current: boolean; unitsBelow: number };

/** Every approved report, without the units below it, which are asked for by themselves. */
const reportRows = `(select to_jsonb(r) - 'below' || jsonb_build_object('units_below', jsonb_array_length(r.below),
      'current', (select count(*) = 0 from read_model.report later where later.replaces_id = r.id)) as report,
    r.id, r.unit_id, r.title, r.period, r.number from read_model.report r)`;

/** Approved reports, which anybody may read, and their approval. */
@Resolver()
export class ReportsResolver {
  constructor(
    private readonly database: DataSource,
    private readonly memory: Memory,
    private readonly commands: Commands,
  ) {}

  @Query(() => ApprovedReport, {
    nullable: true,
    description:
      'The approved report of a unit, title and period: the last version, or the one that is asked for. Null: there is none. An unknown unit is NOT_FOUND.',
  })
  async approvedReport(
    @Args('unit', {
      type: () => UnitCodeScalar,
      description:
        'Code of the unit on the last day of the period, else of the one that bore it last before.',
    })
    unit: string,
    @Args('title', { type: () => TitleCodeScalar, description: described.ofTitle }) title: string,
    @Args('period', { type: () => PeriodScalar, description: described.period }) period: string,
    @Args('version', { type: () => Int, nullable: true, description: 'From 1; null: the last one.' })
    version: number | null,
  ) {
    const { units } = this.memory;
    const node = units.findLast(unit, mapDay(period));
    if (!node) throw unknownUnit(units, unit, null, 'unit');
    const [row] = await this.database.query<{ report: Record<string, unknown> }[]>(
      `select report from ${reportRows} r where unit_id = $1 and title = $2 and period = $3
         and ($4::int is null or number = $4) order by number desc limit 1`,
      [node.state.id, title, period, version],
    );
    return row ? reportNode(stateOf<ReportRow>(row.report)) : null;
  }

  @Query(() => ApprovedReportConnection, { description: 'Approved reports, the newest first.' })
  approvedReports(
    @Args('unit', {
      type: () => UnitCodeScalar,
      nullable: true,
      description:
        'Only of this unit, those below it and those whose place they took; null: of all. An unknown one is NOT_FOUND.',
    })
    unit: string | null,
    @Args('title', {
      type: () => TitleCodeScalar,
      nullable: true,
      description: 'Only of this title; null: of all.',
    })
    title: string | null,
    @Args('period', {
      type: () => PeriodScalar,
      nullable: true,
      description: 'Only of this period; null: of all.',
    })
    period: string | null,
    @Args('currentOnly', {
      type: () => Boolean,
      nullable: true,
      defaultValue: false,
      description: 'Whether versions that a later one replaced are left out.',
    })
    currentOnly: boolean | null,
    @Args('first', { type: () => Int, nullable: true, defaultValue: 50, description: described.first })
    first: number | null,
    @Args('after', { type: () => String, nullable: true, description: described.after }) after: string | null,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { units } = this.memory;
    const ids = unit ? idsBelow(units, unit, period ? mapDay(period) : today(), 'unit') : null;
    const listing = {
      from: `${reportRows} held`,
      where: `($1::uuid[] is null or unit_id = any($1)) and ($2::text is null or title = $2)
        and ($3::text is null or period = $3) and (not $4::boolean or (report ->> 'current')::boolean)`,
      parameters: [ids, title, period, currentOnly ?? false],
      order: ['id'],
      descending: true,
      counted: selects(info, 'totalCount'),
    };
    return list(this.database, listing, first, after, ({ report }) =>
      reportNode(stateOf<ReportRow>(report as Record<string, unknown>)),
    );
  }

  @Query(() => ApprovedReportLineConnection, {
    description:
      'The units directly below that of an approved report as they were then, in Vietnamese order, each with the version of its own report that was approved then. None where there is no such report.',
  })
  approvedReportLines(
    @Args('report', { type: () => ID, description: 'id of the approved report.' }) report: string,
    @Args('first', { type: () => Int, nullable: true, defaultValue: 50, description: described.first })
    first: number | null,
    @Args('after', { type: () => String, nullable: true, description: described.after }) after: string | null,
  ) {
    const listing = {
      from: `(select n::int, line, below.report from read_model.report r
          cross join jsonb_array_elements(r.below) with ordinality as lines(line, n)
          left join ${reportRows} below on below.id = (line ->> 'reportId')::uuid
          where r.id = $1) held`,
      where: 'true',
      // Nothing else bears an id, and PostgreSQL would not take it.
      parameters: [z.uuid().safeParse(report).success ? report : null],
      order: ['n'],
    };
    return list(this.database, listing, first, after, ({ line, report: below }) => {
      const { unitId, ...unit } = line as ReportState['below'][number];
      return {
        unit: { ...unit, id: unitId },
        report: below ? reportNode(stateOf<ReportRow>(below as Record<string, unknown>)) : null,
      };
    });
  }

  @Mutation(() => ReportResult, {
    description:
      "Approves the report of a unit, title and period: its figures as they are now, kept for ever. A parent's comes after its children's, or says k of n. Refusals: UNIT_UNKNOWN, UNIT_CLOSED, UNIT_LEVEL, TITLE_UNKNOWN, BAD_PERIOD, REPORT_EMPTY, CHILDREN_NOT_APPROVED, REPORT_UNCHANGED, REPORT_APPROVED.",
  })
  async approveReport(
    @Args('input', { description: 'The unit, title and period, and whether a part is accepted.' })
    input: ApproveReportInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const answer = await this.commands.send(ApproveReport, input, context, info);
    if (answer instanceof Refusal) return answer;
    const { below, ...report } = answer.report;
    return reportNode({ ...report, current: true, unitsBelow: below.length });
  }
}

/** As the schema's ApprovedReport. */
function reportNode({
  number,
  replacesId,
  unitId,
  unit,
  title,
  titleName,
  titleNameEn,
  counts,
  ...report
}: ReportRow) {
  return {
    ...report,
    version: number,
    replaces: replacesId,
    unit: { ...unit, id: unitId },
    title: { code: title, name: titleName, nameEn: titleNameEn, counts },
    approvedAt: new Date(report.approvedAt).toISOString(),
  };
}
