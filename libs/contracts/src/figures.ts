// Baselines, targets, tallies, and the cells that hold what they say of a unit, title and period.
import { z } from 'zod';
import { Changed, closedReason, list, ofCell } from './changed.js';
import { command, topic } from './contract.js';
import {
  BaselineOrigin,
  Basis,
  Certainty,
  DateOn,
  ExpectedVersion,
  Id,
  InstantAt,
  MovementCode,
  Period,
  Quantity,
  RateKind,
  text,
  TitleCode,
  UnitCode,
  Version,
} from './shapes.js';

/** A baseline (tổng số): a dated fact with its source (rule 6). `final`: registering above it is refused. */
export const BaselineState = z.object({
  id: Id,
  unitId: Id,
  title: TitleCode,
  period: Period,
  asOf: DateOn,
  value: z.int().min(0),
  certainty: Certainty,
  origin: BaselineOrigin,
  sourceDocument: z.string(),
  final: z.boolean(),
  /** Why it was recorded for a unit that was closed by then. */
  reason: z.string().nullable().default(null),
  recordedAt: InstantAt,
  version: Version,
});
export type BaselineState = z.infer<typeof BaselineState>;
export const baselines = topic({
  name: 'movements.baseline',
  types: ['BaselineRecorded'],
  key: (baseline: BaselineState) => baseline.id,
  state: BaselineState,
});

export const StatedRate = z.object({ percent: z.string(), of: RateKind, source: z.string() });
export const Target = z.object({ percent: z.number(), of: RateKind, source: z.string() });
export const CellBaseline = z.object({
  value: z.int(),
  certainty: Certainty,
  origin: BaselineOrigin,
  asOf: DateOn,
  sourceDocument: z.string(),
  final: z.boolean(),
});
export type CellBaseline = z.infer<typeof CellBaseline>;

/**
 * A cell: all figures of one unit, title and period. Percentages are computed from cells alone.
 * `basis` null: nothing reported. `targets`: those set at this very unit.
 */
export const CellState = z.object({
  id: Id,
  unitId: Id,
  title: TitleCode,
  period: Period,
  basis: Basis.exclude(['POOLED']).nullable(),
  asOf: DateOn.nullable(),
  registered: Quantity.nullable(),
  recognised: Quantity.nullable(),
  baseline: CellBaseline.nullable(),
  targets: z.array(Target),
  stated: z.array(StatedRate),
  version: Version,
});
export type CellState = z.infer<typeof CellState>;
export const cells = topic({
  name: 'movements.cell',
  types: [
    'BaselineRecorded',
    'TargetsSet',
    'TallyReported',
    'TallyWithdrawn',
    'SubjectsRegistered',
    'SubjectsWithdrawn',
    'SubjectsRecognised',
    'RecognitionRevoked',
  ],
  key: (cell: CellState) => cell.id,
  state: CellState,
});

/** Numbers without names, as reported; the current one stands in its cell, the earlier ones are the history. */
export const TallyState = z.object({
  id: Id,
  unitId: Id,
  title: TitleCode,
  period: Period,
  movement: MovementCode,
  asOf: DateOn.nullable(),
  registered: Quantity.nullable(),
  recognised: Quantity.nullable(),
  stated: z.array(StatedRate),
  source: z.string(),
  status: z.enum(['CURRENT', 'REPLACED', 'WITHDRAWN']),
  reason: z.string().nullable(),
  reportedAt: InstantAt,
  version: Version,
});
export type TallyState = z.infer<typeof TallyState>;
export const tallies = topic({
  name: 'movements.tally',
  types: ['TallyReported', 'TallyReplaced', 'TallyWithdrawn'],
  key: (tally: TallyState) => tally.id,
  state: TallyState,
});

const TargetPercent = z
  .number()
  .refine(
    (percent) => percent > 0 && percent <= 100 && Number(percent.toFixed(2)) === percent,
    'must be above 0 and at most 100, with at most two decimals',
  );
/** Targets hold at the unit and below until a nearer one. Refusals: UNIT_*, TITLE_UNKNOWN, BAD_PERIOD, NO_SUBJECTS. */
export const SetTargets = command(
  'movements',
  'SetTargets',
  z.object({
    unit: UnitCode,
    period: Period,
    source: text(),
    targets: z
      .array(
        z.object({
          title: TitleCode,
          percent: TargetPercent,
          of: RateKind,
          expectedVersion: ExpectedVersion,
        }),
      )
      .max(100),
  }),
  Changed,
);

/**
 * Refusals: UNIT_*, UNIT_REPEATED, TITLE_UNKNOWN, BAD_PERIOD, BAD_QUANTITY, BELOW_REGISTERED, REASON_REQUIRED, NO_SUBJECTS,
 * TOO_MANY_SUBJECTS. One that stands already as it is given here is not recorded again: its place in the list is among
 * `unchanged` of the answer.
 */
export const RecordBaselines = command(
  'movements',
  'RecordBaselines',
  z.object({
    title: TitleCode,
    period: Period,
    asOf: DateOn,
    sourceDocument: text(),
    final: z.boolean().default(false),
    ...closedReason,
    baselines: list(
      z.object({
        unit: UnitCode,
        value: Quantity,
        origin: BaselineOrigin.default('PUBLISHED'),
        expectedVersion: ExpectedVersion,
      }),
    ),
  }),
  Changed.extend({ unchanged: z.array(z.int()).optional() }),
);

/** Replaces the unit's earlier tally. Refusals: UNIT_*, MOVEMENT_*, TITLE_*, *_PERIOD*, BAD_QUANTITY, NOTHING_REPORTED, ROSTER_EXISTS, RECOGNISED_EXCEEDS_REGISTERED, EXCEEDS_BASELINE, REASON_REQUIRED, REPORT_APPROVED. */
export const ReportTally = command(
  'movements',
  'ReportTally',
  z.object({
    movement: MovementCode,
    ...ofCell,
    asOf: DateOn.nullish(),
    registered: Quantity.nullish(),
    recognised: Quantity.nullish(),
    source: text(),
    ...closedReason,
    stated: z
      .array(z.object({ percent: text(20), of: RateKind }))
      .max(10)
      .nullish(),
  }),
  Changed,
);
/** Refusals: UNIT_*, TITLE_UNKNOWN, BAD_PERIOD, TALLY_UNKNOWN. */
export const WithdrawTally = command(
  'movements',
  'WithdrawTally',
  z.object({ ...ofCell, reason: text() }),
  Changed,
);
