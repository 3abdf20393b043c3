import { UNIT_MAP_STARTS_ON, type TitleState, type UnitState } from '@app/contracts';
import { UnitTree, type Cell } from '@app/figures';
import { Health, LOG, type Log } from '@app/platform';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { Cells } from './cells.js';
import { ReadModel } from './read-model.js';

const POLL_MS = 200;
/** With more changed lines than these it is cheaper to take all for changed. */
const MOST_HONOURS = 20;
/** Read at once: the rows of the country together would need several times the memory that is kept of them. */
export const PAGE_ROWS = 5_000;

/** A line of the honours list that came, changed or left; unit and period are null where it left. */
export interface ChangedHonour {
  id: string;
  unitId: string | null;
  period: string | null;
}
/** What one step took over. */
export interface Changed {
  cells: Cell[];
  /** Null: too many to be named. */
  honours: ChangedHonour[] | null;
}

/**
 * Units, titles and cells of the read model, copied into this process and followed by their change number; never
 * computed from events, so that any number of gateway processes agree. NOTIFY wakes it, polling is the truth.
 */
@Injectable()
export class Memory implements OnApplicationBootstrap, OnApplicationShutdown {
  private tree: UnitTree | null = new UnitTree([]);
  private readonly unitStates = new Map<string, UnitState>();
  titles = new Map<string, TitleState>();
  cells = new Cells();
  private generation = -1;
  /** Whether every unit of the last announced map is here: until then some stand without those above them. */
  private mapIsWhole = false;
  /** Whether the units until 30 June 2025 are here too, which come after the first start of the house. */
  private oldUnitsLoaded = false;
  private changeNo = 0;
  private following: Promise<void> = Promise.resolve();
  private pending = false;
  private stopped = false;
  private timer: NodeJS.Timeout | undefined;
  private listener: pg.Client | null = null;
  private readonly listeners: ((changed: Changed | null) => void)[] = [];

  constructor(
    private readonly database: DataSource,
    private readonly readModel: ReadModel,
    health: Health,
    @Inject(LOG) private readonly log: Log,
  ) {
    health.add('read model', () => {
      if (this.generation < 0) return 'has not been read yet';
      return this.mapIsWhole ? null : 'the map of units has not been received yet';
    });
  }

  /** Made when it is asked for after a change: a map that is being loaded changes many times before anybody asks. */
  get units(): UnitTree {
    return (this.tree ??= new UnitTree(
      [...this.unitStates.values()],
      this.oldUnitsLoaded ? null : UNIT_MAP_STARTS_ON,
    ));
  }

  /** Tells what changed, when it is here; null: everything may have. */
  listen(listener: (changed: Changed | null) => void): void {
    this.listeners.push(listener);
  }

  /** A unit of which a service has just spoken may come a moment later than its answer. */
  async awaitUnits(ids: string[]): Promise<void> {
    if (ids.some((id) => !this.units.byId.has(id))) await this.follow();
  }

  async onApplicationBootstrap(): Promise<void> {
    this.readModel.onApplied = () => this.follow();
    await this.follow();
    await this.connectListener();
    this.poll();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.listener?.end().catch(() => undefined);
    await this.following;
  }

  private poll(): void {
    this.timer = setTimeout(() => {
      void this.follow()
        .then(() => (this.listener ? undefined : this.connectListener()))
        .finally(() => (this.stopped ? undefined : this.poll()));
    }, POLL_MS);
  }

  /** Losing it costs only time: polling goes on. */
  private async connectListener(): Promise<void> {
    const client = new pg.Client({
      connectionString: (this.database.options as { url?: string }).url,
      connectionTimeoutMillis: 2_000,
    });
    const lost = () => (this.listener = this.listener === client ? null : this.listener);
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', () => void this.follow());
    try {
      await client.connect();
      await client.query('listen read_model');
      this.listener = client;
    } catch (error) {
      this.log.debug({ err: error }, 'cannot listen for changes; polls');
      await client.end().catch(() => undefined);
    }
  }

  /** Takes over what changed; calls during a run are answered by one more run. */
  follow(): Promise<void> {
    if (this.pending) return this.following;
    this.pending = true;
    this.following = this.following.then(async () => {
      this.pending = false;
      if (this.stopped) return;
      try {
        await this.takeOver();
      } catch (error) {
        this.log.warn({ err: error }, 'memory could not follow; tries again');
      }
    });
    return this.following;
  }

  private async takeOver(): Promise<void> {
    // The numbers are read before the rows: a row that commits in between is taken now and once more next time.
    const [now] = await this.database.query<Numbers[]>(NUMBERS);
    if (!now) return;
    const everything = now.generation !== this.generation;
    if (!everything && now.change_no === this.changeNo) return;
    const since = everything ? -1 : this.changeNo;
    // Most changes are of one cell: what did not change is not asked for.
    const units = now.unit > since ? await this.rows<UnitState>('unit', since) : [];
    const titles = now.title > since ? await this.rows<TitleState>('title', since) : [];
    // All of them go where they stay page by page; of a few the old ones hold until all that changed is here.
    const all = new Cells();
    const cells: Cell[] = [];
    if (now.cell > since)
      await this.pages<Cell>('cell', since, (cell) => (everything ? all.put(cell) : cells.push(cell)));
    const honours = everything ? null : now.honour > since ? await this.changedHonours(since) : [];
    if (everything) {
      this.cells = all;
      this.titles = new Map();
      this.unitStates.clear();
    }
    for (const unit of units) this.unitStates.set(unit.id, unit);
    if (everything || units.length > 0) this.tree = null;
    for (const title of titles) this.titles.set(title.code, title);
    for (const cell of cells) this.cells.put(cell);
    const otherMap = this.readMap(everything, now);
    this.generation = now.generation;
    this.changeNo = now.change_no;
    this.tell(everything || otherMap || units.length > 0 || titles.length > 0 ? null : { cells, honours });
  }

  private tell(changed: Changed | null): void {
    for (const listener of this.listeners) listener(changed);
  }

  /** The list itself stays in the database; only that it changed is followed. */
  private async changedHonours(since: number): Promise<ChangedHonour[] | null> {
    const rows = await this.database.query<ChangedHonour[]>(
      `select id, unit_id as "unitId", period from read_model.honour where change_no > $1 limit $2`,
      [since, MOST_HONOURS + 1],
    );
    return rows.length > MOST_HONOURS ? null : rows;
  }

  /** Whether another map is known whole now, so that the tree has to be made anew. */
  private readMap(everything: boolean, { versions, old_units_loaded }: Numbers): boolean {
    if (this.mapIsWhole && this.oldUnitsLoaded && !everything) return false;
    const here = [...this.unitStates.values()].reduce((sum, { version }) => sum + version, 0);
    this.mapIsWhole = versions !== null && here >= versions;
    const loaded = this.mapIsWhole && (old_units_loaded ?? false);
    if (loaded === this.oldUnitsLoaded) return false;
    this.oldUnitsLoaded = loaded;
    this.tree = null;
    return true;
  }

  private async rows<Row>(table: string, since: number): Promise<Row[]> {
    const rows: Row[] = [];
    await this.pages<Row>(table, since, (row) => rows.push(row));
    return rows;
  }

  /** The rows that changed. One that changes again meanwhile may come late or twice; the next step has it. */
  private async pages<Row>(table: string, since: number, take: (row: Row) => void): Promise<void> {
    const key = table === 'title' ? 'code' : 'id';
    for (let last: Paged | undefined, full = true; full;) {
      const rows: Paged[] = await this.database.query(
        pageOf(table, key, last ? `(change_no, ${key}) > ($1, $2)` : 'change_no > $1'),
        last ? [last.number, last.key] : [since],
      );
      for (const { row } of rows) take(stateOf<Row>(row));
      full = rows.length === PAGE_ROWS;
      last = rows.at(-1);
    }
  }
}

/** The number of the last change, of all tables and of each that is followed, -1: none; what was said of the map of units. */
interface Numbers {
  generation: number;
  change_no: number;
  unit: number;
  title: number;
  cell: number;
  honour: number;
  versions: number | null;
  old_units_loaded: boolean | null;
}
const NUMBERS = `
  select generation, change_no::float, ${['unit', 'title', 'cell', 'honour']
    .map((table) => `coalesce((select max(change_no) from read_model.${table}), -1)::float as "${table}"`)
    .join(', ')},
    versions, old_units_loaded
  from read_model_state cross join read_model_change left join read_model.unit_map on true`;

/** The page first, by its index: JSON of all that follows would be made and sorted for each page. */
export const pageOf = (table: string, key: string, after: string): string =>
  `select to_jsonb(t) - 'change_no' as row, t.change_no::text as number, t.${key}::text as key
   from (select * from read_model.${table} where ${after} order by change_no, ${key} limit ${PAGE_ROWS}) t
   order by t.change_no, t.${key}`;

interface Paged {
  row: Record<string, unknown>;
  number: string;
  key: string;
}

const properties = new Map<string, string>();
/** snake_case to camelCase; of the few names of columns each is worked out once. */
function propertyOf(column: string): string {
  let property = properties.get(column);
  if (property === undefined) {
    property = column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    properties.set(column, property);
  }
  return property;
}

/** A row as the state that it holds. */
export function stateOf<State>(row: Record<string, unknown>): State {
  const state: Record<string, unknown> = {};
  for (const column in row) state[propertyOf(column)] = row[column];
  return state as State;
}
