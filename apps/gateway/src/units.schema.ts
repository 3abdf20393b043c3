import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { described, connectionOf } from './commands.js';
import { DateScalar, UnitCodeScalar, UnitLevelEnum } from './kinds.js';

@ObjectType({
  description: 'id is the identity; a code can denote another unit before and after 2025-07-01.',
})
export class Unit {
  @Field(() => ID, { description: 'The identity: it never denotes another unit.' })
  id!: string;
  @Field(() => UnitCodeScalar, { description: 'Official code with its leading zeros.' })
  code!: string;
  @Field({ description: 'Official name in Vietnamese; of an institution as registered.' })
  name!: string;
  @Field(() => String, { nullable: true, description: described.nameEn })
  nameEn!: string | null;
  @Field(() => UnitLevelEnum, { description: 'Where it stands in the tree of units.' })
  level!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Kind of an institution, such as UPPER_SECONDARY; null: an administrative unit.',
  })
  kind!: string | null;
  @Field(() => Unit, { nullable: true, description: 'The unit directly above; null: the country.' })
  parent!: Unit | null;
  @Field(() => DateScalar, { nullable: true, description: 'First day; null: not known.' })
  validFrom!: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'Last day; null: still exists.' })
  validTo!: string | null;
  @Field(() => [Unit], { description: 'Units that took its place; empty where none did.' })
  successors!: Unit[];
}

export const UnitConnection = connectionOf('UnitConnection', Unit, 'A page of units.');

@InputType({ description: 'A school, the Department, an association.' })
export class InstitutionInput {
  @Field(() => UnitCodeScalar, {
    description:
      'Its own code, unlike those of administrative units and never used before (else UNIT_EXISTS).',
  })
  code!: string;
  @Field({ description: 'Its name in Vietnamese.' })
  name!: string;
  @Field(() => UnitCodeScalar, {
    description: 'Commune or province under which it stands, by its code of today.',
  })
  parent!: string;
  @Field({ description: 'Such as DEPARTMENT, UPPER_SECONDARY.' })
  kind!: string;
}
@InputType({ description: 'Up to 1,000 institutions, all or none.' })
export class RegisterInstitutionsInput {
  @Field(() => [InstitutionInput], {
    description: described.upTo1000,
  })
  institutions!: InstitutionInput[];
}
