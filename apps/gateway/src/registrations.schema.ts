import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { PageInfo } from './commands.js';
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
  @Field(() => ID, { description: 'What recogniseSubjects, withdrawSubjects and revokeRecognition take as ids.' })
  id!: string;
  @Field(() => String, { nullable: true, description: 'Null for households: their key is not kept in clear.' })
  key!: string | null;
  @Field()
  name!: string;
  @Field(() => RegistrationStatusEnum)
  status!: string;
  @Field(() => ID)
  movement!: string;
  @Field(() => DateTimeScalar)
  registeredAt!: string;
  @Field({ description: 'Registered by the act of recognition.' })
  byRecognition!: boolean;
  @Field(() => String, { nullable: true, description: 'Number of the decision that recognised it.' })
  decisionNumber!: string | null;
  @Field(() => String, { nullable: true, description: 'Why it was withdrawn or its recognition revoked.' })
  reason!: string | null;
  @Field(() => Int, { description: 'Rises with each change.' })
  version!: number;
}
@ObjectType({ description: 'A page of a roster.' })
export class RegistrationConnection {
  @Field(() => [Registration])
  nodes!: Registration[];
  @Field(() => PageInfo)
  pageInfo!: PageInfo;
  @Field(() => Int)
  totalCount!: number;
}

@ObjectType({ description: 'One recorded baseline; which one counts is told by registrationRates.' })
export class RecordedBaseline {
  @Field(() => ID)
  id!: string;
  @Field(() => Int)
  value!: number;
  @Field(() => CertaintyEnum)
  certainty!: string;
  @Field(() => BaselineOriginEnum)
  origin!: string;
  @Field(() => DateScalar)
  asOf!: string;
  @Field()
  sourceDocument!: string;
  @Field()
  final!: boolean;
  @Field(() => DateTimeScalar)
  recordedAt!: string;
}
@ObjectType({ description: 'A page of baselines.' })
export class RecordedBaselineConnection {
  @Field(() => [RecordedBaseline])
  nodes!: RecordedBaseline[];
  @Field(() => PageInfo)
  pageInfo!: PageInfo;
  @Field(() => Int)
  totalCount!: number;
}

@ObjectType({ description: 'One reported tally, current or of the history.' })
export class Tally {
  @Field(() => ID)
  id!: string;
  @Field(() => ID)
  movement!: string;
  @Field(() => DateScalar, { nullable: true })
  asOf!: string | null;
  @Field(() => Quantity, { nullable: true })
  registered!: Quantity | null;
  @Field(() => Quantity, { nullable: true })
  recognised!: Quantity | null;
  @Field()
  source!: string;
  @Field(() => TallyStatusEnum)
  status!: string;
  @Field(() => String, { nullable: true, description: 'Why it was withdrawn.' })
  reason!: string | null;
  @Field(() => DateTimeScalar)
  reportedAt!: string;
}
@ObjectType({ description: 'A page of tallies.' })
export class TallyConnection {
  @Field(() => [Tally])
  nodes!: Tally[];
  @Field(() => PageInfo)
  pageInfo!: PageInfo;
  @Field(() => Int)
  totalCount!: number;
}

@InputType({
  description: 'key: household book or identity number, clan branch, village or institution code: unique within the unit.',
})
export class SubjectInput {
  @Field()
  key!: string;
  @Field()
  name!: string;
}
@InputType({ description: 'Up to 1,000 subjects, all or none.' })
export class RegisterSubjectsInput {
  @Field(() => ID)
  movement!: string;
  @Field(() => TitleCodeScalar)
  title!: string;
  @Field(() => PeriodScalar)
  period!: string;
  @Field(() => UnitCodeScalar)
  unit!: string;
  @Field(() => [SubjectInput])
  subjects!: SubjectInput[];
}
@InputType({
  description:
    "issuer: the territory of the office: VN for national authorities, the province for its chair and for the Department's director, the commune for its chair, the institution for its head.",
})
export class DecisionInput {
  @Field()
  number!: string;
  @Field(() => DateScalar)
  signedOn!: string;
  @Field(() => AuthorityEnum)
  authority!: keyof typeof AuthorityEnum;
  @Field(() => UnitCodeScalar)
  issuer!: string;
  @Field(() => String, { nullable: true })
  signatory?: string | null;
  @Field(() => String, { nullable: true })
  position?: string | null;
}
@InputType({
  description:
    'Subjects by id (from the roster) or by key, and subjects not yet on the roster, which are registered by the same act, flagged (then movement is required). An unknown id or key: NOT_REGISTERED.',
})
export class RecogniseSubjectsInput {
  @Field(() => ID, { nullable: true })
  movement?: string | null;
  @Field(() => TitleCodeScalar)
  title!: string;
  @Field(() => PeriodScalar)
  period!: string;
  @Field(() => UnitCodeScalar)
  unit!: string;
  @Field(() => [ID], { nullable: true })
  ids?: string[] | null;
  @Field(() => [String], { nullable: true })
  keys?: string[] | null;
  @Field(() => [SubjectInput], { nullable: true })
  subjects?: SubjectInput[] | null;
  @Field(() => DecisionInput)
  decision!: DecisionInput;
}
@InputType({ description: 'Subjects by id or by key, and why.' })
export class ChangeSubjectsInput {
  @Field(() => TitleCodeScalar)
  title!: string;
  @Field(() => PeriodScalar)
  period!: string;
  @Field(() => UnitCodeScalar)
  unit!: string;
  @Field(() => [ID], { nullable: true })
  ids?: string[] | null;
  @Field(() => [String], { nullable: true })
  keys?: string[] | null;
  @Field()
  reason!: string;
}
