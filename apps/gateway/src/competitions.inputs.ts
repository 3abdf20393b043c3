import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { described } from './commands.js';
import { CompetitionLevelEnum, DateScalar, EntryKindEnum, PeriodScalar, UnitCodeScalar } from './kinds.js';
import { DecisionInput } from './registrations.schema.js';

const competition = 'Code of the competition (else COMPETITION_UNKNOWN).';

@InputType({
  description:
    'quota: most of this rank that may be given; none means no limit. special: beside the one main prize.',
})
export class PrizeRankInput {
  @Field({ description: 'Unique in the edition (else RANK_REPEATED).' })
  code!: string;
  @Field({ description: "As the edition names it: 'Giải Nhất'." })
  name!: string;
  @Field(() => Int, { nullable: true, description: 'From 0 (else BAD_QUANTITY); null: no limit.' })
  quota?: number | null;
  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Whether it may be given beside the one main prize.',
  })
  special?: boolean;
}
@InputType({ description: 'What an edition is.', isAbstract: true })
class EditionInput {
  @Field({ description: 'In Vietnamese.' })
  name!: string;
  @Field(() => String, { nullable: true, description: described.nameEn })
  nameEn?: string | null;
  @Field(() => CompetitionLevelEnum, { description: 'Whose competition it is.' })
  level!: keyof typeof CompetitionLevelEnum;
  @Field(() => PeriodScalar, { description: 'The year, school year or span that it belongs to.' })
  period!: string;
  @Field(() => UnitCodeScalar, {
    description: 'Who holds it, by its code on the last day of the period.',
  })
  organiser!: string;
  @Field(() => Int, { nullable: true, description: described.expectedVersion })
  expectedVersion?: number | null;
}
@InputType({ description: 'An edition; until its first entry the same code again replaces it.' })
export class OpenCompetitionInput extends EditionInput {
  @Field(() => ID, {
    description: 'Letters, digits, dots and dashes; one with entries is COMPETITION_EXISTS.',
  })
  code!: string;
  @Field(() => Int, { nullable: true, description: 'Most members of an entry; null: no limit.' })
  maxMembers?: number | null;
  @Field(() => [PrizeRankInput], {
    description: 'The highest first, up to 50, at least one that is not special (else NO_RANKS).',
  })
  ranks!: PrizeRankInput[];
}
@InputType({
  description:
    'Who takes part. birthDate and identity tell people of one name apart; neither leaves the service.',
})
export class MemberInput {
  @Field({ description: 'Full name.' })
  name!: string;
  @Field(() => DateScalar, { nullable: true, description: 'Null: not told.' })
  birthDate?: string | null;
  @Field(() => String, { nullable: true, description: 'Number of an identity paper; null: not told.' })
  identity?: string | null;
}
@InputType({ description: 'What takes part in an edition.' })
export class EntryInput {
  @Field({ description: "The caller's, unique in the competition (else ENTRY_EXISTS)." })
  code!: string;
  @Field(() => EntryKindEnum, {
    nullable: true,
    defaultValue: EntryKindEnum.PROJECT,
    description: 'What takes part.',
  })
  kind?: keyof typeof EntryKindEnum;
  @Field(() => String, { nullable: true, description: 'Required for a project (TITLE_REQUIRED).' })
  title?: string | null;
  @Field(() => String, { nullable: true, description: 'Field of the competition; null: not told.' })
  field?: string | null;
  @Field(() => UnitCodeScalar, {
    description: 'The school or unit of all its members, by its code of today.',
  })
  unit!: string;
  @Field(() => [MemberInput], {
    description:
      'At least one (NO_MEMBERS), at most as many as the edition allows (TOO_MANY_MEMBERS), none of them in another entry (STUDENT_ENTERED).',
  })
  members!: MemberInput[];
  @Field(() => [String], { nullable: true, description: 'Names, up to 20.' })
  supervisors?: string[] | null;
}
@InputType({ description: 'Up to 1,000 entries, all or none.' })
export class SubmitEntriesInput {
  @Field(() => ID, { description: competition })
  competition!: string;
  @Field(() => [EntryInput], { description: described.upTo1000 })
  entries!: EntryInput[];
}
@InputType({ description: "entry: the entry's code." })
export class PrizeInput {
  @Field({ description: "The entry's code (else ENTRY_UNKNOWN)." })
  entry!: string;
  @Field({ description: "The rank's code (else RANK_UNKNOWN)." })
  rank!: string;
}
@InputType({ description: 'Up to 1,000 prizes, all or none.' })
export class AwardPrizesInput {
  @Field(() => ID, { description: competition })
  competition!: string;
  @Field(() => [PrizeInput], { description: described.upTo1000 })
  prizes!: PrizeInput[];
}
@InputType({ description: 'The decision that makes the results public.' })
export class PublishResultsInput {
  @Field(() => ID, { description: competition })
  competition!: string;
  @Field(() => DecisionInput, {
    description: 'Its number is unique in its office and year (DECISION_NUMBER_EXISTS).',
  })
  decision!: DecisionInput;
  @Field(() => Int, { nullable: true, description: described.expectedVersion })
  expectedVersion?: number | null;
}
@InputType({ description: 'How many prizes of a rank were given.' })
export class RankTallyInput {
  @Field({ description: 'Unique in the competition (else RANK_REPEATED).' })
  code!: string;
  @Field({ description: "As the edition names it: 'Giải Nhất'." })
  name!: string;
  @Field(() => Int, { description: 'From 0 (else BAD_QUANTITY).' })
  count!: number;
}
@InputType({
  description: 'Numbers of a competition whose entries are not kept here: shown with basis TALLY.',
})
export class ReportCompetitionTallyInput extends EditionInput {
  @Field(() => ID, {
    description: 'That of a tally replaces it, that of a competition with entries is COMPETITION_EXISTS.',
  })
  code!: string;
  @Field(() => Int, {
    description: 'From 0 (else BAD_QUANTITY), at least as many as prizes (TOO_MANY_PRIZES).',
  })
  entries!: number;
  @Field(() => [RankTallyInput], { description: 'The highest first, up to 50.' })
  ranks!: RankTallyInput[];
  @Field({ description: 'The document that gives the numbers.' })
  source!: string;
}
@InputType({ description: 'A prize won at a competition of others (national, international).' })
export class ExternalPrizeInput {
  @Field({ description: 'Name of the competition.' })
  competition!: string;
  @Field(() => CompetitionLevelEnum, { description: 'Whose competition it was.' })
  level!: keyof typeof CompetitionLevelEnum;
  @Field({ description: 'Who held it.' })
  organiserName!: string;
  @Field({ description: "As it was named there: 'Giải Ba'." })
  rank!: string;
  @Field(() => EntryKindEnum, { description: 'What took part.' })
  kind!: keyof typeof EntryKindEnum;
  @Field(() => String, { nullable: true, description: 'Of the project; null: not told.' })
  title?: string | null;
  @Field(() => UnitCodeScalar, {
    description: 'The school or unit of the winners, by its code on the last day of the period.',
  })
  unit!: string;
  @Field(() => [MemberInput], { description: 'The winners, at least one (NO_MEMBERS).' })
  members!: MemberInput[];
  @Field(() => DateScalar, { description: 'Day on which it was awarded.' })
  awardedOn!: string;
  @Field(() => String, { nullable: true, description: 'Number of the decision there; null: not told.' })
  decisionNumber?: string | null;
}
@InputType({ description: 'Up to 1,000 prizes, all or none.' })
export class RecordExternalPrizesInput {
  @Field(() => PeriodScalar, { description: 'The year, school year or span that they honour.' })
  period!: string;
  @Field(() => [ExternalPrizeInput], { description: described.upTo1000 })
  prizes!: ExternalPrizeInput[];
}
