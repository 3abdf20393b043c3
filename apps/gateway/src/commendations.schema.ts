import { ArgsType, Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { described, connectionOf, orRefusal } from './commands.js';
import { Decision, Recipient } from './decisions.schema.js';
import {
  AwardKindEnum,
  AwardStatusEnum,
  CommendationFormEnum,
  CommendationTypeEnum,
  DecisionStatusEnum,
  DuplicateAmongEnum,
  DuplicateStatusEnum,
  EmulationTitleEnum,
  PeriodScalar,
  RevocationGroundEnum,
} from './kinds.js';
import { Unit } from './units.schema.js';

@ObjectType({ description: 'A certificate and the name printed on it. Whoever holds the code may check it.' })
export class CertificateRef {
  @Field(() => ID, { description: 'What certificate takes.' })
  code!: string;
  @Field({ description: 'The name printed on it.' })
  holder!: string;
}

@ObjectType({
  description:
    "id is the honour's id. certificateCode: the first of certificates; certificates: one for each member of a team's prize, else one.",
})
export class AwardRef {
  @Field(() => ID, { description: 'What correctAwards, revokeAwards and restoreAwards take.' })
  id!: string;
  @Field(() => ID, { description: 'The first of certificates.' })
  certificateCode!: string;
  @Field(() => [CertificateRef], { description: 'They count only from publication.' })
  certificates!: CertificateRef[];
  @Field(() => String, {
    nullable: true,
    description: 'Number in the register of the office and year; null: not told.',
  })
  certificateNumber!: string | null;
  @Field(() => Recipient, { description: 'Who was honoured.' })
  recipient!: Recipient;
  @Field(() => Int, { description: 'What expectedVersion is compared with; rises with each change.' })
  version!: number;
}
@ObjectType({ description: 'A decision and what it grants.' })
export class AwardsRecorded {
  @Field(() => Decision, { description: 'As recorded.' })
  decision!: Decision;
  @Field(() => [AwardRef], { description: 'In the order of the list that was sent.' })
  awards!: AwardRef[];
  @Field(() => Int, { description: 'Pairs of one name that wait for a word (possibleDuplicates).' })
  possibleDuplicates!: number;
  @Field(() => Int, {
    description:
      'Pairs beyond the 1,000 that are listed at a time: birth dates or identities tell them apart. A draft is not published with them (DUPLICATE_UNDECIDED); recorded again after a word on those listed, it lists the next.',
  })
  unlistedDuplicates!: number;
}
export const AwardsResult = orRefusal('AwardsResult', AwardsRecorded);

@ObjectType({ description: 'A decision that grants awards, for staff: drafts too.' })
export class RecordedDecision {
  @Field(() => ID, { description: 'What awards takes.' })
  id!: string;
  @Field(() => Decision, { description: 'As cited.' })
  decision!: Decision;
  @Field(() => AwardKindEnum, { description: 'What it grants.' })
  grants!: string;
  @Field(() => CommendationFormEnum, { nullable: true, description: 'Of commendations; else null.' })
  form!: string | null;
  @Field(() => EmulationTitleEnum, { nullable: true, description: 'Of emulation titles; else null.' })
  emulationTitle!: string | null;
  @Field(() => CommendationTypeEnum, { nullable: true, description: 'Of commendations; else null.' })
  type!: string | null;
  @Field(() => ID, { nullable: true, description: 'Code of the competition, of prizes; else null.' })
  competition!: string | null;
  @Field(() => PeriodScalar, { description: 'The period that it honours.' })
  period!: string;
  @Field(() => DecisionStatusEnum, { description: 'Drafts are not public.' })
  status!: string;
  @Field(() => Int, { description: 'How many awards it grants, revoked ones too.' })
  recipients!: number;
  @Field(() => Int, { description: 'Rises with each change.' })
  version!: number;
}
export const RecordedDecisionConnection = connectionOf(
  'RecordedDecisionConnection',
  RecordedDecision,
  'A page of decisions.',
);

@ObjectType({ description: 'How an award was last revoked; kept after it was restored.' })
export class Revocation {
  @Field(() => RevocationGroundEnum, { description: 'The ground of the law.' })
  ground!: string;
  @Field(() => Decision, { description: 'The decision that revoked it.' })
  decision!: Decision;
  @Field({ description: 'In words.' })
  reason!: string;
}
@ObjectType({ description: 'An award of a decision, for staff: drafts and revoked ones too.' })
export class RecordedAward extends AwardRef {
  @Field({ description: 'What was awarded, in words.' })
  title!: string;
  @Field(() => [String], { description: "Names of a prize's winners; of other awards empty." })
  members!: string[];
  @Field(() => String, { nullable: true, description: 'What it was awarded for; null: not told.' })
  achievement!: string | null;
  @Field(() => [String], { description: 'Titles of the initiatives and topics that it used.' })
  evidence!: string[];
  @Field({ description: 'Whether the recipient was recorded as a minor.' })
  minor!: boolean;
  @Field(() => AwardStatusEnum, { description: 'Only PUBLISHED is in force and public.' })
  status!: string;
  @Field(() => Revocation, { nullable: true, description: 'The last one; null: never revoked.' })
  revocation!: Revocation | null;
}
export const RecordedAwardConnection = connectionOf(
  'RecordedAwardConnection',
  RecordedAward,
  "A page of a decision's awards.",
);

@ObjectType({ description: 'One of two of the same name.' })
export class DuplicateParty {
  @Field(() => ID, { description: 'Of the award or entry.' })
  id!: string;
  @Field({ description: 'As written there.' })
  name!: string;
  @Field(() => String, {
    nullable: true,
    description: 'The award in words with its decision, or the entry; null in the answer to decideDuplicate.',
  })
  what!: string | null;
}
@ObjectType({ description: 'Two of the same name, for a person to decide; nothing is merged by itself.' })
export class PossibleDuplicate {
  @Field(() => ID, { description: 'What decideDuplicate takes.' })
  id!: string;
  @Field(() => DuplicateAmongEnum, { description: 'Recipients of awards, or students in entries.' })
  among!: string;
  @Field(() => DuplicateParty, { description: 'The earlier one.' })
  first!: DuplicateParty;
  @Field(() => DuplicateParty, { description: 'The later one.' })
  second!: DuplicateParty;
  @Field(() => Unit, { description: 'Where they are of.' })
  unit!: Unit | null;
  @Field(() => DuplicateStatusEnum, { description: 'OPEN waits for a person.' })
  status!: string;
  @Field(() => String, { nullable: true, description: 'Note of who decided; null: none.' })
  note!: string | null;
  @Field(() => Int, { description: 'What expectedVersion is compared with; rises with each change.' })
  version!: number;
}
export const PossibleDuplicateConnection = connectionOf(
  'PossibleDuplicateConnection',
  PossibleDuplicate,
  'A page of possible duplicates.',
);
export const DuplicateResult = orRefusal('DuplicateResult', PossibleDuplicate);

@ArgsType()
export class DecisionPage {
  @Field(() => DecisionStatusEnum, { nullable: true, description: 'Only those that stand so; null: all.' })
  status!: string | null;
  @Field(() => PeriodScalar, { nullable: true, description: 'Only of exactly this period; null: all.' })
  period!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Only of this number, in upper or lower case; null: all.',
  })
  number!: string | null;
  @Field(() => Int, { nullable: true, defaultValue: 50, description: described.first })
  first!: number | null;
  @Field(() => String, { nullable: true, description: described.after })
  after!: string | null;
}
