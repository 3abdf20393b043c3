import { ArgsType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { connectionOf, described, orRefusal } from './commands.js';
import { BasisEnum, DateScalar, PeriodScalar, SubjectKindEnum, UnitCodeScalar } from './kinds.js';
import { Unit } from './units.schema.js';

@ObjectType({
  description:
    'A conference (hội nghị) of typical advanced examples that was held; who was honoured there is in the honours list.',
})
export class Conference {
  @Field(() => ID, { description: 'Ours.' })
  id!: string;
  @Field({ description: 'In Vietnamese.' })
  name!: string;
  @Field(() => DateScalar, { description: 'The day.' })
  heldOn!: string;
  @Field(() => Unit, { description: 'Who held it.' })
  unit!: Unit | null;
  @Field(() => PeriodScalar, { description: 'The period that it honours.' })
  period!: string;
  @Field(() => Int, { description: 'How many were honoured.' })
  honoureeCount!: number;
  @Field(() => BasisEnum, { description: 'ROSTER: honourees by name; TALLY: numbers alone.' })
  basis!: string;
  @Field(() => String, { nullable: true, description: 'Where the numbers come from; null: by name.' })
  source!: string | null;
}
export const ConferenceConnection = connectionOf(
  'ConferenceConnection',
  Conference,
  'A page of conferences.',
);
export const ConferenceResult = orRefusal('ConferenceResult', Conference);

@InputType({
  description:
    'award: the commendation handed over there; an honouree with one is counted once. A household is honoured without its name in public.',
})
export class HonoureeInput {
  @Field({ description: 'Twice at one unit is DUPLICATE_RECIPIENT.' })
  name!: string;
  @Field(() => SubjectKindEnum, { description: 'Collective, household or individual.' })
  kind!: keyof typeof SubjectKindEnum;
  @Field(() => UnitCodeScalar, {
    description: "The person's unit or the collective itself, by its code on the last day of the period.",
  })
  unit!: string;
  @Field(() => ID, {
    nullable: true,
    description: 'Id of an award in force (else AWARD_UNKNOWN, AWARD_REVOKED); null: none.',
  })
  award?: string | null;
}
@InputType({ description: 'Honourees by name, or numbers alone with their source.' })
export class HoldConferenceInput {
  @Field({ description: 'Once a day and unit (else CONFERENCE_EXISTS).' })
  name!: string;
  @Field(() => DateScalar, { description: 'Not in the future (else BAD_DATE).' })
  heldOn!: string;
  @Field(() => UnitCodeScalar, { description: described.unit })
  unit!: string;
  @Field(() => PeriodScalar, { description: 'The period that it honours.' })
  period!: string;
  @Field(() => [HonoureeInput], {
    nullable: true,
    description: 'Up to 1,000 (else TOO_MANY_SUBJECTS); beside numbers it is TALLY_OR_NAMES.',
  })
  honourees?: HonoureeInput[] | null;
  @Field(() => Int, { nullable: true, description: 'From 0 (else BAD_QUANTITY); null: by name.' })
  collectives?: number | null;
  @Field(() => Int, { nullable: true, description: 'From 0 (else BAD_QUANTITY); null: by name.' })
  individuals?: number | null;
  @Field(() => String, {
    nullable: true,
    description: 'Where the numbers come from (else SOURCE_REQUIRED); null: by name.',
  })
  source?: string | null;
}

@ArgsType()
export class ConferencePage {
  @Field(() => UnitCodeScalar, {
    nullable: true,
    description:
      'Those held by the unit and everything below it: the unit that bears the code on the last day of the period, without one today (else NOT_FOUND); null: all.',
  })
  unit!: string | null;
  @Field(() => PeriodScalar, { nullable: true, description: 'Only of exactly this period; null: all.' })
  period!: string | null;
  @Field(() => Int, { nullable: true, defaultValue: 20, description: described.first })
  first!: number | null;
  @Field(() => String, { nullable: true, description: described.after })
  after!: string | null;
}
