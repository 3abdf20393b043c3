import {
  Authority,
  CommendationForm,
  EmulationTitle,
  ExemplarGroup,
  HonourKind,
  mapDay,
  MovementCode,
  precedenceOf,
  SubjectKind,
} from '@app/contracts';
import { today } from '@app/platform';
import { Args, Context, Info, Int, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { DataSource } from 'typeorm';
import { awardTallies, linesCounted, talliesCounted } from './award-counts.js';
import { described } from './commands.js';
import type { RequestContext } from './context.js';
import { exemplarCounts } from './exemplar-counts.js';
import { HOUSEHOLD_LEARNING_TITLE, LISTED_LEARNING_TITLES } from './exemplar-row.js';
import { HonourIndex } from './honour-index.js';
import { honourLines, honourNode, type Beside, type HonourLineRow } from './honour-lines.js';
import { honourOrder, INDEXED_KEYS } from './honour-row.js';
import { HonourConnection, HonourCount, HonourFilter } from './honours.schema.js';
import { shown } from './kept-answers.js';
import { PeriodScalar, UnitCodeScalar } from './kinds.js';
import { Memory, stateOf } from './memory.js';
import { searched } from './name-search.js';
import { idsBelow } from './nodes.js';
import { list, selects, type Listing } from './pages.js';

/** The honours list and its counts: what is in force, for everybody. */
@Resolver()
export class HonoursResolver {
  constructor(
    private readonly database: DataSource,
    private readonly memory: Memory,
    private readonly index: HonourIndex,
  ) {}

  @Query(() => HonourConnection, {
    description:
      'Published honours in legal order of precedence: authority, kind, form, title or rank, kind of recipient, newest decision, unit code, given name, middle names, family name.',
  })
  async honours(
    @Args('filter', { type: () => HonourFilter, nullable: true, description: 'Null: all.' })
    filter: HonourFilter | null,
    @Args('first', { type: () => Int, nullable: true, defaultValue: 50, description: described.first })
    first: number | null,
    @Args('after', { type: () => String, nullable: true, description: described.after }) after: string | null,
    @Info() info: GraphQLResolveInfo,
    @Context() context: RequestContext,
  ) {
    const narrowed = this.narrowed(filter ?? {});
    const beside = {
      competition: selects(info, 'nodes', 'competition'),
      conference: selects(info, 'nodes', 'conference'),
    };
    // What stands beside a line changes with more than the line.
    const alone = !beside.competition && !beside.conference;
    if (alone) context.answer?.declare(shown.honours);
    const listing = honoursListing(narrowed, beside);
    const counted = selects(info, 'totalCount');
    const { units, titles } = this.memory;
    const node = (row: Record<string, unknown>) => honourNode(stateOf<HonourLineRow>(row), units, titles);
    const asked = this.ofOneProvince(filter ?? {}, narrowed.unitIds);
    const page =
      asked && (await this.index.page(listing.from, { ...asked, first, after, counted, alone }, node));
    return page ?? list(this.database, { ...listing, counted }, first, after, node);
  }

  /** What the index can answer: narrowed by a unit below the country, a period and a name, and nothing else. */
  private ofOneProvince({ unit, period, search, ...others }: HonourFilter, unitIds: string[] | null) {
    if (!unit || !period || !unitIds || Object.values(others).some((value) => value != null)) return null;
    // The first is the unit itself.
    const node = this.memory.units.byId.get(unitIds[0] ?? '');
    return node && { unit: node, unitIds, period, search: search ?? null };
  }

  private narrowed({ unit, ...filter }: HonourFilter): Narrowing {
    const day = filter.period ? mapDay(filter.period) : today();
    return { ...filter, unitIds: unit ? idsBelow(this.memory.units, unit, day, 'filter.unit') : null };
  }

  @Query(() => [HonourCount], {
    description:
      'How many honours of each kind the unit and everything below it has in the period; where numbers were reported (TALLY), they alone count for what they speak of.',
  })
  async honoursSummary(
    @Args('unit', { type: () => UnitCodeScalar, description: described.unit }) unit: string,
    @Args('period', { type: () => PeriodScalar, description: described.period }) period: string,
  ) {
    const ids = idsBelow(this.memory.units, unit, mapDay(period), 'unit');
    const rows = await this.database.query<{ counts: Counted[] }[]>(SUMMARY, [period, ids]);
    return (rows[0]?.counts ?? []).map(({ learningTitle, ...count }) => ({
      ...count,
      learningTitle: this.memory.titles.get(learningTitle ?? '') ?? null,
    }));
  }
}

type Counted = Omit<HonourCount, 'learningTitle'> & { learningTitle: string | null };

/** A filter with its units. */
export interface Narrowing extends Omit<HonourFilter, 'unit'> {
  /** Null: everywhere. */
  unitIds: string[] | null;
}

/** The rows of the list that a filter leaves. */
export function honoursListing(
  { unitIds, period, kinds, forms, authorities, subjectKind, competition, search }: Narrowing,
  beside: Beside,
): Listing {
  const parameters: unknown[] = [];
  const at = (value: unknown) => `$${parameters.push(value)}`;
  const conditions = ['true'];
  if (unitIds) conditions.push(`unit_id = any(${at(unitIds)}::uuid[])`);
  if (period) conditions.push(`period = ${at(period)}`);
  if (kinds) conditions.push(`kind = any(${at(kinds)})`);
  if (forms) conditions.push(`form = any(${at(forms)})`);
  if (authorities) conditions.push(`authority = any(${at(authorities)})`);
  if (subjectKind) conditions.push(`subject_kind = ${at(subjectKind)}`);
  // No competition bears another code, and PostgreSQL takes no NUL.
  if (competition)
    conditions.push(
      MovementCode.safeParse(competition).success ? `competition = ${at(competition)}` : 'false',
    );
  if (search) conditions.push(...searched(search, at));
  return {
    from: `${honourLines(beside)} honour`,
    where: conditions.join(' and '),
    parameters,
    order: honourOrder,
    indexed: INDEXED_KEYS,
  };
}

const byPrecedence = [...Authority.options].sort((a, b) => precedenceOf[a] - precedenceOf[b]);
const placeIn = (column: string, values: readonly string[]) =>
  `array_position(array['${values.join("', '")}'], ${column})`;

/** Rule 19a, as award-counts.ts words it. A competition's tally speaks of itself. */
const SUMMARY = `
  with recursive ${awardTallies},
  ${exemplarCounts},
  counts as (
    select kind, form, emulation_title, authority, subject_kind, learning_title, null as exemplar_group, 'ROSTER' as basis,
      count(*)::int as count
    from read_model.honour honour
    where kind <> 'EXEMPLAR' and ${linesCounted}
    group by 1, 2, 3, 4, 5, 6
    union all
    select 'COMMENDATION', form, null, authority, subject_kind, null, null, 'TALLY', sum(number)::int
    from tally, unnest(array['COLLECTIVE', 'HOUSEHOLD', 'INDIVIDUAL'], array[collectives, households, individuals])
      as reported(subject_kind, number)
    where ${talliesCounted}
    group by 2, 4, 5 having sum(number) > 0
    union all
    select 'PRIZE', null, null, null, null, null, null, 'TALLY', sum((rank ->> 'count')::int)::int
    from read_model.competition, jsonb_array_elements(tally -> 'ranks') as rank
    where period = $1 and ($2::uuid[] is null or organiser_id = any($2))
    having count(*) > 0
    union all
    -- Households are counted and never listed.
    select 'LEARNING_TITLE', null, null, decision ->> 'authority', 'HOUSEHOLD', title, null, 'ROSTER', count(*)::int
    from read_model.registration
    where title = '${HOUSEHOLD_LEARNING_TITLE}' and status = 'RECOGNISED' and period = $1
      and ($2::uuid[] is null or unit_id = any($2))
    group by 4, 6
    union all
    select 'EXEMPLAR', null, null, null, case exemplar_group when 'COLLECTIVE' then 'COLLECTIVE' else 'INDIVIDUAL' end, null,
      exemplar_group, basis, count
    from exemplar_count where exemplar_group <> 'GOOD_PRACTICE'
    union all
    select 'CONFERENCE', null, null, null, subject_kind, null, null, 'TALLY', sum(number)::int
    from read_model.conference, unnest(array['COLLECTIVE', 'INDIVIDUAL'],
      array[(tally ->> 'collectives')::int, (tally ->> 'individuals')::int]) as reported(subject_kind, number)
    where tally is not null and period = $1 and ($2::uuid[] is null or unit_id = any($2))
    group by subject_kind having sum(number) > 0)
  select coalesce(json_agg(json_build_object('kind', kind, 'form', form, 'emulationTitle', emulation_title,
      'authority', authority, 'subjectKind', subject_kind, 'learningTitle', learning_title, 'exemplarGroup', exemplar_group,
      'basis', basis, 'count', count)
    order by ${[
      placeIn('kind', HonourKind.options),
      placeIn('authority', byPrecedence),
      placeIn('form', CommendationForm.options),
      placeIn('emulation_title', EmulationTitle.options),
      placeIn('learning_title', [HOUSEHOLD_LEARNING_TITLE, ...LISTED_LEARNING_TITLES]),
      placeIn('exemplar_group', ExemplarGroup.options),
      placeIn('subject_kind', SubjectKind.options),
      'basis',
    ].join(', ')}), '[]') as counts
  from counts`;
