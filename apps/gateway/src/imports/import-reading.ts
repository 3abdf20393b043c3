import { permissions } from '@app/contracts';
import { Injectable } from '@nestjs/common';
import { setImmediate as othersFirst } from 'node:timers/promises';
import { Access } from '../access.js';
import {
  ImportStore,
  type Importer,
  type ImportJob,
  type ImportRow,
  type RowOutcome,
} from './import-store.js';
import { fault, type Refused } from './import-words.js';
import { importKinds } from './kinds/import-kinds.js';
import { columnOf, findLayout, HEADERS_WITHIN, numbersColumns, readRow, type Layout } from './read-rows.js';
import { readSheet } from './sheets/sheet-reader.js';
import { UnreadableSheet, type SheetRow } from './sheets/sheet.js';

export const MOST_ROWS = 200_000;
/** Units or decisions of one file; each is at least one command. */
const MOST_GROUPS = 5_000;
const ROWS_AT_ONCE = 200;

/** The file holds no table of the kind. */
export class NoTable extends Error {
  constructor(readonly refused: Refused) {
    super(refused.code);
  }
}

/** The first phase of an import: the rows of its file become items of its command, or are refused at a cell. */
@Injectable()
export class ImportReading {
  /** Rows of data in one file; a test sets fewer. */
  mostRows = MOST_ROWS;

  constructor(
    private readonly store: ImportStore,
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
      const kept: (ImportRow & { item: object | null })[] = [];
      for (const [index, { number, cells }] of sheetRows.entries()) {
        // Others are waiting for this thread.
        if (index % ROWS_AT_ONCE === 0) await othersFirst();
        if (!layout || number <= layout.row || (rows === 0 && numbersColumns(cells))) continue;
        if (++rows > this.mostRows) throw new UnreadableSheet('TOO_MANY_ROWS');
        const read = readRow(cells, layout, kind, job.parameters);
        if ('refused' in read) {
          kept.push({ number, cells, group: null, item: null, outcome: 'REFUSED', refused: read.refused });
          continue;
        }
        const group = groups.get(read.group) ?? groups.size;
        groups.set(read.group, group);
        if (groups.size > MOST_GROUPS) throw new NoTable(fault('TOO_MANY_GROUPS'));
        const forbidden = await this.forbidden(job, read.input, importer, scope);
        const outcome: RowOutcome = forbidden ? 'REFUSED' : 'UNCHECKED';
        const place = forbidden ? { group: null, item: null } : { group, item: read.item };
        kept.push({ number, cells, ...place, outcome, refused: forbidden });
      }
      refused += kept.filter(({ outcome }) => outcome === 'REFUSED').length;
      await this.store.addRows(job.id, kept);
      await this.store.stillMine(job.id, { rows, refused });
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
    await this.store.stillMine(job.id, { layout, groups: [...groups.keys()] });
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
}
