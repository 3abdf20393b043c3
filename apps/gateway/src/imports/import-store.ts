import type { Language, Role } from '@app/contracts';
import type { Identity, Sql } from '@app/platform';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { ImportKindName } from './kinds/import-kinds.js';
import type { Refused } from './import-words.js';
import type { Layout } from './read-rows.js';

/**
 * READING the file, CHECKING its rows by rehearsal, CHECKED: waits for the word to run, RUNNING, DONE. PAUSED: may be run
 * again from where it stopped. FAILED: the file cannot be read. CANCELLED: by a person, what was recorded stays.
 */
export type ImportStatus =
  'READING' | 'CHECKING' | 'CHECKED' | 'RUNNING' | 'PAUSED' | 'DONE' | 'FAILED' | 'CANCELLED';
/** UNCHECKED, then READY to be recorded, REFUSED, or UNCHANGED as it stands already; then DONE or REFUSED. */
export type RowOutcome = 'UNCHECKED' | 'READY' | 'REFUSED' | 'UNCHANGED' | 'DONE';

/** Who imports: the services check the token again with every chunk. It is kept in memory only, while it is worked on. */
export interface Importer {
  identity: Identity;
  authorization: string;
  language: Language;
}
export interface ImportJob {
  id: string;
  kind: ImportKindName;
  actor: string;
  role: Role;
  unit: string;
  fileName: string;
  /** SHA-256 of the file. */
  digest: string;
  parameters: Record<string, unknown>;
  layout: Layout | null;
  status: ImportStatus;
  fault: Refused | null;
  rows: number;
  ready: number;
  refused: number;
  unchanged: number;
  done: number;
  /** The process that works on it; another one's word on it is ignored. */
  runner: string | null;
  aliveAt: Date;
  createdAt: Date;
  /** Since when, and from how many rows done, its speed is told. */
  phaseAt: Date | null;
  phaseFrom: number;
  endedAt: Date | null;
}
export interface ImportRow {
  number: number;
  group: number | null;
  cells: string[];
  outcome: RowOutcome;
  refused: Refused | null;
}
/** A row as it is sent. */
export interface ReadRow {
  number: number;
  /** An item of the command's list. */
  item: object;
}

type Change = Partial<ImportJob> & { groups?: string[] };

/** Stops a phase without a fault: it was cancelled, taken over, or the process is stopping. */
export class Stopped extends Error {}

/** A process that works on an import says so more often than this; after it another one may take it over. */
export const ALIVE_WITHIN_MS = 20_000;

const columns = `id, kind, actor, role, unit, file_name as "fileName", digest, parameters, layout, status, fault,
  rows, ready, refused, unchanged, done, runner, alive_at as "aliveAt", created_at as "createdAt", phase_at as "phaseAt",
  phase_from as "phaseFrom", ended_at as "endedAt"`;
const rowColumns = 'number, group_no as "group", cells, outcome, refused';
/** PostgreSQL takes nothing else for one. */
export const isId = (id: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);

/** UPDATE and DELETE answer rows and their count. */
const rowsOf = <Row>(answer: unknown): Row[] => (answer as [Row[], number])[0];

/** What is known of imports, in tables of their own beside the read model; it can be lost, the file is then sent again. */
@Injectable()
export class ImportStore {
  /** This process, among those that share the tables. */
  readonly runner = uuid();
  /** The process ends: nothing more is begun. */
  stopped = false;

  constructor(private readonly database: DataSource) {}

  async create(
    job: Pick<ImportJob, 'id' | 'kind' | 'actor' | 'role' | 'unit' | 'fileName' | 'digest' | 'parameters'>,
  ): Promise<void> {
    await this.database.query(
      `insert into import_job (id, kind, actor, role, unit, file_name, digest, parameters, runner)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        job.id,
        job.kind,
        job.actor,
        job.role,
        job.unit,
        job.fileName,
        job.digest,
        JSON.stringify(job.parameters),
        this.runner,
      ],
    );
  }

  async find(id: string): Promise<ImportJob | null> {
    const [job] = await this.database.query<ImportJob[]>(`select ${columns} from import_job where id = $1`, [
      id,
    ]);
    return job ?? null;
  }

  /** What the rows of a chunk share, as JSON, by the number of their group. */
  async groupsOf(id: string): Promise<string[]> {
    const [row] = await this.database.query<{ groups: string[] }[]>(
      'select groups from import_job where id = $1',
      [id],
    );
    return row?.groups ?? [];
  }

  /** How many imports of the person something is done for at present. */
  async underWay(actor: string): Promise<number> {
    const [row] = await this.database.query<{ count: number }[]>(
      `select count(*)::int as count from import_job
       where actor = $1 and status in ('READING', 'CHECKING', 'RUNNING') and alive_at > $2`,
      [actor, new Date(Date.now() - ALIVE_WITHIN_MS)],
    );
    return row?.count ?? 0;
  }

  /**
   * Takes the import over for a phase, unless another process is at work on it or its status is none of these. Answers
   * whether it was taken.
   */
  async claim(id: string, from: ImportStatus[], to: ImportStatus): Promise<boolean> {
    const taken = rowsOf(
      await this.database.query(
        `update import_job set status = $4, runner = $2, fault = null, alive_at = clock_timestamp(), ended_at = null,
           phase_at = clock_timestamp(), phase_from = case when $4 = 'RUNNING' then done else 0 end
         where id = $1 and (status = any($3) or (status = $4 and alive_at < $5)) returning id`,
        [id, this.runner, from, to, new Date(Date.now() - ALIVE_WITHIN_MS)],
      ),
    );
    return taken.length > 0;
  }

  /** Says of one's own import what changed. False: it is another process's by now, or was cancelled. */
  async update(id: string, change: Change = {}): Promise<boolean> {
    const names: Record<string, string> = { endedAt: 'ended_at', phaseAt: 'phase_at' };
    const entries = Object.entries(change);
    const sets = entries.map(([name], index) => `${names[name] ?? name} = $${index + 3}`);
    const values = entries.map(([name, value]) =>
      ['layout', 'groups', 'fault'].includes(name) && value !== null ? JSON.stringify(value) : value,
    );
    const changed = rowsOf(
      await this.database.query(
        `update import_job set ${['alive_at = clock_timestamp()', ...sets].join(', ')}
         where id = $1 and runner = $2 and status in ('READING', 'CHECKING', 'RUNNING') returning id`,
        [id, this.runner, ...values],
      ),
    );
    return changed.length > 0;
  }

  /** Says that it is still worked on, and what changed; throws Stopped where it is not to be any more. */
  async stillMine(id: string, change?: Change): Promise<void> {
    if (this.stopped || !(await this.update(id, change))) throw new Stopped();
  }

  /** True: it is cancelled now. What runs for it stops at its next chunk. */
  async cancel(id: string): Promise<boolean> {
    const cancelled = rowsOf(
      await this.database.query(
        `update import_job set status = 'CANCELLED', ended_at = clock_timestamp()
         where id = $1 and status not in ('DONE', 'FAILED', 'CANCELLED') returning id`,
        [id],
      ),
    );
    return cancelled.length > 0;
  }

  async addRows(id: string, rows: (ImportRow & { item: object | null })[]): Promise<void> {
    await this.database.query(
      `insert into import_row (import_id, number, group_no, cells, item, outcome, refused)
       select $1, number, "group", cells, item, outcome, refused
       from json_to_recordset($2::json)
         as r(number int, "group" int, cells jsonb, item jsonb, outcome text, refused jsonb)`,
      [id, JSON.stringify(rows)],
    );
  }

  /** The next rows of one group in the order of the file. */
  rowsOfGroup(id: string, group: number, outcome: RowOutcome, most: number): Promise<ReadRow[]> {
    return this.database.query<ReadRow[]>(
      `select number, item from import_row
       where import_id = $1 and group_no = $2 and outcome = $3 order by number limit $4`,
      [id, group, outcome, most],
    );
  }

  /** Rows in the order of the file, beyond a row. */
  rowsBeyond(id: string, beyond: number, outcome: RowOutcome | null, most: number): Promise<ImportRow[]> {
    return this.database.query<ImportRow[]>(
      `select ${rowColumns} from import_row
       where import_id = $1 and number > $2 and ($3::text is null or outcome = $3) order by number limit $4`,
      [id, beyond, outcome, most],
    );
  }

  async groupsWith(id: string, outcome: RowOutcome): Promise<number[]> {
    const rows = await this.database.query<{ group: number }[]>(
      `select distinct group_no as "group" from import_row where import_id = $1 and outcome = $2 and group_no is not null
       order by 1`,
      [id, outcome],
    );
    return rows.map(({ group }) => group);
  }

  /** The first refused row of a group. */
  async firstRefused(id: string, group: number): Promise<number | null> {
    const [row] = await this.database.query<{ number: number | null }[]>(
      `select min(number) as number from import_row where import_id = $1 and group_no = $2 and outcome = 'REFUSED'`,
      [id, group],
    );
    return row?.number ?? null;
  }

  /** Outcomes of rows and the counts of their import, in one commit; only rows that still have the outcome `from`. */
  async settle(
    id: string,
    from: RowOutcome,
    outcomes: { number: number; outcome: RowOutcome; refused: Refused | null }[],
  ): Promise<void> {
    if (outcomes.length === 0) return;
    await this.database.query(
      `with changed as (
         update import_row set outcome = given.outcome, refused = given.refused
         from json_to_recordset($2::json) as given(number int, outcome text, refused jsonb)
         where import_id = $1 and import_row.number = given.number and import_row.outcome = $3
         returning import_row.outcome),
       counts as (
         select count(*) filter (where outcome = 'READY') as ready, count(*) filter (where outcome = 'REFUSED') as refused,
           count(*) filter (where outcome = 'UNCHANGED') as unchanged, count(*) filter (where outcome = 'DONE') as done,
           count(*) as all_changed
         from changed)
       update import_job set refused = import_job.refused + counts.refused, unchanged = import_job.unchanged + counts.unchanged,
         done = import_job.done + counts.done, alive_at = clock_timestamp(),
         ready = import_job.ready + counts.ready - case when $3 = 'READY' then counts.all_changed else 0 end
       from counts where id = $1`,
      [id, JSON.stringify(outcomes), from],
    );
  }

  /** Of a file that is no table: nothing of it is kept. */
  async dropRows(id: string): Promise<void> {
    await this.database.query('delete from import_row where import_id = $1', [id]);
  }

  /** Every row that is not recorded is looked at anew. */
  async forgetCheck(id: string): Promise<void> {
    await this.database.transaction(async (tx: Sql) => {
      await tx.query(
        `update import_row set outcome = 'UNCHECKED', refused = null
         where import_id = $1 and outcome in ('READY', 'REFUSED', 'UNCHANGED') and group_no is not null`,
        [id],
      );
      await tx.query(
        `update import_job set ready = 0, unchanged = 0,
           refused = (select count(*) from import_row where import_id = $1 and outcome = 'REFUSED') where id = $1`,
        [id],
      );
    });
  }

  /** Imports with their rows, names and keys among them, are kept no longer than needed. */
  async forgetOlderThan(instant: Date): Promise<void> {
    await this.database.query('delete from import_job where created_at < $1', [instant]);
  }
}
