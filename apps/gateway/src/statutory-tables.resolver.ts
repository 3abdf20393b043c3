import {
  Authority,
  CommendationForm,
  CommendationType,
  mapDay,
  MovementKind,
  MovementScope,
  parsePeriod,
} from '@app/contracts';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { DataSource } from 'typeorm';
import { awardTallies, linesCounted, talliesCounted } from './award-counts.js';
import { described } from './commands.js';
import { CommendationLevelEnum, PeriodScalar, StatutoryDurationEnum, UnitCodeScalar } from './kinds.js';
import { Memory } from './memory.js';
import { idsBelow } from './nodes.js';
import {
  StatutoryCommendations,
  StatutoryMovementCount,
  type StatutoryCommendationCount,
} from './statutory-tables.schema.js';

export type CommendationLevel = keyof typeof CommendationLevelEnum;

/** Whose commendations are of the level (Law 06/2022/QH15 Arts 77-80). */
const authoritiesOf: Record<CommendationLevel, Authority[]> = {
  STATE: ['PRESIDENT', 'PRIME_MINISTER'],
  MINISTRY_PROVINCE: ['MINISTER', 'PROVINCIAL_CHAIR'],
};

/** The numbers of statutory tables 0601 to 0603 (Circular 02/2023/TT-BNV); docs/imports.md says what is not known of them. */
@Resolver()
export class StatutoryTablesResolver {
  constructor(
    private readonly database: DataSource,
    private readonly memory: Memory,
  ) {}

  @Query(() => [StatutoryMovementCount], {
    description:
      'Statutory table 0601 (Circular 02/2023/TT-BNV): how many movements and campaigns that the unit and everything below it launched run in the period by a day or more; drafts do not count, and an unknown first or last day limits nothing.',
  })
  async statutoryMovements(
    @Args('unit', { type: () => UnitCodeScalar, description: described.unit }) unit: string,
    @Args('period', {
      type: () => PeriodScalar,
      description: 'The period of the report, mostly a calendar year.',
    })
    period: string,
  ): Promise<StatutoryMovementCount[]> {
    const ids = idsBelow(this.memory.units, unit, mapDay(period), 'unit');
    const { startsOn, endsOn } = rangeOf(period);
    return this.database.query<StatutoryMovementCount[]>(MOVEMENTS, [startsOn, endsOn, ids]);
  }

  @Query(() => StatutoryCommendations, {
    description:
      'Statutory tables 0602 (STATE) and 0603 (MINISTRY_PROVINCE; Circular 02/2023/TT-BNV): commendations in force that the unit and everything below it has of exactly the period; where numbers were reported (TALLY), they alone count for what they speak of, as in honoursSummary. Emulation titles are no forms of commendation: honoursSummary counts them.',
  })
  async statutoryCommendations(
    @Args('level', { type: () => CommendationLevelEnum, description: 'Which of the two tables.' })
    level: CommendationLevel,
    @Args('unit', { type: () => UnitCodeScalar, description: described.unit }) unit: string,
    @Args('period', { type: () => PeriodScalar, description: described.period }) period: string,
  ): Promise<StatutoryCommendations> {
    const ids = idsBelow(this.memory.units, unit, mapDay(period), 'unit');
    const asked = [period, ids, authoritiesOf[level]];
    const rows = await this.database.query<StatutoryCommendationCount[]>(COMMENDATIONS, asked);
    const others = await this.database.query<{ period: string }[]>(OTHER_PERIODS, asked);
    return { rows, otherPeriods: others.map((other) => other.period).filter(overlapping(period)) };
  }
}

function rangeOf(period: string) {
  const range = parsePeriod(period);
  if (!range) throw new Error(`${period} is no period`);
  return range;
}
const overlapping = (period: string) => {
  const { startsOn, endsOn } = rangeOf(period);
  return (other: string) => rangeOf(other).startsOn <= endsOn && rangeOf(other).endsOn >= startsOn;
};

const placeIn = (column: string, values: readonly string[]) =>
  `array_position(array['${values.join("', '")}'], ${column})`;

/** A year begins with its first day: from 2025-01-01 to 2025-12-31 is one, to 2026-01-01 two. */
const yearsFrom = (day: string) => `(1 + extract(year from age(ends_on, ${day})))::int`;

const durations = Object.keys(StatutoryDurationEnum);
/** Bands of table 0601: below a year, a year, to below three, to below five, and from five years on. */
const durationFrom = (day: string) => {
  const isBelow = (years: number) => `ends_on + 1 < (${day} + interval '${years} years')::date`;
  return `case when ends_on is null or ${day} is null then null when ${isBelow(1)} then 'UNDER_ONE_YEAR'
    when ends_on + 1 = (${day} + interval '1 year')::date then 'ONE_YEAR' when ${isBelow(3)} then 'UNDER_THREE_YEARS'
    when ${isBelow(5)} then 'UNDER_FIVE_YEARS' else 'FIVE_YEARS_OR_MORE' end`;
};

/**
 * $1, $2: first and last day of the period; $3: ids of units, null: everywhere. A first day known by its year lies between
 * `earliest` and `latest`; where they do not make the same duration, it is not known.
 */
const MOVEMENTS = `
  select scope, kind, case when ${yearsFrom('earliest')} = ${yearsFrom('latest')} then ${yearsFrom('latest')} end as years,
    case when ${durationFrom('earliest')} = ${durationFrom('latest')} then ${durationFrom('latest')} end as duration,
    count(*)::int as count, (count(*) filter (where earliest >= $1 and latest <= $2))::int as begun
  from read_model.movement, lateral (select
    case starts_on_precision when 'YEAR' then date_trunc('year', starts_on)::date else starts_on end as earliest,
    case starts_on_precision when 'YEAR' then (date_trunc('year', starts_on) + interval '1 year - 1 day')::date
      else starts_on end as latest) first_day
  where status <> 'DRAFT' and ($3::uuid[] is null or launched_by_id = any($3))
    and (earliest is null or earliest <= $2) and (ends_on is null or ends_on >= $1)
  group by 1, 2, 3, 4
  order by ${placeIn('scope', MovementScope.options)}, ${placeIn('kind', MovementKind.options)}, 3 nulls last,
    min(${placeIn(durationFrom('latest'), durations)})`;

/** $1: period; $2: ids of units, null: everywhere; $3: authorities. */
const COMMENDATIONS = `
  with recursive ${awardTallies},
  counts as (
    select honour.form, honour.authority, award.type, 'ROSTER' as basis,
      (count(*) filter (where honour.subject_kind = 'COLLECTIVE'))::int as collectives,
      (count(*) filter (where honour.subject_kind = 'HOUSEHOLD'))::int as households,
      (count(*) filter (where honour.subject_kind = 'INDIVIDUAL'))::int as individuals
    from read_model.honour honour left join read_model.award award on award.id = honour.id
    where honour.kind = 'COMMENDATION' and honour.authority = any($3) and ${linesCounted}
    group by 1, 2, 3
    union all
    select form, authority, null, 'TALLY', sum(collectives)::int, sum(households)::int, sum(individuals)::int
    from tally
    where authority = any($3) and ${talliesCounted}
    group by 1, 2)
  select *, collectives + households + individuals as total from counts
  order by ${[
    placeIn('authority', Authority.options),
    placeIn('form', CommendationForm.options),
    `${placeIn('type', CommendationType.options)} nulls last`,
    'basis',
  ].join(', ')}`;

const OTHER_PERIODS = `
  select period from read_model.honour
  where listed and kind = 'COMMENDATION' and authority = any($3) and period <> $1
    and ($2::uuid[] is null or unit_id = any($2))
  union
  select period from read_model.award_tally
  where authority = any($3) and period <> $1 and ($2::uuid[] is null or unit_id = any($2))
  order by period`;
