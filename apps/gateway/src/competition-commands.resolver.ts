import {
  AwardPrizes,
  OpenCompetition,
  PublishResults,
  RecordExternalPrizes,
  RemoveExternalPrizes,
  RemovePrizes,
  ReportCompetitionTally,
  SubmitEntries,
  WithdrawEntries,
  type CommandDefinition,
  type CompetitionState,
  type SentInputOf,
} from '@app/contracts';
import { Args, Context, ID, Info, Mutation, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { awardsRecorded } from './awards-recorded.js';
import { ChangeResult, Commands, Refusal } from './commands.js';
import { AwardsResult } from './commendations.schema.js';
import { type Competition as Source } from './competition-numbers.js';
import {
  AwardPrizesInput,
  OpenCompetitionInput,
  PublishResultsInput,
  RecordExternalPrizesInput,
  ReportCompetitionTallyInput,
  SubmitEntriesInput,
} from './competitions.inputs.js';
import { CompetitionResult } from './competitions.schema.js';
import type { RequestContext } from './context.js';
import { Memory } from './memory.js';

const codeOf = 'Code of the competition.';

/** What is asked of a competition: entries, prizes, results. */
@Resolver()
export class CompetitionCommandsResolver {
  constructor(
    private readonly memory: Memory,
    private readonly commands: Commands,
  ) {}

  @Mutation(() => CompetitionResult, {
    description:
      'Opens an edition; until its first entry the same code again replaces it. Refusals: UNIT_UNKNOWN, UNIT_CLOSED, UNIT_LEVEL, COMPETITION_EXISTS, RANK_REPEATED, NO_RANKS, BAD_QUANTITY.',
  })
  openCompetition(
    @Args('input', { description: 'The edition and its ranks.' }) input: OpenCompetitionInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.send(OpenCompetition, input, context, info);
  }

  @Mutation(() => CompetitionResult, {
    description:
      'Enters projects, individuals, teams or collectives, all or none. Members of one name alone wait in possibleDuplicates, up to 2,000 pairs of entries each time. Refusals: COMPETITION_UNKNOWN, COMPETITION_PUBLISHED, ENTRY_EXISTS, STUDENT_ENTERED, TOO_MANY_MEMBERS, NO_MEMBERS, TITLE_REQUIRED, BAD_KEY, UNIT_UNKNOWN, UNIT_CLOSED, NO_SUBJECTS, TOO_MANY_SUBJECTS.',
  })
  submitEntries(
    @Args('input', { description: 'The competition and what takes part.' }) input: SubmitEntriesInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.send(SubmitEntries, input, context, info);
  }

  @Mutation(() => CompetitionResult, {
    description:
      'Withdraws entries that have no prize, all or none. Refusals: COMPETITION_UNKNOWN, COMPETITION_PUBLISHED, ENTRY_UNKNOWN, PRIZE_EXISTS, NO_SUBJECTS, TOO_MANY_SUBJECTS.',
  })
  withdrawEntries(
    @Args('competition', { type: () => ID, description: codeOf }) competition: string,
    @Args('entries', { type: () => [String], description: "The entries' codes." }) entries: string[],
    @Args('reason', { description: 'Why, kept with each of them.' }) reason: string,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.send(WithdrawEntries, { competition, entries, reason }, context, info);
  }

  @Mutation(() => CompetitionResult, {
    description:
      'Gives prizes, provisionally, all or none. Refusals: COMPETITION_UNKNOWN, COMPETITION_PUBLISHED, ENTRY_UNKNOWN, RANK_UNKNOWN, PRIZE_EXISTS, QUOTA_EXCEEDED, NO_SUBJECTS, TOO_MANY_SUBJECTS.',
  })
  awardPrizes(
    @Args('input', { description: 'The competition and its prizes.' }) input: AwardPrizesInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.send(AwardPrizes, input, context, info);
  }

  @Mutation(() => CompetitionResult, {
    description:
      'Takes prizes back before publication, all or none. Refusals: COMPETITION_UNKNOWN, COMPETITION_PUBLISHED, ENTRY_UNKNOWN, RANK_UNKNOWN, PRIZE_UNKNOWN, NO_SUBJECTS.',
  })
  removePrizes(
    @Args('input', { description: 'The competition and the prizes to take back.' }) input: AwardPrizesInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.send(RemovePrizes, input, context, info);
  }

  @Mutation(() => AwardsResult, {
    description:
      'Makes the results public by a decision: each prize becomes an honour with its certificates. Refusals: COMPETITION_UNKNOWN, COMPETITION_PUBLISHED, NO_PRIZES, STUDENT_ENTERED (a person said that two entries name one student), ISSUER_LEVEL, DECISION_NUMBER_EXISTS, BAD_DATE (signed in the future), UNIT_UNKNOWN, UNIT_CLOSED.',
  })
  async publishResults(
    @Args('input', { description: 'The competition and the decision.' }) input: PublishResultsInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const value = await this.commands.send(PublishResults, input, context, info);
    return value instanceof Refusal ? value : awardsRecorded(value, this.memory);
  }

  @Mutation(() => CompetitionResult, {
    description:
      'Reports the numbers of a competition whose entries are not kept here; again: replaces them. Refusals: UNIT_UNKNOWN, UNIT_CLOSED, UNIT_LEVEL, COMPETITION_EXISTS, NO_RANKS, RANK_REPEATED, BAD_QUANTITY, TOO_MANY_PRIZES.',
  })
  reportCompetitionTally(
    @Args('input', { description: 'The competition, its numbers and their source.' })
    input: ReportCompetitionTallyInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.send(ReportCompetitionTally, input, context, info);
  }

  @Mutation(() => ChangeResult, {
    description:
      'Records prizes won at competitions of others, all or none; they are honours at once, without certificates of ours. Refusals: UNIT_UNKNOWN, UNIT_CLOSED, NO_MEMBERS, TOO_MANY_MEMBERS, BAD_KEY, BAD_DATE (in the future), PRIZE_EXISTS, NO_SUBJECTS, TOO_MANY_SUBJECTS.',
  })
  recordExternalPrizes(
    @Args('input', { description: 'The period and the prizes.' }) input: RecordExternalPrizesInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.commands.change(RecordExternalPrizes, input, context, info);
  }

  @Mutation(() => ChangeResult, {
    description:
      'Takes prizes won at competitions of others off the honours list, all or none: recorded by mistake, or taken back by who gave them. Refusals: AWARD_UNKNOWN (no such prize, or a decision here granted it), AWARD_NOT_PUBLISHED, NO_SUBJECTS, TOO_MANY_SUBJECTS.',
  })
  removeExternalPrizes(
    @Args('awards', { type: () => [ID], description: 'Ids of the honours.' }) awards: string[],
    @Args('reason', { description: 'Why, kept with each of them.' }) reason: string,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.commands.change(RemoveExternalPrizes, { awards, reason }, context, info);
  }

  private async send<D extends CommandDefinition>(
    definition: D,
    input: SentInputOf<D>,
    context: RequestContext,
    info: GraphQLResolveInfo,
  ): Promise<Source | Refusal> {
    const value = await this.commands.send(definition, input, context, info);
    if (value instanceof Refusal) return value;
    const { competition, entryCount } = value as { competition: CompetitionState; entryCount: number | null };
    await this.memory.awaitUnits([competition.organiserId ?? '', competition.decision?.issuerId ?? '']);
    // None of these commands makes results public: what would count them is not asked.
    return { ...competition, entryCount, inForce: {}, winners: 0 };
  }
}
