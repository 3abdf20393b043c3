import { z } from 'zod';
import { command, topic } from './contract.js';
import {
  Basis,
  CompetitionLevel,
  CompetitionStatus,
  DateOn,
  Decision,
  EntryKind,
  ExpectedVersion,
  Id,
  MovementCode,
  Period,
  text,
  UnitCode,
  Version,
} from './shapes.js';
import { AwardsRecorded } from './commendation-commands.js';
import { DecisionHeader } from './commendations.js';

/** A rank of prizes of one edition; its names and order belong to the edition. `quota` null: no limit (rule 12). */
export const PrizeRank = z.object({
  code: text(40),
  name: text(100),
  order: z.int().min(1),
  special: z.boolean(),
  quota: z.int().min(0).nullable(),
});
export type PrizeRank = z.infer<typeof PrizeRank>;

/**
 * Header of an edition of a competition; its entries and awards are aggregates of their own. `tally`: only its numbers
 * are known (basis TALLY). A competition of others has an `organiserName` and no organiser, entries only by its prizes.
 */
export const CompetitionState = z.object({
  code: MovementCode,
  name: z.string(),
  nameEn: z.string().nullable(),
  level: CompetitionLevel,
  period: Period,
  organiserId: Id.nullable(),
  organiserName: z.string().nullable(),
  status: CompetitionStatus,
  basis: Basis.exclude(['POOLED']),
  /** Most members of an entry; null: no limit. */
  maxMembers: z.int().min(1).nullable(),
  ranks: z.array(PrizeRank),
  tally: z
    .object({
      entries: z.int().min(0),
      ranks: z.array(z.object({ code: z.string(), count: z.int().min(0) })),
      source: z.string(),
    })
    .nullable(),
  /** What published the results; null: they are not public. */
  decision: DecisionHeader.nullable(),
  version: Version,
});
export type CompetitionState = z.infer<typeof CompetitionState>;
export const competitions = topic({
  name: 'competitions.competition',
  // CompetitionChanged: its entries or prizes did, which are events of their own.
  types: [
    'CompetitionOpened',
    'CompetitionChanged',
    'CompetitionJudged',
    'ResultsPublished',
    'CompetitionTallyReported',
  ],
  key: (competition: CompetitionState) => competition.code,
  state: CompetitionState,
});

/** A project, individual, team or collective in an edition (rule 11). Birth dates and identities stay in the service. */
export const EntryState = z.object({
  id: Id,
  competition: MovementCode,
  code: z.string(),
  kind: EntryKind,
  title: z.string().nullable(),
  field: z.string().nullable(),
  unitId: Id,
  members: z.array(z.string()),
  supervisors: z.array(z.string()),
  /** Codes of the ranks given to it: at most one main one, and special ones. */
  prizes: z.array(z.string()),
  status: z.enum(['ENTERED', 'WITHDRAWN']),
  /** Why it was withdrawn. */
  reason: z.string().nullable(),
  version: Version,
});
export type EntryState = z.infer<typeof EntryState>;
export const entries = topic({
  name: 'competitions.entry',
  // EntryCorrected: with a prize of it, after publication.
  types: ['EntrySubmitted', 'EntryWithdrawn', 'PrizeAwarded', 'PrizeRemoved', 'EntryCorrected'],
  key: (entry: EntryState) => entry.id,
  state: EntryState,
});

const define = <I extends z.ZodType, V extends z.ZodType>(name: string, input: I, value: V) =>
  command('competitions', name, input, value);
/** Most entries, prizes or recipients in one command (TOO_MANY_SUBJECTS); the cap of the shape only stops abuse. */
const list = <T extends z.ZodType>(item: T) => z.array(item).max(20_000);
/** `entryCount`: how many entries take part after the change, of a tally its number. */
const CompetitionAnswer = z.object({ competition: CompetitionState, entryCount: z.int() });

/** `birthDate` and `identity` tell people of one name apart; neither leaves the service. */
export const Member = z.object({
  name: text(200),
  birthDate: DateOn.nullish(),
  identity: text(60).nullish(),
});
export type Member = z.infer<typeof Member>;
/** An event, which names each of them up to three times, has to stay small. */
const Members = z
  .array(Member)
  .max(100)
  .refine(
    (members) => members.reduce((sum, { name }) => sum + name.length, 0) <= 5_000,
    'names of members must have at most 5,000 characters together',
  );

/** What an edition is, whether its entries are kept here or only its numbers. */
const edition = {
  code: MovementCode,
  name: text(),
  nameEn: text().nullish(),
  level: CompetitionLevel,
  period: Period,
  organiser: UnitCode,
  expectedVersion: ExpectedVersion,
};

/**
 * Opens an edition; until the first entry, the same code again replaces it. Who organises which level: an institution its
 * own, a commune or province its own, a department (an institution of that kind) its province's, a province the former
 * districts', the country national and international ones.
 * Refusals: UNIT_UNKNOWN, UNIT_CLOSED, UNIT_LEVEL, COMPETITION_EXISTS, RANK_REPEATED, NO_RANKS, BAD_QUANTITY; a stale `expectedVersion`: CONFLICT.
 */
export const OpenCompetition = define(
  'OpenCompetition',
  z.object({
    ...edition,
    maxMembers: z.int().nullish(),
    ranks: z
      .array(
        z.object({
          code: text(40),
          name: text(100),
          quota: z.int().nullish(),
          special: z.boolean().default(false),
        }),
      )
      .max(50),
  }),
  CompetitionAnswer,
);
/**
 * All or nothing; refused once published. Refusals: COMPETITION_UNKNOWN, COMPETITION_PUBLISHED, ENTRY_EXISTS, STUDENT_ENTERED (rule 13),
 * TOO_MANY_MEMBERS, NO_MEMBERS, TITLE_REQUIRED, BAD_KEY, UNIT_UNKNOWN, UNIT_CLOSED, NO_SUBJECTS, TOO_MANY_SUBJECTS.
 */
export const SubmitEntries = define(
  'SubmitEntries',
  z.object({
    competition: MovementCode,
    entries: list(
      z.object({
        code: text(60),
        kind: EntryKind.default('PROJECT'),
        title: text().nullish(),
        field: text(200).nullish(),
        unit: UnitCode,
        members: Members,
        supervisors: z.array(text(200)).max(20).nullish(),
      }),
    ),
  }),
  CompetitionAnswer,
);
/** An entry with a prize keeps it until that is taken back. Refusals: COMPETITION_UNKNOWN, COMPETITION_PUBLISHED, ENTRY_UNKNOWN, PRIZE_EXISTS, NO_SUBJECTS. */
export const WithdrawEntries = define(
  'WithdrawEntries',
  z.object({ competition: MovementCode, entries: list(text(60)), reason: text() }),
  CompetitionAnswer,
);
const Prizes = z.object({
  competition: MovementCode,
  prizes: list(z.object({ entry: text(60), rank: text(40) })),
});
/** All or nothing. Refusals: COMPETITION_UNKNOWN, COMPETITION_PUBLISHED, ENTRY_UNKNOWN, RANK_UNKNOWN, PRIZE_EXISTS (rule 11), QUOTA_EXCEEDED (rule 12), NO_SUBJECTS, TOO_MANY_SUBJECTS. */
export const AwardPrizes = define('AwardPrizes', Prizes, CompetitionAnswer);
/** Before publication only. Refusals: COMPETITION_UNKNOWN, COMPETITION_PUBLISHED, ENTRY_UNKNOWN, RANK_UNKNOWN, PRIZE_UNKNOWN, NO_SUBJECTS. */
export const RemovePrizes = define('RemovePrizes', Prizes, CompetitionAnswer);
/** Makes an award of each prize, with its certificates. Refusals: COMPETITION_UNKNOWN, COMPETITION_PUBLISHED, NO_PRIZES, STUDENT_ENTERED (a person said that two entries name one student), ISSUER_LEVEL, DECISION_NUMBER_EXISTS, BAD_DATE (signed in the future), UNIT_UNKNOWN, UNIT_CLOSED; a stale `expectedVersion`: CONFLICT. */
export const PublishResults = define(
  'PublishResults',
  z.object({ competition: MovementCode, decision: Decision, expectedVersion: ExpectedVersion }),
  AwardsRecorded,
);
/** Numbers of a competition whose entries are not kept here; again: replaced. Refusals: UNIT_*, COMPETITION_EXISTS (with entries), NO_RANKS, RANK_REPEATED, BAD_QUANTITY, TOO_MANY_PRIZES (rule 11); a stale `expectedVersion`: CONFLICT. */
export const ReportCompetitionTally = define(
  'ReportCompetitionTally',
  z.object({
    ...edition,
    entries: z.int(),
    ranks: z.array(z.object({ code: text(40), name: text(100), count: z.int() })).max(50),
    source: text(),
  }),
  CompetitionAnswer,
);
/** Prizes won at competitions of others, each an honour without a certificate of ours (rule 14a). Refusals: UNIT_*, NO_MEMBERS, TOO_MANY_MEMBERS, BAD_KEY, BAD_DATE (in the future), PRIZE_EXISTS, NO_SUBJECTS, TOO_MANY_SUBJECTS. */
export const RecordExternalPrizes = define(
  'RecordExternalPrizes',
  z.object({
    period: Period,
    prizes: list(
      z.object({
        competition: text(),
        level: CompetitionLevel,
        organiserName: text(300),
        rank: text(100),
        kind: EntryKind,
        title: text().nullish(),
        unit: UnitCode,
        members: Members,
        awardedOn: DateOn,
        decisionNumber: text(60).nullish(),
      }),
    ),
  }),
  z.object({ changed: z.int() }),
);
/** By the ids of their awards: recorded by mistake, or taken back by whoever gave them; the history keeps them. Refusals: AWARD_UNKNOWN (none, or granted by a decision here), AWARD_NOT_PUBLISHED (removed already), NO_SUBJECTS, TOO_MANY_SUBJECTS. */
export const RemoveExternalPrizes = define(
  'RemoveExternalPrizes',
  z.object({ awards: list(Id), reason: text() }),
  z.object({ changed: z.int() }),
);

export const competitionCommands = [
  OpenCompetition,
  SubmitEntries,
  WithdrawEntries,
  AwardPrizes,
  RemovePrizes,
  PublishResults,
  ReportCompetitionTally,
  RecordExternalPrizes,
  RemoveExternalPrizes,
] as const;
