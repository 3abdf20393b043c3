import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { described, orRefusal, connectionOf } from './commands.js';
import {
  AuthorityEnum,
  DatePrecisionEnum,
  DateScalar,
  MovementKindEnum,
  MovementScopeEnum,
  MovementStatusEnum,
  PeriodKindEnum,
  SubjectKindEnum,
  TitleCodeScalar,
  UnitCodeScalar,
} from './kinds.js';
import { Unit } from './units.schema.js';

@ObjectType({ description: "counts: what the baseline counts, 'hộ gia đình', 'trường tiểu học'." })
export class Title {
  @Field(() => TitleCodeScalar, { description: 'The identity, shared by all movements that have it.' })
  code!: string;
  @Field({ description: 'In Vietnamese.' })
  name!: string;
  @Field(() => String, { nullable: true, description: described.nameEn })
  nameEn!: string | null;
  @Field({ description: 'What its baseline counts, in Vietnamese.' })
  counts!: string;
  @Field(() => SubjectKindEnum, {
    description:
      'Whether collectives, households or individuals register; the keys of households are not kept in clear.',
  })
  subjectKind!: string;
  @Field(() => PeriodKindEnum, { description: 'The kind of period it is registered by.' })
  periodKind!: string;
}

@ObjectType({ description: 'A movement (phong trào thi đua) or campaign (cuộc vận động).' })
export class Movement {
  @Field(() => ID, { description: described.movementCode })
  code!: string;
  @Field({ description: 'In Vietnamese.' })
  name!: string;
  @Field(() => String, { nullable: true, description: described.nameEn })
  nameEn!: string | null;
  @Field(() => MovementKindEnum, { description: 'Movement or campaign.' })
  kind!: string;
  @Field(() => MovementStatusEnum, {
    description: 'DRAFT, then LAUNCHED, when participants register, then CLOSED.',
  })
  status!: string;
  @Field(() => MovementScopeEnum, { description: 'How far it reaches.' })
  scope!: string;
  @Field(() => AuthorityEnum, { description: 'The office that launches it.' })
  launchingAuthority!: string;
  @Field(() => Unit, { description: 'Territory or institution of the launching office.' })
  launchedBy!: Unit;
  @Field(() => [String], { description: 'Numbers of the decisions and plans it rests on.' })
  legalBasis!: string[];
  @Field(() => DateScalar, {
    nullable: true,
    description: 'First day, or with precision YEAR any day of its first year; null where no source tells.',
  })
  startsOn!: string | null;
  @Field(() => DatePrecisionEnum, { description: described.precision })
  startsOnPrecision!: string;
  @Field(() => DateScalar, { nullable: true, description: 'Last day; null where no source tells.' })
  endsOn!: string | null;
  @Field(() => [Title], { description: 'What participants register for and are recognised in.' })
  titles!: Title[];
  @Field(() => Int, { description: 'Rises with each change.' })
  version!: number;
}
export const MovementConnection = connectionOf('MovementConnection', Movement, 'A page of movements.');
export const MovementResult = orRefusal('MovementResult', Movement);

@InputType({ description: 'For a new title name and counts are required.' })
export class TitleInput {
  @Field(() => TitleCodeScalar, { description: 'A known title, or a new one to define.' })
  code!: string;
  @Field(() => String, {
    nullable: true,
    description:
      'In Vietnamese; required for a new title (TITLE_INCOMPLETE), for a known one left out or the same (TITLE_DIFFERS).',
  })
  name?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'In English, for a new title; of a known one it is ignored.',
  })
  nameEn?: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      "What its baseline counts, such as 'trường tiểu học'; required for a new title (TITLE_INCOMPLETE), for a known one left out or the same (TITLE_DIFFERS).",
  })
  counts?: string | null;
  @Field(() => SubjectKindEnum, {
    nullable: true,
    defaultValue: SubjectKindEnum.COLLECTIVE,
    description: 'What is registered, for a new title; of a known one it is ignored.',
  })
  subjectKind?: keyof typeof SubjectKindEnum;
  @Field(() => PeriodKindEnum, {
    nullable: true,
    defaultValue: PeriodKindEnum.CALENDAR_YEAR,
    description:
      'The kind of period that it is registered by, for a new title; of a known one it is ignored.',
  })
  periodKind?: keyof typeof PeriodKindEnum;
}
@InputType({ description: 'titles: codes of known titles, or new ones with name and counts.' })
export class DraftMovementInput {
  @Field(() => ID, {
    description:
      'Letters, digits, dots and dashes; that of a draft replaces it, that of a movement once launched is MOVEMENT_EXISTS.',
  })
  code!: string;
  @Field({ description: 'In Vietnamese.' })
  name!: string;
  @Field(() => String, { nullable: true, description: described.nameEn })
  nameEn?: string | null;
  @Field(() => MovementKindEnum, {
    nullable: true,
    defaultValue: MovementKindEnum.MOVEMENT,
    description: 'Movement or campaign.',
  })
  kind?: keyof typeof MovementKindEnum;
  @Field(() => MovementScopeEnum, {
    nullable: true,
    defaultValue: MovementScopeEnum.MINISTRY_PROVINCE,
    description: 'How far it reaches.',
  })
  scope?: keyof typeof MovementScopeEnum;
  @Field(() => AuthorityEnum, { description: 'The office that launches it.' })
  launchingAuthority!: keyof typeof AuthorityEnum;
  @Field(() => UnitCodeScalar, {
    description:
      'Code, as of today, of the territory or institution of the launching office: VN for national authorities.',
  })
  launchedBy!: string;
  @Field(() => [String], {
    nullable: true,
    description: 'Numbers of the decisions and plans that it rests on, up to 100.',
  })
  legalBasis?: string[] | null;
  @Field(() => DateScalar, {
    nullable: true,
    description:
      'First day, or with precision YEAR any day of its first year; null: not known, limits nothing.',
  })
  startsOn?: string | null;
  @Field(() => DatePrecisionEnum, {
    nullable: true,
    defaultValue: DatePrecisionEnum.DAY,
    description: described.precision,
  })
  startsOnPrecision?: keyof typeof DatePrecisionEnum;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'Last day, not before startsOn (else MOVEMENT_DATES); null: not known, limits nothing.',
  })
  endsOn?: string | null;
  @Field(() => [TitleInput], {
    description:
      'What participants register for and are recognised in, up to 100; the same code twice counts once.',
  })
  titles!: TitleInput[];
  @Field(() => Int, { nullable: true, description: described.expectedVersion })
  expectedVersion?: number | null;
}
