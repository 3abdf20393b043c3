import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { described, connectionOf } from './commands.js';
import { Competition } from './competitions.schema.js';
import { Conference } from './conferences.schema.js';
import { Decision, Recipient } from './decisions.schema.js';
import {
  AuthorityEnum,
  BasisEnum,
  CertificateStatusEnum,
  CommendationFormEnum,
  DateScalar,
  ExemplarGroupEnum,
  HonourKindEnum,
  PeriodScalar,
  SubjectKindEnum,
  UnitCodeScalar,
} from './kinds.js';
import { Title } from './movements.schema.js';

@ObjectType({
  description:
    "One line of the honours list. A team's prize is one line with all its members (recipient INDIVIDUAL for one member, else COLLECTIVE). id is what nominations and revocations of awards take; households appear without a name but for what a decision awarded them.",
})
export class Honour {
  @Field(() => ID, {
    description: 'Of the award, of the recognised participant, of the example or of the honouree.',
  })
  id!: string;
  @Field(() => HonourKindEnum, { description: 'What kind of honour; kinds are never added up.' })
  kind!: string;
  @Field(() => Recipient, { description: 'Who was honoured.' })
  recipient!: Recipient;
  @Field(() => [String], { description: "Names of a prize's winners; of other honours empty." })
  members!: string[];
  @Field({
    description: "What was awarded, in words: 'Bằng khen của Bộ trưởng Bộ Giáo dục và Đào tạo', 'Giải Nhất'.",
  })
  title!: string;
  @Field(() => CommendationFormEnum, { nullable: true, description: 'Of a commendation; else null.' })
  form!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Of an emulation title, a value of EmulationTitle; else null.',
  })
  emulationTitle!: string | null;
  @Field(() => Title, { nullable: true, description: 'Of a learning title; else null.' })
  learningTitle!: Title | null;
  @Field(() => ExemplarGroupEnum, { nullable: true, description: 'Of an example; else null.' })
  exemplarGroup!: string | null;
  @Field(() => ID, { nullable: true, description: 'Of an example, what exemplar takes; else null.' })
  slug!: string | null;
  @Field(() => AuthorityEnum, {
    nullable: true,
    description:
      'The office that decided; null: a prize of a competition of others, an example, a conference honour.',
  })
  authority!: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'What it was awarded for, of an example its headline, unless it is about a minor; null: not told.',
  })
  achievement!: string | null;
  @Field(() => Competition, { nullable: true, description: 'Of a prize; else null.' })
  competition!: Competition | null;
  @Field(() => Conference, {
    nullable: true,
    description: 'Of a conference honour, or the one at which an award was handed over; else null.',
  })
  conference!: Conference | null;
  @Field(() => Decision, {
    nullable: true,
    description:
      'The decision that granted it; null: a prize of a competition of others, an example, a conference honour.',
  })
  decision!: Decision | null;
  @Field(() => String, {
    nullable: true,
    description:
      'Number of the decision by which others gave the prize; null: not told, or it was granted by decision.',
  })
  externalDecision!: string | null;
  @Field(() => DateScalar, {
    description: 'Day on which it was awarded; of an example that of its publication.',
  })
  awardedOn!: string;
  @Field(() => PeriodScalar, { description: 'The period that it honours.' })
  period!: string;
}
export const HonourConnection = connectionOf('HonourConnection', Honour, 'A page of the honours list.');

@InputType({ description: 'What narrows the honours list; all of it together. Null: no narrowing.' })
export class HonourFilter {
  @Field(() => UnitCodeScalar, {
    nullable: true,
    description:
      'The unit and everything below it: the unit that bears the code on the last day of the period, without one today (else NOT_FOUND).',
  })
  unit?: string | null;
  @Field(() => PeriodScalar, { nullable: true, description: described.period })
  period?: string | null;
  @Field(() => [HonourKindEnum], { nullable: true, description: 'Any of these kinds; an empty list: none.' })
  kinds?: string[] | null;
  @Field(() => [CommendationFormEnum], {
    nullable: true,
    description: 'Any of these forms; an empty list: none.',
  })
  forms?: string[] | null;
  @Field(() => [AuthorityEnum], {
    nullable: true,
    description: 'Any of these offices; an empty list: none.',
  })
  authorities?: string[] | null;
  @Field(() => SubjectKindEnum, { nullable: true, description: 'Only recipients of this kind.' })
  subjectKind?: string | null;
  @Field(() => ID, { nullable: true, description: 'Code of a competition: only its prizes.' })
  competition?: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      "Part of a recipient's or member's name. Typed without diacritics it finds the names with any, typed with diacritics those that have them; case, tone placement (Hòa, Hoà) and composition do not matter; every sign is taken literally.",
  })
  search?: string | null;
}

@ObjectType({
  description:
    'Tallies (numbers reported without names) count here and never in the list. subjectKind null: the source does not say. exemplarGroup only for EXEMPLAR. Good practices are neither here nor in the list.',
})
export class HonourCount {
  @Field(() => HonourKindEnum, { description: 'Kinds are counted apart and never added up.' })
  kind!: string;
  @Field(() => CommendationFormEnum, { nullable: true, description: 'Of commendations; else null.' })
  form!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Of emulation titles, a value of EmulationTitle; else null.',
  })
  emulationTitle!: string | null;
  @Field(() => AuthorityEnum, {
    nullable: true,
    description: 'The office that decided; null: not told.',
  })
  authority!: string | null;
  @Field(() => SubjectKindEnum, {
    nullable: true,
    description: 'Kind of recipients; null: the source does not say.',
  })
  subjectKind!: string | null;
  @Field(() => Title, {
    nullable: true,
    description: 'Of learning titles; else null. Families are counted and never listed.',
  })
  learningTitle!: Title | null;
  @Field(() => ExemplarGroupEnum, { nullable: true, description: 'Only of EXEMPLAR.' })
  exemplarGroup!: string | null;
  @Field(() => BasisEnum, {
    description:
      'ROSTER: lines of the list; TALLY: reported numbers, in place of the lines that they speak of.',
  })
  basis!: string;
  @Field(() => Int, { description: 'How many.' })
  count!: number;
}

@ObjectType({
  description: 'statement: what the status means, in the words of the law where there are some.',
})
export class CertificateCheck {
  @Field(() => CertificateStatusEnum, { description: 'Whether the certificate is in force.' })
  status!: string;
  @Field({ description: 'The status in words, in the language of Accept-Language (Vietnamese unless en).' })
  statement!: string;
  @Field(() => String, {
    nullable: true,
    description: 'The name printed on it; null: there is no such certificate.',
  })
  recipientName!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'What was awarded, in words, of a prize with its competition.',
  })
  title!: string | null;
  @Field(() => Decision, { nullable: true, description: 'The decision that granted it.' })
  decision!: Decision | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'Day of the decision that revoked it; null: it is not revoked.',
  })
  revokedOn!: string | null;
}
