import { Field, Float, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { connectionOf, described } from './commands.js';
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
  @Field(() => Int, { description: 'The count: a whole number from 0.' })
  value!: number;
  @Field(() => CertaintyEnum, { description: 'How sure the value is.' })
  certainty!: string;
}

@ObjectType({ description: 'What a percentage is of (tổng số): a dated fact with its source.' })
export class Baseline {
  @Field(() => Int, { description: 'The count: a whole number from 0.' })
  value!: number;
  @Field(() => CertaintyEnum, { description: 'How sure the value is.' })
  certainty!: string;
  @Field(() => BaselineOriginEnum, { description: 'Where it comes from; SUMMED for pooled figures.' })
  origin!: string;
  @Field(() => DateScalar, { description: 'The day that it speaks of; of pooled figures the newest.' })
  asOf!: string;
  @Field({ description: 'The document that gives it; of pooled figures how many units were added up.' })
  sourceDocument!: string;
}

@ObjectType({
  description:
    'Percent with two decimals, rounded half up; null when gap says why. reportedUnits: communes whose figures are in it, by their own report or by one that stands above them.',
})
export class Rate {
  @Field(() => Float, {
    nullable: true,
    description: 'Two decimals, rounded half up, of exact numbers only; null where gap says why.',
  })
  percent!: number | null;
  @Field(() => RateGapEnum, {
    nullable: true,
    description: 'Why there is no percentage; null where there is one.',
  })
  gap!: string | null;
  @Field(() => Int, {
    description: 'Communes whose figures are in it, by their own report or by one that stands above them.',
  })
  reportedUnits!: number;
  @Field(() => Quantity, {
    nullable: true,
    description:
      'What is divided; in pooled figures only of units of which both numbers are known; null: there is none.',
  })
  numerator!: Quantity | null;
  @Field(() => Quantity, {
    nullable: true,
    description: 'What it is divided by, or would be if the numerator were known; null: there is none.',
  })
  denominator!: Quantity | null;
}

@ObjectType({
  description: 'What is to be reached, of the unit itself or the nearest unit above that has one.',
})
export class Target {
  @Field(() => Float, { description: 'Percent to be reached, above 0 and at most 100.' })
  percent!: number;
  @Field(() => RateKindEnum, {
    description: 'A registered percentage is never compared with a target for recognised.',
  })
  of!: string;
  @Field({ description: 'The document that sets it.' })
  source!: string;
}

@ObjectType({ description: 'A target that was set at a unit, for staff.' })
export class SetTarget extends Target {
  @Field(() => Title, { description: 'The title that it is of.' })
  title!: Title;
  @Field(() => Int, {
    description: 'Version of the figures of the unit, title and period, as in RegistrationRate.',
  })
  version!: number;
}
export const SetTargetConnection = connectionOf('SetTargetConnection', SetTarget, 'A page of targets.');

@ObjectType({
  description:
    'A percentage as an official source printed it; differs is null where nothing was computed to compare with, or the baseline was derived from this very figure.',
})
export class StatedRate {
  @Field({ description: "As printed, such as '67.87' or '67,87'." })
  percent!: string;
  @Field(() => RateKindEnum, { description: 'Whether it is of registered or of recognised.' })
  of!: string;
  @Field({ description: 'Where it is printed.' })
  source!: string;
  @Field(() => Boolean, {
    nullable: true,
    description:
      'More than 0.01 away from the computed percentage; null: nothing was computed to compare with, or the baseline was derived and agrees.',
  })
  differs!: boolean | null;
}

@ObjectType({ description: 'The figures of one unit, title and period with their percentages.' })
export class RegistrationRate {
  @Field(() => Unit, { description: 'The unit that the figures are of.' })
  unit!: Unit;
  @Field(() => Title, { description: 'The title that they are of.' })
  title!: Title;
  @Field(() => PeriodScalar, { description: 'The period asked about.' })
  period!: string;
  @Field(() => BasisEnum, { nullable: true, description: 'Null where nothing was reported.' })
  basis!: string | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day that the figures speak of; of pooled ones the newest; null: not told.',
  })
  asOf!: string | null;
  @Field(() => Baseline, {
    nullable: true,
    description:
      'The one with the highest as-of date, of these the last recorded; of pooled figures the sum of what reporting units have; null: not known.',
  })
  baseline!: Baseline | null;
  @Field(() => Quantity, {
    nullable: true,
    description:
      'How many are registered, recognised ones among them; of pooled figures the sum of what is known; null: not reported.',
  })
  registered!: Quantity | null;
  @Field(() => Quantity, {
    nullable: true,
    description: 'How many are recognised; of pooled figures the sum of what is known; null: not reported.',
  })
  recognised!: Quantity | null;
  @Field(() => Rate, { description: 'Registered of the baseline, in percent.' })
  registeredRate!: Rate;
  @Field(() => Rate, { description: 'Recognised of the baseline, in percent.' })
  recognisedRate!: Rate;
  @Field(() => Int, {
    description:
      "Communes of the unit in the period (1 for a commune; AS_IS those that became it). A unit's own report counts as all of them.",
  })
  totalUnits!: number;
  @Field(() => RegistrationRate, {
    nullable: true,
    description:
      "Beside a unit's own report: the pooled figures of the communes below, where any reported; else null.",
  })
  pooledBelow!: RegistrationRate | null;
  @Field(() => [Target], {
    description: 'Of each kind the target of the unit itself, else of the nearest unit above that has one.',
  })
  targets!: Target[];
  @Field(() => [StatedRate], {
    description: "Percentages printed with the unit's own report; none for pooled figures.",
  })
  stated!: StatedRate[];
  @Field(() => [RateWarningEnum], { description: 'What a reader should know of these figures.' })
  warnings!: string[];
  @Field(() => Int, {
    description:
      "Rises with each change of the unit's own figures, baseline and targets of the title and period, to be passed as expectedVersion; 0: nothing was entered yet.",
  })
  version!: number;
}

@ObjectType({ description: 'The figures of a unit and title in one period of a series.' })
export class TrendPoint {
  @Field(() => PeriodScalar, { description: 'The period.' })
  period!: string;
  @Field(() => RegistrationRate, {
    nullable: true,
    description: 'As in registrationRates; null: AS_WAS where there was no such unit yet, or no longer.',
  })
  rate!: RegistrationRate | null;
  @Field(() => [DateScalar], {
    description:
      'First days on which the map of the unit changed since the period before, by a merge, split, move, opening or closing: the figures on both sides are of different territories (AS_WAS) or were brought from others (AS_IS).',
  })
  mapChangedOn!: string[];
}

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
