import { conferences, exemplars, exemplarTallies, honourees } from '@app/contracts';
import {
  announcing,
  MessagingModule,
  UnitCopy,
  UnitCopyLoading1764000000005,
  UnitCopySuccessors1764000000004,
  UnitCopyTables1764000000003,
  type Transport,
} from '@app/messaging';
import { CommandModule } from '@app/platform';
import { Module, type DynamicModule } from '@nestjs/common';
import { Conference, Honouree } from './conference/conference.js';
import { HoldConference, HoldConferenceHandler } from './conference/hold-conference.js';
import type { ExemplarsConfig } from './config.js';
import { ExemplarTally } from './exemplar/exemplar-tally.js';
import { Exemplar } from './exemplar/exemplar.js';
import {
  NominateExemplar,
  NominateExemplarHandler,
  SupplementExemplar,
  SupplementExemplarHandler,
} from './exemplar/nominate-exemplar.js';
import {
  AnnounceExemplar,
  AnnounceExemplarHandler,
  FeatureExemplar,
  FeatureExemplarHandler,
  PublishExemplar,
  PublishExemplarHandler,
} from './exemplar/publish-exemplar.js';
import { ReportExemplarTally, ReportExemplarTallyHandler } from './exemplar/report-exemplar-tally.js';
import {
  ReviewExemplar,
  ReviewExemplarHandler,
  StartReview,
  StartReviewHandler,
} from './exemplar/review-exemplar.js';
import { WithdrawExemplar, WithdrawExemplarHandler } from './exemplar/withdraw-exemplar.js';
import { Heard } from './heard.js';
import { Exemplars1764000004000 } from './migrations/1764000004000-exemplars.js';
import { exemplarsScope } from './scope.js';
import { PERSON_KEY_SECRET } from './secret.js';

/** The table of contents: everything that can be asked of the service. */
export const commands = [
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
];

/** Everything it says. */
const announcements = [
  announcing(exemplars, Exemplar, 'id'),
  announcing(exemplarTallies, ExemplarTally, 'id'),
  announcing(conferences, Conference, 'id'),
  announcing(honourees, Honouree, 'id'),
];

/** Nominations, publications and conferences of typical advanced examples. */
@Module({})
export class ExemplarsModule {
  static for(config: ExemplarsConfig, transport: Transport): DynamicModule {
    const secret = config.PERSON_KEY_SECRET;
    return {
      module: ExemplarsModule,
      imports: [
        CommandModule.for({ commands, identity: config, scope: exemplarsScope, secret }),
        MessagingModule.for({
          database: {
            name: 'exemplars',
            url: config.DATABASE_URL,
            migrationUrl: config.MIGRATION_DATABASE_URL,
            poolSize: config.DATABASE_POOL_SIZE,
            entities: [Exemplar, ExemplarTally, Conference, Honouree],
            migrations: [
              UnitCopyTables1764000000003,
              UnitCopySuccessors1764000000004,
              UnitCopyLoading1764000000005,
              Exemplars1764000004000,
            ],
          },
          transport,
          says: announcements,
          hears: [UnitCopy, Heard],
          secret,
        }),
      ],
      providers: [
        { provide: PERSON_KEY_SECRET, useValue: secret },
        NominateExemplarHandler,
        StartReviewHandler,
        ReviewExemplarHandler,
        SupplementExemplarHandler,
        PublishExemplarHandler,
        FeatureExemplarHandler,
        AnnounceExemplarHandler,
        WithdrawExemplarHandler,
        ReportExemplarTallyHandler,
        HoldConferenceHandler,
      ],
    };
  }
}
