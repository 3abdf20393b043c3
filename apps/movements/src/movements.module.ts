import {
  baselines,
  cells,
  dayBefore,
  happened,
  movements,
  registrations,
  reports,
  tallies,
  titles,
  UNIT_MAP_STARTS_ON,
  unitMaps,
  units,
} from '@app/contracts';
import { announcing, MessagingModule, Outbox, type Transport } from '@app/messaging';
import { CommandModule, isTransient, LOG, newTrace, type CommandContext, type Log } from '@app/platform';
import {
  Inject,
  Module,
  type DynamicModule,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { In } from 'typeorm';
import type { MovementsConfig } from './config.js';
import { Baseline } from './figure/baseline.js';
import { Cell } from './figure/cell.js';
import { RecordBaselines, RecordBaselinesHandler } from './figure/record-baselines.js';
import { ReportTally, ReportTallyHandler } from './figure/report-tally.js';
import { SetTargets, SetTargetsHandler } from './figure/set-targets.js';
import { Tally } from './figure/tally.js';
import { WithdrawTally, WithdrawTallyHandler } from './figure/withdraw-tally.js';
import { Movements1764000001000 } from './migrations/1764000001000-movements.js';
import { UnitsThroughTime1764000001100 } from './migrations/1764000001100-units-through-time.js';
import { ApprovedReports1764000001200 } from './migrations/1764000001200-approved-reports.js';
import { OldUnitsLoaded1764000001300 } from './migrations/1764000001300-old-units-loaded.js';
import { BaselinesOfCell1764000001400 } from './migrations/1764000001400-baselines-of-cell.js';
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
import { ApproveReport, ApproveReportHandler } from './report/approve-report.js';
import { UnitTrees } from './report/current-figures.js';
import { Report } from './report/report.js';
import { HOUSEHOLD_KEY_SECRET } from './secret.js';
import {
  CloseUnit,
  CloseUnitHandler,
  CreateUnit,
  CreateUnitHandler,
  lockMap,
  MoveUnit,
  MoveUnitHandler,
  RenameUnit,
  RenameUnitHandler,
} from './unit/change-unit.js';
import { saveUnits, type Changed } from './unit/find-unit.js';
import { lawUnits } from './unit/law-units.js';
import { MergeUnits, MergeUnitsHandler } from './unit/merge-units.js';
import { oldUnits } from './unit/old-units.js';
import { RegisterInstitutions, RegisterInstitutionsHandler } from './unit/register-institutions.js';
import { movementsScope } from './unit/scope.js';
import { SplitUnit, SplitUnitHandler } from './unit/split-unit.js';
import { Unit, UnitMap } from './unit/unit.js';

/** The table of contents: everything that can be asked of the service. */
export const commands = [
  RegisterInstitutions,
  CreateUnit,
  RenameUnit,
  MoveUnit,
  MergeUnits,
  SplitUnit,
  CloseUnit,
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
  ApproveReport,
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
  announcing(reports, Report, 'id'),
];

/** Administrative units, movements, baselines, targets, rosters, tallies and approved reports. */
@Module({})
export class MovementsModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly outbox: Outbox,
    @Inject(LOG) private readonly log: Log,
  ) {}

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
            entities: [Unit, UnitMap, Title, Movement, Cell, Baseline, Tally, Registration, Report],
            migrations: [
              Movements1764000001000,
              UnitsThroughTime1764000001100,
              ApprovedReports1764000001200,
              OldUnitsLoaded1764000001300,
              BaselinesOfCell1764000001400,
            ],
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
        CreateUnitHandler,
        RenameUnitHandler,
        MoveUnitHandler,
        MergeUnitsHandler,
        SplitUnitHandler,
        CloseUnitHandler,
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
        UnitTrees,
        ApproveReportHandler,
      ],
    };
  }

  private loading: Promise<void> = Promise.resolve();
  private stopping = false;

  /** The law's units and the four learning titles, once; a second process that boots at the same time finds the key used. */
  async onApplicationBootstrap(): Promise<void> {
    if (!(await this.outbox.database.manager.existsBy(Unit, { code: 'VN' })))
      await this.outbox.transaction(asSystem('OpenLawUnits', 'law-units'), async (tx) => {
        const opened = (await lawUnits()).map((unit): Changed => [unit, 'UnitOpened']);
        const events = await saveUnits(tx, { opened });
        await tx.insert(Title, builtInTitles);
        events.push(...builtInTitles.map((title) => happened(titles, 'TitleDefined', title.state())));
        return { value: {}, events, target: 'VN' };
      });
    // What was, can wait: the service is ready without it.
    this.loading = this.untilLoaded();
  }

  /** Before the database is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await this.loading;
  }

  /** Province by province, so that nobody waits behind ten thousand events; a start that was cut short goes on where it was. */
  private async loadOldUnits(): Promise<void> {
    // Working them out keeps the process busy for a moment: not while it starts.
    await this.untilSent();
    if (this.stopping) return;
    const { manager } = this.outbox.database;
    const loaded = await manager.countBy(Unit, { validTo: dayBefore(UNIT_MAP_STARTS_ON) });
    const { byProvince, units: all } = await oldUnits(await lawUnits());
    if (loaded >= all.length) return await this.sayLoaded();
    for (const [code, old] of byProvince) {
      const ids = old.map(({ id }) => id);
      const there = new Set(
        (await manager.find(Unit, { select: { id: true }, where: { id: In(ids) } })).map(({ id }) => id),
      );
      const opened = old.filter(({ id }) => !there.has(id)).map((unit): Changed => [unit, 'UnitClosed']);
      if (opened.length === 0) continue;
      await this.untilSent();
      if (this.stopping) return;
      await this.outbox.transaction(
        asSystem('LoadOldUnits', `old-units-${code}-${opened.length}`),
        async (tx) => ({
          value: {},
          events: await saveUnits(tx, { opened }),
          target: code,
        }),
      );
    }
    await this.sayLoaded();
    this.log.info({ units: all.length }, 'the units until 30 June 2025 are loaded');
  }

  /** A database that is away or full for a moment is asked again. */
  private async untilLoaded(): Promise<void> {
    while (!this.stopping)
      try {
        return await this.loadOldUnits();
      } catch (error) {
        if (!isTransient(error)) {
          const told = 'the units until 30 June 2025 could not be loaded; the next start tries again';
          this.log.error({ err: error }, told);
          return;
        }
        this.log.warn({ err: error }, 'the units until 30 June 2025 are not loaded yet; tries again');
        await sleep(1_000);
      }
  }

  /** From now on a code that nobody bore is UNIT_UNKNOWN, and no longer MAP_LOADING. */
  private async sayLoaded(): Promise<void> {
    if (await this.outbox.database.manager.existsBy(UnitMap, { oldUnitsLoaded: true })) return;
    await this.outbox.transaction(asSystem('SayOldUnitsLoaded', 'old-units-loaded'), async (tx) => {
      await lockMap(tx);
      await tx.query('update unit_map set old_units_loaded = true, version = version + 1');
      const map = await tx.findOneByOrFail(UnitMap, { id: 'unit-map' });
      return { value: {}, events: [happened(unitMaps, 'UnitMapChanged', map.state())], target: 'VN' };
    });
  }

  /** Copies of the map are never more than one province behind it: they would not be complete, and their services not ready. */
  private async untilSent(): Promise<void> {
    while (!this.stopping) {
      const [waiting] = await this.outbox.database.query<unknown[]>('select 1 from outbox limit 1');
      if (!waiting) return;
      await sleep(50);
    }
  }
}

/** What the service does of itself. */
const asSystem = (command: string, idempotencyKey: string): CommandContext => ({
  command,
  identity: null,
  actor: 'system',
  idempotencyKey,
  bodyHash: '',
  trace: newTrace(),
  deadline: new Date(Date.now() + 60_000),
});
