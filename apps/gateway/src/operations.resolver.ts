import { Args, Context, Field, Float, ID, Int, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { DataSource } from 'typeorm';
import { Access } from './access.js';
import { described, connectionOf } from './commands.js';
import type { RequestContext } from './context.js';
import { DateTimeScalar } from './kinds.js';
import { list } from './pages.js';

@ObjectType('ReadModel', { description: 'How old the answers are.' })
export class ReadModelAge {
  @Field(() => DateTimeScalar, { description: 'Instant of the newest applied event.' })
  asOf!: string;
  @Field(() => Float, {
    description: 'Seconds by which it is behind what the services said; 0 when nothing waits.',
  })
  lagSeconds!: number;
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

/** Longer than this without word from the topics counts as being behind. */
const UNHEARD_SECONDS = 2.5;

@Resolver()
export class OperationsResolver {
  constructor(
    private readonly database: DataSource,
    private readonly access: Access,
  ) {}

  @Query(() => ReadModelAge, { description: 'The age of everything else that is answered.' })
  async readModel(): Promise<ReadModelAge> {
    const [row] = await this.database.query<{ as_of: Date; behind: number | null }[]>(
      `select as_of, (select extract(epoch from now() - min(caught_up_at))::float from consumer_position where consumer = 'gateway') as behind
       from read_model_change`,
    );
    const behind = row?.behind ?? 0;
    return {
      asOf: (row?.as_of ?? new Date(0)).toISOString(),
      lagSeconds: behind > UNHEARD_SECONDS ? Math.round(behind * 10) / 10 : 0,
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
}
