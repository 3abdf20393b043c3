import {
  isRefusal,
  MOST_REHEARSED,
  MOST_SUBJECTS,
  permissions,
  type Answer,
  type Language,
  type Refusal as RuleRefusal,
} from '@app/contracts';
import { CodedError, newTrace, type Identity, type Skipping } from '@app/platform';
import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuid } from 'uuid';
import { Access } from '../access.js';
import { Commands } from '../commands.js';
import { importKinds } from './import-kinds.js';
import { ImportStore, type ImportJob, type ImportRow, type RowOutcome } from './import-store.js';
import type { Refused } from './import-words.js';
import {
  columnOf,
  findLayout,
  HEADERS_WITHIN,
  indexOf,
  numbersColumns,
  readRow,
  type Layout,
} from './read-rows.js';
import { readSheet, UnreadableSheet, type SheetRow } from './sheet-reader.js';

const MOST_ROWS = 200_000;
/** Units or decisions of one file; each is at least one command. */
const MOST_GROUPS = 5_000;
/** What a service takes in one body, with room. */
const MOST_BYTES = 3_000_000;
/** Waits between attempts while a service is away. */
const ATTEMPTS_AFTER_MS = [500, 1_000, 2_000, 4_000, 8_000];

/** Who imports: the services check the token again with every chunk. It is kept in memory only, while it is worked on. */
export interface Importer {
  identity: Identity;
  authorization: string;
  language: Language;
}

/** Stops a phase without a fault: it was cancelled, taken over, or the process is stopping. */
export class Stopped extends Error {}

/** The file holds no table of the kind. */
export class NoTable extends Error {
  constructor(readonly refused: Refused) {
    super(refused.code);
  }
}

/** What is done for an import: its file is read, its rows are rehearsed with the service, those that pass are recorded. */
@Injectable()
export class ImportPhases {
  /** This process, among those that share the tables. */
  readonly runner = uuid();
  stopped = false;
  /** Rows of data in one file; a test sets fewer. */
  mostRows = MOST_ROWS;

  constructor(
    private readonly store: ImportStore,
    private readonly commands: Commands,
    private readonly access: Access,
  ) {}

  async read(job: ImportJob, path: string, importer: Importer): Promise<void> {
    const kind = importKinds[job.kind];
    const waiting: SheetRow[] = [];
    const groups = new Map<string, number>();
    const scope = new Map<string, Promise<boolean>>();
    let layout: Layout | null = null;
    let [rows, refused] = [0, 0];
    const keep = async (sheetRows: SheetRow[]): Promise<void> => {
      const kept: ImportRow[] = [];
      for (const { number, cells } of sheetRows) {
        if (!layout || number <= layout.row || (rows === 0 && numbersColumns(cells))) continue;
        if (++rows > this.mostRows) throw new UnreadableSheet('TOO_MANY_ROWS');
        const read = readRow(cells, layout, kind, job.parameters);
        if ('refused' in read) {
          kept.push({ number, cells, group: null, outcome: 'REFUSED', refused: read.refused });
          continue;
        }
        const group = groups.get(read.group) ?? groups.size;
        groups.set(read.group, group);
        if (groups.size > MOST_GROUPS) throw new NoTable(fault('TOO_MANY_GROUPS'));
        const forbidden = await this.forbidden(job, read.input, importer, scope);
        const outcome: RowOutcome = forbidden ? 'REFUSED' : 'UNCHECKED';
        kept.push({ number, cells, group: forbidden ? null : group, outcome, refused: forbidden });
      }
      refused += kept.filter(({ outcome }) => outcome === 'REFUSED').length;
      await this.store.addRows(job.id, kept);
      await this.stillMine(job.id, { rows, refused });
    };
    const settleLayout = () => {
      const found = findLayout(waiting, kind, job.parameters, importer.language);
      if ('refused' in found) throw new NoTable(found.refused);
      layout = found;
    };
    await readSheet(path, async (sheetRows) => {
      if (layout) return keep(sheetRows);
      waiting.push(...sheetRows);
      if (waiting.length < HEADERS_WITHIN) return;
      settleLayout();
      await keep(waiting.splice(0));
    });
    if (!layout) {
      settleLayout();
      await keep(waiting.splice(0));
    }
    if (rows === 0) throw new NoTable(fault('NO_ROWS'));
    await this.stillMine(job.id, { layout, groups: [...groups.keys()] });
  }

  /** FORBIDDEN where the role does not hold at what the row alone would change. */
  private async forbidden(
    job: ImportJob,
    input: object,
    { identity }: Importer,
    known: Map<string, Promise<boolean>>,
  ): Promise<Refused | null> {
    const kind = importKinds[job.kind];
    const permission = permissions.get(kind.command(job.parameters).name);
    for (const place of permission?.places(input as never, identity.role) ?? []) {
      const { field, ...where } = place;
      const key = JSON.stringify(where);
      let holds = known.get(key);
      if (!holds) {
        holds = this.access.outside(identity.unit, [place]).then((outside) => outside === null);
        known.set(key, holds);
      }
      if (!(await holds))
        return { code: 'FORBIDDEN', column: columnOf(kind, field.split('.'))?.id ?? null, params: {} };
    }
    return null;
  }

  async check(job: ImportJob, importer: Importer): Promise<void> {
    const kind = importKinds[job.kind];
    const groups = await this.store.groupsOf(job.id);
    const unread = kind.together ? (await this.store.rowsBeyond(job.id, 0, 'REFUSED', 1))[0] : undefined;
    for (const group of await this.store.groupsWith(job.id, 'UNCHECKED')) {
      for (;;) {
        const chunk = this.chunkOf(
          job,
          await this.store.rowsOfGroup(job.id, group, 'UNCHECKED', MOST_REHEARSED),
          group,
          groups,
        );
        if (chunk.rows.length === 0) break;
        const answer = await this.send(job, chunk, importer, true);
        const refused = this.refusedRows(job, chunk.rows, answer);
        const unchanged = new Set(
          isRefusal(answer) ? [] : (answer.value as { unchanged?: number[] }).unchanged,
        );
        await this.store.settle(
          job.id,
          'UNCHECKED',
          chunk.rows.map(({ number }, index) => {
            const no = refused.get(number) ?? null;
            if (no) return { number, outcome: 'REFUSED' as const, refused: no };
            return { number, outcome: unchanged.has(index) ? 'UNCHANGED' : 'READY', refused: null };
          }),
        );
        await this.stillMine(job.id);
      }
      if (!kind.together) continue;
      const first = unread?.number ?? (await this.store.firstRefused(job.id, group));
      if (first !== null) await this.refuseGroup(job, group, first);
    }
    await this.store.update(job.id, this.runner, { status: 'CHECKED' });
  }

  /** A decision is recorded whole or not at all. A row that could not be read may belong to any decision of the file. */
  private async refuseGroup(job: ImportJob, group: number, row: number): Promise<void> {
    const refused: Refused = { code: 'GROUP_REFUSED', column: null, params: { row } };
    const rows = await this.store.rowsOfGroup(job.id, group, 'READY', MOST_ROWS);
    await this.store.settle(
      job.id,
      'READY',
      rows.map(({ number }) => ({ number, outcome: 'REFUSED', refused })),
    );
  }

  async record(job: ImportJob, importer: Importer): Promise<void> {
    const groups = await this.store.groupsOf(job.id);
    for (const group of await this.store.groupsWith(job.id, 'READY'))
      for (;;) {
        // After a crash the same rows are the next chunk: what was recorded without being noted is answered by its key.
        const chunk = this.chunkOf(
          job,
          await this.store.rowsOfGroup(job.id, group, 'READY', MOST_SUBJECTS),
          group,
          groups,
        );
        if (chunk.rows.length === 0) break;
        await this.stillMine(job.id);
        const refused = this.refusedRows(job, chunk.rows, await this.send(job, chunk, importer, false));
        await this.store.settle(
          job.id,
          'READY',
          chunk.rows.map(({ number }) => {
            const no = refused.get(number) ?? null;
            return { number, outcome: no ? ('REFUSED' as const) : ('DONE' as const), refused: no };
          }),
        );
      }
    await this.store.update(job.id, this.runner, { status: 'DONE', endedAt: new Date() });
  }

  /** The first of the rows that go into one body, in the form of the command. */
  private chunkOf(job: ImportJob, rows: ImportRow[], group: number, groups: string[]) {
    const kind = importKinds[job.kind];
    const items: object[] = [];
    let bytes = 0;
    for (const { cells } of rows) {
      const read = readRow(cells, job.layout as Layout, kind, job.parameters);
      if ('refused' in read) throw new Error('a row that was read before cannot be read now');
      bytes += Buffer.byteLength(JSON.stringify(read.item));
      if (bytes > MOST_BYTES && items.length > 0 && !kind.together) break;
      items.push(read.item);
    }
    const shared = JSON.parse(groups[group] ?? '{}') as object;
    return { rows: rows.slice(0, items.length), items, shared };
  }

  private async send(
    job: ImportJob,
    { rows, items, shared }: { rows: ImportRow[]; items: object[]; shared: object },
    importer: Importer,
    rehearsal: boolean,
  ): Promise<Answer<Skipping<object>>> {
    const kind = importKinds[job.kind];
    const command = kind.command(job.parameters);
    const sending = {
      authorization: importer.authorization,
      identity: importer.identity,
      idempotencyKey: chunkKey(job, rows),
      trace: newTrace(),
      rehearsal,
      skipRefused: rehearsal || !kind.together,
    };
    for (const pause of [...ATTEMPTS_AFTER_MS, null])
      try {
        return await this.commands.deliver(command, { ...shared, [kind.list]: items }, sending);
      } catch (error) {
        const code = error instanceof CodedError ? error.code : null;
        if (code === 'FORBIDDEN')
          return { value: { skipped: items.map((_, index) => forbiddenAt(kind.list, index)) } };
        if (code !== 'SERVICE_UNAVAILABLE' || pause === null) throw error;
        await this.stillMine(job.id);
        await sleep(pause);
      }
    throw new Stopped();
  }

  /** Which rows of the chunk are refused, and why. */
  private refusedRows(
    { kind: name }: ImportJob,
    rows: ImportRow[],
    answer: Answer<Skipping<object>>,
  ): Map<number, Refused> {
    const kind = importKinds[name];
    const found = new Map<number, Refused>();
    const of = ({ reason, field, params }: RuleRefusal): Refused => ({
      code: reason,
      column: columnOf(kind, field?.split('.') ?? [])?.id ?? null,
      params,
    });
    for (const refusal of isRefusal(answer) ? [answer.refusal] : (answer.value.skipped ?? [])) {
      const index = indexOf(kind, refusal.field);
      const meant = index === null ? rows : rows.slice(index, index + 1);
      for (const { number } of meant) if (!found.has(number)) found.set(number, of(refusal));
    }
    // Of what is recorded together, one refusal refuses all.
    const [first] = found.keys();
    if (isRefusal(answer) && first !== undefined)
      for (const { number } of rows)
        if (!found.has(number))
          found.set(number, { code: 'GROUP_REFUSED', column: null, params: { row: first } });
    return found;
  }

  /** Says that it is still worked on; throws where it is not to be any more. */
  private async stillMine(
    id: string,
    change: Partial<ImportJob> & { groups?: string[] } = {},
  ): Promise<void> {
    if (this.stopped || !(await this.store.update(id, this.runner, change))) throw new Stopped();
  }
}

export const fault = (code: Refused['code']): Refused => ({ code, column: null, params: {} });
const forbiddenAt = (list: string, index: number) =>
  ({ reason: 'FORBIDDEN', field: `${list}.${index}`, params: {} }) as unknown as RuleRefusal;

/**
 * The same for the same rows of the same import, whoever sends them when: file, first and last row, and how many. The
 * import is part of it, since a file that comes again after its rows were withdrawn is another request.
 */
export const chunkKey = (
  { id, digest }: Pick<ImportJob, 'id' | 'digest'>,
  rows: { number: number }[],
): string =>
  `import-${createHash('sha256')
    .update(JSON.stringify([id, digest, rows[0]?.number, rows.at(-1)?.number, rows.length]))
    .digest('base64url')}`;
