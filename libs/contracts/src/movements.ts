// Movements and their titles.
import { z } from 'zod';
import { command, topic } from './contract.js';
import { UnitState } from './units.js';
import {
  Authority,
  DateOn,
  DatePrecision,
  ExpectedVersion,
  Id,
  MovementCode,
  MovementKind,
  MovementScope,
  MovementStatus,
  PeriodKind,
  SubjectKind,
  text,
  TitleCode,
  UnitCode,
  Version,
} from './shapes.js';

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

const MovementAnswer = z.object({
  movement: MovementState,
  titles: z.array(TitleState),
  launchedBy: UnitState,
});

/** Replaces an earlier draft of the same code. Refusals: UNIT_UNKNOWN, UNIT_CLOSED, MOVEMENT_EXISTS, MOVEMENT_DATES, TITLE_INCOMPLETE, TITLE_DIFFERS. */
export const DraftMovement = command(
  'movements',
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
export const LaunchMovement = command(
  'movements',
  'LaunchMovement',
  z.object({ code: MovementCode, expectedVersion: ExpectedVersion }),
  MovementAnswer,
);
/** Refusals: MOVEMENT_UNKNOWN, MOVEMENT_NOT_OPEN. */
export const CloseMovement = command(
  'movements',
  'CloseMovement',
  z.object({ code: MovementCode, expectedVersion: ExpectedVersion }),
  MovementAnswer,
);
/** Refusals: MOVEMENT_UNKNOWN, MOVEMENT_NOT_OPEN. */
export const ReopenMovement = command(
  'movements',
  'ReopenMovement',
  z.object({ code: MovementCode, reason: text(), expectedVersion: ExpectedVersion }),
  MovementAnswer,
);
