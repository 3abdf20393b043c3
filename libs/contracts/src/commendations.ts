// What the competitions service decides beside editions and entries: decisions, awards, certificates, duplicates.
import { z } from 'zod';
import { command, topic } from './contract.js';
import {
  Authority,
  CommendationForm,
  CommendationType,
  CompetitionLevel,
  DateOn,
  Decision,
  EmulationTitle,
  ExpectedVersion,
  HonourKind,
  Id,
  MovementCode,
  Period,
  RevocationGround,
  SubjectKind,
  text,
  UnitCode,
  Version,
} from './shapes.js';

/** A decision as the service keeps it: its issuing office is the authority and the unit of its territory. */
export const DecisionHeader = z.object({
  id: Id,
  number: z.string(),
  signedOn: DateOn,
  authority: Authority,
  issuerId: Id,
  signatory: z.string().nullable(),
  position: z.string().nullable(),
});
export type DecisionHeader = z.infer<typeof DecisionHeader>;

/** A decision that grants awards. `recipients` counts its awards; they are aggregates of their own. DROPPED: a draft that was given up. */
export const DecisionState = DecisionHeader.extend({
  grants: HonourKind.extract(['COMMENDATION', 'EMULATION_TITLE', 'PRIZE']),
  form: CommendationForm.nullable(),
  emulationTitle: EmulationTitle.nullable(),
  competition: MovementCode.nullable(),
  type: CommendationType.nullable(),
  period: Period,
  status: z.enum(['DRAFT', 'PUBLISHED', 'DROPPED']),
  recipients: z.int().min(0),
  version: Version,
});
export type DecisionState = z.infer<typeof DecisionState>;
export const decisions = topic({
  name: 'competitions.decision',
  types: ['CommendationsDrafted', 'CommendationsPublished', 'DraftDropped', 'ResultsPublished'],
  key: (decision: DecisionState) => decision.id,
  state: DecisionState,
});

/** Whoever holds the code may ask whether the certificate is valid. `holder`: the name printed on it. */
export const Certificate = z.object({ code: z.string(), holder: z.string() });

/**
 * One line of the honours list: a commendation, an emulation title or a prize, with what a reader and a certificate
 * need of its decision. A team's prize is one award with all its members. DRAFT and REVOKED are never public.
 */
export const AwardState = z.object({
  id: Id,
  kind: HonourKind.extract(['COMMENDATION', 'EMULATION_TITLE', 'PRIZE']),
  name: z.string(),
  subjectKind: SubjectKind,
  unitId: Id,
  position: z.string().nullable(),
  posthumous: z.boolean(),
  minor: z.boolean(),
  members: z.array(z.string()),
  form: CommendationForm.nullable(),
  emulationTitle: EmulationTitle.nullable(),
  type: CommendationType.nullable(),
  competition: MovementCode.nullable(),
  level: CompetitionLevel.nullable(),
  /** Of a prize: its rank as the edition names it, and its order there. */
  rank: z.object({ code: z.string(), name: z.string(), order: z.int(), special: z.boolean() }).nullable(),
  /** The entry that the prize was given to. */
  entryId: Id.nullable().default(null),
  /** Number of the decision by which others gave a prize won elsewhere. */
  externalDecision: z.string().nullable().default(null),
  achievement: z.string().nullable(),
  /** Initiatives and topics that it used up (rule 17). */
  evidence: z.array(z.object({ title: z.string(), decision: z.string().nullable() })),
  /** Null for a prize won elsewhere. */
  decision: DecisionHeader.nullable(),
  awardedOn: DateOn,
  period: Period,
  status: z.enum(['DRAFT', 'PUBLISHED', 'REVOKED', 'DROPPED']),
  /** The last revocation, kept after a restoration. */
  revocation: z
    .object({
      ground: RevocationGround,
      decision: DecisionHeader.omit({ id: true }),
      reason: z.string(),
    })
    .nullable(),
  certificates: z.array(Certificate),
  /** In the register of the office and year of signing (rule 16); null: not told. */
  certificateNumber: z.string().nullable().default(null),
  version: Version,
});
export type AwardState = z.infer<typeof AwardState>;
export const awards = topic({
  name: 'competitions.award',
  types: [
    'AwardDrafted',
    'AwardPublished',
    'AwardDropped',
    'AwardCorrected',
    'AwardRevoked',
    'AwardRestored',
  ],
  key: (award: AwardState) => award.id,
  state: AwardState,
});

/** Numbers of awards without names (rule 19a); one a unit, period, authority, form and achievement. */
export const AwardTallyState = z.object({
  id: Id,
  unitId: Id,
  period: Period,
  authority: Authority,
  form: CommendationForm,
  achievement: z.string(),
  collectives: z.int().min(0),
  households: z.int().min(0),
  individuals: z.int().min(0),
  source: z.string(),
  version: Version,
});
export type AwardTallyState = z.infer<typeof AwardTallyState>;
export const awardTallies = topic({
  name: 'competitions.award-tally',
  types: ['AwardTallyReported'],
  key: (tally: AwardTallyState) => tally.id,
  state: AwardTallyState,
});

/** Two recipients (awards) or students (entries) of one name, for a person to decide (rules 13, 18); nothing is merged by itself. */
export const DuplicateState = z.object({
  id: Id,
  among: z.enum(['RECIPIENTS', 'STUDENTS']),
  /** Ids of the awards or entries, the earlier one first. */
  first: Id,
  second: Id,
  /** Name as written in each. */
  firstName: z.string(),
  secondName: z.string(),
  unitId: Id,
  /** DROPPED: one of the two is no longer there to be the same. */
  status: z.enum(['OPEN', 'SAME', 'DIFFERENT', 'DROPPED']),
  /** Note of who decided. */
  note: z.string().nullable(),
  version: Version,
});
export type DuplicateState = z.infer<typeof DuplicateState>;
export const duplicates = topic({
  name: 'competitions.duplicate',
  types: ['DuplicateFound', 'DuplicateDecided', 'DuplicateDropped'],
  key: (duplicate: DuplicateState) => duplicate.id,
  state: DuplicateState,
});

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
