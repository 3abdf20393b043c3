import { HoldConference, mapDay, type ConferenceState } from '@app/contracts';
import { today } from '@app/platform';
import { Args, Context, Info, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { DataSource } from 'typeorm';
import { Commands, Refusal } from './commands.js';
import {
  ConferenceConnection,
  ConferencePage,
  ConferenceResult,
  HoldConferenceInput,
} from './conferences.schema.js';
import type { RequestContext } from './context.js';
import { Memory, stateOf } from './memory.js';
import { conferenceNode, idsBelow } from './nodes.js';
import { list, selects } from './pages.js';

/** Conferences of typical advanced examples: a fact apart from being published as one. */
@Resolver()
export class ConferencesResolver {
  constructor(
    private readonly database: DataSource,
    private readonly memory: Memory,
    private readonly commands: Commands,
  ) {}

  @Query(() => ConferenceConnection, { description: 'Conferences that were held, the newest first.' })
  conferences(@Args() page: ConferencePage, @Info() info: GraphQLResolveInfo) {
    const { units } = this.memory;
    const day = page.period ? mapDay(page.period) : today();
    const listing = {
      from: 'read_model.conference',
      where: '($1::uuid[] is null or unit_id = any($1)) and ($2::text is null or period = $2)',
      parameters: [page.unit ? idsBelow(units, page.unit, day, 'unit') : null, page.period ?? null],
      order: ['held_on', 'id'],
      descending: true,
      counted: selects(info, 'totalCount'),
    };
    return list(this.database, listing, page.first, page.after, (row) =>
      conferenceNode(stateOf<ConferenceState>(row), units),
    );
  }

  @Mutation(() => ConferenceResult, {
    description:
      'Records that a conference was held, with its honourees by name or their numbers, all or none. Refusals: UNIT_UNKNOWN, UNIT_CLOSED, BAD_DATE, CONFERENCE_EXISTS, NOTHING_REPORTED, BAD_QUANTITY, TALLY_OR_NAMES, SOURCE_REQUIRED, DUPLICATE_RECIPIENT, AWARD_UNKNOWN, AWARD_REVOKED, TOO_MANY_SUBJECTS.',
  })
  async holdConference(
    @Args('input', { description: 'The conference and who was honoured there.' }) input: HoldConferenceInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const value = await this.commands.send(HoldConference, input, context, info);
    if (value instanceof Refusal) return value;
    await this.memory.awaitUnits([value.conference.unitId]);
    return conferenceNode(value.conference, this.memory.units);
  }
}
