import { ArgsType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { connectionOf, described, orRefusal } from './commands.js';
import { Honour } from './honours.schema.js';
import {
  BasisEnum,
  ChannelEnum,
  DateScalar,
  DateTimeScalar,
  ExemplarGroupEnum,
  ExemplarStatusEnum,
  PeriodScalar,
  PublicationBasisKindEnum,
  UnitCodeScalar,
} from './kinds.js';
import { Movement } from './movements.schema.js';
import { Unit } from './units.schema.js';

const markdown = 'Markdown (CommonMark) without HTML.';

@ObjectType({ description: 'Where an example was put before the public, and on which day.' })
export class Publication {
  @Field(() => ChannelEnum, { description: 'The portal by itself at publication.' })
  channel!: string;
  @Field(() => DateScalar, { description: 'The day.' })
  on!: string;
}

@ObjectType({ description: 'A published typical advanced example (điển hình tiên tiến).' })
export class Exemplar {
  @Field(() => ID, { description: 'Of the Vietnamese name; stays for ever.' })
  slug!: string;
  @Field({ description: 'Of the person, the collective or the practice.' })
  name!: string;
  @Field(() => String, { nullable: true, description: 'Of a person; null: not told.' })
  position!: string | null;
  @Field(() => ExemplarGroupEnum, { description: 'Groups are counted apart.' })
  group!: string;
  @Field(() => Unit, { description: 'Where the example is of.' })
  unit!: Unit | null;
  @Field(() => PeriodScalar, { description: 'The period in which it set the example.' })
  period!: string;
  @Field(() => Movement, { nullable: true, description: 'The movement that it came from; null: not told.' })
  movement!: Movement | null;
  @Field({ description: 'In Vietnamese, up to 200 characters.' })
  headline!: string;
  @Field({ description: `In Vietnamese. ${markdown}` })
  story!: string;
  @Field(() => String, { nullable: true, description: 'In English; null: not told.' })
  headlineEn!: string | null;
  @Field(() => String, { nullable: true, description: `In English. ${markdown} Null: not told.` })
  storyEn!: string | null;
  @Field({ description: 'Whether it is put forward.' })
  featured!: boolean;
  @Field(() => DateTimeScalar, { description: 'When it was last published.' })
  publishedAt!: string;
  @Field(() => [Publication], { description: 'On which channels it was shown.' })
  channels!: Publication[];
  @Field({ description: 'Whether search engines must leave it out: it is about a minor.' })
  noindex!: boolean;
  @Field(() => [Honour], { description: 'Awards in force that it rests on, in legal order of precedence.' })
  honours!: Honour[];
}
export const ExemplarConnection = connectionOf('ExemplarConnection', Exemplar, 'A page of examples.');

@InputType({ description: 'What narrows the examples; all of it together. Null: no narrowing.' })
export class ExemplarFilter {
  @Field(() => UnitCodeScalar, {
    nullable: true,
    description:
      'The unit and everything below it: the unit that bears the code on the last day of the period, without one today (else NOT_FOUND).',
  })
  unit?: string | null;
  @Field(() => PeriodScalar, { nullable: true, description: described.period })
  period?: string | null;
  @Field(() => ExemplarGroupEnum, { nullable: true, description: 'Only this group.' })
  group?: string | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'True: only those put forward; false: only the others.',
  })
  featured?: boolean | null;
  @Field(() => String, { nullable: true, description: 'Part of a name, as in the honours list.' })
  search?: string | null;
}

@ObjectType({ description: 'Groups are counted apart and never added up.' })
export class ExemplarGroupCount {
  @Field(() => ExemplarGroupEnum, { description: 'Which group.' })
  group!: string;
  @Field(() => BasisEnum, {
    description:
      'ROSTER: published examples; TALLY: reported numbers, in place of the examples that they speak of. Good practices are always counted from examples.',
  })
  basis!: string;
  @Field(() => Int, { description: 'How many.' })
  count!: number;
}

@ObjectType({
  description:
    'A nomination and where it stands, for staff. name: null once the person is erased, and with it all that could name them.',
})
export class Nomination {
  @Field(() => ID, { description: 'What the mutations take.' })
  id!: string;
  @Field(() => String, { nullable: true, description: 'Null once the person is erased.' })
  name!: string | null;
  @Field(() => ExemplarStatusEnum, { description: 'Only PUBLISHED is public.' })
  status!: string;
  @Field(() => ID, { nullable: true, description: 'What exemplar takes; null before the first publication.' })
  slug!: string | null;
  @Field(() => String, { nullable: true, description: 'Of a person; null: not told.' })
  position!: string | null;
  @Field(() => ExemplarGroupEnum, { description: 'Groups are counted apart.' })
  group!: string;
  @Field(() => Unit, { description: 'Where the example is of.' })
  unit!: Unit | null;
  @Field(() => PeriodScalar, { description: 'The period in which it set the example.' })
  period!: string;
  @Field(() => ID, { nullable: true, description: 'Code of the movement that it came from; null: not told.' })
  movement!: string | null;
  @Field(() => String, { nullable: true, description: 'In Vietnamese; null once the person is erased.' })
  headline!: string | null;
  @Field(() => String, {
    nullable: true,
    description: `In Vietnamese. ${markdown} Null once the person is erased.`,
  })
  story!: string | null;
  @Field(() => String, { nullable: true, description: 'In English; null: not told.' })
  headlineEn!: string | null;
  @Field(() => String, { nullable: true, description: `In English. ${markdown} Null: not told.` })
  storyEn!: string | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'As stated; null: collectives, practices, and once erased.',
  })
  minor!: boolean | null;
  @Field(() => [ID], { description: 'Awards that it rests on, revoked ones too.' })
  awards!: string[];
  @Field(() => [Honour], {
    nullable: true,
    description: 'Those of the awards that are in force; null in the answer to a mutation.',
  })
  honours!: Honour[] | null;
  @Field({ description: 'Whether it is put forward.' })
  featured!: boolean;
  @Field(() => String, {
    nullable: true,
    description: "The reviewer's last note, or why it was withdrawn; null: none.",
  })
  note!: string | null;
  @Field(() => PublicationBasisKindEnum, {
    nullable: true,
    description: 'What it was published on; its wording stays in the service. Null: not published yet.',
  })
  basis!: string | null;
  @Field({
    description: 'Whether it waits for a reviewer because an award that it rests on was revoked or restored.',
  })
  awardChanged!: boolean;
  @Field(() => [Publication], { description: 'On which channels it was shown.' })
  channels!: Publication[];
  @Field(() => DateTimeScalar, { description: 'When it was nominated.' })
  nominatedAt!: string;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was last published; null: never.' })
  publishedAt!: string | null;
  @Field({ description: 'Whether consent was withdrawn and the person erased.' })
  erased!: boolean;
  @Field(() => Int, { description: 'What expectedVersion is compared with; rises with each change.' })
  version!: number;
}
export const NominationConnection = connectionOf(
  'NominationConnection',
  Nomination,
  'A page of nominations.',
);
export const NominationResult = orRefusal('NominationResult', Nomination);

@ObjectType({
  description:
    'A recipient whom an award suggests as an example, drafted as nominateExemplar takes it: to nominate is one call with these values and, for a person, whether it is a minor.',
})
export class SuggestedExemplar {
  @Field(() => Honour, { description: 'The award: a national prize or a Bằng khen.' })
  honour!: Honour;
  @Field({ description: 'Of a team each member by itself.' })
  name!: string;
  @Field(() => String, { nullable: true, description: 'Of a person; null: not told.' })
  position!: string | null;
  @Field(() => ExemplarGroupEnum, { description: 'COLLECTIVE or INDIVIDUAL.' })
  group!: string;
  @Field(() => Unit, { description: "The recipient's unit." })
  unit!: Unit | null;
  @Field(() => PeriodScalar, { description: 'The period that the award honours.' })
  period!: string;
  @Field({ description: 'In Vietnamese, what was awarded.' })
  headline!: string;
  @Field({ description: 'In Vietnamese, to be written on.' })
  story!: string;
  @Field(() => [ID], { description: 'The award.' })
  awards!: string[];
}
export const SuggestedExemplarConnection = connectionOf(
  'SuggestedExemplarConnection',
  SuggestedExemplar,
  'A page of suggestions.',
);

@ArgsType()
export class NominationPage {
  @Field(() => ExemplarStatusEnum, { nullable: true, description: 'Only those that stand so; null: all.' })
  status!: string | null;
  @Field(() => ExemplarGroupEnum, { nullable: true, description: 'Only this group; null: all.' })
  group!: string | null;
  @Field(() => PeriodScalar, { nullable: true, description: 'Only of exactly this period; null: all.' })
  period!: string | null;
  @Field(() => String, { nullable: true, description: 'Part of a name, as in the honours list; null: all.' })
  search!: string | null;
  @Field(() => Int, { nullable: true, defaultValue: 50, description: described.first })
  first!: number | null;
  @Field(() => String, { nullable: true, description: described.after })
  after!: string | null;
}
