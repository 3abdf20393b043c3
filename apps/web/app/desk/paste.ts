/** Rows pasted from a spreadsheet: columns apart by tab (or semicolon), the first line may be headings. */
export interface PastedRow {
  /** From 1, as people count. */
  line: number;
  cells: string[];
}

/** Most rows that one change takes. */
export const MOST_ROWS = 1_000;

const folded = (text: string) =>
  text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd').toLowerCase().trim();

/**
 * `headings`: for each column words of which its heading has one, without diacritics. A first line of which every cell
 * that is filled is a heading gives the order of the columns; without one they come in the order given.
 */
export function pastedRows(text: string, headings: readonly (readonly string[])[]): PastedRow[] {
  const lines = text.normalize('NFC').replace(/\r\n?/g, '\n').split('\n');
  const split = (line: string) =>
    line.split(line.includes('\t') ? '\t' : ';').map((cell) => cell.trim().replace(/\s+/g, ' '));
  const rows = lines
    .map((line, at) => ({ line: at + 1, cells: split(line) }))
    .filter(({ cells }) => cells.some(Boolean));
  const columnOf = (cell: string) =>
    headings.findIndex((words) =>
      words.some((word) => folded(cell) === word || folded(cell).startsWith(`${word} `)),
    );
  const places = rows[0]?.cells.map((cell) => (cell ? columnOf(cell) : -1)) ?? [];
  const isHead = places.length > 0 && rows[0]?.cells.every((cell, at) => !cell || (places[at] ?? -1) >= 0);
  if (!isHead) return rows.map((row) => ({ ...row, cells: filled(row.cells, headings.length) }));
  return rows.slice(1).map(({ line, cells }) => ({
    line,
    cells: headings.map((_, column) => cells[places.indexOf(column)] ?? ''),
  }));
}
const filled = (cells: string[], length: number) => Array.from({ length }, (_, at) => cells[at] ?? '');

/** '31/12/2025', '31-12-2025' and '2025-12-31' are '2025-12-31'; undefined: it is no day. */
export function dayOf(text: string): string | null | undefined {
  if (!text) return null;
  const [, day, month, year] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text) ?? [];
  const iso = year ? `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}` : text;
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(iso) && !Number.isNaN(Date.parse(`${iso}T00:00:00Z`));
  return isDay && new Date(`${iso}T00:00:00Z`).toISOString().startsWith(iso) ? iso : undefined;
}

/** Several names in one cell. */
export const namesOf = (text: string): string[] =>
  text
    .split(/\s*[;,\n]\s*/)
    .map((name) => name.trim())
    .filter(Boolean);

/** How a key is compared: NFC, capitals, without spaces and signs. */
export const bareKey = (key: string): string =>
  key
    .normalize('NFC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
/** How a name is looked for. */
export const bareName = (name: string): string => folded(name).replace(/\s+/g, ' ');
