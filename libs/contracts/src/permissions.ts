import type { CommandDefinition, InputOf } from './contract.js';
import {
  CorrectAwards,
  DecideDuplicate,
  PublishCommendations,
  RecordCommendations,
  RecordEmulationTitles,
  ReportAwardTally,
  RestoreAwards,
  refOf,
  RevokeAwards,
  type DecisionRef,
} from './commendation-commands.js';
import {
  AwardPrizes,
  OpenCompetition,
  PublishResults,
  RecordExternalPrizes,
  RemoveExternalPrizes,
  RemovePrizes,
  ReportCompetitionTally,
  SubmitEntries,
  WithdrawEntries,
} from './competitions.js';
import {
  AnnounceExemplar,
  FeatureExemplar,
  HoldConference,
  NominateExemplar,
  PublishExemplar,
  ReportExemplarTally,
  ReviewExemplar,
  StartReview,
  SupplementExemplar,
  WithdrawExemplar,
} from './exemplars.js';
import { RecordBaselines, ReportTally, SetTargets, WithdrawTally } from './figure-commands.js';
import { CloseMovement, DraftMovement, LaunchMovement, ReopenMovement } from './movements.js';
import { RecogniseSubjects, RegisterSubjects, RevokeRecognition, WithdrawSubjects } from './registrations.js';
import { ApproveReport } from './reports.js';
import {
  CloseUnit,
  CreateUnit,
  MergeUnits,
  MoveUnit,
  RegisterInstitutions,
  RenameUnit,
  SplitUnit,
} from './units.js';
import { Role } from './roles.js';
import { dayBefore, mapDay, type Decision } from './shapes.js';

/**
 * Where a command acts: a unit by the code it bore on the day (default: today), or wherever the thing named by `key` is:
 * a movement where it was launched; a competition at its organiser; an entry (`<competition>/<code>`), an award, a
 * duplicate, an exemplar at its unit; a decision (`decisionKey`) at the units of all its recipients. What is not known
 * is nowhere: the command's rule says so.
 */
export type Place =
  | { unit: string; day?: string; field: string }
  | {
      of: 'movement' | 'competition' | 'entry' | 'award' | 'decision' | 'duplicate' | 'exemplar';
      key: string;
      field: string;
    };

/** One spelling of a decision's reference, for looking its recipients up. */
export const decisionKey = ({ number, authority, issuer, year }: DecisionRef): string =>
  JSON.stringify([authority, issuer, year, number]);

/** Who may ask for a command, and where it acts for one of that role: the role holds at its own unit and everything below it. */
export interface Permission {
  roles: readonly Role[];
  places: (input: never, role: Role) => Place[];
}

const may = <D extends CommandDefinition>(
  definition: D,
  roles: readonly Role[],
  places: (input: InputOf<D>, role: Role) => Place[],
): [string, Permission] => [definition.name, { roles, places }];

const units: readonly Role[] = ['administrator'];
const provincial: readonly Role[] = ['department-staff', 'administrator'];
const organising: readonly Role[] = ['committee', 'school-staff', 'administrator'];
const council: readonly Role[] = ['council-secretary', 'administrator'];
const editing: readonly Role[] = ['editor', 'administrator'];
const communal: readonly Role[] = ['commune-staff', 'department-staff', 'administrator'];

/** Who may do what a file of any kind does; of which kind, the matching mutation says. */
const importing: readonly Role[] = [...communal, 'committee', 'school-staff', 'council-secretary'];

const ofCell = ({ unit, period }: { unit: string; period: string }): Place[] => [
  { unit, day: mapDay(period), field: 'unit' },
];
const ofMovement = ({ code }: { code: string }): Place[] => [{ of: 'movement', key: code, field: 'code' }];
const ofCompetition = ({ competition }: { competition: string }): Place[] => [
  { of: 'competition', key: competition, field: 'competition' },
];
const ofOrganiser = (input: { code: string; organiser: string; period: string }): Place[] => [
  { unit: input.organiser, day: mapDay(input.period), field: 'organiser' },
  // An edition that it replaces may be another unit's.
  { of: 'competition', key: input.code, field: 'code' },
];
const ofRecipients = ({
  recipients,
  decision,
}: {
  recipients: { unit: string }[];
  decision: Decision;
}): Place[] => [
  ...recipients.map(({ unit }, index) => ({
    unit,
    day: decision.signedOn,
    field: `recipients.${index}.unit`,
  })),
  // A draft that is replaced or dropped: its recipients are the asker's too.
  { of: 'decision', key: decisionKey(refOf(decision)), field: 'decision' },
];
const ofDecision = ({ decision }: { decision: DecisionRef }): Place[] => [
  { of: 'decision', key: decisionKey(decision), field: 'decision' },
];
const ofExemplar = ({ id }: { id: string }): Place[] => [{ of: 'exemplar', key: id, field: 'id' }];
const ofUnit = ({ unit, period }: { unit: string; period: string }): Place[] => [
  { unit, day: mapDay(period), field: 'unit' },
];

/** A unit that changes, as it was on the day before; where it is to stand, as of the day itself. */
const changing = (unit: string, on: string, field: string): Place => ({ unit, day: dayBefore(on), field });
const standing = (parent: string | null | undefined, on: string, field: string): Place[] =>
  parent ? [{ unit: parent, day: on, field }] : [];

/** The whole table; a command without a row is asked of nobody. docs/roles.md shows it. */
export const permissions: ReadonlyMap<string, Permission> = new Map([
  may(RegisterInstitutions, units, ({ institutions }) =>
    institutions.map(({ parent }, index) => ({ unit: parent, field: `institutions.${index}.parent` })),
  ),
  may(CreateUnit, units, ({ parent, on }) => standing(parent, on, 'parent')),
  may(RenameUnit, units, ({ unit, on }) => [changing(unit, on, 'unit')]),
  may(MoveUnit, units, ({ unit, parent, on }) => [
    changing(unit, on, 'unit'),
    ...standing(parent, on, 'parent'),
  ]),
  may(MergeUnits, units, ({ units, into, on }) => [
    ...units.map((unit, index) => changing(unit, on, `units.${index}`)),
    ...standing(into.parent ?? into.code, on, into.parent ? 'into.parent' : 'into.code'),
  ]),
  may(SplitUnit, units, ({ unit, into, on }) => [
    changing(unit, on, 'unit'),
    ...into.flatMap(({ code, parent }, index) =>
      standing(parent ?? code, on, `into.${index}.${parent ? 'parent' : 'code'}`),
    ),
  ]),
  may(CloseUnit, units, ({ unit, on }) => [changing(unit, on, 'unit')]),
  may(DraftMovement, provincial, ({ code, launchedBy }) => [
    { unit: launchedBy, field: 'launchedBy' },
    // A draft that it replaces may be another unit's.
    { of: 'movement', key: code, field: 'code' },
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
  may(ApproveReport, communal, ofCell),
  may(OpenCompetition, organising, ofOrganiser),
  // Committees enter what comes to their competition from anywhere; a school enters its own pupils in anyone's.
  may(SubmitEntries, organising, (input, role) =>
    role === 'school-staff'
      ? input.entries.map(({ unit }, index) => ({ unit, field: `entries.${index}.unit` }))
      : ofCompetition(input),
  ),
  may(WithdrawEntries, organising, (input, role) =>
    role === 'school-staff'
      ? input.entries.map((entry, index) => ({
          of: 'entry',
          key: `${input.competition}/${entry}`,
          field: `entries.${index}`,
        }))
      : ofCompetition(input),
  ),
  may(AwardPrizes, organising, ofCompetition),
  may(RemovePrizes, organising, ofCompetition),
  may(PublishResults, organising, ofCompetition),
  may(ReportCompetitionTally, organising, ofOrganiser),
  may(RecordExternalPrizes, ['committee', 'administrator'], ({ prizes, period }) =>
    prizes.map(({ unit }, index) => ({ unit, day: mapDay(period), field: `prizes.${index}.unit` })),
  ),
  may(RemoveExternalPrizes, ['committee', 'administrator'], ({ awards }) =>
    awards.map((id, index) => ({ of: 'award', key: id, field: `awards.${index}` })),
  ),
  may(RecordCommendations, council, ofRecipients),
  may(RecordEmulationTitles, council, ofRecipients),
  may(PublishCommendations, council, ofDecision),
  may(ReportAwardTally, council, ofUnit),
  may(CorrectAwards, council, ({ corrections, decision }) => [
    ...corrections.map(({ id }, index): Place => ({
      of: 'award',
      key: id,
      field: `corrections.${index}.id`,
    })),
    ...corrections.flatMap(({ unit }, index): Place[] =>
      unit ? [{ unit, day: decision.signedOn, field: `corrections.${index}.unit` }] : [],
    ),
  ]),
  may(RevokeAwards, council, ofDecision),
  may(RestoreAwards, council, ofDecision),
  may(DecideDuplicate, ['council-secretary', 'committee', 'administrator'], ({ id }) => [
    { of: 'duplicate', key: id, field: 'id' },
  ]),
  may(NominateExemplar, editing, ofUnit),
  may(StartReview, ['reviewer', 'administrator'], ofExemplar),
  may(ReviewExemplar, ['reviewer', 'administrator'], ofExemplar),
  may(SupplementExemplar, editing, ofExemplar),
  may(PublishExemplar, editing, ofExemplar),
  may(FeatureExemplar, editing, ofExemplar),
  may(AnnounceExemplar, editing, ofExemplar),
  may(WithdrawExemplar, editing, ofExemplar),
  may(ReportExemplarTally, editing, ofUnit),
  may(HoldConference, ['editor', 'council-secretary', 'administrator'], ({ unit, period, honourees }) => [
    { unit, day: mapDay(period), field: 'unit' },
    ...(honourees ?? []).map((honouree, index) => ({
      unit: honouree.unit,
      day: mapDay(period),
      field: `honourees.${index}.unit`,
    })),
  ]),
]);

/** Questions that are not public, by their GraphQL field; every other one is. */
export const privateQueries: ReadonlyMap<string, readonly Role[]> = new Map<string, readonly Role[]>([
  ['roster', [...communal, 'auditor']],
  ['baselines', [...communal, 'auditor']],
  ['tallies', [...communal, 'auditor']],
  ['entries', ['committee', 'school-staff', 'administrator', 'auditor']],
  ['decisions', ['council-secretary', 'administrator', 'auditor']],
  ['awards', ['council-secretary', 'administrator', 'auditor']],
  ['possibleDuplicates', ['council-secretary', 'committee', 'administrator', 'auditor']],
  ['nominations', ['editor', 'reviewer', 'administrator', 'auditor']],
  ['suggestedExemplars', ['editor', 'administrator', 'auditor']],
  ['targets', [...communal, 'auditor']],
  ['deadLetters', ['administrator', 'auditor']],
  ['lastReplay', ['administrator', 'auditor']],
  ['replayDeadLetters', ['administrator']],
  ['auditTrail', ['auditor']],
  ['myWork', Role.options],
  ['imports', importing],
  ['importRows', importing],
]);
