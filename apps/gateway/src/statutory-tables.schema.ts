import { Field, Int, ObjectType } from '@nestjs/graphql';
import {
  AuthorityEnum,
  BasisEnum,
  CommendationFormEnum,
  CommendationTypeEnum,
  MovementKindEnum,
  MovementScopeEnum,
  StatutoryDurationEnum,
} from './kinds.js';

@ObjectType({ description: 'A row of statutory table 0601: movements of one scope, kind and duration.' })
export class StatutoryMovementCount {
  @Field(() => MovementScopeEnum, { description: 'How far they reach.' })
  scope!: keyof typeof MovementScopeEnum;
  @Field(() => MovementKindEnum, { description: 'Movements or campaigns.' })
  kind!: keyof typeof MovementKindEnum;
  @Field(() => Int, {
    nullable: true,
    description:
      'How long they last from first to last day, in years begun: 1 up to a year, 2 above one and up to two. Null: the dates that are known do not tell.',
  })
  years!: number | null;
  @Field(() => StatutoryDurationEnum, {
    nullable: true,
    description: 'The same in the bands of the table. Null: the dates that are known do not tell.',
  })
  duration!: keyof typeof StatutoryDurationEnum | null;
  @Field(() => Int, { description: 'How many run in the period.' })
  count!: number;
  @Field(() => Int, {
    description:
      'How many of these are known to have begun in the period; those without a first day are not.',
  })
  begun!: number;
}

@ObjectType({ description: 'A row of statutory table 0602 or 0603: how many recipients of each kind.' })
export class StatutoryCommendationCount {
  @Field(() => CommendationFormEnum, { description: 'What was awarded.' })
  form!: keyof typeof CommendationFormEnum;
  @Field(() => AuthorityEnum, { description: 'The office that decided.' })
  authority!: keyof typeof AuthorityEnum;
  @Field(() => CommendationTypeEnum, {
    nullable: true,
    description: 'What it was given for. Null: not told; reported numbers (TALLY) never tell it.',
  })
  type!: keyof typeof CommendationTypeEnum | null;
  @Field(() => BasisEnum, {
    description:
      'ROSTER: lines of the honours list; TALLY: reported numbers, in place of the lines that they speak of.',
  })
  basis!: keyof typeof BasisEnum;
  @Field(() => Int, { description: 'Collectives.' })
  collectives!: number;
  @Field(() => Int, { description: 'Households.' })
  households!: number;
  @Field(() => Int, { description: 'Individuals.' })
  individuals!: number;
  @Field(() => Int, { description: 'All recipients of the row.' })
  total!: number;
}

@ObjectType({
  description:
    'Statutory table 0602 or 0603. A form, authority or type without a row: nothing is recorded of it, which is not a reported zero.',
})
export class StatutoryCommendations {
  @Field(() => [StatutoryCommendationCount], {
    description: 'By authority in order of precedence, form and type; never of other periods.',
  })
  rows!: StatutoryCommendationCount[];
  @Field(() => [String], {
    description:
      'Other periods that overlap this one and have commendations of the level, such as school years beside a calendar year: like is added to like alone, and they are not counted here.',
  })
  otherPeriods!: string[];
}
