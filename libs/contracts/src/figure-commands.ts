// What is entered of figures: targets, baselines and tallies.
import { z } from 'zod';
import { Changed, closedReason, list, ofCell } from './changed.js';
import { command } from './contract.js';
import {
  BaselineOrigin,
  DateOn,
  ExpectedVersion,
  MovementCode,
  Period,
  Quantity,
  RateKind,
  text,
  TitleCode,
  UnitCode,
} from './shapes.js';

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
