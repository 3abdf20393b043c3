import { z } from 'zod';
import { command, topic } from './contract.js';
import {
  DateOn,
  ExemplarGroup,
  ExemplarStatus,
  ExpectedVersion,
  Id,
  InstantAt,
  MovementCode,
  Period,
  PublicationBasisKind,
  ReviewVerdict,
  SubjectKind,
  text,
  UnitCode,
  Version,
} from './shapes.js';

/** Where an example was put before the public, and on which day. */
export const Channel = z.enum(['PORTAL', 'FANPAGE']);
const Publication = z.object({ channel: Channel, on: DateOn });

/**
 * A nomination for typical advanced example (điển hình tiên tiến) and where it stands in its course (rule 20).
 * Once the person is erased every property that could name them is null or empty, for ever, and the status is WITHDRAWN.
 */
export const ExemplarState = z.object({
  id: Id,
  /** Of the Vietnamese name; stable after the first publication, unique. Null before it and after erasure. */
  slug: z.string().nullable(),
  name: z.string().nullable(),
  position: z.string().nullable(),
  group: ExemplarGroup,
  unitId: Id,
  period: Period,
  movement: MovementCode.nullable(),
  headline: z.string().nullable(),
  /** Markdown without HTML. */
  story: z.string().nullable(),
  headlineEn: z.string().nullable(),
  storyEn: z.string().nullable(),
  /** Null where it is not asked: collectives and practices. Minors are not offered to search engines. */
  minor: z.boolean().nullable(),
  /** Ids of awards that it rests on (rule 23). */
  awards: z.array(Id),
  status: ExemplarStatus,
  featured: z.boolean(),
  /** Last note of a reviewer, or reason of the withdrawal. */
  note: z.string().nullable(),
  /** Whether it has a basis to be published on; its wording stays in the service (rule 22). */
  basis: PublicationBasisKind.nullable(),
  /** It waits for a reviewer because an award that it rests on was revoked or restored. */
  awardChanged: z.boolean(),
  channels: z.array(Publication),
  nominatedAt: InstantAt,
  publishedAt: InstantAt.nullable(),
  erased: z.boolean(),
  version: Version,
});
export type ExemplarState = z.infer<typeof ExemplarState>;
export const exemplars = topic({
  name: 'exemplars.exemplar',
  types: [
    'ExemplarNominated',
    'ReviewStarted',
    'ExemplarApproved',
    'ExemplarReturned',
    'ExemplarRejected',
    'ExemplarSupplemented',
    'ExemplarPublished',
    'ExemplarFeatured',
    'ExemplarWithdrawn',
    'ExemplarAnnouncedOnChannel',
    'AwardChanged',
    'PersonErased',
  ],
  key: (exemplar: ExemplarState) => exemplar.id,
  state: ExemplarState,
});

/** Numbers of examples without names (rule 19a); one a unit and period. */
export const ExemplarTallyState = z.object({
  id: Id,
  unitId: Id,
  period: Period,
  collectives: z.int().min(0),
  individuals: z.int().min(0),
  goodPersonsGoodDeeds: z.int().min(0),
  source: z.string(),
  version: Version,
});
export type ExemplarTallyState = z.infer<typeof ExemplarTallyState>;
export const exemplarTallies = topic({
  name: 'exemplars.exemplar-tally',
  types: ['ExemplarTallyReported'],
  key: (tally: ExemplarTallyState) => tally.id,
  state: ExemplarTallyState,
});

/** Header of a conference (hội nghị) of typical advanced models. With `tally` only numbers of honourees are known. */
export const ConferenceState = z.object({
  id: Id,
  name: z.string(),
  heldOn: DateOn,
  unitId: Id,
  period: Period,
  honourees: z.int().min(0),
  tally: z
    .object({ collectives: z.int().min(0), individuals: z.int().min(0), source: z.string() })
    .nullable(),
  version: Version,
});
export type ConferenceState = z.infer<typeof ConferenceState>;
export const conferences = topic({
  name: 'exemplars.conference',
  types: ['ConferenceHeld'],
  key: (conference: ConferenceState) => conference.id,
  state: ConferenceState,
});

/** One honoured at a conference: a fact apart from being published as an example. `award`: what was handed over there. */
export const HonoureeState = z.object({
  id: Id,
  conferenceId: Id,
  conference: z.string(),
  heldOn: DateOn,
  period: Period,
  name: z.string(),
  subjectKind: SubjectKind,
  unitId: Id,
  award: Id.nullable(),
  version: Version,
});
export type HonoureeState = z.infer<typeof HonoureeState>;
export const honourees = topic({
  name: 'exemplars.honouree',
  types: ['HonoureeHonoured'],
  key: (honouree: HonoureeState) => honouree.id,
  state: HonoureeState,
});

const define = <I extends z.ZodType, V extends z.ZodType>(name: string, input: I, value: V) =>
  command('exemplars', name, input, value);
const Changed = z.object({ changed: z.int() });
const NominationAnswer = z.object({ exemplar: ExemplarState });
const expectedVersion = ExpectedVersion;
const list = <T extends z.ZodType>(item: T) => z.array(item).max(20_000);
/** Markdown: several lines, NFC; HTML in it is removed by the service. */
const story = z
  .string()
  .refine((value) => !/[^\P{C}\n\r\t]/u.test(value), 'must not contain control or invisible characters')
  .overwrite((value) => value.normalize('NFC').trim())
  .min(1)
  .max(20_000);
const headline = text(200);
const awardIds = z.array(Id).max(50).nullish();

/** Refusals: UNIT_UNKNOWN, UNIT_CLOSED, MINOR_UNSTATED (rule 22), MOVEMENT_UNKNOWN, AWARD_UNKNOWN, AWARD_REVOKED, BAD_STORY. */
export const NominateExemplar = define(
  'NominateExemplar',
  z.object({
    name: text(300),
    position: text(200).nullish(),
    group: ExemplarGroup,
    unit: UnitCode,
    period: Period,
    movement: MovementCode.nullish(),
    headline,
    story,
    headlineEn: headline.nullish(),
    storyEn: story.nullish(),
    minor: z.boolean().nullish(),
    awards: awardIds,
  }),
  NominationAnswer,
);
/** Refusals: EXEMPLAR_UNKNOWN, EXEMPLAR_STATUS. */
export const StartReview = define('StartReview', z.object({ id: Id, expectedVersion }), NominationAnswer);
/** Refusals: EXEMPLAR_UNKNOWN, EXEMPLAR_STATUS, OWN_NOMINATION (rule 24), NOTE_REQUIRED (to return or reject). */
export const ReviewExemplar = define(
  'ReviewExemplar',
  z.object({ id: Id, verdict: ReviewVerdict, note: text(2000).nullish(), expectedVersion }),
  NominationAnswer,
);
/** The review goes on where it was. Refusals: EXEMPLAR_UNKNOWN, EXEMPLAR_STATUS (only what was returned), AWARD_UNKNOWN, AWARD_REVOKED, BAD_STORY. */
export const SupplementExemplar = define(
  'SupplementExemplar',
  z.object({
    id: Id,
    headline: headline.nullish(),
    story: story.nullish(),
    awards: awardIds,
    expectedVersion,
  }),
  NominationAnswer,
);
/** Refusals: EXEMPLAR_UNKNOWN, EXEMPLAR_STATUS, BASIS_NOT_APPLICABLE, CONSENT_MISSING (rule 22; Law 91/2025/QH15), BAD_DATE, AWARD_REVOKED. */
export const PublishExemplar = define(
  'PublishExemplar',
  z.object({
    id: Id,
    basis: z.object({
      kind: PublicationBasisKind,
      statement: text(2000),
      givenOn: DateOn.nullish(),
      representativeConsent: z.boolean().default(false),
      childConsent: z.boolean().default(false),
      childUnderSeven: z.boolean().default(false),
    }),
    featured: z.boolean().default(false),
    expectedVersion,
  }),
  NominationAnswer,
);
/** Refusals: EXEMPLAR_UNKNOWN, EXEMPLAR_STATUS (only what is published). */
export const FeatureExemplar = define(
  'FeatureExemplar',
  z.object({ id: Id, featured: z.boolean(), expectedVersion }),
  NominationAnswer,
);
/** Says on which channel and day it was put before the public; the portal by itself at publication. Refusals: EXEMPLAR_UNKNOWN, EXEMPLAR_STATUS, BAD_DATE. */
export const AnnounceExemplar = define(
  'AnnounceExemplar',
  z.object({ id: Id, channel: Channel, on: DateOn, expectedVersion }),
  NominationAnswer,
);
/** Any state but the end ones; `consentWithdrawn` erases the person in any state, once. Refusals: EXEMPLAR_UNKNOWN, EXEMPLAR_STATUS. */
export const WithdrawExemplar = define(
  'WithdrawExemplar',
  z.object({ id: Id, reason: text(), consentWithdrawn: z.boolean().default(false), expectedVersion }),
  NominationAnswer,
);
/** Replaces what was reported for the unit and period. Refusals: UNIT_*, BAD_QUANTITY. */
export const ReportExemplarTally = define(
  'ReportExemplarTally',
  z.object({
    unit: UnitCode,
    period: Period,
    collectives: z.int(),
    individuals: z.int(),
    goodPersonsGoodDeeds: z.int(),
    source: text(),
  }),
  Changed,
);
/** Honourees by name (1 to 1,000) or numbers with their source. Refusals: UNIT_*, CONFERENCE_EXISTS, NOTHING_REPORTED, BAD_QUANTITY, TALLY_OR_NAMES, SOURCE_REQUIRED, DUPLICATE_RECIPIENT, AWARD_UNKNOWN, AWARD_REVOKED, TOO_MANY_SUBJECTS, BAD_DATE. */
export const HoldConference = define(
  'HoldConference',
  z.object({
    name: text(300),
    heldOn: DateOn,
    unit: UnitCode,
    period: Period,
    honourees: list(
      z.object({ name: text(300), kind: SubjectKind, unit: UnitCode, award: Id.nullish() }),
    ).nullish(),
    collectives: z.int().nullish(),
    individuals: z.int().nullish(),
    source: text().nullish(),
  }),
  z.object({ conference: ConferenceState }),
);

export const exemplarsCommands = [
  NominateExemplar,
  StartReview,
  ReviewExemplar,
  SupplementExemplar,
  PublishExemplar,
  FeatureExemplar,
  AnnounceExemplar,
  WithdrawExemplar,
  ReportExemplarTally,
  HoldConference,
] as const;
