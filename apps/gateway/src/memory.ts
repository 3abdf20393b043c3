import type { CellState, Period, TitleState, UnitState } from '@app/contracts';
import { Health, LOG, type Log } from '@app/platform';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { ReadModel } from './read-model.js';
import { UnitTree } from '@app/figures';

type PeriodText = z.infer<typeof Period>;
const POLL_MS = 200;

export type Cell = CellState;
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
  private changeNo = 0;
  private following: Promise<void> = Promise.resolve();
  private pending = false;
  private stopped = false;
  private timer: NodeJS.Timeout | undefined;
  private listener: pg.Client | null = null;
  private readonly onCells: ((cells: Cell[] | null) => void)[] = [];

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
    return (this.tree ??= new UnitTree([...this.unitStates.values()]));
  }

  /** Tells which cells changed; null: everything may have. */
  listen(listener: (cells: Cell[] | null) => void): void {
    this.onCells.push(listener);
  }

  /** A unit of which a service has just spoken may come a moment later than its answer. */
  async awaitUnits(ids: string[]): Promise<void> {
    if (ids.some((id) => !this.units.byId.has(id))) await this.follow();
  }

  async onApplicationBootstrap(): Promise<void> {
    this.readModel.signals.on('changed', () => void this.follow());
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
    if (everything || !this.mapIsWhole) this.mapIsWhole = await this.readMapIsWhole();
    if (!everything && now.change_no === this.changeNo) return;
    const since = everything ? -1 : this.changeNo;
    const units = await this.rows<UnitState>('unit', since);
    const titles = await this.rows<TitleState>('title', since);
    const cells = await this.rows<Cell>('cell', since);
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
    for (const listener of this.onCells) listener(everything || units.length > 0 ? null : cells);
  }

  private async readMapIsWhole(): Promise<boolean> {
    const [map] = await this.database.query<{ whole: boolean | null }[]>(
      'select (select sum(version) from read_model.unit) >= (select versions from read_model.unit_map) as whole',
    );
    return map?.whole ?? false;
  }

  private async rows<Row>(table: string, since: number): Promise<Row[]> {
    const rows = await this.database.query<Record<string, unknown>[]>(
      `select to_jsonb(t) - 'change_no' as row from read_model.${table} t where change_no > $1 order by change_no`,
      [since],
    );
    return rows.map(({ row }) => stateOf<Row>(row as Record<string, unknown>));
  }
}

/** snake_case to camelCase. */
export function stateOf<State>(row: Record<string, unknown>): State {
  const state: Record<string, unknown> = {};
  for (const [column, value] of Object.entries(row))
    state[column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())] = value;
  return state as State;
}
