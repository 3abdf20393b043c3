import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { described } from './commands.js';
import {
  ChannelEnum,
  DateScalar,
  ExemplarGroupEnum,
  PeriodScalar,
  PublicationBasisKindEnum,
  ReviewVerdictEnum,
  UnitCodeScalar,
} from './kinds.js';

export const exemplarId = 'Id of the nomination (else EXEMPLAR_UNKNOWN).';
const story = 'Markdown, up to 20,000 characters; HTML in it is removed (BAD_STORY where nothing is left).';
const awards = 'Ids of up to 50 awards in force (else AWARD_UNKNOWN, AWARD_REVOKED).';

@InputType({
  description:
    'minor is required (true or false) unless the group is COLLECTIVE or GOOD_PRACTICE: MINOR_UNSTATED.',
})
export class NominateExemplarInput {
  @Field({ description: 'Of the person, the collective or the practice.' })
  name!: string;
  @Field(() => String, { nullable: true, description: 'Of a person; null: not told.' })
  position?: string | null;
  @Field(() => ExemplarGroupEnum, { description: 'Stays as nominated.' })
  group!: keyof typeof ExemplarGroupEnum;
  @Field(() => UnitCodeScalar, { description: described.unit })
  unit!: string;
  @Field(() => PeriodScalar, { description: 'The period in which it set the example.' })
  period!: string;
  @Field(() => ID, {
    nullable: true,
    description: 'Code of a movement (else MOVEMENT_UNKNOWN); null: not told.',
  })
  movement?: string | null;
  @Field({ description: 'In Vietnamese, up to 200 characters.' })
  headline!: string;
  @Field({ description: `In Vietnamese. ${story}` })
  story!: string;
  @Field(() => String, { nullable: true, description: 'In English; null: not told.' })
  headlineEn?: string | null;
  @Field(() => String, { nullable: true, description: `In English. ${story} Null: not told.` })
  storyEn?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'Whether the person is a minor; never assumed.' })
  minor?: boolean | null;
  @Field(() => [ID], { nullable: true, description: `What the nomination rests on. ${awards} Null: none.` })
  awards?: string[] | null;
}

@InputType({ description: 'What every step of an existing nomination names.', isAbstract: true })
class StepInput {
  @Field(() => ID, { description: exemplarId })
  id!: string;
  @Field(() => Int, { nullable: true, description: described.expectedVersion })
  expectedVersion?: number | null;
}
@InputType({ description: "A reviewer's verdict; not by who nominated (OWN_NOMINATION)." })
export class ReviewExemplarInput extends StepInput {
  @Field(() => ReviewVerdictEnum, { description: 'RETURN asks for a supplement; REJECT ends it.' })
  verdict!: keyof typeof ReviewVerdictEnum;
  @Field(() => String, {
    nullable: true,
    description: 'What is missing, or why; without one RETURN and REJECT are NOTE_REQUIRED.',
  })
  note?: string | null;
}
@InputType({ description: 'What a reviewer asked for; what is null stays as it is.' })
export class SupplementExemplarInput extends StepInput {
  @Field(() => String, { nullable: true, description: 'In Vietnamese, up to 200 characters.' })
  headline?: string | null;
  @Field(() => String, { nullable: true, description: `In Vietnamese. ${story}` })
  story?: string | null;
  @Field(() => [ID], { nullable: true, description: `All that it rests on by now. ${awards}` })
  awards?: string[] | null;
}
@InputType({
  description:
    'statement: the document, or who consented, in what relation, to what wording. givenOn is required for CONSENT and LEGAL_DUTY.',
})
export class PublicationBasisInput {
  @Field(() => PublicationBasisKindEnum, {
    description: 'NOT_PERSONAL for collectives and practices alone (else BASIS_NOT_APPLICABLE).',
  })
  kind!: keyof typeof PublicationBasisKindEnum;
  @Field({ description: 'Stays in the service.' })
  statement!: string;
  @Field(() => DateScalar, {
    nullable: true,
    description:
      'Day of the document or consent, not in the future (else BAD_DATE); without one CONSENT_MISSING.',
  })
  givenOn?: string | null;
  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description:
      'Of a minor: whether the legal representative consented (else CONSENT_MISSING; Law 91/2025/QH15).',
  })
  representativeConsent?: boolean;
  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Of a minor from 7 years: whether the child consented (else CONSENT_MISSING).',
  })
  childConsent?: boolean;
  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Of a minor: whether the child is under 7, and is not asked.',
  })
  childUnderSeven?: boolean;
}
@InputType({ description: 'Puts an approved example before the public.' })
export class PublishExemplarInput extends StepInput {
  @Field(() => PublicationBasisInput, { description: 'What it is published on.' })
  basis!: PublicationBasisInput;
  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'Whether it is put forward.' })
  featured?: boolean;
}
@InputType({ description: 'A channel that carried a published example; said again it replaces the day.' })
export class AnnounceExemplarInput extends StepInput {
  @Field(() => ChannelEnum, { description: 'Which channel.' })
  channel!: keyof typeof ChannelEnum;
  @Field(() => DateScalar, { description: 'Not in the future (else BAD_DATE).' })
  on!: string;
}
@InputType({ description: 'consentWithdrawn: the person is erased, not only hidden.' })
export class WithdrawExemplarInput extends StepInput {
  @Field({ description: 'Why; not kept where the person is erased.' })
  reason!: string;
  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'In any state, once: that there was someone stays, who it was goes for ever.',
  })
  consentWithdrawn?: boolean;
}
@InputType({
  description: 'Numbers of examples without names; the same unit and period again: replaces them.',
})
export class ReportExemplarTallyInput {
  @Field(() => UnitCodeScalar, { description: described.unit })
  unit!: string;
  @Field(() => PeriodScalar, { description: 'Exactly this period.' })
  period!: string;
  @Field(() => Int, { description: 'From 0 (else BAD_QUANTITY).' })
  collectives!: number;
  @Field(() => Int, { description: 'From 0 (else BAD_QUANTITY).' })
  individuals!: number;
  @Field(() => Int, { description: 'Counted apart from individuals; from 0 (else BAD_QUANTITY).' })
  goodPersonsGoodDeeds!: number;
  @Field({ description: 'Where the numbers come from.' })
  source!: string;
}
