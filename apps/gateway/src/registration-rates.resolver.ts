import {
  mapDay,
  RecordBaselines,
  ReportTally,
  SetTargets,
  WithdrawTally,
  type CellState,
  type RateKind,
} from '@app/contracts';
import { CodedError } from '@app/platform';
import { Args, Context, Info, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Access } from './access.js';
import { ChangeResult, Commands, described } from './commands.js';
import type { RequestContext } from './context.js';
import { shown } from './kept-answers.js';
import { PeriodScalar, TitleCodeScalar, UnitCodeScalar } from './kinds.js';
import { Memory } from './memory.js';
import { pageInMemory } from './pages.js';
import { gapOf, percentOf, Rates, statedDiffers, warningsOf, type Figure, type Fraction } from './rates.js';
import {
  RecordBaselinesInput,
  RegistrationRate,
  ReportTallyInput,
  SetTargetConnection,
  SetTargetsInput,
  type Rate,
} from './registration-rates.schema.js';
import type { UnitNode } from './unit-tree.js';

const kinds: readonly RateKind[] = ['REGISTERED', 'RECOGNISED'];

@Resolver()
export class RegistrationRatesResolver {
  constructor(
    private readonly memory: Memory,
    private readonly rates: Rates,
    private readonly commands: Commands,
    private readonly access: Access,
  ) {}

  @Query(() => [RegistrationRate], {
    description:
      "One row a title that has a figure, a baseline or a target there; with titles, exactly those. With breakdown, instead of the unit's own rows the rows of each unit directly below (province: communes), for the same set of titles in each, those without figures included.",
  })
  registrationRates(
    @Args('unit', { type: () => UnitCodeScalar, description: described.unit }) code: string,
    @Args('period', { type: () => PeriodScalar, description: described.period }) period: string,
    @Args('titles', {
      type: () => [TitleCodeScalar],
      nullable: true,
      description:
        'Exactly these, each once; an unknown one is NOT_FOUND; null: those that have anything there.',
    })
    titles: string[] | null,
    @Args('breakdown', {
      type: () => Boolean,
      nullable: true,
      defaultValue: false,
      description: 'Whether to answer the units directly below instead of the unit itself.',
    })
    breakdown: boolean | null,
    @Context() context: RequestContext,
  ) {
    const day = mapDay(period);
    const node = this.memory.units.find(code, day);
    if (!node) throw new CodedError('NOT_FOUND', `No unit bore the code ${code} in ${period}`, 'unit');
    context.answer?.declare(shown.rates(period, node.state.id));
    const unknown = titles?.findIndex((title) => !this.memory.titles.has(title)) ?? -1;
    if (titles && unknown >= 0)
      throw new CodedError('NOT_FOUND', `There is no title ${titles[unknown]}`, `titles.${unknown}`);
    const units = breakdown ? this.memory.units.below(node, day) : [node];
    const wanted = titles
      ? [...new Set(titles)]
      : [...this.memory.titles.keys()]
          .sort()
          .filter((title) => units.some((unit) => this.hasAnything(unit, title, period)));
    return units.flatMap((unit) => wanted.map((title) => this.row(unit, title, period)));
  }

  private hasAnything(unit: UnitNode, title: string, period: string): boolean {
    const { basis, baseline } = this.rates.figure(unit, title, period);
    return basis !== null || baseline !== null || this.targetsOf(unit, title, period).length > 0;
  }

  private row(node: UnitNode, title: string, period: string) {
    const figure = this.rates.figure(node, title, period);
    const own = figure.basis === 'ROSTER' || figure.basis === 'TALLY';
    const below = own ? this.rates.pool(node, title, period) : null;
    return {
      ...this.rowOf(node, title, period, figure),
      pooledBelow: below?.basis ? this.rowOf(node, title, period, below) : null,
    };
  }

  private rowOf(node: UnitNode, title: string, period: string, figure: Figure) {
    const printed = figure.basis === 'POOLED' ? [] : (this.rates.cell(node, title, period)?.stated ?? []);
    const stated = printed.map((one) => ({
      ...one,
      differs: statedDiffers(one.percent, figure.fractions[one.of], figure.baseline?.origin),
    }));
    return {
      unit: node.state,
      title: this.memory.titles.get(title),
      period,
      basis: figure.basis,
      asOf: figure.asOf,
      baseline: figure.baseline,
      registered: figure.registered,
      recognised: figure.recognised,
      registeredRate: rateOf(figure.fractions.REGISTERED),
      recognisedRate: rateOf(figure.fractions.RECOGNISED),
      totalUnits: this.memory.units.communes(node, mapDay(period)),
      pooledBelow: null,
      targets: this.targetsOf(node, title, period),
      stated,
      warnings: warningsOf(
        figure,
        stated.some(({ differs }) => differs === true),
      ),
      version: this.rates.cell(node, title, period)?.version ?? 0,
    };
  }

  /** Of each kind the target of the unit itself, else of the nearest unit above. */
  private targetsOf(node: UnitNode, title: string, period: string): CellState['targets'] {
    const found: CellState['targets'] = [];
    for (let at: UnitNode | null = node; at; at = at.parent)
      for (const target of this.rates.cell(at, title, period)?.targets ?? [])
        if (!found.some(({ of }) => of === target.of)) found.push(target);
    return found.length > 1 ? kinds.flatMap((kind) => found.find(({ of }) => of === kind) ?? []) : found;
  }

  @Query(() => SetTargetConnection, {
    description:
      'Targets that were set at this very unit for the period, by title. For staff; registrationRates shows which hold.',
  })
  targets(
    @Args('unit', { type: () => UnitCodeScalar, description: described.unit }) code: string,
    @Args('period', { type: () => PeriodScalar, description: described.period }) period: string,
    @Args('title', {
      type: () => TitleCodeScalar,
      nullable: true,
      description: 'Only of this title; null: of all.',
    })
    title: string | null,
    @Args('first', { type: () => Int, nullable: true, defaultValue: 50, description: described.first })
    first: number | null,
    @Args('after', { type: () => String, nullable: true, description: described.after }) after: string | null,
    @Context() context: RequestContext,
  ) {
    this.access.query('targets', context);
    const node = this.memory.units.find(code, mapDay(period));
    const titles = title ? [title] : [...this.memory.titles.keys()];
    const cells = this.access.sees(node, context)
      ? titles.flatMap((one) => (node && this.rates.cell(node, one, period)) ?? [])
      : [];
    return pageInMemory(
      cells.flatMap((cell) => cell.targets.map((target) => ({ cell, target }))),
      [({ cell }) => cell.title, ({ target }) => target.of],
      first,
      after,
      ({ cell, target }) => ({
        ...target,
        title: this.memory.titles.get(cell.title),
        version: cell.version,
      }),
    );
  }

  @Mutation(() => ChangeResult, {
    description:
      'Sets targets. Refusals: UNIT_UNKNOWN, UNIT_CLOSED, UNIT_LEVEL, TITLE_UNKNOWN, BAD_PERIOD, NO_SUBJECTS.',
  })
  setTargets(
    @Args('input', { description: 'The unit, the period and its targets.' }) input: SetTargetsInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.commands.change(SetTargets, input, context, info);
  }

  @Mutation(() => ChangeResult, {
    description:
      'Records baselines, all or none. Refusals: UNIT_UNKNOWN, UNIT_CLOSED, UNIT_LEVEL, UNIT_REPEATED, TITLE_UNKNOWN, BAD_PERIOD, BAD_QUANTITY, BELOW_REGISTERED, NO_SUBJECTS, TOO_MANY_SUBJECTS.',
  })
  recordBaselines(
    @Args('input', { description: 'Baselines of one title and period, one a unit.' })
    input: RecordBaselinesInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.commands.change(RecordBaselines, input, context, info);
  }

  @Mutation(() => ChangeResult, {
    description:
      'Reports numbers without names. Refusals: UNIT_UNKNOWN, UNIT_CLOSED, UNIT_LEVEL, MOVEMENT_UNKNOWN, MOVEMENT_NOT_OPEN, TITLE_NOT_IN_MOVEMENT, PERIOD_NOT_IN_MOVEMENT, BAD_PERIOD, BAD_QUANTITY, NOTHING_REPORTED, ROSTER_EXISTS, RECOGNISED_EXCEEDS_REGISTERED, EXCEEDS_BASELINE.',
  })
  reportTally(
    @Args('input', { description: 'The numbers of one unit, title and period.' }) input: ReportTallyInput,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.commands.change(ReportTally, input, context, info);
  }

  @Mutation(() => ChangeResult, {
    description:
      'Takes a tally back. Refusals: UNIT_UNKNOWN, UNIT_CLOSED, UNIT_LEVEL, TITLE_UNKNOWN, BAD_PERIOD, TALLY_UNKNOWN.',
  })
  withdrawTally(
    @Args('title', { type: () => TitleCodeScalar, description: described.ofTitle }) title: string,
    @Args('period', { type: () => PeriodScalar, description: described.period }) period: string,
    @Args('unit', { type: () => UnitCodeScalar, description: described.unit }) unit: string,
    @Args('reason', { description: 'Why, kept with the tally.' }) reason: string,
    @Args('expectedVersion', { type: () => Int, nullable: true, description: described.ofCellVersion })
    expectedVersion: number | null,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.commands.change(
      WithdrawTally,
      { title, period, unit, reason, expectedVersion },
      context,
      info,
    );
  }
}

function rateOf(fraction: Fraction): Rate {
  const { numerator, denominator, reportedUnits } = fraction;
  const gap = gapOf(fraction);
  const percent =
    gap === null && numerator && denominator ? percentOf(numerator.value, denominator.value) : null;
  return { percent, gap, reportedUnits, numerator, denominator };
}
