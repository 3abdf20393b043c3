import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { connectionOf, described, orRefusal } from './commands.js';
import {
  BasisEnum,
  DateScalar,
  DateTimeScalar,
  PeriodScalar,
  RateWarningEnum,
  TitleCodeScalar,
  UnitCodeScalar,
  UnitLevelEnum,
} from './kinds.js';
import { Baseline, Quantity, Rate, StatedRate, Target } from './registration-rates.schema.js';

@ObjectType({
  description: 'A unit as it was called on the last day of the period, when a report was approved.',
})
export class ReportedUnit {
  @Field(() => ID, { description: 'The identity of the unit, whatever became of it.' })
  id!: string;
  @Field(() => UnitCodeScalar, { description: 'Code of that day.' })
  code!: string;
  @Field({ description: 'Name of that day.' })
  name!: string;
  @Field(() => String, { nullable: true, description: described.nameEn })
  nameEn!: string | null;
}

@ObjectType({ description: 'The unit of an approved report.' })
export class ReportingUnit extends ReportedUnit {
  @Field(() => UnitLevelEnum, { description: 'Its level.' })
  level!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Name of the unit above it on that day; null: the country, which has none.',
  })
  parentName!: string | null;
}

@ObjectType({ description: 'The title of an approved report, in the words of when it was approved.' })
export class ReportedTitle {
  @Field(() => TitleCodeScalar, { description: described.ofTitle })
  code!: string;
  @Field({ description: 'Name of the title.' })
  name!: string;
  @Field(() => String, { nullable: true, description: described.nameEn })
  nameEn!: string | null;
  @Field({ description: 'What the baseline counts.' })
  counts!: string;
}

@ObjectType({
  description: 'The figures of an approved report, as registrationRates showed them on that day.',
})
export class ApprovedFigures {
  @Field(() => BasisEnum, { description: 'Whether they are a roster, reported numbers, or pooled.' })
  basis!: string;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day that the figures speak of; of pooled ones the newest; null: not told.',
  })
  asOf!: string | null;
  @Field(() => String, {
    nullable: true,
    description: "The document that gives the unit's own numbers; null: a roster, or pooled.",
  })
  source!: string | null;
  @Field(() => Baseline, { nullable: true, description: 'What the percentages are of; null: not known.' })
  baseline!: Baseline | null;
  @Field(() => Quantity, {
    nullable: true,
    description: 'How many were registered, recognised ones among them; null: not reported.',
  })
  registered!: Quantity | null;
  @Field(() => Quantity, { nullable: true, description: 'How many were recognised; null: not reported.' })
  recognised!: Quantity | null;
  @Field(() => Rate, { description: 'Registered of the baseline, in percent.' })
  registeredRate!: Rate;
  @Field(() => Rate, { description: 'Recognised of the baseline, in percent.' })
  recognisedRate!: Rate;
  @Field(() => Int, { description: 'Communes of the unit in the period (1 for a commune).' })
  totalUnits!: number;
  @Field(() => [Target], { description: 'The targets that held then.' })
  targets!: Target[];
  @Field(() => [StatedRate], { description: "Percentages printed with the unit's own report." })
  stated!: StatedRate[];
  @Field(() => [RateWarningEnum], { description: 'What a reader should know of these figures.' })
  warnings!: string[];
}

@ObjectType({
  description:
    'An approved report of a unit, title and period. It prints the same for ever, whatever later figures, baselines or changes of the map do; a correction is another version.',
})
export class ApprovedReport {
  @Field(() => ID, { description: 'Identity of this version, for approvedReportLines.' })
  id!: string;
  @Field(() => Int, { description: 'From 1; to be passed as expectedVersion to approveReport.' })
  version!: number;
  @Field(() => ID, {
    nullable: true,
    description: 'id of the version that this one replaces; null: the first.',
  })
  replaces!: string | null;
  @Field(() => Boolean, { description: 'Whether no later version replaces it by now.' })
  current!: boolean;
  @Field(() => String, {
    nullable: true,
    description: 'Why there is a new version; of the first nearly always null.',
  })
  reason!: string | null;
  @Field(() => ReportingUnit, { description: 'The unit that the report is of.' })
  unit!: ReportingUnit;
  @Field(() => ReportedTitle, { description: 'The title that it is of.' })
  title!: ReportedTitle;
  @Field(() => PeriodScalar, { description: 'The period that it is of.' })
  period!: string;
  @Field(() => ApprovedFigures, { description: 'The figures of the unit.' })
  figures!: ApprovedFigures;
  @Field(() => ApprovedFigures, {
    nullable: true,
    description: "Beside the unit's own report: what was pooled below it; null: nothing, or no own report.",
  })
  pooledBelow!: ApprovedFigures | null;
  @Field(() => Int, {
    description:
      'Of how many units directly below a report was approved that agreed with their figures: k of n.',
  })
  approvedBelow!: number;
  @Field(() => Int, { description: 'Units directly below on the last day of the period: the n of k of n.' })
  unitsBelow!: number;
  @Field(() => DateTimeScalar, { description: 'When it was approved.' })
  approvedAt!: string;
}
export const ApprovedReportConnection = connectionOf(
  'ApprovedReportConnection',
  ApprovedReport,
  'A page of approved reports.',
);
export const ReportResult = orRefusal('ReportResult', ApprovedReport);

@ObjectType({ description: 'A unit directly below that of an approved report.' })
export class ApprovedReportLine {
  @Field(() => ReportedUnit, { description: 'The unit as it was called then.' })
  unit!: ReportedUnit;
  @Field(() => ApprovedReport, {
    nullable: true,
    description: 'The version of its own report that stood then and agreed with its figures; null: none did.',
  })
  report!: ApprovedReport | null;
}
export const ApprovedReportLineConnection = connectionOf(
  'ApprovedReportLineConnection',
  ApprovedReportLine,
  'A page of the units below that of an approved report.',
);

@InputType({ description: 'The report to be approved, with the figures that stand now.' })
export class ApproveReportInput {
  @Field(() => UnitCodeScalar, {
    description:
      'Code, as for registrationRates, of the country, a province, district or commune (else UNIT_LEVEL).',
  })
  unit!: string;
  @Field(() => TitleCodeScalar, { description: described.title })
  title!: string;
  @Field(() => PeriodScalar, { description: described.titlePeriod })
  period!: string;
  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description:
      'Whether to approve although units directly below have no approved report that agrees with their figures (else CHILDREN_NOT_APPROVED); the report then says k of n.',
  })
  acceptPartial?: boolean;
  @Field(() => String, {
    nullable: true,
    description: 'Why there is a new version (without it REPORT_APPROVED); the first needs none.',
  })
  reason?: string | null;
  @Field(() => Int, {
    nullable: true,
    description:
      'The version of the approved report that was seen, 0: none; another one now is CONFLICT; null: whatever it is by now.',
  })
  expectedVersion?: number | null;
}
