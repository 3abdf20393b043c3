// Longer than other files: the one place that spells every state, event and command of the service, in the order of its nouns.
import { z } from 'zod';
import { auditTopics } from './audit.js';
import { command, topic } from './contract.js';
import {
  Authority,
  BaselineOrigin,
  Basis,
  Certainty,
  DateOn,
  DatePrecision,
  Decision,
  ExpectedVersion,
  InstantAt,
  MovementCode,
  MovementKind,
  MovementScope,
  MovementStatus,
  Period,
  PeriodKind,
  Quantity,
  RateKind,
  SubjectKind,
  text,
  TitleCode,
  UnitCode,
  UnitLevel,
} from './shapes.js';

const Id = z.uuid();
const Version = z.int().min(1);

export const UnitChangeKind = z.enum(['CREATED', 'RENAMED', 'MOVED', 'MERGED', 'SPLIT', 'CLOSED']);
/**
 * What happened to a unit (rule 10). `on`: the first day on which it holds. RENAMED keeps the names, MOVED the parent,
 * that it had until then; else they are null.
 */
export const UnitChange = z.object({
  kind: UnitChangeKind,
  on: DateOn,
  document: z.string(),
  name: z.string().nullable().default(null),
  nameEn: z.string().nullable().default(null),
  parentId: Id.nullable().default(null),
});
export type UnitChange = z.infer<typeof UnitChange>;
/**
 * An administrative unit or an institution. `id` is the identity; a code can denote another unit at another date (rule 9).
 * Names and parent are the last ones; `changes`, oldest first, tell the earlier ones.
 */
export const UnitState = z.object({
  id: Id,
  code: UnitCode,
  name: z.string(),
  nameEn: z.string().nullable(),
  level: UnitLevel,
  parentId: Id.nullable(),
  /** Kind of an institution, such as UPPER_SECONDARY; null for administrative units. */
  kind: z.string().nullable(),
  validFrom: DateOn.nullable(),
  validTo: DateOn.nullable(),
  successorIds: z.array(Id),
  /** Percent of its figures that went to each of successorIds, in their order; null: not known. */
  shares: z.array(z.number()).nullable().default(null),
  changes: z.array(UnitChange).default([]),
  version: Version,
});
export type UnitState = z.infer<typeof UnitState>;
export const units = topic({
  name: 'movements.unit',
  types: [
    'UnitOpened',
    'InstitutionRegistered',
    'UnitRenamed',
    'UnitMoved',
    'UnitMerged',
    'UnitSplit',
    'UnitClosed',
  ],
  key: (unit: UnitState) => unit.id,
  state: UnitState,
});

/** How many units there are and the sum of their versions: a copy that holds as much is complete. */
export const UnitMapState = z.object({
  id: z.literal('unit-map'),
  units: z.int(),
  versions: z.int(),
  version: Version,
});
export type UnitMapState = z.infer<typeof UnitMapState>;
export const unitMaps = topic({
  name: 'movements.unit-map',
  types: ['UnitMapChanged'],
  key: (map: UnitMapState) => map.id,
  state: UnitMapState,
});

/** What participants register for and are recognised in (rule 0); `counts` says what its baseline counts. */
export const TitleState = z.object({
  code: TitleCode,
  name: z.string(),
  nameEn: z.string().nullable(),
  counts: z.string(),
  subjectKind: SubjectKind,
  periodKind: PeriodKind,
  version: Version,
});
export type TitleState = z.infer<typeof TitleState>;
export const titles = topic({
  name: 'movements.title',
  types: ['TitleDefined'],
  key: (title: TitleState) => title.code,
  state: TitleState,
});

/** A movement (phong trào) or campaign (cuộc vận động). Dates that no source gives are null. */
export const MovementState = z.object({
  code: MovementCode,
  name: z.string(),
  nameEn: z.string().nullable(),
  kind: MovementKind,
  status: MovementStatus,
  scope: MovementScope,
  launchingAuthority: Authority,
  launchedById: Id,
  legalBasis: z.array(z.string()),
  startsOn: DateOn.nullable(),
  startsOnPrecision: DatePrecision,
  endsOn: DateOn.nullable(),
  titles: z.array(TitleCode),
  /** Reason of the last reopening. */
  reason: z.string().nullable(),
  version: Version,
});
export type MovementState = z.infer<typeof MovementState>;
export const movements = topic({
  name: 'movements.movement',
  types: ['MovementDrafted', 'MovementLaunched', 'MovementClosed', 'MovementReopened'],
  key: (movement: MovementState) => movement.code,
  state: MovementState,
});

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

/** One participant of a roster. `key` is null for households: theirs is kept only as a keyed hash, inside the service. */
export const RegistrationState = z.object({
  id: Id,
  unitId: Id,
  title: TitleCode,
  period: Period,
  movement: MovementCode,
  key: z.string().nullable(),
  name: z.string(),
  status: z.enum(['REGISTERED', 'RECOGNISED', 'WITHDRAWN']),
  registeredAt: InstantAt,
  /** Registered by the act of recognition (rule 8a). */
  byRecognition: z.boolean(),
  decision: Decision.nullable(),
  /** Why it was withdrawn, or its recognition revoked. */
  reason: z.string().nullable(),
  version: Version,
});
export type RegistrationState = z.infer<typeof RegistrationState>;
export const registrations = topic({
  name: 'movements.registration',
  types: ['SubjectRegistered', 'SubjectRecognised', 'SubjectWithdrawn', 'RecognitionRevoked'],
  key: (registration: RegistrationState) => registration.id,
  state: RegistrationState,
});

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

export const movementsTopics = [
  units,
  unitMaps,
  titles,
  movements,
  baselines,
  cells,
  tallies,
  registrations,
  reports,
  auditTopics.movements,
] as const;

/**
 * How many things changed; a list whose every entry stood already answers 0. `version`: that of the cell by now, where
 * the command was about one.
 */
export const Changed = z.object({
  changed: z.int(),
  warnings: z.array(z.string()).optional(),
  version: z.int().nullish(),
});
export type Changed = z.infer<typeof Changed>;
const MovementAnswer = z.object({
  movement: MovementState,
  titles: z.array(TitleState),
  launchedBy: UnitState,
});
const define = <I extends z.ZodType, V extends z.ZodType>(name: string, input: I, value: V) =>
  command('movements', name, input, value);

/** Most subjects, baselines or institutions in one command (TOO_MANY_SUBJECTS); the cap of the shape only stops abuse. */
export const MOST_SUBJECTS = 1000;
/** Most in one rehearsal, which writes nothing: a whole commune is looked at together, so that it meets itself. */
export const MOST_REHEARSED = 20_000;
/** TOO_MANY_SUBJECTS above this. */
export const mostSubjects = ({ rehearsal }: { rehearsal?: boolean }): number =>
  rehearsal ? MOST_REHEARSED : MOST_SUBJECTS;
const list = <T extends z.ZodType>(item: T) => z.array(item).max(MOST_REHEARSED);
/** The cell that a command is about, and which version of it the editor saw. */
const ofCell = { title: TitleCode, period: Period, unit: UnitCode, expectedVersion: ExpectedVersion };
const Subject = z.object({ key: text(100), name: text(300) });

/** Refusals: UNIT_UNKNOWN, UNIT_CLOSED, UNIT_LEVEL, UNIT_EXISTS, NO_SUBJECTS, TOO_MANY_SUBJECTS. */
export const RegisterInstitutions = define(
  'RegisterInstitutions',
  z.object({
    institutions: list(z.object({ code: UnitCode, name: text(300), parent: UnitCode, kind: text(60) })),
  }),
  Changed,
);
/** What a change of the map of units rests on. `on`: the first day on which it holds. */
const ofMap = { on: DateOn, document: text() };
/** A unit to be: new where name and parent are given, else the one that bears the code on the day. */
const UnitInto = {
  code: UnitCode,
  name: text(300).nullish(),
  nameEn: text(300).nullish(),
  parent: UnitCode.nullish(),
};
const Share = z
  .number()
  .refine(
    (percent) => percent > 0 && percent < 100 && Number(percent.toFixed(2)) === percent,
    'must be above 0 and below 100, with at most two decimals',
  );
/** Refusals: UNIT_UNKNOWN, UNIT_CLOSED, UNIT_LEVEL, UNIT_EXISTS, UNIT_CODE. */
export const CreateUnit = define(
  'CreateUnit',
  z.object({
    code: UnitCode,
    name: text(300),
    nameEn: text(300).nullish(),
    level: UnitLevel.exclude(['COUNTRY', 'INSTITUTION']),
    parent: UnitCode,
    ...ofMap,
  }),
  Changed,
);
/** Refusals: UNIT_UNKNOWN, UNIT_CLOSED, UNIT_DATE, UNIT_SAME. */
export const RenameUnit = define(
  'RenameUnit',
  z.object({ unit: UnitCode, name: text(300), nameEn: text(300).nullish(), ...ofMap }),
  Changed,
);
/** Stands under another unit from the day. Refusals: UNIT_UNKNOWN, UNIT_CLOSED, UNIT_LEVEL, UNIT_DATE, UNIT_SAME. */
export const MoveUnit = define('MoveUnit', z.object({ unit: UnitCode, parent: UnitCode, ...ofMap }), Changed);
/**
 * Closes the units; one takes their place, with all that stood below them. Of the periods that have not ended by the day its
 * baseline is the sum of theirs (rule 10). Refusals: UNIT_*, NO_SUBJECTS, TOO_MANY_SUBJECTS.
 */
export const MergeUnits = define(
  'MergeUnits',
  z.object({ units: z.array(UnitCode).max(1000), into: z.object(UnitInto), ...ofMap }),
  Changed,
);
/**
 * Closes the unit; two or more take its place. `share`: percent of its figures, for all parts, 100 together, or for none;
 * `units`: which of the units below it go to the part. Refusals: UNIT_*, SPLIT_PARTS, SPLIT_SHARES, UNIT_HAS_UNITS.
 */
export const SplitUnit = define(
  'SplitUnit',
  z.object({
    unit: UnitCode,
    into: z
      .array(
        z.object({
          ...UnitInto,
          share: Share.nullish(),
          units: z.array(UnitCode).max(1000).nullish(),
        }),
      )
      .max(100),
    ...ofMap,
  }),
  Changed,
);
/** Without a successor. Refusals: UNIT_UNKNOWN, UNIT_CLOSED, UNIT_LEVEL, UNIT_DATE, UNIT_HAS_UNITS. */
export const CloseUnit = define('CloseUnit', z.object({ unit: UnitCode, ...ofMap }), Changed);
/** Replaces an earlier draft of the same code. Refusals: UNIT_UNKNOWN, UNIT_CLOSED, MOVEMENT_EXISTS, MOVEMENT_DATES, TITLE_INCOMPLETE, TITLE_DIFFERS. */
export const DraftMovement = define(
  'DraftMovement',
  z.object({
    code: MovementCode,
    name: text(),
    nameEn: text().nullish(),
    kind: MovementKind.default('MOVEMENT'),
    scope: MovementScope.default('MINISTRY_PROVINCE'),
    launchingAuthority: Authority,
    launchedBy: UnitCode,
    legalBasis: z.array(text(200)).max(100).nullish(),
    startsOn: DateOn.nullish(),
    startsOnPrecision: DatePrecision.default('DAY'),
    endsOn: DateOn.nullish(),
    titles: z
      .array(
        z.object({
          code: TitleCode,
          name: text(300).nullish(),
          nameEn: text(300).nullish(),
          counts: text(300).nullish(),
          subjectKind: SubjectKind.default('COLLECTIVE'),
          periodKind: PeriodKind.default('CALENDAR_YEAR'),
        }),
      )
      .max(100),
    expectedVersion: ExpectedVersion,
  }),
  MovementAnswer,
);
/** Refusals: MOVEMENT_UNKNOWN, MOVEMENT_NOT_OPEN. */
export const LaunchMovement = define(
  'LaunchMovement',
  z.object({ code: MovementCode, expectedVersion: ExpectedVersion }),
  MovementAnswer,
);
/** Refusals: MOVEMENT_UNKNOWN, MOVEMENT_NOT_OPEN. */
export const CloseMovement = define(
  'CloseMovement',
  z.object({ code: MovementCode, expectedVersion: ExpectedVersion }),
  MovementAnswer,
);
/** Refusals: MOVEMENT_UNKNOWN, MOVEMENT_NOT_OPEN. */
export const ReopenMovement = define(
  'ReopenMovement',
  z.object({ code: MovementCode, reason: text(), expectedVersion: ExpectedVersion }),
  MovementAnswer,
);
const TargetPercent = z
  .number()
  .refine(
    (percent) => percent > 0 && percent <= 100 && Number(percent.toFixed(2)) === percent,
    'must be above 0 and at most 100, with at most two decimals',
  );
/** Targets hold at the unit and below until a nearer one. Refusals: UNIT_*, TITLE_UNKNOWN, BAD_PERIOD, NO_SUBJECTS. */
export const SetTargets = define(
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
/** Why the past of a unit that was closed since, or a report that was approved, is corrected: REASON_REQUIRED, REPORT_APPROVED. */
const closedReason = { reason: text().nullish() };
/**
 * Refusals: UNIT_*, UNIT_REPEATED, TITLE_UNKNOWN, BAD_PERIOD, BAD_QUANTITY, BELOW_REGISTERED, REASON_REQUIRED, NO_SUBJECTS,
 * TOO_MANY_SUBJECTS. One that stands already as it is given here is not recorded again: its place in the list is among
 * `unchanged` of the answer.
 */
export const RecordBaselines = define(
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
/** All or nothing. Refusals: UNIT_*, MOVEMENT_*, TITLE_*, *_PERIOD*, TALLY_EXISTS, BAD_KEY, ALREADY_REGISTERED, EXCEEDS_BASELINE, NO_SUBJECTS, TOO_MANY_SUBJECTS. */
export const RegisterSubjects = define(
  'RegisterSubjects',
  z.object({ movement: MovementCode, ...ofCell, subjects: list(Subject) }),
  Changed,
);
/** Refusals: those of RegisterSubjects, and NOT_REGISTERED, ALREADY_RECOGNISED, REASON_REQUIRED, REPORT_APPROVED. */
export const RecogniseSubjects = define(
  'RecogniseSubjects',
  z.object({
    movement: MovementCode.nullish(),
    ...ofCell,
    ids: list(Id).nullish(),
    keys: list(text(100)).nullish(),
    subjects: list(Subject).nullish(),
    decision: Decision,
    ...closedReason,
  }),
  Changed,
);
const ChangeSubjects = z.object({
  ...ofCell,
  ids: list(Id).nullish(),
  keys: list(text(100)).nullish(),
  reason: text(),
});
/** Refusals: UNIT_*, TITLE_UNKNOWN, BAD_PERIOD, NOT_REGISTERED, RECOGNISED, NO_SUBJECTS, TOO_MANY_SUBJECTS. */
export const WithdrawSubjects = define('WithdrawSubjects', ChangeSubjects, Changed);
/** Refusals: UNIT_*, TITLE_UNKNOWN, BAD_PERIOD, NOT_REGISTERED, NOT_RECOGNISED, NO_SUBJECTS, TOO_MANY_SUBJECTS. */
export const RevokeRecognition = define('RevokeRecognition', ChangeSubjects, Changed);
/** Replaces the unit's earlier tally. Refusals: UNIT_*, MOVEMENT_*, TITLE_*, *_PERIOD*, BAD_QUANTITY, NOTHING_REPORTED, ROSTER_EXISTS, RECOGNISED_EXCEEDS_REGISTERED, EXCEEDS_BASELINE, REASON_REQUIRED, REPORT_APPROVED. */
export const ReportTally = define(
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
export const WithdrawTally = define('WithdrawTally', z.object({ ...ofCell, reason: text() }), Changed);

/**
 * Keeps the figures of the unit as they are as its approved report. `acceptPartial`: also where not all units directly below
 * have theirs (k of n). A later version needs a `reason`; `expectedVersion` is the number of the report that stands, 0: none.
 * Refusals: UNIT_*, TITLE_UNKNOWN, BAD_PERIOD, REPORT_EMPTY, CHILDREN_NOT_APPROVED, REPORT_UNCHANGED, REPORT_APPROVED.
 */
export const ApproveReport = define(
  'ApproveReport',
  z.object({ ...ofCell, acceptPartial: z.boolean().default(false), reason: text().nullish() }),
  z.object({ report: ReportState }),
);

export const movementsCommands = [
  RegisterInstitutions,
  CreateUnit,
  RenameUnit,
  MoveUnit,
  MergeUnits,
  SplitUnit,
  CloseUnit,
  DraftMovement,
  LaunchMovement,
  CloseMovement,
  ReopenMovement,
  SetTargets,
  RecordBaselines,
  RegisterSubjects,
  RecogniseSubjects,
  WithdrawSubjects,
  RevokeRecognition,
  ReportTally,
  WithdrawTally,
  ApproveReport,
] as const;
