import { ArgsType, Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';
import { described, connectionOf, orRefusal } from './commands.js';
import { Decision } from './decisions.schema.js';
import {
  BasisEnum,
  CompetitionLevelEnum,
  CompetitionStatusEnum,
  EntryKindEnum,
  EntryStatusEnum,
  PeriodScalar,
  UnitCodeScalar,
} from './kinds.js';
import { Unit } from './units.schema.js';

@ObjectType({ description: 'A rank of prizes; names and order belong to the edition.' })
export class PrizeRank {
  @Field({ description: 'Unique in the edition.' })
  code!: string;
  @Field({ description: "As the edition names it: 'Giải Nhất'." })
  name!: string;
  @Field(() => Int, { description: 'From 1, the highest first.' })
  order!: number;
  @Field({ description: 'Whether it may be given beside the one main prize.' })
  special!: boolean;
  @Field(() => Int, { nullable: true, description: 'Most of this rank that may be given; null: no limit.' })
  quota!: number | null;
}

@ObjectType({ description: 'How many prizes of a rank are in force.' })
export class PrizeRankCount {
  @Field(() => PrizeRank, { description: 'The rank.' })
  rank!: PrizeRank;
  @Field(() => Int, { description: 'Prizes in force; revoked ones do not count.' })
  count!: number;
  @Field(() => Float, {
    nullable: true,
    description: 'Of all entries, two decimals, rounded half up; null: their number is not known or 0.',
  })
  percentOfEntries!: number | null;
}

@ObjectType({
  description: "id: ours, unique everywhere; code: the caller's, unique in the competition.",
})
export class Entry {
  @Field(() => ID, { description: 'Its identity.' })
  id!: string;
  @Field({ description: 'What withdrawEntries and awardPrizes take.' })
  code!: string;
  @Field(() => EntryKindEnum, { description: 'What takes part.' })
  kind!: string;
  @Field(() => String, { nullable: true, description: 'Of a project; null: not told.' })
  title!: string | null;
  @Field(() => String, { nullable: true, description: 'Field of the competition; null: not told.' })
  field!: string | null;
  @Field(() => Unit, { description: 'The school or unit of its members.' })
  unit!: Unit | null;
  @Field(() => [String], { description: 'Names.' })
  members!: string[];
  @Field(() => [String], { description: 'Names.' })
  supervisors!: string[];
  @Field(() => [PrizeRank], {
    description:
      'Prizes in force. Before publication those that are provisionally given, for the committee and the school; empty for everybody else.',
  })
  prizes!: PrizeRank[];
  @Field(() => EntryStatusEnum, { description: 'Withdrawn ones are shown to staff alone.' })
  status!: string;
  @Field(() => String, { nullable: true, description: 'Why it was withdrawn; null: it was not.' })
  reason!: string | null;
  @Field(() => Int, { description: 'Rises with each change.' })
  version!: number;
}
export const EntryConnection = connectionOf('EntryConnection', Entry, 'A page of entries.');

@ObjectType({ description: 'An edition of a competition, or one of others in which prizes were won.' })
export class Competition {
  @Field(() => ID, { description: 'Unique among competitions.' })
  code!: string;
  @Field({ description: 'In Vietnamese.' })
  name!: string;
  @Field(() => String, { nullable: true, description: described.nameEn })
  nameEn!: string | null;
  @Field(() => CompetitionLevelEnum, { description: 'Whose competition it is.' })
  level!: string;
  @Field(() => PeriodScalar, { description: 'The year, school year or span that it belongs to.' })
  period!: string;
  @Field(() => Unit, { nullable: true, description: 'Who holds it; null: a competition of others.' })
  organiser!: Unit | null;
  @Field(() => String, { nullable: true, description: 'Who holds a competition of others; else null.' })
  organiserName!: string | null;
  @Field(() => CompetitionStatusEnum, { description: 'Results are public from PUBLISHED on.' })
  status!: string;
  @Field(() => BasisEnum, { description: 'ROSTER: its entries are kept here; TALLY: only its numbers.' })
  basis!: string;
  @Field(() => Int, { nullable: true, description: 'Most members of an entry; null: no limit.' })
  maxMembers!: number | null;
  @Field(() => [PrizeRank], { description: 'What it can give, in order.' })
  ranks!: PrizeRank[];
  @Field(() => Int, {
    nullable: true,
    description: 'Entries that take part. Null for a competition of others.',
  })
  entryCount!: number | null;
  @Field(() => Int, {
    nullable: true,
    description: 'Prizes in force. Null, and no ranks counted, before publication.',
  })
  prizeCount!: number | null;
  @Field(() => Int, {
    nullable: true,
    description: 'Entries without a prize in force. Null before publication, and of a competition of others.',
  })
  withoutPrize!: number | null;
  @Field(() => Float, {
    nullable: true,
    description:
      'Entries with a prize in force, of all entries, two decimals, rounded half up; null: not public yet, or the number of entries is not known or 0.',
  })
  percentWithPrize!: number | null;
  @Field(() => [PrizeRankCount], { description: 'In the order of the ranks; empty before publication.' })
  prizesByRank!: PrizeRankCount[];
  @Field(() => Decision, { nullable: true, description: 'What published the results; null: nothing did.' })
  decision!: Decision | null;
  @Field(() => String, {
    nullable: true,
    description: 'The document that gives its numbers, of a tally; else null.',
  })
  source!: string | null;
  @Field(() => EntryConnection, {
    description:
      "Those that take part, by their codes. Before publication only the committee sees entries' prizes.",
  })
  entries!: InstanceType<typeof EntryConnection>;
  @Field(() => Int, { description: 'What expectedVersion is compared with; rises with each change.' })
  version!: number;
}
export const CompetitionConnection = connectionOf(
  'CompetitionConnection',
  Competition,
  'A page of competitions.',
);
export const CompetitionResult = orRefusal('CompetitionResult', Competition);

@ArgsType()
export class EntryPage {
  @Field(() => UnitCodeScalar, {
    nullable: true,
    description: 'Only entries of this unit, by its code of today, and of those below it; null: all.',
  })
  unit!: string | null;
  @Field(() => String, { nullable: true, description: 'Only entries of this field, literally; null: all.' })
  field!: string | null;
  @Field(() => Int, { nullable: true, defaultValue: 50, description: described.first })
  first!: number | null;
  @Field(() => String, { nullable: true, description: described.after })
  after!: string | null;
}
@ArgsType()
export class StaffEntryPage extends EntryPage {
  @Field(() => ID, { description: 'Code of the competition.' })
  competition!: string;
  @Field(() => EntryStatusEnum, { nullable: true, description: 'Only those that stand so; null: all.' })
  status!: string | null;
}
@ArgsType()
export class CompetitionPage {
  @Field(() => UnitCodeScalar, {
    nullable: true,
    description:
      'Only those that this unit, or one below it, holds: the unit that bears the code on the last day of the period, without one today (else NOT_FOUND); null: all, those of others too.',
  })
  unit!: string | null;
  @Field(() => PeriodScalar, { nullable: true, description: 'Only of exactly this period; null: all.' })
  period!: string | null;
  @Field(() => CompetitionLevelEnum, { nullable: true, description: 'Only of this level; null: all.' })
  level!: string | null;
  @Field(() => Int, { nullable: true, defaultValue: 20, description: described.first })
  first!: number | null;
  @Field(() => String, { nullable: true, description: described.after })
  after!: string | null;
}
