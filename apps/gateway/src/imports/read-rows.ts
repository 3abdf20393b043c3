import type { Language } from '@app/contracts';
import {
  choiceOf,
  countOf,
  dateOf,
  flagOf,
  headerKey,
  isFault,
  listOf,
  textOf,
  unitOf,
} from './cell-values.js';
import type { Column, ImportKind } from './kinds/import-kind.js';
import type { Refused } from './import-words.js';
import type { SheetRow } from './sheets/sheet.js';

/** Where the columns stand in a file. */
export interface Layout {
  /** Number of the row of headers. */
  row: number;
  /** Headers as written. */
  headers: string[];
  /** Places of the columns that were recognised, by their ids. */
  places: Record<string, number>;
}
type Parameters = Record<string, unknown>;

/** Rows among which the headers are sought: titles, often merged, stand above them. */
export const HEADERS_WITHIN = 30;

const isNeeded = ({ id, required }: Column, parameters: Parameters) =>
  required === true && parameters[id] === undefined;

/** How well a header names the column: 0 not at all; the earlier among its spellings, the better. */
function matches(header: string, { headers }: Column): number {
  const spellings = [...headers.vi, ...headers.en].map(headerKey);
  const exact = spellings.indexOf(header);
  if (exact >= 0) return 1000 - exact;
  const beginning = spellings.findIndex((one) => one.includes(' ') && header.startsWith(`${one} `));
  return beginning >= 0 ? 500 - beginning : 0;
}

function placesIn(cells: string[], columns: readonly Column[]): Record<string, number> {
  const keys = cells.map((cell) => headerKey(cell));
  const found = columns
    .flatMap((column) =>
      keys.map((key, place) => ({ id: column.id, place, score: key === '' ? 0 : matches(key, column) })),
    )
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
  const places: Record<string, number> = {};
  const taken = new Set<number>();
  for (const { id, place } of found)
    if (!(id in places) && !taken.has(place)) {
      places[id] = place;
      taken.add(place);
    }
  return places;
}

/** The row of headers: of the first rows the one with most columns of the kind. HEADER_NOT_FOUND where one is missing. */
export function findLayout(
  rows: SheetRow[],
  { columns }: ImportKind,
  parameters: Parameters,
  language: Language,
): Layout | { refused: Refused } {
  const layouts = rows.slice(0, HEADERS_WITHIN).map(({ number, cells }) => ({
    row: number,
    headers: cells,
    places: placesIn(cells, columns),
  }));
  const count = ({ places }: Layout) => Object.keys(places).length;
  const best = layouts.reduce<Layout | null>((a, b) => (a && count(a) >= count(b) ? a : b), null);
  const missing = columns.filter(
    (column) => isNeeded(column, parameters) && best?.places[column.id] === undefined,
  );
  if (best && missing.length === 0) return best;
  const names = missing.map(({ headers }) => headers[language][0]).join(', ');
  return { refused: { code: 'HEADER_NOT_FOUND', column: null, params: { columns: names } } };
}

/** A row that only numbers the columns, (1) (2) (3), as printed tables have below their headers. */
export function numbersColumns(cells: string[]): boolean {
  const filled = cells.filter(Boolean);
  const numbers = filled.map((cell) => Number(/^\(?(\d{1,2})\)?$/.exec(cell)?.[1] ?? Number.NaN));
  return filled.length >= 3 && numbers.every((number, index) => number === (numbers[0] ?? 0) + index);
}

/** What a row says to its command. */
export interface RowInput {
  /** JSON of what is the same for all rows of a chunk. */
  group: string;
  item: object;
  /** The command's whole input with this row alone, as its contract reads it. */
  input: Record<string, unknown>;
}

/** Makes of a row the input of the kind's command; or says which cell is at fault. */
export function readRow(
  cells: string[],
  layout: Layout,
  kind: ImportKind,
  parameters: Parameters,
): RowInput | { refused: Refused } {
  const values: Record<string, unknown> = {};
  for (const column of kind.columns) {
    const cell = cells[layout.places[column.id] ?? -1] ?? '';
    const value = cell === '' ? parameters[column.id] : valueOf(cell, column);
    if (value === undefined && column.required)
      return refusedAt(column.id, 'REQUIRED', { column: headerOf(column, layout) });
    if (isFault(value)) return refusedAt(column.id, value.fault, { value: cell.slice(0, 100) });
    if (value !== undefined) values[column.id] = value;
  }
  const shared = kind.shared(values, parameters);
  const parsed = kind
    .command(parameters)
    .input.safeParse({ ...shared, [kind.list]: [kind.item(values, parameters)] });
  if (parsed.success) {
    const input = parsed.data as Record<string, unknown>;
    const { [kind.list]: items, ...rest } = input;
    return { group: JSON.stringify(rest), item: (items as object[])[0] as object, input };
  }
  const [issue] = parsed.error.issues;
  const column = columnOf(kind, issue?.path.map(String) ?? []);
  return refusedAt(column?.id ?? null, 'MALFORMED', {
    column: column ? headerOf(column, layout) : (issue?.path.join('.') ?? ''),
    value: issue?.message ?? '',
  });
}

function valueOf(cell: string, { reads, choices = {} }: Column) {
  switch (reads) {
    case 'unit':
      return unitOf(cell);
    case 'count':
      return countOf(cell);
    case 'date':
      return dateOf(cell);
    case 'choice':
      return choiceOf(cell, choices);
    case 'flag':
      return flagOf(cell);
    case 'names':
      return listOf(cell, true);
    case 'titles':
      return listOf(cell, false);
    case 'dates': {
      const read = listOf(cell, true).map(dateOf);
      return read.find(isFault) ?? read;
    }
    case 'text':
      return textOf(cell);
  }
}

const headerOf = ({ id, headers }: Column, { places, headers: written }: Layout): string =>
  written[places[id] ?? -1] || headers.vi[0];

const refusedAt = (column: string | null, code: Refused['code'], params: Refused['params']) => ({
  refused: { code, column, params },
});

/** The column that fills what the path names: `subjects.17.key`, or `decision.number` of what all rows share. */
export function columnOf({ columns, list }: ImportKind, path: string[]): Column | undefined {
  const [head, ...rest] = path;
  const names =
    head === list ? [rest[1], aliases[rest[1] ?? '']] : [head, aliases[path.join('.')], aliases[head ?? '']];
  return columns.find(({ id }) => names.includes(id));
}
const aliases: Record<string, string> = {
  'decision.number': 'decisionNumber',
  'decision.signedOn': 'signedOn',
};

/** How many rows a refused field speaks of: the one at its index in the chunk; all of them where it names none. */
export function indexOf({ list }: ImportKind, field: string | undefined): number | null {
  const [head, index] = field?.split('.') ?? [];
  return head === list && index !== undefined && /^\d+$/.test(index) ? Number(index) : null;
}
