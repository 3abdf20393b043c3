import {
  AnnounceExemplar,
  FeatureExemplar,
  NominateExemplar,
  PublishExemplar,
  ReportExemplarTally,
  ReviewExemplar,
  StartReview,
  SupplementExemplar,
  WithdrawExemplar,
  type CommandDefinition,
  type ExemplarState,
  type SentInputOf,
} from '@app/contracts';
import { Args, Context, ID, Info, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { DataSource } from 'typeorm';
import { Access } from './access.js';
import { ChangeResult, Commands, described, Refusal } from './commands.js';
import type { RequestContext } from './context.js';
import { exemplarRows, nominationNode, type ExemplarRow } from './exemplar-node.js';
import {
  AnnounceExemplarInput,
  exemplarId,
  NominateExemplarInput,
  PublishExemplarInput,
  ReportExemplarTallyInput,
  ReviewExemplarInput,
  SupplementExemplarInput,
  WithdrawExemplarInput,
} from './exemplars.inputs.js';
import {
  NominationConnection,
  NominationPage,
  NominationResult,
  SuggestedExemplarConnection,
} from './exemplars.schema.js';
import { Memory, stateOf } from './memory.js';
import { searched } from './name-search.js';
import { list, selects } from './pages.js';
import { suggestedNode, suggestedRows, type SuggestedRow } from './suggested-exemplars.js';

/** Nominations and their course, for editors and reviewers. */
@Resolver()
export class NominationsResolver {
  constructor(
    private readonly database: DataSource,
    private readonly memory: Memory,
    private readonly commands: Commands,
    private readonly access: Access,
  ) {}

  @Query(() => NominationConnection, {
    description:
      "Nominations at the asker's unit and below, the newest first, whatever became of them. For staff.",
  })
  nominations(
    @Args() page: NominationPage,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    this.access.query('nominations', context);
    const parameters: unknown[] = [
      page.status ?? null,
      page.group ?? null,
      page.period ?? null,
      this.access.unitIdsInScope(context),
    ];
    const at = (value: unknown) => `$${parameters.push(value)}`;
    const path = ['nodes', 'honours'];
    const beside = {
      honours: selects(info, ...path),
      competition: selects(info, ...path, 'competition'),
      conference: selects(info, ...path, 'conference'),
      movement: false,
    };
    const listing = {
      from: `${exemplarRows(beside)} exemplar`,
      where: [
        '($1::text is null or status = $1) and ($2::text is null or exemplar_group = $2)',
        '($3::text is null or period = $3) and ($4::uuid[] is null or unit_id = any($4))',
        ...(page.search ? searched(page.search, at) : []),
      ].join(' and '),
      parameters,
      order: ['id'],
      descending: true,
      counted: selects(info, 'totalCount'),
    };
    return list(this.database, listing, page.first, page.after, (row) => {
      const { exemplarGroup, honourRows, ...exemplar } = stateOf<ExemplarRow>(row);
      return nominationNode({ ...exemplar, group: exemplarGroup }, this.memory, honourRows ?? []);
    });
  }

  @Query(() => SuggestedExemplarConnection, {
    description:
      "Recipients of published national prizes and Bằng khen at the asker's unit and below whom nobody has nominated for it, the newest award first. For staff.",
  })
  suggestedExemplars(
    @Args('first', { type: () => Int, nullable: true, defaultValue: 50, description: described.first })
    first: number | null,
    @Args('after', { type: () => String, nullable: true, description: described.after }) after: string | null,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    this.access.query('suggestedExemplars', context);
    const listing = {
      from: `${suggestedRows} suggested`,
      where: '($1::uuid[] is null or unit_id = any($1))',
      parameters: [this.access.unitIdsInScope(context)],
      order: ['awarded_on', 'id', 'place'],
      descending: true,
      counted: selects(info, 'totalCount'),
    };
    return list(this.database, listing, first, after, (row) =>
      suggestedNode(stateOf<SuggestedRow>(row), this.memory),
    );
  }

  @Mutation(() => NominationResult, {
    description:
      'Enters a nomination. Refusals: UNIT_UNKNOWN, UNIT_CLOSED, MINOR_UNSTATED, MOVEMENT_UNKNOWN, AWARD_UNKNOWN, AWARD_REVOKED, BAD_STORY.',
  })
  nominateExemplar(
    @Args('input', { description: 'Who or what, and its story.' }) input: NominateExemplarInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.send(NominateExemplar, input, context, info);
  }

  @Mutation(() => NominationResult, {
    description: 'From NOMINATED to UNDER_REVIEW. Refusals: EXEMPLAR_UNKNOWN, EXEMPLAR_STATUS.',
  })
  startReview(
    @Args('id', { type: () => ID, description: exemplarId }) id: string,
    @Args('expectedVersion', { type: () => Int, nullable: true, description: described.expectedVersion })
    expectedVersion: number | null,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.send(StartReview, { id, expectedVersion }, context, info);
  }

  @Mutation(() => NominationResult, {
    description:
      'Approves, returns for a supplement or rejects; accepted in NOMINATED and UNDER_REVIEW. Refusals: EXEMPLAR_UNKNOWN, EXEMPLAR_STATUS, OWN_NOMINATION, NOTE_REQUIRED.',
  })
  reviewExemplar(
    @Args('input', { description: 'The nomination and the verdict.' }) input: ReviewExemplarInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.send(ReviewExemplar, input, context, info);
  }

  @Mutation(() => NominationResult, {
    description:
      'From RETURNED back to UNDER_REVIEW, with what was asked for. Refusals: EXEMPLAR_UNKNOWN, EXEMPLAR_STATUS, AWARD_UNKNOWN, AWARD_REVOKED, BAD_STORY.',
  })
  supplementExemplar(
    @Args('input', { description: 'The nomination and what is new.' }) input: SupplementExemplarInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.send(SupplementExemplar, input, context, info);
  }

  @Mutation(() => NominationResult, {
    description:
      'From APPROVED to PUBLISHED, on a basis that fits it. Refusals: EXEMPLAR_UNKNOWN, EXEMPLAR_STATUS, BASIS_NOT_APPLICABLE, CONSENT_MISSING, BAD_DATE, AWARD_REVOKED.',
  })
  publishExemplar(
    @Args('input', { description: 'The nomination and the basis.' }) input: PublishExemplarInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.send(PublishExemplar, input, context, info);
  }

  @Mutation(() => NominationResult, {
    description:
      'Puts a published example forward, or back among the others. Refusals: EXEMPLAR_UNKNOWN, EXEMPLAR_STATUS.',
  })
  featureExemplar(
    @Args('id', { type: () => ID, description: exemplarId }) id: string,
    @Args('featured', { description: 'Whether it is put forward.' }) featured: boolean,
    @Args('expectedVersion', { type: () => Int, nullable: true, description: described.expectedVersion })
    expectedVersion: number | null,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.send(FeatureExemplar, { id, featured, expectedVersion }, context, info);
  }

  @Mutation(() => NominationResult, {
    description:
      'Notes on which day a channel carried a published example. Refusals: EXEMPLAR_UNKNOWN, EXEMPLAR_STATUS, BAD_DATE.',
  })
  announceExemplar(
    @Args('input', { description: 'The nomination, the channel and the day.' }) input: AnnounceExemplarInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.send(AnnounceExemplar, input, context, info);
  }

  @Mutation(() => NominationResult, {
    description:
      'Takes it off every public answer, from any state but the end ones; with consentWithdrawn the person is erased too, in any state, once. Refusals: EXEMPLAR_UNKNOWN, EXEMPLAR_STATUS.',
  })
  withdrawExemplar(
    @Args('input', { description: 'The nomination and why.' }) input: WithdrawExemplarInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.send(WithdrawExemplar, input, context, info);
  }

  @Mutation(() => ChangeResult, {
    description:
      'Reports numbers of examples without names; the same unit and period again: replaces them. Refusals: UNIT_UNKNOWN, UNIT_CLOSED, BAD_QUANTITY.',
  })
  reportExemplarTally(
    @Args('input', { description: 'The numbers and their source.' }) input: ReportExemplarTallyInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.commands.change(ReportExemplarTally, input, context, info);
  }

  private async send<D extends CommandDefinition>(
    definition: D,
    input: SentInputOf<D>,
    context: RequestContext,
    info: GraphQLResolveInfo,
  ) {
    const value = await this.commands.send(definition, input, context, info);
    if (value instanceof Refusal) return value;
    const { exemplar } = value as { exemplar: ExemplarState };
    await this.memory.awaitUnits([exemplar.unitId]);
    return nominationNode(exemplar, this.memory, null);
  }
}
