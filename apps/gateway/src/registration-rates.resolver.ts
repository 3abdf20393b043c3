import { mapDay, parsePeriod, RecordBaselines, ReportTally, SetTargets, WithdrawTally } from '@app/contracts';
import { existsOn, type Mapping } from '@app/figures';
import { CodedError, today } from '@app/platform';
import { Args, Context, Info, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Access } from './access.js';
import { ChangeResult, Commands, described } from './commands.js';
import type { RequestContext } from './context.js';
import { shown } from './kept-answers.js';
import { RecordBaselinesInput, ReportTallyInput, SetTargetsInput } from './figures.inputs.js';
import { PeriodScalar, TitleCodeScalar, UnitCodeScalar, UnitMappingEnum } from './kinds.js';
import { Memory } from './memory.js';
import { unknownUnit } from './nodes.js';
import { pageInMemory } from './pages.js';
import { RateRows, viewOf } from './rate-rows.js';
import { Rates } from './rates.js';
import { RegistrationRate, SetTargetConnection, TrendPoint } from './registration-rates.schema.js';

const MOST_POINTS = 50;

@Resolver()
export class RegistrationRatesResolver {
  constructor(
    private readonly memory: Memory,
    private readonly rates: Rates,
    private readonly rows: RateRows,
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
    @Args('mapping', {
      type: () => UnitMappingEnum,
      nullable: true,
      defaultValue: UnitMappingEnum.AS_WAS,
      description: 'The units of which day; the code of unit is one of that day too.',
    })
    mapping: Mapping | null,
    @Context() context: Pick<RequestContext, 'answer'>,
  ) {
    const at = viewOf(period, mapping);
    const node = this.memory.units.find(code, at.day);
    if (!node) throw unknownUnit(this.memory.units, code, at.day, 'unit');
    context.answer?.declare(shown.rates(period, this.memory.units.regionOf(node)));
    const unknown = titles?.findIndex((title) => !this.memory.titles.has(title)) ?? -1;
    if (titles && unknown >= 0)
      throw new CodedError('NOT_FOUND', `There is no title ${titles[unknown]}`, `titles.${unknown}`);
    const wanted = titles && [...new Set(titles)];
    return this.rows.list(node, breakdown ?? false, wanted, period, at);
  }

  @Query(() => [PeriodScalar], {
    description: 'Periods for which anything was reported, the one that ends last first; at most 200.',
  })
  periods(): string[] {
    const lastYear = (period: string) => period.slice(-4);
    return this.memory.cells
      .reportedPeriods()
      .sort((a, b) => lastYear(b).localeCompare(lastYear(a)) || a.length - b.length || a.localeCompare(b))
      .slice(0, 200);
  }

  @Query(() => [TrendPoint], {
    description:
      'A series for a chart: each period of which figures of the title were entered anywhere, oldest first, the newest 50. An unknown unit or title is NOT_FOUND.',
  })
  registrationTrend(
    @Args('unit', { type: () => UnitCodeScalar, description: 'Code of the unit, as it is or was last.' })
    code: string,
    @Args('title', { type: () => TitleCodeScalar, description: described.ofTitle }) title: string,
    @Args('mapping', {
      type: () => UnitMappingEnum,
      nullable: true,
      defaultValue: UnitMappingEnum.AS_IS,
      description: 'The units of which day.',
    })
    mapping: Mapping | null,
  ) {
    const { units, titles, cells } = this.memory;
    const node = units.findLast(code, today());
    if (!node) throw unknownUnit(units, code, null, 'unit');
    const kind = titles.get(title)?.periodKind;
    if (!kind) throw new CodedError('NOT_FOUND', `There is no title ${title}`, 'title');
    const series = [...(cells.periods.get(title) ?? [])]
      .filter((period) => parsePeriod(period)?.kind === kind)
      .sort((a, b) => (mapDay(a) < mapDay(b) ? -1 : 1))
      .slice(-MOST_POINTS);
    const changes = units.changesOf(node);
    return series.map((period, index) => {
      const at = viewOf(period, mapping);
      const before = series[index - 1];
      return {
        period,
        rate: existsOn(node.state, at.day) ? this.rows.row(node, title, period, at) : null,
        mapChangedOn: before ? changes.filter((on) => on > mapDay(before) && on <= mapDay(period)) : [],
      };
    });
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
