// Participants of rosters.
import { z } from 'zod';
import { Changed, closedReason, list, ofCell } from './changed.js';
import { command, topic } from './contract.js';
import { Decision, Id, InstantAt, MovementCode, Period, text, TitleCode, Version } from './shapes.js';

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

const Subject = z.object({ key: text(100), name: text(300) });

/** All or nothing. Refusals: UNIT_*, MOVEMENT_*, TITLE_*, *_PERIOD*, TALLY_EXISTS, BAD_KEY, ALREADY_REGISTERED, EXCEEDS_BASELINE, NO_SUBJECTS, TOO_MANY_SUBJECTS. */
export const RegisterSubjects = command(
  'movements',
  'RegisterSubjects',
  z.object({ movement: MovementCode, ...ofCell, subjects: list(Subject) }),
  Changed,
);
/** Refusals: those of RegisterSubjects, and NOT_REGISTERED, ALREADY_RECOGNISED, REASON_REQUIRED, REPORT_APPROVED. */
export const RecogniseSubjects = command(
  'movements',
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
export const WithdrawSubjects = command('movements', 'WithdrawSubjects', ChangeSubjects, Changed);
/** Refusals: UNIT_*, TITLE_UNKNOWN, BAD_PERIOD, NOT_REGISTERED, NOT_RECOGNISED, NO_SUBJECTS, TOO_MANY_SUBJECTS. */
export const RevokeRecognition = command('movements', 'RevokeRecognition', ChangeSubjects, Changed);
