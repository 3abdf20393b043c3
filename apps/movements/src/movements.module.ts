import {
  baselines,
  cells,
  happened,
  movements,
  registrations,
  tallies,
  titles,
  unitMaps,
  units,
} from '@app/contracts';
import { announcing, MessagingModule, Outbox, type Transport } from '@app/messaging';
import { CommandModule, newTrace } from '@app/platform';
import { Module, type DynamicModule, type OnApplicationBootstrap } from '@nestjs/common';
import type { MovementsConfig } from './config.js';
import { Baseline } from './figure/baseline.js';
import { Cell } from './figure/cell.js';
import { RecordBaselines, RecordBaselinesHandler } from './figure/record-baselines.js';
import { ReportTally, ReportTallyHandler } from './figure/report-tally.js';
import { SetTargets, SetTargetsHandler } from './figure/set-targets.js';
import { Tally } from './figure/tally.js';
import { WithdrawTally, WithdrawTallyHandler } from './figure/withdraw-tally.js';
import { Movements1764000001000 } from './migrations/1764000001000-movements.js';
import { DraftMovement, DraftMovementHandler } from './movement/draft-movement.js';
import { Movement } from './movement/movement.js';
import {
  CloseMovement,
  CloseMovementHandler,
  LaunchMovement,
  LaunchMovementHandler,
  ReopenMovement,
  ReopenMovementHandler,
} from './movement/run-movement.js';
import { builtInTitles, Title } from './movement/title.js';
import {
  RevokeRecognition,
  RevokeRecognitionHandler,
  WithdrawSubjects,
  WithdrawSubjectsHandler,
} from './registration/change-subjects.js';
import { RecogniseSubjects, RecogniseSubjectsHandler } from './registration/recognise-subjects.js';
import { RegisterSubjects, RegisterSubjectsHandler } from './registration/register-subjects.js';
import { Registration } from './registration/registration.js';
import { HOUSEHOLD_KEY_SECRET } from './secret.js';
import { openUnits } from './unit/find-unit.js';
import { lawUnits } from './unit/law-units.js';
import { RegisterInstitutions, RegisterInstitutionsHandler } from './unit/register-institutions.js';
import { movementsScope } from './unit/scope.js';
import { Unit, UnitMap } from './unit/unit.js';

/** The table of contents: everything that can be asked of the service. */
export const commands = [
  RegisterInstitutions,
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
];

/** Everything it says, units first: what comes later rests on them. */
const announcements = [
  announcing(units, Unit, 'id'),
  announcing(unitMaps, UnitMap, 'id'),
  announcing(titles, Title, 'code'),
  announcing(movements, Movement, 'code'),
  announcing(baselines, Baseline, 'id'),
  announcing(cells, Cell, 'id'),
  announcing(tallies, Tally, 'id'),
  announcing(registrations, Registration, 'id'),
];

/** Administrative units, movements, baselines, targets, rosters and tallies. */
@Module({})
export class MovementsModule implements OnApplicationBootstrap {
  constructor(private readonly outbox: Outbox) {}

  static for(config: MovementsConfig, transport: Transport): DynamicModule {
    return {
      module: MovementsModule,
      imports: [
        CommandModule.for({
          commands,
          identity: config,
          scope: movementsScope,
          secret: config.HOUSEHOLD_KEY_SECRET,
        }),
        MessagingModule.for({
          database: {
            name: 'movements',
            url: config.DATABASE_URL,
            migrationUrl: config.MIGRATION_DATABASE_URL,
            poolSize: config.DATABASE_POOL_SIZE,
            entities: [Unit, UnitMap, Title, Movement, Cell, Baseline, Tally, Registration],
            migrations: [Movements1764000001000],
          },
          transport,
          says: announcements,
          hears: [],
          secret: config.HOUSEHOLD_KEY_SECRET,
        }),
      ],
      providers: [
        { provide: HOUSEHOLD_KEY_SECRET, useValue: config.HOUSEHOLD_KEY_SECRET },
        RegisterInstitutionsHandler,
        DraftMovementHandler,
        LaunchMovementHandler,
        CloseMovementHandler,
        ReopenMovementHandler,
        SetTargetsHandler,
        RecordBaselinesHandler,
        RegisterSubjectsHandler,
        RecogniseSubjectsHandler,
        WithdrawSubjectsHandler,
        RevokeRecognitionHandler,
        ReportTallyHandler,
        WithdrawTallyHandler,
      ],
    };
  }

  /** The law's units and the four learning titles, once; a second process that boots at the same time finds the key used. */
  async onApplicationBootstrap(): Promise<void> {
    if (await this.outbox.database.manager.existsBy(Unit, { code: 'VN' })) return;
    const context = {
      command: 'OpenLawUnits',
      identity: null,
      actor: 'system',
      idempotencyKey: 'law-units',
      bodyHash: '',
      trace: newTrace(),
      deadline: new Date(Date.now() + 60_000),
    };
    await this.outbox.transaction(context, async (tx) => {
      const events = await openUnits(tx, await lawUnits(), 'UnitOpened');
      await tx.insert(Title, builtInTitles);
      events.push(...builtInTitles.map((title) => happened(titles, 'TitleDefined', title.state())));
      return { value: {}, events, target: 'VN' };
    });
  }
}
