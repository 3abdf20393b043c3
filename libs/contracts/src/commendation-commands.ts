// What is asked of decisions and awards: to record, publish, correct, revoke and restore them, and to tell two of one name apart.
import { z } from 'zod';
import { AwardState, DecisionState, DuplicateState } from './commendations.js';
import { command } from './contract.js';
import {
  Authority,
  CommendationForm,
  CommendationType,
  DateOn,
  Decision,
  EmulationTitle,
  ExpectedVersion,
  Id,
  Period,
  RevocationGround,
  SubjectKind,
  text,
  UnitCode,
} from './shapes.js';

const define = <I extends z.ZodType, V extends z.ZodType>(name: string, input: I, value: V) =>
  command('competitions', name, input, value);
const list = <T extends z.ZodType>(item: T) => z.array(item).max(20_000);
const Changed = z.object({ changed: z.int() });

/** A decision by what people know of it: number, office and year of signing. */
export const DecisionRef = z.object({
  number: text(60),
  authority: Authority,
  issuer: UnitCode,
  year: z.int().min(1900).max(2100),
});
export type DecisionRef = z.infer<typeof DecisionRef>;
export const refOf = ({ number, authority, issuer, signedOn }: Decision): DecisionRef => ({
  number,
  authority,
  issuer,
  year: Number(signedOn.slice(0, 4)),
});

/** `duplicates`: pairs of one name that wait for a person, and how many more there are than are listed at a time (1,000); absent: none. */
export const AwardsRecorded = z.object({
  decision: DecisionState,
  awards: z.array(AwardState),
  duplicates: z.object({ listed: z.int().min(0), unlisted: z.int().min(0) }).optional(),
});

/** `birthDate` and `identity` tell people of one name apart; neither leaves the service. */
const Recipient = z.object({
  name: text(300),
  kind: SubjectKind,
  unit: UnitCode,
  position: text(200).nullish(),
  birthDate: DateOn.nullish(),
  identity: text(60).nullish(),
  minor: z.boolean().default(false),
  posthumous: z.boolean().default(false),
  achievement: text(2000),
  certificateNumber: text(40).nullish(),
  evidence: z
    .array(z.object({ title: text(), decision: text(60).nullish() }))
    .max(20)
    .nullish(),
});
const granted = {
  decision: Decision,
  period: Period,
  publish: z.boolean().default(true),
  recipients: list(Recipient),
};
/**
 * A draft again replaces the draft, without recipients drops it. Refusals: AUTHORITY_NOT_COMPETENT (Law 06/2022/QH15 Arts 77-80), UNIT_UNKNOWN, UNIT_CLOSED,
 * ISSUER_LEVEL, DECISION_NUMBER_EXISTS, CERTIFICATE_NUMBER_EXISTS (rule 16), DUPLICATE_RECIPIENT (rule 18), EVIDENCE_USED (rule 17), SUBJECT_KIND, BAD_KEY, BAD_DATE (published, but signed in the future), NO_SUBJECTS, TOO_MANY_SUBJECTS.
 */
export const RecordCommendations = define(
  'RecordCommendations',
  z.object({ ...granted, form: CommendationForm, type: CommendationType.default('PHONG_TRAO') }),
  AwardsRecorded,
);
/** The same for an emulation title. Refusals: those of RecordCommendations. */
export const RecordEmulationTitles = define(
  'RecordEmulationTitles',
  z.object({ ...granted, title: EmulationTitle }),
  AwardsRecorded,
);
/** Refusals: DECISION_UNKNOWN, DECISION_PUBLISHED, BAD_DATE (signed in the future), DUPLICATE_UNDECIDED (two of one name wait for a person), DUPLICATE_RECIPIENT (a person said they are the same). */
export const PublishCommendations = define(
  'PublishCommendations',
  z.object({ decision: DecisionRef }),
  AwardsRecorded,
);
/** Replaces what was reported for the same key. Refusals: UNIT_*, AUTHORITY_NOT_COMPETENT, BAD_QUANTITY. */
export const ReportAwardTally = define(
  'ReportAwardTally',
  z.object({
    authority: Authority,
    unit: UnitCode,
    form: CommendationForm,
    period: Period,
    collectives: z.int(),
    households: z.int().default(0),
    individuals: z.int(),
    achievement: text(),
    source: text(),
  }),
  Changed,
);
/** Đính chính of published awards (rule 14): the certificate code stays. Refusals: AWARD_UNKNOWN, AWARD_NOT_PUBLISHED, NOT_THE_AWARDING_OFFICE, UNIT_*, BAD_DATE, NOTHING_CORRECTED, MEMBERS_DIFFER, CERTIFICATE_NUMBER_EXISTS, DUPLICATE_RECIPIENT, EVIDENCE_USED, NO_SUBJECTS, TOO_MANY_SUBJECTS; a stale `expectedVersion`: CONFLICT. */
export const CorrectAwards = define(
  'CorrectAwards',
  z.object({
    corrections: list(
      z.object({
        id: Id,
        name: text(300).nullish(),
        position: text(200).nullish(),
        unit: UnitCode.nullish(),
        achievement: text(2000).nullish(),
        certificateNumber: text(40).nullish(),
        expectedVersion: ExpectedVersion,
      }),
    ),
    decision: Decision,
    reason: text(),
  }),
  Changed,
);
/** All published awards of the decision, or those listed (rule 19). Refusals: DECISION_UNKNOWN, AWARD_UNKNOWN, AWARD_NOT_PUBLISHED, NOT_THE_AWARDING_OFFICE, UNIT_*, GROUND_NOT_APPLICABLE, BAD_DATE, NO_SUBJECTS. */
export const RevokeAwards = define(
  'RevokeAwards',
  z.object({
    decision: DecisionRef,
    awards: list(Id).nullish(),
    ground: RevocationGround,
    revocation: Decision,
    reason: text(),
  }),
  Changed,
);
/** Refusals: DECISION_UNKNOWN, AWARD_UNKNOWN, AWARD_NOT_REVOKED, NOT_THE_AWARDING_OFFICE, UNIT_*, EVIDENCE_USED (used since), BAD_DATE, NO_SUBJECTS. */
export const RestoreAwards = define(
  'RestoreAwards',
  z.object({ decision: DecisionRef, awards: list(Id).nullish(), restoration: Decision, reason: text() }),
  Changed,
);
/** A person's word on two of one name. SAME does not change either: who recorded them removes one. Refusals: DUPLICATE_UNKNOWN; a stale `expectedVersion`: CONFLICT. */
export const DecideDuplicate = define(
  'DecideDuplicate',
  z.object({
    id: Id,
    same: z.boolean(),
    note: text().nullish(),
    expectedVersion: ExpectedVersion,
  }),
  z.object({ duplicate: DuplicateState }),
);

export const commendationCommands = [
  RecordCommendations,
  RecordEmulationTitles,
  PublishCommendations,
  ReportAwardTally,
  CorrectAwards,
  RevokeAwards,
  RestoreAwards,
  DecideDuplicate,
] as const;
