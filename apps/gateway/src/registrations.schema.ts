import { ArgsType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { described, connectionOf } from './commands.js';
import {
  AuthorityEnum,
  BaselineOriginEnum,
  CertaintyEnum,
  DateScalar,
  DateTimeScalar,
  PeriodScalar,
  RegistrationStatusEnum,
  TallyStatusEnum,
  TitleCodeScalar,
  UnitCodeScalar,
} from './kinds.js';
import { Quantity } from './registration-rates.schema.js';

@ObjectType({ description: 'One participant of a roster, for staff.' })
export class Registration {
  @Field(() => ID, {
    description: 'What recogniseSubjects, withdrawSubjects and revokeRecognition take as ids.',
  })
  id!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Null for households: their key is not kept in clear.',
  })
  key!: string | null;
  @Field({ description: 'Name of the participant, as registered.' })
  name!: string;
  @Field(() => RegistrationStatusEnum, { description: 'Registered, recognised or withdrawn.' })
  status!: string;
  @Field(() => ID, { description: 'Code of the movement that it was registered in.' })
  movement!: string;
  @Field(() => DateTimeScalar, { description: 'When it was put on the roster.' })
  registeredAt!: string;
  @Field({ description: 'Whether it was registered by the act of recognition.' })
  byRecognition!: boolean;
  @Field(() => String, {
    nullable: true,
    description: 'Number of the decision that recognised it; null: not recognised.',
  })
  decisionNumber!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Why it was withdrawn or its recognition last revoked; null: neither happened.',
  })
  reason!: string | null;
  @Field(() => Int, { description: 'Rises with each change.' })
  version!: number;
}
export const RegistrationConnection = connectionOf(
  'RegistrationConnection',
  Registration,
  'A page of a roster.',
);

@ObjectType({ description: 'One recorded baseline; which one counts is told by registrationRates.' })
export class RecordedBaseline {
  @Field(() => ID, { description: 'Its identity.' })
  id!: string;
  @Field(() => Int, { description: 'The count: a whole number from 0.' })
  value!: number;
  @Field(() => CertaintyEnum, { description: 'How sure the value is.' })
  certainty!: string;
  @Field(() => BaselineOriginEnum, { description: 'Where it comes from.' })
  origin!: string;
  @Field(() => DateScalar, { description: 'The day that it speaks of.' })
  asOf!: string;
  @Field({ description: 'The document that gives it.' })
  sourceDocument!: string;
  @Field({ description: 'Whether registering above it is refused (EXCEEDS_BASELINE), not just warned of.' })
  final!: boolean;
  @Field(() => String, {
    nullable: true,
    description: 'Why it was recorded for a unit that was closed by then; else null.',
  })
  reason!: string | null;
  @Field(() => DateTimeScalar, { description: 'When it was recorded.' })
  recordedAt!: string;
  @Field(() => Int, {
    description: 'Always 1: a recorded baseline is never changed, a later one is recorded.',
  })
  version!: number;
}
export const RecordedBaselineConnection = connectionOf(
  'RecordedBaselineConnection',
  RecordedBaseline,
  'A page of baselines.',
);

@ObjectType({ description: 'One reported tally, current or of the history.' })
export class Tally {
  @Field(() => ID, { description: 'Its identity.' })
  id!: string;
  @Field(() => ID, { description: 'Code of the movement that it was reported in.' })
  movement!: string;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day that the numbers speak of; null: not told.',
  })
  asOf!: string | null;
  @Field(() => Quantity, { nullable: true, description: 'How many are registered; null: not reported.' })
  registered!: Quantity | null;
  @Field(() => Quantity, { nullable: true, description: 'How many are recognised; null: not reported.' })
  recognised!: Quantity | null;
  @Field({ description: 'The document that gives the numbers.' })
  source!: string;
  @Field(() => TallyStatusEnum, { description: 'Whether it stands, or was replaced or withdrawn.' })
  status!: string;
  @Field(() => String, { nullable: true, description: 'Why it was withdrawn; null: it was not.' })
  reason!: string | null;
  @Field(() => DateTimeScalar, { description: 'When it was reported.' })
  reportedAt!: string;
  @Field(() => Int, { description: 'Rises when it is replaced or withdrawn.' })
  version!: number;
}
export const TallyConnection = connectionOf('TallyConnection', Tally, 'A page of tallies.');

@ArgsType()
export class CellPage {
  @Field(() => UnitCodeScalar, { description: described.unit })
  unit!: string;
  @Field(() => TitleCodeScalar, { description: described.ofTitle })
  title!: string;
  @Field(() => PeriodScalar, { description: described.period })
  period!: string;
  @Field(() => Int, { nullable: true, defaultValue: 50, description: described.first })
  first!: number | null;
  @Field(() => String, { nullable: true, description: described.after })
  after!: string | null;
}

@ArgsType()
export class RosterPage extends CellPage {
  @Field(() => RegistrationStatusEnum, {
    nullable: true,
    description: 'Only those who stand so; null: all, withdrawn ones too.',
  })
  status!: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'Part of a name, with or without diacritics, or the beginning of a key that is kept in clear; null: all.',
  })
  search!: string | null;
}

@InputType({
  description:
    'key: household book or identity number, clan branch, village or institution code: unique within the unit.',
})
export class SubjectInput {
  @Field({
    description: 'Unique within the unit, title and period; of a household kept only as a keyed hash.',
  })
  key!: string;
  @Field({ description: 'Name of the participant.' })
  name!: string;
}
@InputType({ description: 'Up to 1,000 subjects, all or none.' })
export class RegisterSubjectsInput {
  @Field(() => ID, { description: 'Code of a launched movement (else MOVEMENT_NOT_OPEN).' })
  movement!: string;
  @Field(() => TitleCodeScalar, { description: described.movementTitle })
  title!: string;
  @Field(() => PeriodScalar, { description: described.movementPeriod })
  period!: string;
  @Field(() => UnitCodeScalar, {
    description:
      'Code, as for registrationRates, of a commune (else UNIT_LEVEL) without a tally (else TALLY_EXISTS).',
  })
  unit!: string;
  @Field(() => [SubjectInput], { description: described.upTo1000 })
  subjects!: SubjectInput[];
  @Field(() => Int, { nullable: true, description: described.ofCellVersion })
  expectedVersion?: number | null;
}
@InputType({
  description:
    "issuer: the territory of the office: VN for national authorities, the province for its chair and for the Department's director, the commune for its chair, the institution for its head.",
})
export class DecisionInput {
  @Field({ description: "As printed, such as '387/QĐ-TTg'." })
  number!: string;
  @Field(() => DateScalar, { description: 'Day of signing.' })
  signedOn!: string;
  @Field(() => AuthorityEnum, { description: 'The office that signed it.' })
  authority!: keyof typeof AuthorityEnum;
  @Field(() => UnitCodeScalar, {
    description:
      'Code of the territory or institution of the office on the day of signing, 2025-07-01 at the earliest.',
  })
  issuer!: string;
  @Field(() => String, { nullable: true, description: 'Name of who signed it; null: not told.' })
  signatory?: string | null;
  @Field(() => String, { nullable: true, description: 'Position of who signed it; null: not told.' })
  position?: string | null;
}
@InputType({
  description:
    'Subjects by id (from the roster) or by key, and subjects not yet on the roster, which are registered by the same act, flagged (then movement is required). An unknown id or key: NOT_REGISTERED.',
})
export class RecogniseSubjectsInput {
  @Field(() => ID, {
    nullable: true,
    description:
      'Code of a launched or closed movement (else MOVEMENT_NOT_OPEN); required with subjects (else MOVEMENT_UNKNOWN).',
  })
  movement?: string | null;
  @Field(() => TitleCodeScalar, {
    description:
      'Code of a known title (else TITLE_UNKNOWN), with movement one of its titles (else TITLE_NOT_IN_MOVEMENT).',
  })
  title!: string;
  @Field(() => PeriodScalar, {
    description:
      "Of the title's kind (else BAD_PERIOD) and, with movement, overlapping it by a day (else PERIOD_NOT_IN_MOVEMENT).",
  })
  period!: string;
  @Field(() => UnitCodeScalar, {
    description:
      'Code, as for registrationRates, of a commune (else UNIT_LEVEL) without a tally (else TALLY_EXISTS).',
  })
  unit!: string;
  @Field(() => [ID], { nullable: true, description: described.ids })
  ids?: string[] | null;
  @Field(() => [String], { nullable: true, description: described.keys })
  keys?: string[] | null;
  @Field(() => [SubjectInput], {
    nullable: true,
    description:
      'Recognised by their keys; those not yet on the roster are registered by the same act and flagged byRecognition.',
  })
  subjects?: SubjectInput[] | null;
  @Field(() => DecisionInput, { description: 'The decision that recognises them.' })
  decision!: DecisionInput;
  @Field(() => String, { nullable: true, description: described.closedReason })
  reason?: string | null;
  @Field(() => Int, { nullable: true, description: described.ofCellVersion })
  expectedVersion?: number | null;
}
@InputType({ description: 'Subjects by id or by key, and why.' })
export class ChangeSubjectsInput {
  @Field(() => TitleCodeScalar, { description: described.title })
  title!: string;
  @Field(() => PeriodScalar, { description: described.titlePeriod })
  period!: string;
  @Field(() => UnitCodeScalar, {
    description: 'Code, as for registrationRates, of a commune that keeps the roster (else UNIT_LEVEL).',
  })
  unit!: string;
  @Field(() => [ID], { nullable: true, description: described.ids })
  ids?: string[] | null;
  @Field(() => [String], { nullable: true, description: described.keys })
  keys?: string[] | null;
  @Field({ description: 'Why, kept with each of them.' })
  reason!: string;
  @Field(() => Int, { nullable: true, description: described.ofCellVersion })
  expectedVersion?: number | null;
}
