import {
  DecideDuplicate,
  NominateExemplar,
  parsePeriod,
  permissions,
  PublishCommendations,
  PublishExemplar,
  PublishResults,
  ReportTally,
  ReviewExemplar,
  SupplementExemplar,
  type CommandDefinition,
  type MovementState,
  type PeriodKind,
} from '@app/contracts';
import { today } from '@app/platform';
import { Args, Context, Field, Int, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { DataSource } from 'typeorm';
import { Access } from './access.js';
import { connectionOf, described } from './commands.js';
import type { RequestContext } from './context.js';
import { PeriodScalar, WorkKindEnum } from './kinds.js';
import { Memory, stateOf } from './memory.js';
import { Movement, Title } from './movements.schema.js';
import { pageInMemory } from './pages.js';
import { Rates } from './rates.js';
import { suggestedRows } from './suggested-exemplars.js';
import { isBelow, type UnitNode } from '@app/figures';
import { Unit } from './units.schema.js';

@ObjectType({ description: 'Something that waits for the asker, by the role and unit of the token.' })
export class WorkItem {
  @Field(() => WorkKindEnum, { description: 'What is to be done.' })
  kind!: string;
  @Field(() => Unit, { nullable: true, description: 'Where; null: at no unit in particular.' })
  unit!: Unit | null;
  @Field(() => Int, {
    description: 'How many wait there: of REPORT_MISSING communes, else what the kind says.',
  })
  count!: number;
  @Field(() => Movement, { nullable: true, description: 'In which movement; null: in none.' })
  movement!: Movement | null;
  @Field(() => Title, { nullable: true, description: 'Of which title; null: of none.' })
  title!: Title | null;
  @Field(() => PeriodScalar, { nullable: true, description: 'Of which period; null: of none.' })
  period!: string | null;
}
export const WorkItemConnection = connectionOf('WorkItemConnection', WorkItem, 'A page of work.');

interface Waiting {
  kind: keyof typeof WorkKindEnum;
  unit: UnitNode;
  count: number;
  movement: MovementState | null;
  title: string | null;
  period: string | null;
}

/** What waits in rows of the read model, for those who may give the command that answers it. */
const rowsThatWait: [kind: Waiting['kind'], answeredBy: CommandDefinition, rows: string][] = [
  ['EXEMPLAR_TO_REVIEW', ReviewExemplar, `read_model.exemplar where status in ('NOMINATED', 'UNDER_REVIEW')`],
  ['EXEMPLAR_TO_SUPPLEMENT', SupplementExemplar, `read_model.exemplar where status = 'RETURNED'`],
  ['EXEMPLAR_TO_PUBLISH', PublishExemplar, `read_model.exemplar where status = 'APPROVED'`],
  ['EXEMPLAR_SUGGESTED', NominateExemplar, `${suggestedRows} suggested`],
  ['DUPLICATE_TO_DECIDE', DecideDuplicate, `read_model.duplicate where status = 'OPEN'`],
  [
    'DECISION_TO_PUBLISH',
    PublishCommendations,
    `(select issuer_id as unit_id from read_model.decision where status = 'DRAFT') drafted`,
  ],
  [
    'RESULTS_TO_PUBLISH',
    PublishResults,
    `(select organiser_id as unit_id from read_model.competition where status = 'JUDGED') judged`,
  ],
];

/** What waits for somebody. Each kind is a list of rows of its own, made for the roles that can do the work. */
@Resolver()
export class WorkResolver {
  constructor(
    private readonly database: DataSource,
    private readonly memory: Memory,
    private readonly rates: Rates,
    private readonly access: Access,
  ) {}

  @Query(() => WorkItemConnection, {
    description:
      'What waits for the asker at their unit and below it, each unit directly below by itself. For everyone who is signed in; empty for roles for which nothing can wait.',
  })
  async myWork(
    @Args('first', { type: () => Int, nullable: true, defaultValue: 50, description: described.first })
    first: number | null,
    @Args('after', { type: () => String, nullable: true, description: described.after }) after: string | null,
    @Context() context: RequestContext,
  ) {
    this.access.query('myWork', context);
    const waiting = [...(await this.missingReports(context)), ...(await this.waitingRows(context))];
    return pageInMemory(
      waiting,
      [
        ({ kind }) => kind,
        ({ movement }) => movement?.code ?? '',
        ({ title }) => title ?? '',
        ({ unit }) => unit.state.name,
        ({ unit }) => unit.state.id,
      ],
      first,
      after,
      ({ unit, title, ...row }) => ({
        ...row,
        unit: unit.state,
        title: this.memory.titles.get(title ?? '') ?? null,
      }),
    );
  }

  /** Counted at the asker's own unit and at each one directly below, with what is below that. */
  private async waitingRows({ identity }: RequestContext): Promise<Waiting[]> {
    const holder = this.memory.units.find(identity?.unit ?? '', today());
    const asked = rowsThatWait.filter(([, { name }]) =>
      permissions.get(name)?.roles.includes(identity?.role ?? 'auditor'),
    );
    if (!holder || asked.length === 0) return [];
    const within = holder.state.level === 'COUNTRY' ? null : this.memory.units.subtree(holder);
    const counted = await this.database.query<{ kind: Waiting['kind']; unit_id: string; count: number }[]>(
      asked
        .map(
          ([
            kind,
            ,
            rows,
          ]) => `select '${kind}' as kind, unit_id, count(*)::int as count from (select unit_id from ${rows}) waiting
           where $1::uuid[] is null or unit_id = any($1) group by unit_id`,
        )
        .join(' union all '),
      [within],
    );
    const found = new Map<string, Waiting>();
    for (const { kind, unit_id, count } of counted) {
      const unit = stepBelow(holder, this.memory.units.byId.get(unit_id));
      if (!unit) continue;
      const key = `${kind} ${unit.state.id}`;
      const nothing = { movement: null, title: null, period: null };
      found.set(key, { kind, unit, count: count + (found.get(key)?.count ?? 0), ...nothing });
    }
    return [...found.values()];
  }

  private async missingReports({ identity }: RequestContext): Promise<Waiting[]> {
    const holder = this.memory.units.find(identity?.unit ?? '', today());
    const may = permissions.get(ReportTally.name)?.roles.includes(identity?.role ?? 'auditor');
    if (!holder || !may) return [];
    const launched = await this.database.query<{ row: Record<string, unknown> }[]>(
      `select to_jsonb(m) as row from read_model.movement m where status = 'LAUNCHED'`,
    );
    return launched.flatMap(({ row }) => {
      const movement = stateOf<MovementState>(row);
      const top = lowerOf(holder, this.memory.units.byId.get(movement.launchedById));
      if (!top) return [];
      return movement.titles.flatMap((title) => {
        const period = presentPeriod(movement, this.memory.titles.get(title)?.periodKind);
        if (!period || this.isReportedAtOrAbove(top, title, period)) return [];
        const below = this.memory.units.below(top, today());
        return (below.length > 0 ? below : [top]).flatMap((unit) => {
          const count = this.unreported(unit, title, period);
          return count > 0 ? [{ kind: 'REPORT_MISSING' as const, unit, count, movement, title, period }] : [];
        });
      });
    });
  }

  /** A report of a province stands for all of its communes. */
  private isReportedAtOrAbove(unit: UnitNode, title: string, period: string): boolean {
    for (let node: UnitNode | null = unit; node; node = node.parent)
      if (this.rates.cell(node, title, period)?.basis) return true;
    return false;
  }

  private unreported(unit: UnitNode, title: string, period: string): number {
    if (this.rates.cell(unit, title, period)?.basis) return 0;
    if (unit.state.level === 'COMMUNE') return 1;
    return this.memory.units
      .below(unit, today())
      .reduce((sum, child) => sum + this.unreported(child, title, period), 0);
  }
}

/** The unit directly below the holder in which the other lies, or the holder itself; null: it lies elsewhere. */
function stepBelow(holder: UnitNode, other: UnitNode | undefined): UnitNode | null {
  for (let node = other ?? null; node; node = node.parent)
    if (node === holder || node.parent === holder) return node;
  return null;
}

/** The one of two units that stands below the other; null: neither does. */
function lowerOf(one: UnitNode, other: UnitNode | undefined): UnitNode | null {
  if (!other) return null;
  if (isBelow(one, other)) return one;
  return isBelow(other, one) ? other : null;
}

/** The period of the kind in which today lies, where it overlaps the movement; a span is the movement's own. */
export function presentPeriod(
  { startsOn, startsOnPrecision, endsOn }: Pick<MovementState, 'startsOn' | 'startsOnPrecision' | 'endsOn'>,
  kind: PeriodKind | undefined,
  day = today(),
): string | null {
  const year = Number(day.slice(0, 4));
  const start = startsOnPrecision === 'YEAR' && startsOn ? `${startsOn.slice(0, 4)}-01-01` : startsOn;
  const named = {
    CALENDAR_YEAR: `${year}`,
    SCHOOL_YEAR: day.slice(5) >= '09-01' ? `${year}-${year + 1}` : `${year - 1}-${year}`,
    SPAN: `${start?.slice(0, 4)}/${endsOn?.slice(0, 4)}`,
  };
  const range = kind && parsePeriod(named[kind]);
  if (!range || (start !== null && start > range.endsOn) || (endsOn !== null && endsOn < range.startsOn))
    return null;
  return named[kind];
}
