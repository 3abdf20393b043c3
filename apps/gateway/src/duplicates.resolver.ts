import { DecideDuplicate, type AwardState, type DuplicateState, type EntryState } from '@app/contracts';
import { Args, Context, Info, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { DataSource } from 'typeorm';
import { Access } from './access.js';
import { awardInWords } from './awards-recorded.js';
import { Commands, described, Refusal } from './commands.js';
import { DecideDuplicateInput } from './commendations.inputs.js';
import { DuplicateResult, PossibleDuplicateConnection } from './commendations.schema.js';
import type { RequestContext } from './context.js';
import { DuplicateStatusEnum } from './kinds.js';
import { Memory, stateOf } from './memory.js';
import { unitNode } from './nodes.js';
import { list, selects } from './pages.js';

/** An award or an entry as the read model holds it. */
type Held = Record<string, unknown> | null;

/** Two of one name, who may be the same or not: for those who decide it. */
@Resolver()
export class DuplicatesResolver {
  constructor(
    private readonly database: DataSource,
    private readonly memory: Memory,
    private readonly commands: Commands,
    private readonly access: Access,
  ) {}

  @Query(() => PossibleDuplicateConnection, {
    description:
      "Two of one name at the asker's unit or below, in the order in which they were found. For staff.",
  })
  possibleDuplicates(
    @Args('status', {
      type: () => DuplicateStatusEnum,
      nullable: true,
      description:
        'Only those that stand so; null: all that are there to be decided or were decided, not DROPPED.',
    })
    status: string | null,
    @Args('first', { type: () => Int, nullable: true, defaultValue: 50, description: described.first })
    first: number | null,
    @Args('after', { type: () => String, nullable: true, description: described.after }) after: string | null,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    this.access.query('possibleDuplicates', context);
    const held = (table: string, id: string) =>
      `(select to_jsonb(held) from read_model.${table} held where held.id = d.${id}) as ${id}_${table}`;
    const listing = {
      from: `(select d.*, ${held('award', 'first')}, ${held('award', 'second')}, ${held('entry', 'first')},
        ${held('entry', 'second')} from read_model.duplicate d) duplicate`,
      where: `case when $1::text is null then status <> 'DROPPED' else status = $1 end and ($2::uuid[] is null or unit_id = any($2))`,
      parameters: [status ?? null, this.access.unitIdsInScope(context)],
      order: ['id'],
      counted: selects(info, 'totalCount'),
    };
    return list(this.database, listing, first, after, (row) => {
      const found = stateOf<DuplicateState & Record<string, Held>>(row);
      return this.duplicate(found, [
        this.what(found.firstAward ?? null, found.firstEntry ?? null),
        this.what(found.secondAward ?? null, found.secondEntry ?? null),
      ]);
    });
  }

  @Mutation(() => DuplicateResult, {
    description: 'Notes whether two of one name are the same; changes neither. Refusals: DUPLICATE_UNKNOWN.',
  })
  async decideDuplicate(
    @Args('input', { description: 'The pair and the word on it.' }) input: DecideDuplicateInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const value = await this.commands.send(DecideDuplicate, input, context, info);
    return value instanceof Refusal ? value : this.duplicate(value.duplicate);
  }

  private duplicate(found: DuplicateState, [first, second]: (string | null)[] = []) {
    return {
      ...found,
      first: { id: found.first, name: found.firstName, what: first ?? null },
      second: { id: found.second, name: found.secondName, what: second ?? null },
      unit: unitNode(found.unitId, this.memory.units),
    };
  }

  private what(award: Held, entry: Held): string | null {
    if (entry) {
      const { competition, code, title } = stateOf<EntryState>(entry);
      return [competition, code, title].filter(Boolean).join(', ');
    }
    if (!award) return null;
    const state = stateOf<AwardState>(award);
    return [awardInWords(state, this.memory.units), state.decision?.number].filter(Boolean).join(', ');
  }
}
