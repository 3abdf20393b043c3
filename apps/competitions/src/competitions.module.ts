import { awards, awardTallies, competitions, decisions, duplicates, entries } from '@app/contracts';
import {
  announcing,
  MessagingModule,
  UnitCopy,
  UnitCopyLoading1764000000005,
  UnitCopySuccessors1764000000004,
  UnitCopyTables1764000000003,
  type Transport,
} from '@app/messaging';
import { CommandModule, type CommandClass } from '@app/platform';
import { Module, type DynamicModule } from '@nestjs/common';
import { AwardTally } from './commendation/award-tally.js';
import { Award } from './commendation/award.js';
import { CorrectAwards, CorrectAwardsHandler } from './commendation/correct-awards.js';
import { DecideDuplicate, DecideDuplicateHandler } from './commendation/decide-duplicate.js';
import { Decision } from './commendation/decision.js';
import { PublishCommendations, PublishCommendationsHandler } from './commendation/publish-commendations.js';
import {
  RecordCommendations,
  RecordCommendationsHandler,
  RecordEmulationTitles,
  RecordEmulationTitlesHandler,
} from './commendation/record-awards.js';
import { ReportAwardTally, ReportAwardTallyHandler } from './commendation/report-award-tally.js';
import {
  RestoreAwards,
  RestoreAwardsHandler,
  RevokeAwards,
  RevokeAwardsHandler,
} from './commendation/revoke-awards.js';
import {
  AwardPrizes,
  AwardPrizesHandler,
  RemovePrizes,
  RemovePrizesHandler,
} from './competition/award-prizes.js';
import { Competition } from './competition/competition.js';
import { Entry } from './competition/entry.js';
import {
  OpenCompetition,
  OpenCompetitionHandler,
  ReportCompetitionTally,
  ReportCompetitionTallyHandler,
} from './competition/open-competition.js';
import { PublishResults, PublishResultsHandler } from './competition/publish-results.js';
import { RecordExternalPrizes, RecordExternalPrizesHandler } from './competition/record-external-prizes.js';
import { RemoveExternalPrizes, RemoveExternalPrizesHandler } from './competition/remove-external-prizes.js';
import {
  SubmitEntries,
  SubmitEntriesHandler,
  WithdrawEntries,
  WithdrawEntriesHandler,
} from './competition/submit-entries.js';
import type { CompetitionsConfig } from './config.js';
import { Duplicate } from './duplicate.js';
import { Competitions1764000003000 } from './migrations/1764000003000-competitions.js';
import { NumbersAndRemovals1764000003100 } from './migrations/1764000003100-numbers-and-removals.js';
import { competitionsScope } from './scope.js';
import { PERSON_KEY_SECRET } from './secret.js';

/** The table of contents: everything that can be asked of the service. */
export const commands: CommandClass[] = [
  OpenCompetition,
  SubmitEntries,
  WithdrawEntries,
  AwardPrizes,
  RemovePrizes,
  PublishResults,
  ReportCompetitionTally,
  RecordExternalPrizes,
  RemoveExternalPrizes,
  RecordCommendations,
  RecordEmulationTitles,
  PublishCommendations,
  ReportAwardTally,
  CorrectAwards,
  RevokeAwards,
  RestoreAwards,
  DecideDuplicate,
];

/** Everything it says; editions and decisions before what names them. */
const announcements = [
  announcing(competitions, Competition, 'code'),
  announcing(entries, Entry, 'id'),
  announcing(decisions, Decision, 'id'),
  announcing(awards, Award, 'id'),
  announcing(awardTallies, AwardTally, 'id'),
  announcing(duplicates, Duplicate, 'id'),
];

/** Editions, entries, prizes, decisions, awards and certificates. */
@Module({})
export class CompetitionsModule {
  static for(config: CompetitionsConfig, transport: Transport): DynamicModule {
    const secret = config.PERSON_KEY_SECRET;
    return {
      module: CompetitionsModule,
      imports: [
        CommandModule.for({ commands, identity: config, scope: competitionsScope, secret }),
        MessagingModule.for({
          database: {
            name: 'competitions',
            url: config.DATABASE_URL,
            migrationUrl: config.MIGRATION_DATABASE_URL,
            poolSize: config.DATABASE_POOL_SIZE,
            entities: [Competition, Entry, Decision, Award, AwardTally, Duplicate],
            migrations: [
              UnitCopyTables1764000000003,
              UnitCopySuccessors1764000000004,
              UnitCopyLoading1764000000005,
              Competitions1764000003000,
              NumbersAndRemovals1764000003100,
            ],
          },
          transport,
          says: announcements,
          hears: [UnitCopy],
          secret,
        }),
      ],
      providers: [
        { provide: PERSON_KEY_SECRET, useValue: secret },
        OpenCompetitionHandler,
        SubmitEntriesHandler,
        WithdrawEntriesHandler,
        AwardPrizesHandler,
        RemovePrizesHandler,
        PublishResultsHandler,
        ReportCompetitionTallyHandler,
        RecordExternalPrizesHandler,
        RemoveExternalPrizesHandler,
        RecordCommendationsHandler,
        RecordEmulationTitlesHandler,
        PublishCommendationsHandler,
        ReportAwardTallyHandler,
        CorrectAwardsHandler,
        RevokeAwardsHandler,
        RestoreAwardsHandler,
        DecideDuplicateHandler,
      ],
    };
  }
}
