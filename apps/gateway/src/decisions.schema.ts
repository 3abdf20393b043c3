// What many answers show of a decision and of a recipient.
import { Field, ObjectType } from '@nestjs/graphql';
import { AuthorityEnum, DateScalar, SubjectKindEnum } from './kinds.js';
import { Unit } from './units.schema.js';

@ObjectType({ description: 'A decision as cited.' })
export class Decision {
  @Field({ description: 'Unique in its issuing office and year of signing.' })
  number!: string;
  @Field(() => DateScalar, { description: 'Day of signing.' })
  signedOn!: string;
  @Field(() => AuthorityEnum, { description: 'The office that signed it.' })
  authority!: string;
  @Field(() => Unit, { description: 'Territory or institution of the office.' })
  issuer!: Unit | null;
  @Field(() => String, { nullable: true, description: 'Name of who signed it; null: not told.' })
  signatory!: string | null;
  @Field(() => String, { nullable: true, description: 'Position of who signed it; null: not told.' })
  position!: string | null;
}

@ObjectType({
  description:
    "name as it stood on the day; unit is the person's unit, or for a collective that is a unit, that unit.",
})
export class Recipient {
  @Field({ description: 'As it stood on the day.' })
  name!: string;
  @Field(() => SubjectKindEnum, { description: 'Collective, household or individual.' })
  kind!: string;
  @Field(() => Unit, { description: "The person's unit, or the collective itself." })
  unit!: Unit | null;
  @Field(() => String, { nullable: true, description: 'Of a person, on the day; null: not told.' })
  position!: string | null;
  @Field({ description: 'Whether it was awarded after the death (truy tặng).' })
  posthumous!: boolean;
}
