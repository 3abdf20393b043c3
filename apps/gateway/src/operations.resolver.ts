import { replayedOf } from '@app/messaging';
import { Args, Context, Field, Float, ID, Int, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { DataSource } from 'typeorm';
import { Access } from './access.js';
import { described, connectionOf } from './commands.js';
import type { RequestContext } from './context.js';
import { DateTimeScalar } from './kinds.js';
import { Memory } from './memory.js';
import { list } from './pages.js';
import { READ_MODEL_GROUP } from './read-model.js';

@ObjectType('ReadModel', { description: 'How old the answers are.' })
export class ReadModelAge {
  @Field(() => DateTimeScalar, { description: 'Instant of the newest applied event.' })
  asOf!: string;
  @Field(() => Float, {
    description: 'Seconds by which it is behind what the services said; 0 when nothing waits.',
  })
  lagSeconds!: number;
  @Field({
    description:
      'Whether the units until 30 June 2025 are known. After the first start of an installation they come within minutes; until then a question about one of them that is not there yet is SERVICE_UNAVAILABLE, and unit is null.',
  })
  oldUnitsLoaded!: boolean;
}

@ObjectType({
  description: 'An event that could not be applied; it waits to be replayed. For administrators.',
})
export class DeadLetter {
  @Field(() => ID, { description: 'Its number, rising with the time of burial.' })
  id!: string;
  @Field({ description: 'The topic that it came from.' })
  topic!: string;
  @Field({ description: 'Why it could not be applied, the last time it was tried.' })
  reason!: string;
  @Field(() => Int, { description: 'How often applying it was tried.' })
  tries!: number;
  @Field(() => DateTimeScalar, { description: 'When it was first put aside.' })
  buriedAt!: string;
}
export const DeadLetterConnection = connectionOf(
  'DeadLetterConnection',
  DeadLetter,
  'A page of dead letters.',
);

@ObjectType({ description: 'A request to apply dead letters once more, and what became of it.' })
export class Replay {
  @Field(() => ID, { description: 'Its number, rising with the time of asking.' })
  id!: string;
  @Field(() => DateTimeScalar, { description: 'When it was asked for.' })
  requestedAt!: string;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was done; null: it is not yet.' })
  doneAt!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'What came of it, as the log tells it, in English; null: it is not done yet.',
  })
  outcome!: string | null;
  @Field(() => Int, {
    nullable: true,
    description: 'Letters that were applied and are gone; null: it is not done yet, or failed.',
  })
  healed!: number | null;
  @Field(() => Int, {
    nullable: true,
    description: 'Letters that still cannot be applied; null: it is not done yet, or failed.',
  })
  left!: number | null;
}
const REPLAY = 'replay-dead-letters';
interface ReplayRow {
  id: string;
  requested_at: Date;
  done_at: Date | null;
  outcome: string | null;
}
const replayOf = (row: ReplayRow): Replay => ({
  id: row.id,
  requestedAt: row.requested_at.toISOString(),
  doneAt: row.done_at?.toISOString() ?? null,
  outcome: row.outcome,
  ...(replayedOf(READ_MODEL_GROUP, row.outcome) ?? { healed: null, left: null }),
});

/** Longer than this without word from the topics counts as being behind. */
const UNHEARD_SECONDS = 2.5;

@Resolver()
export class OperationsResolver {
  constructor(
    private readonly database: DataSource,
    private readonly access: Access,
    private readonly memory: Memory,
  ) {}

  @Query(() => ReadModelAge, { description: 'The age of everything else that is answered.' })
  async readModel(): Promise<ReadModelAge> {
    const [row] = await this.database.query<{ as_of: Date; behind: number | null }[]>(
      `select as_of, (select extract(epoch from now() - min(caught_up_at))::float from consumer_position where consumer = $1) as behind
       from read_model_change`,
      [READ_MODEL_GROUP],
    );
    const behind = row?.behind ?? 0;
    return {
      asOf: (row?.as_of ?? new Date(0)).toISOString(),
      lagSeconds: behind > UNHEARD_SECONDS ? Math.round(behind * 10) / 10 : 0,
      oldUnitsLoaded: this.memory.units.knownFrom === null,
    };
  }

  @Query(() => DeadLetterConnection, { description: 'Events that wait to be replayed. For administrators.' })
  deadLetters(
    @Args('first', { type: () => Int, nullable: true, defaultValue: 50, description: described.first })
    first: number | null,
    @Args('after', { type: () => String, nullable: true, description: described.after }) after: string | null,
    @Context() context: RequestContext,
  ) {
    this.access.query('deadLetters', context);
    const listing = { from: 'dead_letter', where: 'true', parameters: [], order: ['id'] };
    return list(this.database, listing, first, after, (row) => ({
      ...row,
      buriedAt: new Date(row.buried_at as string).toISOString(),
    }));
  }

  @Query(() => Replay, {
    nullable: true,
    description: 'The newest request to replay dead letters; null: there was none. For administrators.',
  })
  async lastReplay(@Context() context: RequestContext): Promise<Replay | null> {
    this.access.query('lastReplay', context);
    const [row] = await this.database.query<ReplayRow[]>(
      'select id, requested_at, done_at, outcome from maintenance where kind = $1 order by id desc limit 1',
      [REPLAY],
    );
    return row ? replayOf(row) : null;
  }

  @Mutation(() => Replay, {
    description:
      "Asks for the gateway's dead letters to be applied once more; while one waits or runs, that one is answered. lastReplay tells what came of it. For administrators.",
  })
  async replayDeadLetters(@Context() context: RequestContext): Promise<Replay> {
    this.access.query('replayDeadLetters', context);
    const [row] = await this.database.query<ReplayRow[]>(
      `with waiting as (
         select id, requested_at, done_at, outcome from maintenance where kind = $1 and done_at is null order by id limit 1
       ), asked as (
         insert into maintenance (kind) select $1 where not exists (select from waiting)
         returning id, requested_at, done_at, outcome
       )
       select * from waiting union all select * from asked`,
      [REPLAY],
    );
    return replayOf(row as ReplayRow);
  }
}
