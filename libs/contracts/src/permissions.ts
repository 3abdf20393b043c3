import type { CommandDefinition, InputOf } from './contract.js';
import {
  CloseMovement,
  DraftMovement,
  LaunchMovement,
  RecogniseSubjects,
  RecordBaselines,
  RegisterInstitutions,
  RegisterSubjects,
  ReopenMovement,
  ReportTally,
  RevokeRecognition,
  SetTargets,
  WithdrawSubjects,
  WithdrawTally,
} from './movements.js';
import { Role } from './roles.js';
import { mapDay } from './shapes.js';

/** Where a command acts: a unit by the code it bore on the day (default: today), or the unit that launched a movement. */
export type Place = { unit: string; day?: string; field: string } | { movement: string; field: string };

/** Who may ask for a command, and where it acts: the role holds at its own unit and everything below it. */
export interface Permission {
  roles: readonly Role[];
  places: (input: never) => Place[];
}

const may = <D extends CommandDefinition>(
  definition: D,
  roles: readonly Role[],
  places: (input: InputOf<D>) => Place[],
): [string, Permission] => [definition.name, { roles, places }];

const units: readonly Role[] = ['administrator'];
const provincial: readonly Role[] = ['department-staff', 'administrator'];
const communal: readonly Role[] = ['commune-staff', 'department-staff', 'administrator'];

const ofCell = ({ unit, period }: { unit: string; period: string }): Place[] => [
  { unit, day: mapDay(period), field: 'unit' },
];
const ofMovement = ({ code }: { code: string }): Place[] => [{ movement: code, field: 'code' }];

/** The whole table; a command without a row is asked of nobody. docs/roles.md shows it. */
export const permissions: ReadonlyMap<string, Permission> = new Map([
  may(RegisterInstitutions, units, ({ institutions }) =>
    institutions.map(({ parent }, index) => ({ unit: parent, field: `institutions.${index}.parent` })),
  ),
  may(DraftMovement, provincial, ({ code, launchedBy }) => [
    { unit: launchedBy, field: 'launchedBy' },
    // A draft that it replaces may be another unit's.
    { movement: code, field: 'code' },
  ]),
  may(LaunchMovement, provincial, ofMovement),
  may(CloseMovement, provincial, ofMovement),
  may(ReopenMovement, provincial, ofMovement),
  may(SetTargets, provincial, ofCell),
  may(RecordBaselines, communal, ({ baselines, period }) =>
    baselines.map(({ unit }, index) => ({ unit, day: mapDay(period), field: `baselines.${index}.unit` })),
  ),
  may(RegisterSubjects, communal, ofCell),
  may(RecogniseSubjects, communal, ofCell),
  may(WithdrawSubjects, communal, ofCell),
  may(RevokeRecognition, communal, ofCell),
  may(ReportTally, communal, ofCell),
  may(WithdrawTally, communal, ofCell),
]);

/** Questions that are not public, by their GraphQL field; every other one is. */
export const privateQueries: ReadonlyMap<string, readonly Role[]> = new Map<string, readonly Role[]>([
  ['roster', [...communal, 'auditor']],
  ['baselines', [...communal, 'auditor']],
  ['tallies', [...communal, 'auditor']],
  ['targets', [...communal, 'auditor']],
  ['deadLetters', ['administrator', 'auditor']],
  ['auditTrail', ['auditor']],
  ['myWork', Role.options],
]);
