import { auditTopics } from './audit.js';
import { commendationCommands } from './commendation-commands.js';
import { awards, awardTallies, decisions, duplicates } from './commendations.js';
import { competitionCommands, competitions, entries } from './competitions.js';
import type { ServiceName, Topic } from './contract.js';
import { conferences, exemplars, exemplarTallies, honourees } from './exemplars.js';
import { RecordBaselines, ReportTally, SetTargets, WithdrawTally } from './figure-commands.js';
import { baselines, cells, tallies } from './figures.js';
import {
  CloseMovement,
  DraftMovement,
  LaunchMovement,
  movements,
  ReopenMovement,
  titles,
} from './movements.js';
import {
  RecogniseSubjects,
  RegisterSubjects,
  registrations,
  RevokeRecognition,
  WithdrawSubjects,
} from './registrations.js';
import { ApproveReport, reports } from './reports.js';
import {
  CloseUnit,
  CreateUnit,
  MergeUnits,
  MoveUnit,
  RegisterInstitutions,
  RenameUnit,
  SplitUnit,
  unitMaps,
  units,
} from './units.js';

export * from './audit.js';
export * from './award-names.js';
export { Changed, MOST_REHEARSED, MOST_SUBJECTS, mostSubjects } from './changed.js';
export * from './commendation-commands.js';
export * from './commendations.js';
export * from './competitions.js';
export * from './contract.js';
export * from './exemplars.js';
export * from './figure-commands.js';
export * from './figures.js';
export * from './movements.js';
export * from './permissions.js';
export * from './refusals.js';
export * from './registrations.js';
export * from './reports.js';
export * from './roles.js';
export * from './shapes.js';
export * from './units.js';

/** Every topic of the house by the service that owns it. */
export const topicsOf = {
  movements: [
    units,
    unitMaps,
    titles,
    movements,
    baselines,
    cells,
    tallies,
    registrations,
    reports,
    auditTopics.movements,
  ],
  competitions: [
    competitions,
    entries,
    decisions,
    awards,
    awardTallies,
    duplicates,
    auditTopics.competitions,
  ],
  exemplars: [exemplars, exemplarTallies, conferences, honourees, auditTopics.exemplars],
} as unknown as Record<ServiceName, readonly Topic[]>;
export const allTopics: readonly Topic[] = Object.values(topicsOf).flat();

export const competitionsCommands = [...competitionCommands, ...commendationCommands] as const;

export const movementsCommands = [
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
] as const;
