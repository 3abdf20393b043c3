import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { described } from './commands.js';
import {
  AuthorityEnum,
  CommendationFormEnum,
  CommendationTypeEnum,
  DateScalar,
  EmulationTitleEnum,
  PeriodScalar,
  RevocationGroundEnum,
  SubjectKindEnum,
  UnitCodeScalar,
} from './kinds.js';
import { DecisionInput } from './registrations.schema.js';

const awardIds = 'Ids of awards of the decision (else AWARD_UNKNOWN); null: all of them.';

@InputType({ description: 'A decision by its number, issuing office and year of signing.' })
export class DecisionRef {
  @Field({ description: 'As recorded.' })
  number!: string;
  @Field(() => AuthorityEnum, { description: 'The office that signed it.' })
  authority!: keyof typeof AuthorityEnum;
  @Field(() => UnitCodeScalar, { description: 'Code of the territory or institution of the office.' })
  issuer!: string;
  @Field(() => Int, { description: 'Year of signing.' })
  year!: number;
}
@InputType({
  description: 'An initiative or topic that the award rests on: each recipient may use it once.',
})
export class EvidenceInput {
  @Field({ description: 'Its title; used before by the same recipient it is EVIDENCE_USED.' })
  title!: string;
  @Field(() => String, { nullable: true, description: 'Number of the decision that recognised it.' })
  decision?: string | null;
}
@InputType({
  description:
    'Who is honoured. birthDate and identity tell people of one name apart; neither leaves the service.',
})
export class RecipientInput {
  @Field({ description: 'Full name, as the certificate shows it.' })
  name!: string;
  @Field(() => SubjectKindEnum, { description: 'Collective, household or individual (else SUBJECT_KIND).' })
  kind!: keyof typeof SubjectKindEnum;
  @Field(() => UnitCodeScalar, {
    description: "The person's unit or the collective itself, by its code on the day of signing.",
  })
  unit!: string;
  @Field(() => String, { nullable: true, description: 'Of a person; null: not told.' })
  position?: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'Null: not told.' })
  birthDate?: string | null;
  @Field(() => String, { nullable: true, description: 'Number of an identity paper; null: not told.' })
  identity?: string | null;
  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'Whether it is a minor.' })
  minor?: boolean;
  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Whether it is awarded after the death (truy tặng).',
  })
  posthumous?: boolean;
  @Field({ description: 'What it is awarded for.' })
  achievement!: string;
  @Field(() => String, {
    nullable: true,
    description:
      'Number of the certificate in the register of the office and year, unique there (else CERTIFICATE_NUMBER_EXISTS); null: not told.',
  })
  certificateNumber?: string | null;
  @Field(() => [EvidenceInput], { nullable: true, description: 'Up to 20 initiatives and topics.' })
  evidence?: EvidenceInput[] | null;
}
@InputType({ description: 'A decision with its recipients, for any kind of award.', isAbstract: true })
class GrantInput {
  @Field(() => DecisionInput, {
    description: 'Its number is unique in its office and year (DECISION_NUMBER_EXISTS).',
  })
  decision!: DecisionInput;
  @Field(() => PeriodScalar, { description: 'The period that it honours.' })
  period!: string;
  @Field(() => Boolean, {
    nullable: true,
    defaultValue: true,
    description: 'False: a draft, which is not public.',
  })
  publish?: boolean;
  @Field(() => [RecipientInput], {
    description: 'Up to 1,000 (else TOO_MANY_SUBJECTS); none drops a draft, else is NO_SUBJECTS.',
  })
  recipients!: RecipientInput[];
}
@InputType({
  description:
    'publish false keeps a draft; recording the same unpublished decision again replaces it, with no recipients drops it. Certificates count only from publication.',
})
export class RecordCommendationsInput extends GrantInput {
  @Field(() => CommendationFormEnum, {
    description: 'What the authority is competent for on the day of signing (else AUTHORITY_NOT_COMPETENT).',
  })
  form!: keyof typeof CommendationFormEnum;
  @Field(() => CommendationTypeEnum, {
    nullable: true,
    defaultValue: CommendationTypeEnum.PHONG_TRAO,
    description: 'What it is given for.',
  })
  type?: keyof typeof CommendationTypeEnum;
}
@InputType({ description: 'As RecordCommendationsInput, for an emulation title (danh hiệu thi đua).' })
export class RecordEmulationTitlesInput extends GrantInput {
  @Field(() => EmulationTitleEnum, {
    description: 'What the authority is competent for on the day of signing (else AUTHORITY_NOT_COMPETENT).',
  })
  title!: keyof typeof EmulationTitleEnum;
}
@InputType({
  description:
    'Numbers of awards without names. The same unit, period, authority, form and achievement again replaces them.',
})
export class ReportAwardTallyInput {
  @Field(() => AuthorityEnum, {
    description: 'Competent for the form (else AUTHORITY_NOT_COMPETENT).',
  })
  authority!: keyof typeof AuthorityEnum;
  @Field(() => UnitCodeScalar, {
    description: 'Of which unit they speak, by its code on the last day of the period.',
  })
  unit!: string;
  @Field(() => CommendationFormEnum, { description: 'What was awarded.' })
  form!: keyof typeof CommendationFormEnum;
  @Field(() => PeriodScalar, { description: 'The period that they honour.' })
  period!: string;
  @Field(() => Int, { description: 'From 0 (else BAD_QUANTITY).' })
  collectives!: number;
  @Field(() => Int, { nullable: true, defaultValue: 0, description: 'From 0 (else BAD_QUANTITY).' })
  households?: number;
  @Field(() => Int, { description: 'From 0 (else BAD_QUANTITY).' })
  individuals!: number;
  @Field({ description: 'What they were awarded for.' })
  achievement!: string;
  @Field({ description: 'The document that gives the numbers.' })
  source!: string;
}
@InputType({ description: 'What is corrected of an award; what is null stays.' })
export class CorrectionInput {
  @Field(() => ID, { description: 'Of a published award (else AWARD_UNKNOWN, AWARD_NOT_PUBLISHED).' })
  id!: string;
  @Field(() => String, { nullable: true, description: 'The right name.' })
  name?: string | null;
  @Field(() => String, { nullable: true, description: 'The right position.' })
  position?: string | null;
  @Field(() => UnitCodeScalar, { nullable: true, description: 'The right unit.' })
  unit?: string | null;
  @Field(() => String, { nullable: true, description: 'The right achievement.' })
  achievement?: string | null;
  @Field(() => String, { nullable: true, description: 'The right number of the certificate, or its first.' })
  certificateNumber?: string | null;
  @Field(() => Int, { nullable: true, description: described.expectedVersion })
  expectedVersion?: number | null;
}
@InputType({ description: 'Đính chính: same certificate code, new print, never a revocation.' })
export class CorrectAwardsInput {
  @Field(() => [CorrectionInput], { description: described.upTo1000 })
  corrections!: CorrectionInput[];
  @Field(() => DecisionInput, { description: 'The decision that corrects, of the awarding office.' })
  decision!: DecisionInput;
  @Field({ description: 'Why, kept with each of them.' })
  reason!: string;
}
@InputType({ description: 'All awards of the decision, or those listed.' })
export class RevokeAwardsInput {
  @Field(() => DecisionRef, { description: 'The decision that granted them.' })
  decision!: DecisionRef;
  @Field(() => [ID], { nullable: true, description: awardIds })
  awards?: string[] | null;
  @Field(() => RevocationGroundEnum, { description: 'The ground of the law (else GROUND_NOT_APPLICABLE).' })
  ground!: keyof typeof RevocationGroundEnum;
  @Field(() => DecisionInput, {
    description:
      'The decision that revokes, of the awarding office or its successor (NOT_THE_AWARDING_OFFICE).',
  })
  revocation!: DecisionInput;
  @Field({ description: 'Why, kept with each of them.' })
  reason!: string;
}
@InputType({ description: 'All revoked awards of the decision, or those listed.' })
export class RestoreAwardsInput {
  @Field(() => DecisionRef, { description: 'The decision that granted them.' })
  decision!: DecisionRef;
  @Field(() => [ID], { nullable: true, description: awardIds })
  awards?: string[] | null;
  @Field(() => DecisionInput, {
    description:
      'The decision that restores, of the awarding office or its successor (NOT_THE_AWARDING_OFFICE).',
  })
  restoration!: DecisionInput;
  @Field({ description: 'Why, kept with each of them.' })
  reason!: string;
}
@InputType({ description: "A person's word on two of one name. SAME changes neither of them." })
export class DecideDuplicateInput {
  @Field(() => ID, { description: 'Of the pair (else DUPLICATE_UNKNOWN).' })
  id!: string;
  @Field({ description: 'Whether both are the same.' })
  same!: boolean;
  @Field(() => String, { nullable: true, description: 'How it was found out.' })
  note?: string | null;
  @Field(() => Int, { nullable: true, description: described.expectedVersion })
  expectedVersion?: number | null;
}
