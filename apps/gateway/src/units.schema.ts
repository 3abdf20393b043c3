import { Field, Float, ID, InputType, ObjectType } from '@nestjs/graphql';
import { described, connectionOf } from './commands.js';
import { DateScalar, UnitChangeKindEnum, UnitCodeScalar, UnitLevelEnum } from './kinds.js';

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
  @Field(() => [Unit], { description: 'Units whose place it took; empty where it took none.' })
  predecessors!: Unit[];
  @Field(() => [UnitChange], { description: 'What happened to it, oldest first.' })
  changes!: UnitChange[];
}

@ObjectType({ description: 'Something that happened to a unit.' })
export class UnitChange {
  @Field(() => UnitChangeKindEnum, { description: 'What happened.' })
  kind!: string;
  @Field(() => DateScalar, { description: 'The first day on which it holds.' })
  on!: string;
  @Field({ description: 'The document that it rests on.' })
  document!: string;
  @Field(() => String, { nullable: true, description: 'Of RENAMED the name until then; else null.' })
  formerName!: string | null;
  @Field(() => Unit, { nullable: true, description: 'Of MOVED the unit above until then; else null.' })
  formerParent!: Unit | null;
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

const first = { description: 'The first day on which it holds; it may lie ahead.' };
const resting = { description: 'The document that it rests on.' };
const changing = { description: 'Code of the unit on the day before (else UNIT_UNKNOWN or UNIT_CLOSED).' };
const nameVi = { description: 'Official name in Vietnamese.' };
const nameEn = { nullable: true, description: 'In English; null: none.' };

@InputType({ description: 'A unit that takes the place of none.' })
export class CreateUnitInput {
  @Field(() => UnitCodeScalar, {
    description:
      'Its code: two digits a province, three a district, five a commune (else UNIT_CODE); free from the day (else UNIT_EXISTS).',
  })
  code!: string;
  @Field(nameVi)
  name!: string;
  @Field(() => String, nameEn)
  nameEn?: string | null;
  @Field(() => UnitLevelEnum, { description: 'PROVINCE, DISTRICT or COMMUNE (else BAD_USER_INPUT).' })
  level!: 'PROVINCE' | 'DISTRICT' | 'COMMUNE';
  @Field(() => UnitCodeScalar, {
    description: 'The unit under which it stands, a level above (else UNIT_LEVEL), by its code of the day.',
  })
  parent!: string;
  @Field(() => DateScalar, first)
  on!: string;
  @Field(resting)
  document!: string;
}
@InputType({ description: 'Another name for a unit.' })
export class RenameUnitInput {
  @Field(() => UnitCodeScalar, changing)
  unit!: string;
  @Field(nameVi)
  name!: string;
  @Field(() => String, nameEn)
  nameEn?: string | null;
  @Field(() => DateScalar, first)
  on!: string;
  @Field(resting)
  document!: string;
}
@InputType({ description: 'Another unit above a unit.' })
export class MoveUnitInput {
  @Field(() => UnitCodeScalar, changing)
  unit!: string;
  @Field(() => UnitCodeScalar, {
    description: 'The unit under which it stands from then, by its code of that day (else UNIT_LEVEL).',
  })
  parent!: string;
  @Field(() => DateScalar, first)
  on!: string;
  @Field(resting)
  document!: string;
}
@InputType({
  description:
    'Who takes the place of units that close: with a name a new unit, else the one that bears the code on the day.',
})
export class UnitIntoInput {
  @Field(() => UnitCodeScalar, {
    description: 'Its code; a new unit may bear one of a unit that closes (else UNIT_EXISTS).',
  })
  code!: string;
  @Field(() => String, { nullable: true, description: 'Name of a new unit; null: the unit goes on.' })
  name?: string | null;
  @Field(() => String, nameEn)
  nameEn?: string | null;
  @Field(() => UnitCodeScalar, {
    nullable: true,
    description:
      'Under what a new unit stands; null: where those that close stood, if it is the same for all.',
  })
  parent?: string | null;
}
@InputType({ description: 'Units of one level that become one.' })
export class MergeUnitsInput {
  @Field(() => [UnitCodeScalar], { description: 'Codes on the day before, 1 to 1,000, each once.' })
  units!: string[];
  @Field(() => UnitIntoInput, { description: 'Who takes their place.' })
  into!: UnitIntoInput;
  @Field(() => DateScalar, first)
  on!: string;
  @Field(resting)
  document!: string;
}
@InputType({ description: 'A part of a unit that is split.' })
export class UnitPartInput extends UnitIntoInput {
  @Field(() => Float, {
    nullable: true,
    description:
      'Percent of the figures that go to the part, above 0, with at most two decimals; for all parts and 100 together, or for none (else SPLIT_SHARES).',
  })
  share?: number | null;
  @Field(() => [UnitCodeScalar], {
    nullable: true,
    description: 'Which of the units below go to the part; none may be left over (else UNIT_HAS_UNITS).',
  })
  units?: string[] | null;
}
@InputType({ description: 'A unit that becomes several.' })
export class SplitUnitInput {
  @Field(() => UnitCodeScalar, changing)
  unit!: string;
  @Field(() => [UnitPartInput], { description: 'Two or more different ones (else SPLIT_PARTS).' })
  into!: UnitPartInput[];
  @Field(() => DateScalar, first)
  on!: string;
  @Field(resting)
  document!: string;
}
@InputType({ description: 'A unit that ends without a successor.' })
export class CloseUnitInput {
  @Field(() => UnitCodeScalar, changing)
  unit!: string;
  @Field(() => DateScalar, { description: 'The first day on which it is gone.' })
  on!: string;
  @Field(resting)
  document!: string;
}
