import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { PageInfo } from './commands.js';
import { DateScalar, UnitCodeScalar, UnitLevelEnum } from './kinds.js';

@ObjectType({ description: 'id is the identity; a code can denote another unit before and after 2025-07-01.' })
export class Unit {
  @Field(() => ID)
  id!: string;
  @Field(() => UnitCodeScalar, { description: 'Official code with its leading zeros.' })
  code!: string;
  @Field()
  name!: string;
  @Field(() => String, { nullable: true })
  nameEn!: string | null;
  @Field(() => UnitLevelEnum)
  level!: string;
  @Field(() => String, { nullable: true, description: 'Kind of an institution, such as UPPER_SECONDARY.' })
  kind!: string | null;
  @Field(() => Unit, { nullable: true, description: 'The unit directly above.' })
  parent!: Unit | null;
  @Field(() => DateScalar, { nullable: true, description: 'First day; null: not known.' })
  validFrom!: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'Last day; null: still exists.' })
  validTo!: string | null;
  @Field(() => [Unit], { description: 'Units that took its place.' })
  successors!: Unit[];
}

@ObjectType({ description: 'A page of units.' })
export class UnitConnection {
  @Field(() => [Unit])
  nodes!: Unit[];
  @Field(() => PageInfo)
  pageInfo!: PageInfo;
  @Field(() => Int, { description: 'Of all pages.' })
  totalCount!: number;
}

@InputType({ description: 'A school, the Department, an association.' })
export class InstitutionInput {
  @Field(() => UnitCodeScalar, { description: 'Its own code, unlike those of administrative units.' })
  code!: string;
  @Field()
  name!: string;
  @Field(() => UnitCodeScalar, { description: 'Commune or province under which it stands.' })
  parent!: string;
  @Field({ description: 'Such as DEPARTMENT, UPPER_SECONDARY.' })
  kind!: string;
}
@InputType({ description: 'Up to 1,000 institutions, all or none.' })
export class RegisterInstitutionsInput {
  @Field(() => [InstitutionInput])
  institutions!: InstitutionInput[];
}
