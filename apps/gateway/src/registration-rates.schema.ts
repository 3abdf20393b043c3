import { Field, Float, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import {
  BaselineOriginEnum,
  BasisEnum,
  CertaintyEnum,
  DateScalar,
  PeriodScalar,
  RateGapEnum,
  RateKindEnum,
  RateWarningEnum,
  TitleCodeScalar,
  UnitCodeScalar,
} from './kinds.js';
import { Title } from './movements.schema.js';
import { Unit } from './units.schema.js';

@ObjectType({ description: 'A count and how sure it is.' })
export class Quantity {
  @Field(() => Int)
  value!: number;
  @Field(() => CertaintyEnum)
  certainty!: string;
}

@ObjectType({ description: 'What a percentage is of (tổng số): a dated fact with its source.' })
export class Baseline {
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
}

@ObjectType({
  description:
    'Percent with two decimals, rounded half up; null when gap says why. reportedUnits: communes whose figures are in it, by their own report or by one that stands above them.',
})
export class Rate {
  @Field(() => Float, { nullable: true })
  percent!: number | null;
  @Field(() => RateGapEnum, { nullable: true })
  gap!: string | null;
  @Field(() => Int)
  reportedUnits!: number;
  @Field(() => Quantity, {
    nullable: true,
    description: 'What is divided; in pooled figures only of units of which both numbers are known.',
  })
  numerator!: Quantity | null;
  @Field(() => Quantity, { nullable: true, description: 'What it is divided by.' })
  denominator!: Quantity | null;
}

@ObjectType({ description: 'What is to be reached, of the unit itself or the nearest unit above that has one.' })
export class Target {
  @Field(() => Float)
  percent!: number;
  @Field(() => RateKindEnum, { description: 'A registered percentage is never compared with a target for recognised.' })
  of!: string;
  @Field()
  source!: string;
}

@ObjectType({
  description:
    'A percentage as an official source printed it; differs is null where nothing was computed to compare with, or the baseline was derived from this very figure.',
})
export class StatedRate {
  @Field()
  percent!: string;
  @Field(() => RateKindEnum)
  of!: string;
  @Field()
  source!: string;
  @Field(() => Boolean, { nullable: true, description: 'More than 0.01 away from the computed percentage.' })
  differs!: boolean | null;
}

@ObjectType({ description: 'The figures of one unit, title and period with their percentages.' })
export class RegistrationRate {
  @Field(() => Unit)
  unit!: Unit;
  @Field(() => Title)
  title!: Title;
  @Field(() => PeriodScalar)
  period!: string;
  @Field(() => BasisEnum, { nullable: true, description: 'Null where nothing was reported.' })
  basis!: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'The day the figures speak of; of pooled ones the newest.' })
  asOf!: string | null;
  @Field(() => Baseline, { nullable: true })
  baseline!: Baseline | null;
  @Field(() => Quantity, { nullable: true })
  registered!: Quantity | null;
  @Field(() => Quantity, { nullable: true })
  recognised!: Quantity | null;
  @Field(() => Rate)
  registeredRate!: Rate;
  @Field(() => Rate)
  recognisedRate!: Rate;
  @Field(() => Int, {
    description: "Communes of the unit in the period (1 for a commune). A unit's own report counts as all of them.",
  })
  totalUnits!: number;
  @Field(() => RegistrationRate, {
    nullable: true,
    description: "Beside a unit's own report: the pooled figures of the communes below, where any reported.",
  })
  pooledBelow!: RegistrationRate | null;
  @Field(() => [Target])
  targets!: Target[];
  @Field(() => [StatedRate])
  stated!: StatedRate[];
  @Field(() => [RateWarningEnum])
  warnings!: string[];
}

@InputType({ description: 'A count and how sure it is.' })
export class QuantityInput {
  @Field(() => Int)
  value!: number;
  @Field(() => CertaintyEnum, { nullable: true, defaultValue: CertaintyEnum.EXACT })
  certainty?: keyof typeof CertaintyEnum;
}
@InputType({ description: 'A target of one title.' })
export class TargetInput {
  @Field(() => TitleCodeScalar)
  title!: string;
  @Field(() => Float, { description: 'Percent, 0 to 100.' })
  percent!: number;
  @Field(() => RateKindEnum)
  of!: keyof typeof RateKindEnum;
}
@InputType({ description: 'Targets that hold at the unit and below it until a nearer one.' })
export class SetTargetsInput {
  @Field(() => UnitCodeScalar)
  unit!: string;
  @Field(() => PeriodScalar)
  period!: string;
  @Field({ description: 'The document that sets them.' })
  source!: string;
  @Field(() => [TargetInput])
  targets!: TargetInput[];
}
@InputType({ description: 'The baseline of one unit.' })
export class BaselineInput {
  @Field(() => UnitCodeScalar)
  unit!: string;
  @Field(() => QuantityInput)
  value!: QuantityInput;
  @Field(() => BaselineOriginEnum, { nullable: true, defaultValue: BaselineOriginEnum.PUBLISHED })
  origin?: keyof typeof BaselineOriginEnum;
}
@InputType({ description: 'final: registering above it is refused; otherwise it is accepted with a warning.' })
export class RecordBaselinesInput {
  @Field(() => TitleCodeScalar)
  title!: string;
  @Field(() => PeriodScalar)
  period!: string;
  @Field(() => DateScalar)
  asOf!: string;
  @Field()
  sourceDocument!: string;
  @Field(() => Boolean, { nullable: true, defaultValue: false })
  final?: boolean;
  @Field(() => [BaselineInput])
  baselines!: BaselineInput[];
}
@InputType({ description: 'A percentage as printed.' })
export class StatedRateInput {
  @Field({ description: "As printed, '67.87' or '67,87'." })
  percent!: string;
  @Field(() => RateKindEnum)
  of!: keyof typeof RateKindEnum;
}
@InputType({
  description:
    'At least one of registered, recognised, stated. A later tally of the same unit, title and period replaces the earlier one, which stays in the history.',
})
export class ReportTallyInput {
  @Field(() => ID)
  movement!: string;
  @Field(() => TitleCodeScalar)
  title!: string;
  @Field(() => PeriodScalar)
  period!: string;
  @Field(() => UnitCodeScalar)
  unit!: string;
  @Field(() => DateScalar, { nullable: true })
  asOf?: string | null;
  @Field(() => QuantityInput, { nullable: true })
  registered?: QuantityInput | null;
  @Field(() => QuantityInput, { nullable: true })
  recognised?: QuantityInput | null;
  @Field()
  source!: string;
  @Field(() => [StatedRateInput], { nullable: true })
  stated?: StatedRateInput[] | null;
}
