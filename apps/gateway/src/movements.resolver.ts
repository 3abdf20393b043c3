import {
  CloseMovement,
  DraftMovement,
  LaunchMovement,
  MovementCode,
  ReopenMovement,
  type CommandDefinition,
  type MovementState,
  type SentInputOf,
} from '@app/contracts';
import {
  Args,
  Context,
  ID,
  Info,
  Int,
  Mutation,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { DataSource } from 'typeorm';
import { Commands, described, Refusal } from './commands.js';
import type { RequestContext } from './context.js';
import { MovementStatusEnum } from './kinds.js';
import { Memory, stateOf } from './memory.js';
import {
  DraftMovementInput,
  Movement,
  MovementConnection,
  MovementResult,
  Title,
} from './movements.schema.js';
import { list } from './pages.js';
import { Unit } from './units.schema.js';

/** A movement of the read model, or of a command's answer, which brings its titles and its unit along. */
type Source = MovementState & { answered?: { titles: Title[]; launchedBy: Unit } };

@Resolver(() => Movement)
export class MovementsResolver {
  constructor(
    private readonly database: DataSource,
    private readonly memory: Memory,
    private readonly commands: Commands,
  ) {}

  @Query(() => [Title], { description: 'Every title that is known, the four learning titles among them.' })
  titles() {
    return [...this.memory.titles.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
  }

  @Query(() => Movement, { nullable: true, description: 'The movement or campaign of the code.' })
  async movement(@Args('code', { type: () => ID, description: described.movementCode }) code: string) {
    // No movement bears such a code, and PostgreSQL takes no NUL.
    if (!MovementCode.safeParse(code).success) return null;
    const [row] = await this.database.query<{ row: Record<string, unknown> }[]>(
      'select to_jsonb(m) as row from read_model.movement m where code = $1',
      [code],
    );
    return row ? stateOf<Source>(row.row) : null;
  }

  @Query(() => MovementConnection, { description: 'Movements and campaigns by their codes.' })
  movements(
    @Args('status', {
      type: () => MovementStatusEnum,
      nullable: true,
      description: 'Only those in this state; null: all.',
    })
    status: string | null,
    @Args('first', { type: () => Int, nullable: true, defaultValue: 20, description: described.first })
    first: number | null,
    @Args('after', { type: () => String, nullable: true, description: described.after }) after: string | null,
  ) {
    const listing = {
      from: 'read_model.movement',
      where: '($1::text is null or status = $1)',
      parameters: [status ?? null],
      order: ['code'],
    };
    return list(this.database, listing, first, after, (row) => stateOf<Source>(row));
  }

  @ResolveField(() => Unit)
  launchedBy(@Parent() movement: Source) {
    return movement.answered?.launchedBy ?? this.memory.units.byId.get(movement.launchedById)?.state;
  }

  @ResolveField('titles', () => [Title])
  titlesOf(@Parent() movement: Source) {
    return movement.answered?.titles ?? movement.titles.flatMap((code) => this.memory.titles.get(code) ?? []);
  }

  @Mutation(() => MovementResult, {
    description:
      'Drafts a movement; again: replaces the draft. Refusals: UNIT_UNKNOWN, UNIT_CLOSED, MOVEMENT_EXISTS, MOVEMENT_DATES, TITLE_INCOMPLETE, TITLE_DIFFERS.',
  })
  draftMovement(
    @Args('input', { description: 'The movement, its dates and its titles.' }) input: DraftMovementInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.send(DraftMovement, input, context, info);
  }

  @Mutation(() => MovementResult, {
    description: 'From DRAFT to LAUNCHED. Refusals: MOVEMENT_UNKNOWN, MOVEMENT_NOT_OPEN.',
  })
  launchMovement(
    @Args('code', { type: () => ID, description: described.movementCode }) code: string,
    @Args('expectedVersion', { type: () => Int, nullable: true, description: described.expectedVersion })
    expectedVersion: number | null,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.send(LaunchMovement, { code, expectedVersion }, context, info);
  }

  @Mutation(() => MovementResult, {
    description:
      'From LAUNCHED to CLOSED: no new registrations; recognition, tallies and corrections go on. Refusals: MOVEMENT_UNKNOWN, MOVEMENT_NOT_OPEN.',
  })
  closeMovement(
    @Args('code', { type: () => ID, description: described.movementCode }) code: string,
    @Args('expectedVersion', { type: () => Int, nullable: true, description: described.expectedVersion })
    expectedVersion: number | null,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.send(CloseMovement, { code, expectedVersion }, context, info);
  }

  @Mutation(() => MovementResult, {
    description: 'From CLOSED back to LAUNCHED. Refusals: MOVEMENT_UNKNOWN, MOVEMENT_NOT_OPEN.',
  })
  reopenMovement(
    @Args('code', { type: () => ID, description: described.movementCode }) code: string,
    @Args('reason', { description: 'Why it is reopened.' }) reason: string,
    @Args('expectedVersion', { type: () => Int, nullable: true, description: described.expectedVersion })
    expectedVersion: number | null,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.send(ReopenMovement, { code, reason, expectedVersion }, context, info);
  }

  private async send<D extends CommandDefinition>(
    definition: D,
    input: SentInputOf<D>,
    context: RequestContext,
    info: GraphQLResolveInfo,
  ): Promise<Source | Refusal> {
    const value = await this.commands.send(definition, input, context, info);
    if (value instanceof Refusal) return value;
    const { movement, ...answered } = value as { movement: MovementState; titles: Title[]; launchedBy: Unit };
    return { ...movement, answered };
  }
}
