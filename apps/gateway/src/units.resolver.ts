import { RegisterInstitutions } from '@app/contracts';
import { searchKey } from '@app/names';
import { today } from '@app/platform';
import { Args, Context, Info, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { ChangeResult, Commands, described } from './commands.js';
import type { RequestContext } from './context.js';
import { DateScalar, UnitCodeScalar, UnitLevelEnum } from './kinds.js';
import { Memory } from './memory.js';
import { pageInMemory } from './pages.js';
import { existsOn } from './unit-tree.js';
import { RegisterInstitutionsInput, Unit, UnitConnection } from './units.schema.js';

/** Everything about units is answered from memory. */
@Resolver(() => Unit)
export class UnitsResolver {
  constructor(
    private readonly memory: Memory,
    private readonly commands: Commands,
  ) {}

  @Query(() => Unit, {
    nullable: true,
    description: 'The unit that bore the code on the day (default: today).',
  })
  unit(
    @Args('code', { type: () => UnitCodeScalar, description: 'Code on the day.' }) code: string,
    @Args('asOf', {
      type: () => DateScalar,
      nullable: true,
      description: 'The day, as the code can denote another unit on another; null: today.',
    })
    asOf: string | null,
  ) {
    return this.memory.units.find(code, asOf ?? today())?.state ?? null;
  }

  @Query(() => UnitConnection, {
    description:
      'Units of today in Vietnamese order; parent and search narrow; institutions only where asked by level.',
  })
  units(
    @Args('parent', {
      type: () => UnitCodeScalar,
      nullable: true,
      description: 'Only units directly below the one of this code; null: everywhere.',
    })
    parent: string | null,
    @Args('level', {
      type: () => UnitLevelEnum,
      nullable: true,
      description: 'Only units of this level; null: all but institutions.',
    })
    level: string | null,
    @Args('search', {
      type: () => String,
      nullable: true,
      description: 'Part of a name, with or without diacritics, or the beginning of a code; null: all.',
    })
    search: string | null,
    @Args('first', { type: () => Int, nullable: true, defaultValue: 50, description: described.first })
    first: number | null,
    @Args('after', { type: () => String, nullable: true, description: described.after }) after: string | null,
  ) {
    const day = today();
    const above = parent ? this.memory.units.find(parent, day) : null;
    const wanted = searchKey(search ?? '');
    const candidates = parent ? (above?.children ?? []) : [...this.memory.units.byId.values()];
    const found = candidates
      .filter(
        ({ state }) =>
          (level ? state.level === level : state.level !== 'INSTITUTION') && existsOn(state, day),
      )
      .filter(
        ({ state, key }) => !wanted || key.includes(wanted) || state.code.toLowerCase().startsWith(wanted),
      );
    return pageInMemory(
      found,
      [({ state }) => state.name, ({ state }) => state.code],
      first,
      after,
      ({ state }) => state,
    );
  }

  @ResolveField(() => Unit, { nullable: true })
  parent(@Parent() unit: { id: string; parentId?: string | null }) {
    return this.memory.units.byId.get(unit.parentId ?? '')?.state ?? null;
  }

  @ResolveField(() => [Unit])
  successors(@Parent() unit: { successorIds?: string[] }) {
    return (unit.successorIds ?? []).flatMap((id) => this.memory.units.byId.get(id)?.state ?? []);
  }

  @Mutation(() => ChangeResult, {
    description:
      'Registers institutions. Refusals: UNIT_UNKNOWN, UNIT_CLOSED, UNIT_LEVEL, UNIT_EXISTS, NO_SUBJECTS, TOO_MANY_SUBJECTS.',
  })
  registerInstitutions(
    @Args('input', { description: 'The institutions.' }) input: RegisterInstitutionsInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.commands.change(RegisterInstitutions, input, context, info);
  }
}
