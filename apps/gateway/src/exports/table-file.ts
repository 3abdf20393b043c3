import { writeXlsxStream, type CellValue } from 'hucre/xlsx';
import { Readable } from 'node:stream';

export type TableFormat = 'xlsx' | 'csv';
export const contentTypes: Record<TableFormat, string> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
};

export type TableCell = string | number | null;
export interface TableColumn {
  header: string;
  /** Characters; 18 where it is not said. */
  width?: number;
}
export interface Table {
  /** Of the sheet. */
  name: string;
  columns: TableColumn[];
  rows: AsyncIterable<TableCell[]>;
}

/**
 * Text that a spreadsheet would take for a formula, or that a later one would when the file is saved as CSV, begins with
 * an apostrophe (OWASP, CSV injection). Imports take it away again.
 */
export const neutral = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** Control characters cannot stand in XML, and nobody typed them. */
const printable = (text: string): string =>
  text.replace(/[\p{Cc}\ufffe\uffff]/gu, (letter) => ('\t\n\r'.includes(letter) ? letter : ''));

const safe = (cell: TableCell): TableCell => (typeof cell === 'string' ? neutral(printable(cell)) : cell);

/** A file made while it is sent: rows are asked for as they leave, so that its size costs no memory. */
export function tableFile(table: Table, format: TableFormat): Readable {
  return format === 'csv' ? Readable.from(csvOf(table)) : xlsxOf(table);
}

function xlsxOf({ name, columns, rows }: Table): Readable {
  const cells = async function* (): AsyncGenerator<CellValue[]> {
    for await (const row of rows) yield row.map(safe);
  };
  return Readable.fromWeb(
    // The types of the web's streams and of Node's differ by name only.
    writeXlsxStream(cells(), {
      name: sheetName(name),
      columns: columns.map(({ header, width = 18 }) => ({ header: neutral(header), width })),
      freezePane: { rows: 1 },
    }) as Parameters<typeof Readable.fromWeb>[0],
  );
}

/** Excel takes at most 31 characters, and none of these. */
export const sheetName = (name: string): string =>
  name.replace(/[\\/?*[\]:']/g, ' ').slice(0, 31) || 'Sheet1';

/** RFC 4180, with the mark by which Excel knows UTF-8. */
async function* csvOf({ columns, rows }: Table): AsyncGenerator<string> {
  yield `\ufeff${line(columns.map(({ header }) => header))}`;
  let buffer = '';
  for await (const row of rows) {
    buffer += line(row);
    if (buffer.length < 65_536) continue;
    yield buffer;
    buffer = '';
  }
  if (buffer) yield buffer;
}

const line = (cells: TableCell[]): string =>
  `${cells
    .map((cell) => {
      const text = String(safe(cell) ?? '');
      return /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    })
    .join(',')}\r\n`;
