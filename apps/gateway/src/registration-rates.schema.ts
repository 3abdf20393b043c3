import { Field, Float, Int, ObjectType } from '@nestjs/graphql';
import { connectionOf } from './commands.js';
import {
  BaselineOriginEnum,
  BasisEnum,
  CertaintyEnum,
  DateScalar,
  PeriodScalar,
  RateGapEnum,
  RateKindEnum,
  RateWarningEnum,
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
