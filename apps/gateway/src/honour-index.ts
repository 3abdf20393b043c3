import type { UnitNode } from '@app/figures';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { honourOrder } from './honour-row.js';
import { Memory, type Changed } from './memory.js';
import { nameSearch } from './name-search.js';
import { cursorOf, keysOf, pageSize, type Page } from './pages.js';
import { Youngest } from './youngest.js';

/** Lines of all provinces and years together; one takes about 60 bytes. */
const MOST_LINES = 2_500_000;
const ID_BYTES = 16;
/** Lines that were shown lately; one takes about 1 kB. */
const MOST_SHOWN = 20_000;
/** Pages of them. */
const MOST_PAGES = 300;
/** Characters of what makes a page; a cursor has some three hundred. */
const LONGEST_KEY = 1_000;
/** Between the lines of a text; no name has it. */
const END = '\0';

/** The honours of a province and period in the order of the list: their ids, where they are, and their names as one text. */
interface Shelf {
  /** No other has it, not even of the same honours. */
  serial: number;
  ids: Buffer;
  /** Places in `units`. */
  unitOf: Uint16Array;
  units: Map<string, number>;
  /** Names without diacritics of each line, in order; line n begins at starts[n]. */
  text: string;
  starts: Uint32Array;
}
type Row = Record<string, unknown>;
interface Held {
  period: string;
  /** Units whose honours are here: those of the province, and whose place they took. */
  unitIds: ReadonlySet<string>;
  reading: Promise<Shelf>;
  /** Null: it is being read. */
  shelf: Shelf | null;
}

/** What is asked of one province or something within it. */
export interface Asked {
  unit: UnitNode;
  unitIds: string[];
  period: string;
  search: string | null;
  first: number | null;
  after: string | null;
  counted: boolean;
  /** Whether a line shows nothing but itself, units and titles, and can be held. */
  alone: boolean;
}

/**
 * The order and the names of the honours of those provinces and years that are asked for, in memory: a page of them, and
 * a part of a name, are found without sorting or scanning in the database, which then gives the lines that were not shown
 * lately. A shelf is thrown away when a line on it changes, and read again when it is asked for.
 */
@Injectable()
export class HonourIndex {
  private readonly shelves = new Map<string, Held>();
  /** Their rows as JSON, by id: a third of what they take as objects. */
  private readonly shown = new Youngest<Buffer>(MOST_SHOWN);
  /** By shelf and question; those of a shelf that is gone are never found. */
  private readonly pages = new Youngest<Page<unknown>>(MOST_PAGES);
  private serials = 0;
  /** How often something changed: what was read before that is not held. */
  private changes = 0;

  constructor(
    private readonly database: DataSource,
    private readonly memory: Memory,
  ) {
    memory.listen((changed) => this.forget(changed));
  }

  /**
   * A page, of lines as `from` has them; null: the database has to be asked. Of lines that are alone the same object until
   * something on its shelf changes.
   */
  async page<Node>(from: string, asked: Asked, node: (row: Row) => Node): Promise<Page<Node> | null> {
    const { unit, search, first, after, counted, alone } = asked;
    const wanted = search ? nameSearch(search) : null;
    if (search && !wanted) return null;
    const shelf = await this.shelf(from, asked);
    if (!alone) return this.makePage(shelf, wanted, from, asked, node);
    const key = JSON.stringify([shelf.serial, unit.state.id, search, first, after, counted]);
    const begun = this.changes;
    const page = this.pages.get(key) ?? (await this.makePage(shelf, wanted, from, asked, node));
    if (page && begun === this.changes && key.length <= LONGEST_KEY) this.pages.put(key, page);
    return page as Page<Node> | null;
  }

  private async makePage<Node>(
    shelf: Shelf,
    wanted: ReturnType<typeof nameSearch>,
    from: string,
    asked: Asked,
    node: (row: Row) => Node,
  ): Promise<Page<Node> | null> {
    const { first, counted } = asked;
    const after = asked.after ? placeAfter(shelf, asked.after) : 0;
    if (after === null) return null;
    const size = pageSize(first);
    const within = asked.unit.parent?.parent ? unitsWithin(shelf, asked.unitIds) : null;
    const text = wanted?.text ?? '';
    const { lines, total } = wanted?.pattern
      ? await this.withDiacritics(
          shelf,
          find(shelf, text, within, 0, Infinity, true).lines,
          wanted.pattern,
          after,
        )
      : find(shelf, text, within, after, size + 1, counted);
    const ids = lines.slice(0, size).map((line) => idAt(shelf, line));
    const byId = await this.lines(from, ids, asked.alone);
    // One that has just left the list is not here any more.
    const rows = ids.flatMap((id) => byId.get(id) ?? []);
    const last = rows.at(-1);
    return {
      // Made for whoever reads them: most are answered with what was written of them before.
      get nodes() {
        return rows.map((row) => node(parsed(row)));
      },
      pageInfo: { hasNextPage: lines.length > size, endCursor: last ? cursorOfRow(parsed(last)) : null },
      totalCount: total,
    };
  }

  private async lines(from: string, ids: string[], alone: boolean): Promise<Map<string, Buffer>> {
    const found = new Map<string, Buffer>();
    if (alone)
      for (const id of ids) {
        const row = this.shown.get(id);
        if (row) found.set(id, row);
      }
    const missing = ids.filter((id) => !found.has(id));
    if (missing.length === 0) return found;
    const begun = this.changes;
    const read = await this.database.query<{ id: string; row: string }[]>(
      `select id, row_to_json(honour)::text as row from ${from} where id = any($1::uuid[])`,
      [missing],
    );
    const hold = alone && begun === this.changes;
    for (const { id, row } of read) {
      const bytes = Buffer.from(row);
      found.set(id, bytes);
      if (hold) this.shown.put(id, bytes);
    }
    return found;
  }

  /** Of the lines those whose names have the typed diacritics too, which the database tells. */
  private async withDiacritics(shelf: Shelf, lines: number[], pattern: string, after: number) {
    const rows = await this.database.query<{ id: string }[]>(
      'select id from read_model.honour where id = any($1::uuid[]) and name_text ~ $2',
      [lines.map((line) => idAt(shelf, line)), pattern],
    );
    const having = new Set(rows.map(({ id }) => id));
    const all = lines.filter((line) => having.has(idAt(shelf, line)));
    return { lines: all.filter((line) => line >= after), total: all.length };
  }

  private async shelf(from: string, { unit, period }: Asked): Promise<Shelf> {
    let province = unit;
    while (province.parent?.parent) province = province.parent;
    const key = `${province.state.id}|${period}`;
    const known = this.shelves.get(key);
    const unitIds = this.memory.units.subtree(province);
    const held = known ?? {
      period,
      unitIds: new Set(unitIds),
      reading: this.read(from, unitIds, period),
      shelf: null,
    };
    // Put last, so that the first is the one asked for longest ago.
    this.shelves.delete(key);
    this.shelves.set(key, held);
    if (known) return known.reading;
    try {
      held.shelf = await held.reading;
    } catch (error) {
      if (this.shelves.get(key) === held) this.shelves.delete(key);
      throw error;
    }
    this.makeRoom();
    return held.shelf;
  }

  private makeRoom(): void {
    const linesOf = ({ shelf }: Held) => shelf?.starts.length ?? 0;
    let lines = [...this.shelves.values()].reduce((sum, held) => sum + linesOf(held), 0);
    for (const [oldest, held] of this.shelves) {
      if (lines <= MOST_LINES) break;
      this.shelves.delete(oldest);
      lines -= linesOf(held);
    }
  }

  private async read(from: string, unitIds: string[], period: string): Promise<Shelf> {
    const rows = await this.database.query<{ id: string; unit_id: string; search_text: string }[]>(
      `select id, unit_id, search_text from ${from} where unit_id = any($1::uuid[]) and period = $2
       order by ${honourOrder.join(', ')}`,
      [unitIds, period],
    );
    const units = new Map<string, number>();
    const shelf: Shelf = {
      serial: this.serials++,
      ids: Buffer.alloc(rows.length * ID_BYTES),
      unitOf: new Uint16Array(rows.length),
      units,
      text: rows.map((row) => row.search_text + END).join(''),
      starts: new Uint32Array(rows.length),
    };
    let start = 0;
    for (const [line, row] of rows.entries()) {
      shelf.ids.write(row.id.replaceAll('-', ''), line * ID_BYTES, 'hex');
      if (!units.has(row.unit_id)) units.set(row.unit_id, units.size);
      shelf.unitOf[line] = units.get(row.unit_id) ?? 0;
      shelf.starts[line] = start;
      start += row.search_text.length + END.length;
    }
    return shelf;
  }

  private forget(changed: Changed | null): void {
    if (changed?.honours?.length === 0) return;
    this.changes++;
    if (!changed?.honours) {
      this.shelves.clear();
      this.shown.clear();
      this.pages.clear();
      return;
    }
    for (const { id, unitId, period } of changed.honours) {
      this.shown.delete(id);
      for (const [key, held] of this.shelves) {
        const belongs = held.period === period && held.unitIds.has(unitId ?? '');
        // It may have stood elsewhere, or in another year; what is being read may have it there still.
        if (belongs || !held.shelf || lineOf(held.shelf, id) !== null) this.shelves.delete(key);
      }
    }
  }
}

const parsed = (row: Buffer) => JSON.parse(row.toString()) as Row;
const cursorOfRow = (row: Row): string => cursorOf(honourOrder.map((column) => String(row[column])));

const idAt = ({ ids }: Shelf, line: number): string =>
  ids
    .toString('hex', line * ID_BYTES, (line + 1) * ID_BYTES)
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

function lineOf({ ids }: Shelf, id: string): number | null {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  if (bytes.length !== ID_BYTES) return null;
  for (let at = ids.indexOf(bytes); at >= 0; at = ids.indexOf(bytes, at + 1))
    if (at % ID_BYTES === 0) return at / ID_BYTES;
  return null;
}

/** The line behind that of the cursor; null: the cursor's line is not here. */
function placeAfter(shelf: Shelf, cursor: string): number | null {
  const id = keysOf(cursor, honourOrder.length)?.at(-1) ?? '';
  const line = lineOf(shelf, id);
  return line === null ? null : line + 1;
}

const unitsWithin = ({ units }: Shelf, unitIds: string[]): Set<number> =>
  new Set(unitIds.flatMap((id) => units.get(id) ?? []));

/** The first lines from `after` on that have the text and are of the units; and how many have, of all, where that is asked. */
function find(
  { unitOf, text, starts }: Shelf,
  part: string,
  within: Set<number> | null,
  after: number,
  most: number,
  counted: boolean,
): { lines: number[]; total: number } {
  const lines: number[] = [];
  let total = 0;
  const take = (line: number) => {
    if (within && !within.has(unitOf[line] as number)) return;
    total++;
    if (line >= after && lines.length < most) lines.push(line);
  };
  if (part === '' && !within) {
    const end = Math.min(starts.length, after + most);
    for (let line = after; line < end; line++) lines.push(line);
    return { lines, total: starts.length };
  }
  const enough = () => !counted && lines.length === most;
  if (part === '') for (let line = counted ? 0 : after; line < starts.length && !enough(); line++) take(line);
  else {
    let line = counted ? 0 : after;
    for (
      let at = text.indexOf(part, starts[line]);
      at >= 0 && !enough();
      at = text.indexOf(part, starts[line])
    ) {
      while (line + 1 < starts.length && (starts[line + 1] as number) <= at) line++;
      take(line);
      if (++line >= starts.length) break;
    }
  }
  return { lines, total };
}
