import { Field, Float, ID, InputType, Int } from '@nestjs/graphql';
import { described } from './commands.js';
import {
  BaselineOriginEnum,
  CertaintyEnum,
  DateScalar,
  PeriodScalar,
  RateKindEnum,
  TitleCodeScalar,
  UnitCodeScalar,
} from './kinds.js';

@InputType({ description: 'A count and how sure it is.' })
export class QuantityInput {
  @Field(() => Int, { description: 'The count: a whole number from 0 (else BAD_QUANTITY).' })
  value!: number;
  @Field(() => CertaintyEnum, {
    nullable: true,
    defaultValue: CertaintyEnum.EXACT,
    description: 'How sure it is; a bound or rounded number is never divided.',
  })
  certainty?: keyof typeof CertaintyEnum;
}
@InputType({ description: 'A target of one title.' })
export class TargetInput {
  @Field(() => TitleCodeScalar, { description: described.title })
  title!: string;
  @Field(() => Float, {
    description:
      'Percent to be reached: above 0, at most 100, with at most two decimals (else BAD_USER_INPUT).',
  })
  percent!: number;
  @Field(() => RateKindEnum, {
    description: 'Whether it is for registered or for recognised; it replaces the earlier one of its kind.',
  })
  of!: keyof typeof RateKindEnum;
  @Field(() => Int, { nullable: true, description: described.ofCellVersion })
  expectedVersion?: number | null;
}
@InputType({ description: 'Targets that hold at the unit and below it until a nearer one.' })
export class SetTargetsInput {
  @Field(() => UnitCodeScalar, {
    description: 'Code, as for registrationRates, of the country, a province or a commune (else UNIT_LEVEL).',
  })
  unit!: string;
  @Field(() => PeriodScalar, { description: described.titlePeriod })
  period!: string;
  @Field({ description: 'The document that sets them.' })
  source!: string;
  @Field(() => [TargetInput], { description: '1 to 100; none is NO_SUBJECTS.' })
  targets!: TargetInput[];
}
@InputType({ description: 'The baseline of one unit.' })
export class BaselineInput {
  @Field(() => UnitCodeScalar, {
    description:
      'Code, as for registrationRates, of the country, a province or a commune (else UNIT_LEVEL), once in the list (else UNIT_REPEATED).',
  })
  unit!: string;
  @Field(() => QuantityInput, { description: 'The count and how sure it is.' })
  value!: QuantityInput;
  @Field(() => BaselineOriginEnum, {
    nullable: true,
    defaultValue: BaselineOriginEnum.PUBLISHED,
    description: 'Where it comes from.',
  })
  origin?: keyof typeof BaselineOriginEnum;
  @Field(() => Int, { nullable: true, description: described.ofCellVersion })
  expectedVersion?: number | null;
}
@InputType({
  description: 'final: registering above it is refused; otherwise it is accepted with a warning.',
})
export class RecordBaselinesInput {
  @Field(() => TitleCodeScalar, { description: described.title })
  title!: string;
  @Field(() => PeriodScalar, { description: described.titlePeriod })
  period!: string;
  @Field(() => DateScalar, {
    description: 'The day that they speak of: the highest one counts, then the last recorded.',
  })
  asOf!: string;
  @Field({ description: 'The document that gives them.' })
  sourceDocument!: string;
  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description:
      'Whether registering above them is refused (EXCEEDS_BASELINE), not just warned of; one below what is registered is BELOW_REGISTERED.',
  })
  final?: boolean;
  @Field(() => String, { nullable: true, description: described.closedReason })
  reason?: string | null;
  @Field(() => [BaselineInput], {
    description: described.upTo1000,
  })
  baselines!: BaselineInput[];
}
@InputType({ description: 'A percentage as printed.' })
export class StatedRateInput {
  @Field({ description: "As printed, '67.87' or '67,87', without the percent sign (else BAD_QUANTITY)." })
  percent!: string;
  @Field(() => RateKindEnum, { description: 'Whether it is of registered or of recognised.' })
  of!: keyof typeof RateKindEnum;
}
@InputType({
  description:
    'At least one of registered, recognised, stated. A later tally of the same unit, title and period replaces the earlier one, which stays in the history.',
})
export class ReportTallyInput {
  @Field(() => ID, { description: 'Code of a launched or closed movement (else MOVEMENT_NOT_OPEN).' })
  movement!: string;
  @Field(() => TitleCodeScalar, { description: described.movementTitle })
  title!: string;
  @Field(() => PeriodScalar, { description: described.movementPeriod })
  period!: string;
  @Field(() => UnitCodeScalar, {
    description:
      'Code, as for registrationRates, of a province or commune (else UNIT_LEVEL) without a roster (else ROSTER_EXISTS).',
  })
  unit!: string;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day that the numbers speak of; null: not told.',
  })
  asOf?: string | null;
  @Field(() => QuantityInput, {
    nullable: true,
    description: 'How many are registered; null: not reported; above a final baseline is EXCEEDS_BASELINE.',
  })
  registered?: QuantityInput | null;
  @Field(() => QuantityInput, {
    nullable: true,
    description:
      'How many are recognised, not above registered (RECOGNISED_EXCEEDS_REGISTERED); null: not reported.',
  })
  recognised?: QuantityInput | null;
  @Field({ description: 'The document that gives the numbers.' })
  source!: string;
  @Field(() => [StatedRateInput], {
    nullable: true,
    description: 'Percentages that the source prints, up to 10; null: none.',
  })
  stated?: StatedRateInput[] | null;
  @Field(() => String, { nullable: true, description: described.closedReason })
  reason?: string | null;
  @Field(() => Int, { nullable: true, description: described.ofCellVersion })
  expectedVersion?: number | null;
}
