import {
  CloseUnit,
  CreateUnit,
  MergeUnits,
  MoveUnit,
  RegisterInstitutions,
  RenameUnit,
  SplitUnit,
  type UnitState,
} from '@app/contracts';
import { searchKey } from '@app/names';
import { today } from '@app/platform';
import { Args, Context, Info, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { ChangeResult, Commands, described } from './commands.js';
import type { RequestContext } from './context.js';
import { DateScalar, UnitCodeScalar, UnitLevelEnum } from './kinds.js';
import { Memory } from './memory.js';
import { pageInMemory } from './pages.js';
import { asOn, existsOn } from '@app/figures';
import {
  CloseUnitInput,
  CreateUnitInput,
  MergeUnitsInput,
  MoveUnitInput,
  RegisterInstitutionsInput,
  RenameUnitInput,
  SplitUnitInput,
  Unit,
  UnitChange,
  UnitConnection,
} from './units.schema.js';

/** A state as it is, or with the face that it had on a day. */
type OnDay = Partial<UnitState> & { id: string; day?: string };

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
    const day = asOf ?? today();
    const node = this.memory.units.find(code, day);
    return node && asOn(node, day);
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
    return pageInMemory(found, [({ state }) => state.name, ({ state }) => state.code], first, after, (node) =>
      asOn(node, day),
    );
  }

  @ResolveField(() => Unit, { nullable: true })
  parent(@Parent() { parentId, day }: OnDay) {
    const above = this.memory.units.byId.get(parentId ?? '');
    return (above && (day ? asOn(above, day) : above.state)) ?? null;
  }

  @ResolveField(() => [Unit])
  successors(@Parent() { id }: OnDay) {
    return this.memory.units.byId.get(id)?.successors.map(({ state }) => state) ?? [];
  }

  @ResolveField(() => [Unit])
  predecessors(@Parent() { id }: OnDay) {
    return this.memory.units.byId.get(id)?.predecessors.map(({ state }) => state) ?? [];
  }

  @ResolveField(() => [UnitChange])
  changes(@Parent() { changes }: OnDay) {
    return (changes ?? []).map((change) => ({
      ...change,
      formerName: change.name,
      formerParent: this.memory.units.byId.get(change.parentId ?? '')?.state ?? null,
    }));
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

  @Mutation(() => ChangeResult, {
    description:
      'Opens a unit that takes the place of none. Refusals: UNIT_UNKNOWN, UNIT_CLOSED, UNIT_LEVEL, UNIT_EXISTS, UNIT_CODE.',
  })
  createUnit(
    @Args('input', { description: 'The unit, its first day and the document.' }) input: CreateUnitInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.commands.change(CreateUnit, input, context, info);
  }

  @Mutation(() => ChangeResult, {
    description:
      'Gives a unit another name from a day; it stays the same unit. Refusals: UNIT_UNKNOWN, UNIT_CLOSED, UNIT_LEVEL, UNIT_DATE, UNIT_SAME.',
  })
  renameUnit(
    @Args('input', { description: 'The unit, its name, the day and the document.' }) input: RenameUnitInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.commands.change(RenameUnit, input, context, info);
  }

  @Mutation(() => ChangeResult, {
    description:
      'Puts a unit under another from a day; figures of earlier periods stay where they were. Refusals: UNIT_UNKNOWN, UNIT_CLOSED, UNIT_LEVEL, UNIT_DATE, UNIT_SAME.',
  })
  moveUnit(
    @Args('input', { description: 'The unit, its parent, the day and the document.' }) input: MoveUnitInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.commands.change(MoveUnit, input, context, info);
  }

  @Mutation(() => ChangeResult, {
    description:
      'Closes units; one takes their place, with all that stood below them. Its opening baselines are the sums of theirs. Refusals: UNIT_UNKNOWN, UNIT_CLOSED, UNIT_LEVEL, UNIT_DATE, UNIT_EXISTS, UNIT_CODE, UNIT_INCOMPLETE, UNIT_REPEATED, NO_SUBJECTS, TOO_MANY_SUBJECTS.',
  })
  mergeUnits(
    @Args('input', { description: 'The units, who takes their place, the day and the document.' })
    input: MergeUnitsInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.commands.change(MergeUnits, input, context, info);
  }

  @Mutation(() => ChangeResult, {
    description:
      'Closes a unit; several take its place. Refusals: UNIT_UNKNOWN, UNIT_CLOSED, UNIT_LEVEL, UNIT_DATE, UNIT_EXISTS, UNIT_CODE, UNIT_INCOMPLETE, UNIT_REPEATED, UNIT_HAS_UNITS, SPLIT_PARTS, SPLIT_SHARES.',
  })
  splitUnit(
    @Args('input', { description: 'The unit, its parts, the day and the document.' }) input: SplitUnitInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.commands.change(SplitUnit, input, context, info);
  }

  @Mutation(() => ChangeResult, {
    description:
      'Closes a unit without a successor. Refusals: UNIT_UNKNOWN, UNIT_CLOSED, UNIT_LEVEL, UNIT_DATE, UNIT_HAS_UNITS.',
  })
  closeUnit(
    @Args('input', { description: 'The unit, the day and the document.' }) input: CloseUnitInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.commands.change(CloseUnit, input, context, info);
  }
}
