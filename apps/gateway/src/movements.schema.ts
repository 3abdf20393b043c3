import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { orRefusal, PageInfo } from './commands.js';
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
  @Field(() => TitleCodeScalar)
  code!: string;
  @Field()
  name!: string;
  @Field(() => String, { nullable: true })
  nameEn!: string | null;
  @Field({ description: 'What its baseline counts, in Vietnamese.' })
  counts!: string;
  @Field(() => SubjectKindEnum)
  subjectKind!: string;
  @Field(() => PeriodKindEnum, { description: 'The kind of period it is registered by.' })
  periodKind!: string;
}

@ObjectType({ description: 'A movement (phong trào thi đua) or campaign (cuộc vận động).' })
export class Movement {
  @Field(() => ID)
  code!: string;
  @Field()
  name!: string;
  @Field(() => String, { nullable: true })
  nameEn!: string | null;
  @Field(() => MovementKindEnum)
  kind!: string;
  @Field(() => MovementStatusEnum)
  status!: string;
  @Field(() => MovementScopeEnum)
  scope!: string;
  @Field(() => AuthorityEnum)
  launchingAuthority!: string;
  @Field(() => Unit)
  launchedBy!: Unit;
  @Field(() => [String], { description: 'Numbers of the decisions and plans it rests on.' })
  legalBasis!: string[];
  @Field(() => DateScalar, { nullable: true, description: 'Null where no source tells.' })
  startsOn!: string | null;
  @Field(() => DatePrecisionEnum)
  startsOnPrecision!: string;
  @Field(() => DateScalar, { nullable: true })
  endsOn!: string | null;
  @Field(() => [Title], { description: 'What participants register for and are recognised in.' })
  titles!: Title[];
  @Field(() => Int, { description: 'Rises with each change.' })
  version!: number;
}
@ObjectType({ description: 'A page of movements.' })
export class MovementConnection {
  @Field(() => [Movement])
  nodes!: Movement[];
  @Field(() => PageInfo)
  pageInfo!: PageInfo;
  @Field(() => Int)
  totalCount!: number;
}
export const MovementResult = orRefusal('MovementResult', Movement);

@InputType({ description: 'For a new title name and counts are required.' })
export class TitleInput {
  @Field(() => TitleCodeScalar)
  code!: string;
  @Field(() => String, { nullable: true })
  name?: string | null;
  @Field(() => String, { nullable: true })
  nameEn?: string | null;
  @Field(() => String, { nullable: true })
  counts?: string | null;
  @Field(() => SubjectKindEnum, { nullable: true, defaultValue: SubjectKindEnum.COLLECTIVE })
  subjectKind?: keyof typeof SubjectKindEnum;
  @Field(() => PeriodKindEnum, { nullable: true, defaultValue: PeriodKindEnum.CALENDAR_YEAR })
  periodKind?: keyof typeof PeriodKindEnum;
}
@InputType({ description: 'titles: codes of known titles, or new ones with name and counts.' })
export class DraftMovementInput {
  @Field(() => ID)
  code!: string;
  @Field()
  name!: string;
  @Field(() => String, { nullable: true })
  nameEn?: string | null;
  @Field(() => MovementKindEnum, { nullable: true, defaultValue: MovementKindEnum.MOVEMENT })
  kind?: keyof typeof MovementKindEnum;
  @Field(() => MovementScopeEnum, { nullable: true, defaultValue: MovementScopeEnum.MINISTRY_PROVINCE })
  scope?: keyof typeof MovementScopeEnum;
  @Field(() => AuthorityEnum)
  launchingAuthority!: keyof typeof AuthorityEnum;
  @Field(() => UnitCodeScalar)
  launchedBy!: string;
  @Field(() => [String], { nullable: true })
  legalBasis?: string[] | null;
  @Field(() => DateScalar, { nullable: true })
  startsOn?: string | null;
  @Field(() => DatePrecisionEnum, { nullable: true, defaultValue: DatePrecisionEnum.DAY })
  startsOnPrecision?: keyof typeof DatePrecisionEnum;
  @Field(() => DateScalar, { nullable: true })
  endsOn?: string | null;
  @Field(() => [TitleInput])
  titles!: TitleInput[];
}
