import {
  CorrectAwards,
  PublishCommendations,
  RecordCommendations,
  RecordEmulationTitles,
  ReportAwardTally,
  RestoreAwards,
  RevokeAwards,
  type AwardsRecorded,
  type AwardState,
  type CommandDefinition,
  type DecisionState,
  type SentInputOf,
} from '@app/contracts';
import { Args, Context, ID, Info, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { Access } from './access.js';
import { awardInWords, awardNode, awardsRecorded } from './awards-recorded.js';
import { ChangeResult, Commands, described, Refusal } from './commands.js';
import {
  CorrectAwardsInput,
  DecisionRef,
  RecordCommendationsInput,
  RecordEmulationTitlesInput,
  ReportAwardTallyInput,
  RestoreAwardsInput,
  RevokeAwardsInput,
} from './commendations.inputs.js';
import {
  AwardsResult,
  DecisionPage,
  RecordedAwardConnection,
  RecordedDecisionConnection,
} from './commendations.schema.js';
import type { RequestContext } from './context.js';
import { Memory, stateOf } from './memory.js';
import { decisionNode } from './nodes.js';
import { list, selects } from './pages.js';

/** Decisions and their awards, for the council's staff. */
@Resolver()
export class CommendationsResolver {
  constructor(
    private readonly database: DataSource,
    private readonly memory: Memory,
    private readonly commands: Commands,
    private readonly access: Access,
  ) {}

  @Query(() => RecordedDecisionConnection, {
    description:
      "Decisions that grant awards, the newest first, drafts too: those issued at the asker's unit or below, and those all of whose recipients are there. For staff.",
  })
  decisions(
    @Args() page: DecisionPage,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    this.access.query('decisions', context);
    // An aggregate, since what merely exists may be looked up among all awards of the country at once.
    const allAreBelow = `(select bool_and(a.unit_id = any($4)) from read_model.award a
          where a.decision ->> 'id' = decision.id::text and a.status <> 'DROPPED')`;
    const listing = {
      from: 'read_model.decision',
      where: `($1::text is null or status = $1) and ($2::text is null or period = $2) and ($3::text is null or lower(number collate "vi-x-icu") = lower($3 collate "vi-x-icu"))
        and ($4::uuid[] is null or issuer_id = any($4) or ${allAreBelow})`,
      parameters: [
        page.status ?? null,
        page.period ?? null,
        page.number?.replaceAll('\0', '\ufffd') ?? null,
        this.access.unitIdsInScope(context),
      ],
      order: ['id'],
      descending: true,
      counted: selects(info, 'totalCount'),
    };
    return list(this.database, listing, page.first, page.after, (row) => {
      const decision = stateOf<DecisionState>(row);
      return { ...decision, decision: decisionNode(decision, this.memory.units) };
    });
  }

  @Query(() => RecordedAwardConnection, {
    description:
      "The awards of a decision, those to the asker's unit and below, in the order in which they were recorded; drafts and revoked ones too. For staff.",
  })
  awards(
    @Args('decision', { type: () => ID, description: 'Id of the decision.' }) decision: string,
    @Args('first', { type: () => Int, nullable: true, defaultValue: 50, description: described.first })
    first: number | null,
    @Args('after', { type: () => String, nullable: true, description: described.after }) after: string | null,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    this.access.query('awards', context);
    const listing = {
      from: 'read_model.award',
      where: `decision ->> 'id' = $1 and status <> 'DROPPED' and ($2::uuid[] is null or unit_id = any($2))`,
      parameters: [decision.replaceAll('\0', '\ufffd'), this.access.unitIdsInScope(context)],
      order: ['id'],
      counted: selects(info, 'totalCount'),
    };
    const { units } = this.memory;
    return list(this.database, listing, first, after, (row) => {
      const award = stateOf<AwardState>(row);
      const { revocation } = award;
      return {
        ...awardNode(award, units),
        title: awardInWords(award, units),
        evidence: award.evidence.map(({ title }) => title),
        revocation: revocation && { ...revocation, decision: decisionNode(revocation.decision, units) },
      };
    });
  }

  @Mutation(() => AwardsResult, {
    description:
      'Records a commendation decision with its recipients, all or none; an unpublished one again: replaces it. Refusals: AUTHORITY_NOT_COMPETENT, UNIT_UNKNOWN, UNIT_CLOSED, ISSUER_LEVEL, DECISION_NUMBER_EXISTS, CERTIFICATE_NUMBER_EXISTS, BAD_DATE (published, but signed in the future), BAD_KEY, DUPLICATE_RECIPIENT, EVIDENCE_USED, NO_SUBJECTS, TOO_MANY_SUBJECTS.',
  })
  recordCommendations(
    @Args('input', { description: 'The decision, the form and the recipients.' })
    input: RecordCommendationsInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.record(RecordCommendations, input, context, info);
  }

  @Mutation(() => AwardsResult, {
    description:
      'Records a decision that grants an emulation title, as recordCommendations does. Refusals: those of recordCommendations, and SUBJECT_KIND.',
  })
  recordEmulationTitles(
    @Args('input', { description: 'The decision, the title and the recipients.' })
    input: RecordEmulationTitlesInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.record(RecordEmulationTitles, input, context, info);
  }

  @Mutation(() => AwardsResult, {
    description:
      'Makes a draft public. Refusals: DECISION_UNKNOWN, DECISION_PUBLISHED, BAD_DATE (signed in the future), DUPLICATE_UNDECIDED, DUPLICATE_RECIPIENT (a person said that two are the same).',
  })
  publishCommendations(
    @Args('decision', { type: () => DecisionRef, description: 'The draft.' }) decision: DecisionRef,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.record(PublishCommendations, { decision }, context, info);
  }

  @Mutation(() => ChangeResult, {
    description:
      'Reports numbers of awards without names; the same key again: replaces them. Refusals: UNIT_UNKNOWN, UNIT_CLOSED, AUTHORITY_NOT_COMPETENT, BAD_QUANTITY.',
  })
  reportAwardTally(
    @Args('input', { description: 'The numbers, what they speak of, and their source.' })
    input: ReportAwardTallyInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.commands.change(ReportAwardTally, input, context, info);
  }

  @Mutation(() => ChangeResult, {
    description:
      'Corrects published awards (đính chính), all or none; their certificate codes stay. Refusals: AWARD_UNKNOWN, AWARD_NOT_PUBLISHED, NOT_THE_AWARDING_OFFICE, UNIT_UNKNOWN, UNIT_CLOSED, BAD_DATE, NOTHING_CORRECTED, MEMBERS_DIFFER, CERTIFICATE_NUMBER_EXISTS, DUPLICATE_RECIPIENT, EVIDENCE_USED, NO_SUBJECTS, TOO_MANY_SUBJECTS.',
  })
  correctAwards(
    @Args('input', { description: 'The corrections, the decision and why.' }) input: CorrectAwardsInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.commands.change(CorrectAwards, input, context, info);
  }

  @Mutation(() => ChangeResult, {
    description:
      'Revokes awards of a decision, all or those listed; they leave every list and count at once. Refusals: DECISION_UNKNOWN, AWARD_UNKNOWN, AWARD_NOT_PUBLISHED, NOT_THE_AWARDING_OFFICE, GROUND_NOT_APPLICABLE, UNIT_UNKNOWN, UNIT_CLOSED, BAD_DATE, NO_SUBJECTS.',
  })
  revokeAwards(
    @Args('input', { description: 'The awards, the ground, the decision that revokes and why.' })
    input: RevokeAwardsInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.commands.change(RevokeAwards, input, context, info);
  }

  @Mutation(() => ChangeResult, {
    description:
      'Restores revoked awards of a decision, all or those listed. Refusals: DECISION_UNKNOWN, AWARD_UNKNOWN, AWARD_NOT_REVOKED, NOT_THE_AWARDING_OFFICE, UNIT_UNKNOWN, UNIT_CLOSED, EVIDENCE_USED, BAD_DATE, NO_SUBJECTS.',
  })
  restoreAwards(
    @Args('input', { description: 'The awards, the decision that restores and why.' })
    input: RestoreAwardsInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.commands.change(RestoreAwards, input, context, info);
  }

  private async record<D extends CommandDefinition>(
    definition: D,
    input: SentInputOf<D>,
    context: RequestContext,
    info: GraphQLResolveInfo,
  ) {
    const value = await this.commands.send(definition, input, context, info);
    return value instanceof Refusal
      ? value
      : awardsRecorded(value as z.output<typeof AwardsRecorded>, this.memory);
  }
}
