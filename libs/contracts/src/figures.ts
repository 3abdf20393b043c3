// Baselines, tallies, and the cells that hold what they say of a unit, title and period.
import { z } from 'zod';
import { topic } from './contract.js';
import {
  BaselineOrigin,
  Basis,
  Certainty,
  DateOn,
  Id,
  InstantAt,
  MovementCode,
  Period,
  Quantity,
  RateKind,
  TitleCode,
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
