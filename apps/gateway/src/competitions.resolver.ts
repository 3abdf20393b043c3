import { MovementCode, mapDay, type EntryState } from '@app/contracts';
import { today } from '@app/platform';
import { Args, Context, ID, Info, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import DataLoader from 'dataloader';
import type { GraphQLResolveInfo } from 'graphql';
import { DataSource } from 'typeorm';
import { Access } from './access.js';
import {
  competitionRows,
  isPublished,
  numbersOf,
  type Competition as Source,
} from './competition-numbers.js';
import {
  Competition,
  CompetitionConnection,
  CompetitionPage,
  EntryConnection,
  EntryPage,
  PrizeRankCount,
  StaffEntryPage,
} from './competitions.schema.js';
import type { RequestContext } from './context.js';
import { Decision } from './decisions.schema.js';
import { Memory, stateOf } from './memory.js';
import { decisionNode, idsBelow, unitNode } from './nodes.js';
import { list, listOfEach, selects, type Page } from './pages.js';
import { Unit } from './units.schema.js';

const codeOf = 'Code of the competition.';
type EntriesAsked = EntryPage & { status: string | null; units: (string[] | null)[]; counted: boolean };
type EntryLoader = DataLoader<Source, Page<object>>;

@Resolver(() => Competition)
export class CompetitionsResolver {
  /** Of each request: the same page of entries is asked for in one statement, however many competitions it shows. */
  private readonly loaders = new WeakMap<RequestContext, Map<string, EntryLoader>>();

  constructor(
    private readonly database: DataSource,
    private readonly memory: Memory,
    private readonly access: Access,
  ) {}

  @Query(() => Competition, { nullable: true, description: 'The competition of the code.' })
  async competition(@Args('code', { type: () => ID, description: codeOf }) code: string) {
    // No competition bears another code, and PostgreSQL takes no NUL.
    if (!MovementCode.safeParse(code).success) return null;
    const [row] = await this.database.query<{ row: Record<string, unknown> }[]>(
      `select to_jsonb(held) as row from ${competitionRows} held where code = $1`,
      [code],
    );
    return row ? stateOf<Source>(row.row) : null;
  }

  @Query(() => CompetitionConnection, { description: 'Competitions, those of the newest period first.' })
  competitions(@Args() page: CompetitionPage, @Info() info: GraphQLResolveInfo) {
    const day = page.period ? mapDay(page.period) : today();
    const listing = {
      from: `${competitionRows} held`,
      where:
        '($1::uuid[] is null or organiser_id = any($1)) and ($2::text is null or period = $2) and ($3::text is null or level = $3)',
      parameters: [
        page.unit ? idsBelow(this.memory.units, page.unit, day, 'unit') : null,
        page.period ?? null,
        page.level ?? null,
      ],
      order: ['period', 'code'],
      descending: true,
      counted: selects(info, 'totalCount'),
    };
    return list(this.database, listing, page.first, page.after, (row) => stateOf<Source>(row));
  }

  @ResolveField(() => Unit, { nullable: true })
  organiser(@Parent() competition: Source) {
    return unitNode(competition.organiserId, this.memory.units);
  }

  @ResolveField()
  entryCount(@Parent() competition: Source): number | null {
    return numbersOf(competition).entryCount;
  }

  @ResolveField()
  prizeCount(@Parent() competition: Source): number | null {
    return numbersOf(competition).prizeCount;
  }

  @ResolveField()
  withoutPrize(@Parent() competition: Source): number | null {
    return numbersOf(competition).withoutPrize;
  }

  @ResolveField()
  percentWithPrize(@Parent() competition: Source): number | null {
    return numbersOf(competition).percentWithPrize;
  }

  @ResolveField(() => [PrizeRankCount])
  prizesByRank(@Parent() competition: Source) {
    return numbersOf(competition).prizesByRank;
  }

  @ResolveField(() => Decision, { nullable: true })
  decision(@Parent() { decision }: Source) {
    return decision && decisionNode(decision, this.memory.units);
  }

  @ResolveField()
  source(@Parent() { tally }: Source): string | null {
    return tally?.source ?? null;
  }

  @ResolveField('entries', () => EntryConnection)
  entriesOf(
    @Parent() competition: Source,
    @Args() page: EntryPage,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const units = [page.unit ? idsBelow(this.memory.units, page.unit, today(), 'unit') : null];
    const asked = { ...page, status: 'ENTERED', units, counted: selects(info, 'totalCount') };
    const loaders = this.loaders.get(context) ?? new Map<string, EntryLoader>();
    this.loaders.set(context, loaders);
    const key = JSON.stringify(asked);
    const loader =
      loaders.get(key) ?? new DataLoader((competitions) => this.entryPages(competitions, asked, context));
    loaders.set(key, loader);
    return loader.load(competition);
  }

  @Query(() => EntryConnection, {
    description:
      "Entries of a competition by their codes, withdrawn ones too: all for who holds at its organiser, else those of one's own units. For staff.",
  })
  async entries(
    @Args() page: StaffEntryPage,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    this.access.query('entries', context);
    const competition = await this.competition(page.competition);
    const organiser = this.memory.units.byId.get(competition?.organiserId ?? '') ?? null;
    const units = [
      page.unit ? idsBelow(this.memory.units, page.unit, today(), 'unit') : null,
      this.access.sees(organiser, context) ? null : this.access.unitIdsInScope(context),
    ];
    const asked = { ...page, units, counted: selects(info, 'totalCount') };
    const [found] = await this.entryPages([competition], asked, context);
    return found;
  }

  private entryPages(
    competitions: readonly (Source | null)[],
    page: EntriesAsked,
    context: RequestContext,
  ): Promise<Page<object>[]> {
    const listing = {
      from: `(select e.*, array(
          select a.rank ->> 'code' from read_model.award a
          where a.competition = e.competition and a.entry_id = e.id and a.status = 'PUBLISHED') as in_force
        from read_model.entry e) entry`,
      where: `competition = parent.key and ($1::text is null or status = $1) and ($2::text is null or field = $2)
        and ($3::uuid[] is null or unit_id = any($3)) and ($4::uuid[] is null or unit_id = any($4))`,
      // PostgreSQL takes no NUL, and no field has one.
      parameters: [
        page.status ?? null,
        page.field?.replaceAll('\0', '\ufffd') ?? null,
        page.units[0] ?? null,
        page.units[1] ?? null,
      ],
      order: ['code'],
      counted: page.counted,
    };
    const prizes = competitions.map((competition) => this.prizesShown(competition, context));
    const codes = competitions.map((competition) => competition?.code ?? '');
    return listOfEach(this.database, codes, listing, page.first, page.after, (row, parent) => {
      const entry = stateOf<EntryState & { inForce: string[] }>(row);
      const unit = unitNode(entry.unitId, this.memory.units);
      return { ...entry, unit, prizes: prizes[parent]?.(entry) ?? [] };
    });
  }

  /** Prizes in force; before publication those provisionally given, for staff of the organiser and of the entry's school. */
  private prizesShown(competition: Source | null, context: RequestContext) {
    const { units } = this.memory;
    const sees = (unitId: string | null) => this.access.sees(units.byId.get(unitId ?? '') ?? null, context);
    const staff = this.access.mayQuery('entries', context);
    const organiser = staff && sees(competition?.organiserId ?? null);
    return (entry: EntryState & { inForce: string[] }) => {
      const published = !competition || isPublished(competition);
      const given = published
        ? entry.inForce
        : organiser || (staff && sees(entry.unitId))
          ? entry.prizes
          : [];
      return (competition?.ranks ?? []).filter(({ code }) => given.includes(code));
    };
  }
}
