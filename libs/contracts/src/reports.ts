// Approved reports: snapshots of figures.
import { z } from 'zod';
import { ofCell } from './changed.js';
import { command, topic } from './contract.js';
import { CellBaseline, StatedRate, Target } from './figures.js';
import {
  Basis,
  DateOn,
  Id,
  InstantAt,
  Period,
  Quantity,
  text,
  TitleCode,
  UnitCode,
  UnitLevel,
  Version,
} from './shapes.js';

/** A percentage as it was shown: two decimals, or null with why there is none (`gap`). */
const ReportedRate = z.object({
  percent: z.number().nullable(),
  gap: z.string().nullable(),
  reportedUnits: z.int(),
  numerator: Quantity.nullable(),
  denominator: Quantity.nullable(),
});
/** What a report says of its unit, as it was shown on the day; `source` is of the unit's own tally. */
export const ReportFigures = z.object({
  basis: Basis,
  asOf: DateOn.nullable(),
  source: z.string().nullable(),
  baseline: CellBaseline.omit({ final: true }).nullable(),
  registered: Quantity.nullable(),
  recognised: Quantity.nullable(),
  registeredRate: ReportedRate,
  recognisedRate: ReportedRate,
  /** Communes of the unit. */
  totalUnits: z.int(),
  targets: z.array(Target),
  stated: z.array(StatedRate.extend({ differs: z.boolean().nullable() })),
  warnings: z.array(z.string()),
});
export type ReportFigures = z.infer<typeof ReportFigures>;
/** A unit as it was called on the last day of the period, when the report was approved. */
const ReportedUnit = z.object({ code: UnitCode, name: z.string(), nameEn: z.string().nullable() });
/** A unit directly below. `reportId`: the approved report of it that stood and agreed with its figures; null: none did. */
const ReportLine = ReportedUnit.extend({ unitId: Id, reportId: Id.nullable() });
/**
 * An approved report of a unit, title and period: it keeps everything that it prints and never changes. A correction is
 * another report with the next `number`, which names the one that it replaces.
 */
export const ReportState = z.object({
  id: Id,
  unitId: Id,
  title: TitleCode,
  period: Period,
  /** From 1. */
  number: z.int().min(1),
  replacesId: Id.nullable(),
  /** Why there is a new one, or what else was to be said. */
  reason: z.string().nullable(),
  unit: ReportedUnit.extend({ level: UnitLevel, parentName: z.string().nullable() }),
  titleName: z.string(),
  titleNameEn: z.string().nullable(),
  counts: z.string(),
  figures: ReportFigures,
  /** Beside the unit's own report: what was pooled below it. */
  pooledBelow: ReportFigures.nullable(),
  /** Units directly below, in Vietnamese order, and how many of them were approved (k of n). */
  below: z.array(ReportLine),
  approvedBelow: z.int(),
  approvedAt: InstantAt,
  version: Version,
});
export type ReportState = z.infer<typeof ReportState>;
export const reports = topic({
  name: 'movements.report',
  types: ['ReportApproved'],
  key: (report: ReportState) => report.id,
  state: ReportState,
});

/**
 * Keeps the figures of the unit as they are as its approved report. `acceptPartial`: also where not all units directly below
 * have theirs (k of n). A later version needs a `reason`; `expectedVersion` is the number of the report that stands, 0: none.
 * Refusals: UNIT_*, TITLE_UNKNOWN, BAD_PERIOD, REPORT_EMPTY, CHILDREN_NOT_APPROVED, REPORT_UNCHANGED, REPORT_APPROVED.
 */
export const ApproveReport = command(
  'movements',
  'ApproveReport',
  z.object({ ...ofCell, acceptPartial: z.boolean().default(false), reason: text().nullish() }),
  z.object({ report: ReportState }),
);
