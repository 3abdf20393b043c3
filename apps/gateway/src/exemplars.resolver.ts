import { mapDay, type ExemplarState } from '@app/contracts';
import { today } from '@app/platform';
import { Args, ID, Info, Int, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { DataSource } from 'typeorm';
import { described } from './commands.js';
import { exemplarCounts } from './exemplar-counts.js';
import { exemplarRows, publicNode, type ExemplarRow } from './exemplar-node.js';
import { Exemplar, ExemplarConnection, ExemplarFilter, ExemplarGroupCount } from './exemplars.schema.js';
import { PeriodScalar, UnitCodeScalar } from './kinds.js';
import { Memory, stateOf } from './memory.js';
import { searched } from './name-search.js';
import { idsBelow } from './nodes.js';
import { list, selects } from './pages.js';

const PUBLISHED: ExemplarState['status'] = 'PUBLISHED';
const besides = (info: GraphQLResolveInfo, ...path: string[]) => ({
  honours: selects(info, ...path, 'honours'),
  competition: selects(info, ...path, 'honours', 'competition'),
  conference: selects(info, ...path, 'honours', 'conference'),
  movement: selects(info, ...path, 'movement'),
});

/** Published examples and their counts, for everybody. */
@Resolver()
export class ExemplarsResolver {
  constructor(
    private readonly database: DataSource,
    private readonly memory: Memory,
  ) {}

  @Query(() => Exemplar, { nullable: true, description: 'The published example of the slug.' })
  async exemplar(
    @Args('slug', { type: () => ID, description: 'As Exemplar.slug tells it.' }) slug: string,
    @Info() info: GraphQLResolveInfo,
  ) {
    // No example has another slug, and PostgreSQL takes no NUL.
    if (!/^[a-z0-9-]{1,100}$/.test(slug)) return null;
    const [row] = await this.database.query<{ row: Record<string, unknown> }[]>(
      `select to_jsonb(held) as row from ${exemplarRows(besides(info))} held where slug = $1 and status = $2`,
      [slug, PUBLISHED],
    );
    return row ? publicNode(stateOf<ExemplarRow>(row.row), this.memory) : null;
  }

  @Query(() => ExemplarConnection, { description: 'Published examples: featured ones first, then newest.' })
  exemplars(
    @Args('filter', { type: () => ExemplarFilter, nullable: true, description: 'Null: all.' })
    filter: ExemplarFilter | null,
    @Args('first', { type: () => Int, nullable: true, defaultValue: 20, description: described.first })
    first: number | null,
    @Args('after', { type: () => String, nullable: true, description: described.after }) after: string | null,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { unit, period, group, featured, search } = filter ?? {};
    const parameters: unknown[] = [];
    const at = (value: unknown) => `$${parameters.push(value)}`;
    const conditions = [`status = '${PUBLISHED}'`];
    if (unit) {
      const ids = idsBelow(this.memory.units, unit, period ? mapDay(period) : today(), 'filter.unit');
      if (ids) conditions.push(`unit_id = any(${at(ids)}::uuid[])`);
    }
    if (period) conditions.push(`period = ${at(period)}`);
    if (group) conditions.push(`exemplar_group = ${at(group)}`);
    if (typeof featured === 'boolean') conditions.push(`featured = ${at(featured)}`);
    if (search) conditions.push(...searched(search, at));
    const listing = {
      from: `${exemplarRows(besides(info, 'nodes'))} exemplar`,
      where: conditions.join(' and '),
      parameters,
      order: ['featured', 'published_at', 'id'],
      descending: true,
      counted: selects(info, 'totalCount'),
    };
    return list(this.database, listing, first, after, (row) =>
      publicNode(stateOf<ExemplarRow>(row), this.memory),
    );
  }

  @Query(() => [ExemplarGroupCount], {
    description:
      'How many examples of each group the unit and everything below it has in the period; where numbers were reported (TALLY), they alone count for what they speak of.',
  })
  async exemplarsSummary(
    @Args('unit', { type: () => UnitCodeScalar, description: described.unit }) unit: string,
    @Args('period', { type: () => PeriodScalar, description: described.period }) period: string,
  ) {
    const ids = idsBelow(this.memory.units, unit, mapDay(period), 'unit');
    return this.database.query<ExemplarGroupCount[]>(SUMMARY, [period, ids]);
  }
}

const SUMMARY = `
  with recursive ${exemplarCounts}
  select exemplar_group as group, basis, count from exemplar_count
  order by array_position(array['COLLECTIVE', 'INDIVIDUAL', 'GOOD_PERSON_GOOD_DEED', 'GOOD_PRACTICE'], exemplar_group), basis`;
