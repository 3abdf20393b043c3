import {
  mapDay,
  RecogniseSubjects,
  RegisterSubjects,
  RevokeRecognition,
  WithdrawSubjects,
} from '@app/contracts';
import { Args, Context, Info, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { DataSource } from 'typeorm';
import { Access } from './access.js';
import { ChangeResult, Commands } from './commands.js';
import type { RequestContext } from './context.js';
import { Memory, stateOf } from './memory.js';
import { nameSearch } from './name-search.js';
import { list } from './pages.js';
import {
  CellPage,
  ChangeSubjectsInput,
  RecogniseSubjectsInput,
  RecordedBaselineConnection,
  RegisterSubjectsInput,
  RegistrationConnection,
  RosterPage,
  TallyConnection,
} from './registrations.schema.js';

/** What staff see of a unit, title and period behind its figures, and the changes of rosters. */
@Resolver()
export class RegistrationsResolver {
  constructor(
    private readonly database: DataSource,
    private readonly memory: Memory,
    private readonly commands: Commands,
    private readonly access: Access,
  ) {}

  @Query(() => RegistrationConnection, {
    description: 'The roster of a commune, in the order of registration. For staff.',
  })
  roster(@Args() page: RosterPage, @Context() context: RequestContext) {
    const listing = this.ofCell('registration', 'roster', page, context);
    const found = nameSearch(page.search ?? '');
    // Of one commune, title and period: few enough to be read without an index of their names.
    const where = `${listing.where} and ($4::text is null or status = $4)
      and ($5 = '' or strpos(${plainName}, $5) > 0 or starts_with(lower(key), lower($6)))`;
    const search = page.search?.trim() ?? '';
    const parameters = [...listing.parameters, page.status ?? null, found?.text ?? search, search];
    return list(this.database, { ...listing, where, parameters }, page.first, page.after, (row) => {
      const state = stateOf<{ decision: { number: string } | null; registeredAt: string }>(row);
      return {
        ...state,
        registeredAt: instant(state.registeredAt),
        decisionNumber: state.decision?.number ?? null,
      };
    });
  }

  @Query(() => RecordedBaselineConnection, {
    description: 'Every baseline recorded for a unit, title and period. For staff.',
  })
  baselines(@Args() page: CellPage, @Context() context: RequestContext) {
    return list(
      this.database,
      this.ofCell('baseline', 'baselines', page, context),
      page.first,
      page.after,
      (row) => {
        const state = stateOf<{ recordedAt: string }>(row);
        return { ...state, recordedAt: instant(state.recordedAt) };
      },
    );
  }

  @Query(() => TallyConnection, {
    description: 'Every tally reported for a unit, title and period, replaced ones too. For staff.',
  })
  tallies(@Args() page: CellPage, @Context() context: RequestContext) {
    return list(
      this.database,
      this.ofCell('tally', 'tallies', page, context),
      page.first,
      page.after,
      (row) => {
        const state = stateOf<{ reportedAt: string }>(row);
        return { ...state, reportedAt: instant(state.reportedAt) };
      },
    );
  }

  /** The rows of one unit, title and period: none where the unit is not there, or not the asker's to see. */
  private ofCell(table: string, field: string, { unit, title, period }: CellPage, context: RequestContext) {
    this.access.query(field, context);
    const node = this.memory.units.find(unit, mapDay(period));
    return {
      from: `read_model.${table}`,
      where: 'unit_id = $1 and title = $2 and period = $3',
      parameters: [this.access.sees(node, context) ? node?.state.id : null, title, period],
      order: ['id'],
    };
  }

  @Mutation(() => ChangeResult, {
    description:
      'Registers subjects, all or none. Refusals: UNIT_UNKNOWN, UNIT_CLOSED, UNIT_LEVEL, MOVEMENT_UNKNOWN, MOVEMENT_NOT_OPEN, TITLE_NOT_IN_MOVEMENT, PERIOD_NOT_IN_MOVEMENT, BAD_PERIOD, TALLY_EXISTS, BAD_KEY, ALREADY_REGISTERED, EXCEEDS_BASELINE, NO_SUBJECTS, TOO_MANY_SUBJECTS.',
  })
  registerSubjects(
    @Args('input', { description: 'Participants of one commune, title and period.' })
    input: RegisterSubjectsInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.commands.change(RegisterSubjects, input, context, info);
  }

  @Mutation(() => ChangeResult, {
    description:
      'Recognises subjects by a decision, all or none. Refusals: those of registerSubjects, NOT_REGISTERED, ALREADY_RECOGNISED.',
  })
  recogniseSubjects(
    @Args('input', { description: 'Participants of one commune, title and period, and the decision.' })
    input: RecogniseSubjectsInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.commands.change(RecogniseSubjects, input, context, info);
  }

  @Mutation(() => ChangeResult, {
    description:
      'Takes subjects off the roster. Refusals: NOT_REGISTERED, RECOGNISED and those of the unit, title and period.',
  })
  withdrawSubjects(
    @Args('input', { description: 'Registered participants, and why they are withdrawn.' })
    input: ChangeSubjectsInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.commands.change(WithdrawSubjects, input, context, info);
  }

  @Mutation(() => ChangeResult, {
    description:
      'Takes recognition back. Refusals: NOT_REGISTERED, NOT_RECOGNISED and those of the unit, title and period.',
  })
  revokeRecognition(
    @Args('input', { description: 'Recognised participants, and why recognition is revoked.' })
    input: ChangeSubjectsInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.commands.change(RevokeRecognition, input, context, info);
  }
}

/** As searchKey of @app/names makes it. */
const plainName = `translate(lower(regexp_replace(normalize(name, NFD), '[\u0300-\u036f]', '', 'g')), 'đĐ', 'dd')`;
const instant = (value: string): string => new Date(value).toISOString();
