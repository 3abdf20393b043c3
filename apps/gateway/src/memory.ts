import {
  UNIT_MAP_STARTS_ON,
  type CellState,
  type Period,
  type TitleState,
  type UnitState,
} from '@app/contracts';
import { Health, LOG, type Log } from '@app/platform';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { ReadModel } from './read-model.js';
import { UnitTree } from '@app/figures';

type PeriodText = z.infer<typeof Period>;
const POLL_MS = 200;
/** With more changed lines than these it is cheaper to take all for changed. */
const MOST_HONOURS = 20;

export type Cell = CellState;
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
export const cellKey = (unitId: string, title: string, period: PeriodText) => `${unitId}|${title}|${period}`;

/**
 * Units, titles and cells of the read model, copied into this process and followed by their change number; never
 * computed from events, so that any number of gateway processes agree. NOTIFY wakes it, polling is the truth.
 */
@Injectable()
export class Memory implements OnApplicationBootstrap, OnApplicationShutdown {
  private tree: UnitTree | null = new UnitTree([]);
  private readonly unitStates = new Map<string, UnitState>();
  titles = new Map<string, TitleState>();
  readonly cells = new Map<string, Cell>();
  /** Periods of which anything was ever entered, by title. */
  readonly periods = new Map<string, Set<string>>();
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
    // The number is read before the rows: a row that commits in between is taken now and once more next time.
    const [now] = await this.database.query<{ generation: number; change_no: number }[]>(
      'select generation, change_no::float from read_model_state, read_model_change',
    );
    if (!now) return;
    const everything = now.generation !== this.generation;
    if (everything || !this.mapIsWhole || !this.oldUnitsLoaded) await this.readMap();
    if (!everything && now.change_no === this.changeNo) return;
    const since = everything ? -1 : this.changeNo;
    const units = await this.rows<UnitState>('unit', since);
    const titles = await this.rows<TitleState>('title', since);
    const cells = await this.rows<Cell>('cell', since);
    const honours = everything ? null : await this.changedHonours(since);
    if (everything) {
      this.cells.clear();
      this.periods.clear();
      this.titles = new Map();
      this.unitStates.clear();
    }
    for (const unit of units) this.unitStates.set(unit.id, unit);
    if (everything || units.length > 0) this.tree = null;
    for (const title of titles) this.titles.set(title.code, title);
    for (const cell of cells) {
      this.cells.set(cellKey(cell.unitId, cell.title, cell.period), cell);
      const periods = this.periods.get(cell.title);
      if (periods) periods.add(cell.period);
      else this.periods.set(cell.title, new Set([cell.period]));
    }
    this.generation = now.generation;
    this.changeNo = now.change_no;
    const changed = everything || units.length > 0 || titles.length > 0 ? null : { cells, honours };
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

  private async readMap(): Promise<void> {
    const [map] = await this.database.query<{ whole: boolean | null; loaded: boolean }[]>(
      `select (select sum(version) from read_model.unit) >= versions as whole, old_units_loaded as loaded
       from read_model.unit_map`,
    );
    this.mapIsWhole = map?.whole ?? false;
    const loaded = this.mapIsWhole && (map?.loaded ?? false);
    if (loaded === this.oldUnitsLoaded) return;
    this.oldUnitsLoaded = loaded;
    this.tree = null;
  }

  private async rows<Row>(table: string, since: number): Promise<Row[]> {
    const rows = await this.database.query<Record<string, unknown>[]>(
      `select to_jsonb(t) - 'change_no' as row from read_model.${table} t where change_no > $1 order by change_no`,
      [since],
    );
    const shared = new Map<string, string>();
    return rows.map(({ row }) => compact(stateOf<Row>(row as Record<string, unknown>), shared));
  }
}

const NONE: never[] = [];
/** What many rows say in the same words, and empty lists, are held once: cells are counted in tens of thousands. */
function compact<State>(state: State, shared: Map<string, string>): State {
  const held = state as Record<string, unknown>;
  for (const property in held) {
    const value = held[property];
    if (typeof value === 'string' && property !== 'id') {
      const known = shared.get(value);
      if (known === undefined) shared.set(value, value);
      else held[property] = known;
    } else if (Array.isArray(value) && value.length === 0) held[property] = NONE;
    else if (typeof value === 'object' && value !== null) compact(value, shared);
  }
  return state;
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
