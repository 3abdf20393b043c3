// What the competitions service decides beside editions and entries: decisions, awards, certificates, duplicates.
import { z } from 'zod';
import { topic } from './contract.js';
import {
  Authority,
  CommendationForm,
  CommendationType,
  CompetitionLevel,
  DateOn,
  EmulationTitle,
  HonourKind,
  Id,
  MovementCode,
  Period,
  RevocationGround,
  SubjectKind,
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
