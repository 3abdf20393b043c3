import type { Entry, ZipFile } from 'yauzl';
import { UnreadableSheet, type RowSink, type SheetLimits, type SheetRow } from './sheet.js';
import { readPart } from './workbook-parts.js';

/** `_x000D_` is how a workbook writes characters that XML cannot hold. */
export const unescaped = (text: string) =>
  text.includes('_x')
    ? text.replace(/_x([0-9a-f]{4})_/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;

const DAY_MS = 86_400_000;
/** ISO date of a day number; Excel takes 1900 for a leap year, so that its days before March 1900 are one ahead. */
function dayOf(serial: number, from1904: boolean): string {
  const days = Math.floor(serial) + (from1904 ? 1462 : 0);
  const date = new Date(Date.UTC(1899, 11, days < 60 ? 31 : 30) + days * DAY_MS);
  return Number.isNaN(date.getTime()) || days < 1 || days > 2_958_465 ? '' : date.toISOString().slice(0, 10);
}

/** 1 from A1; 0 where the reference is none. */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of reference) {
    const place = letter.charCodeAt(0) - 64;
    if (place < 1 || place > 26) break;
    column = column * 26 + place;
    if (column > 1_000_000) break;
  }
  return column;
}

/** What cells refer to: the table of strings, and which styles show a number as a date. */
interface Meaning {
  from1904: boolean;
  strings: string[];
  styles: boolean[];
}

/** Reads the rows of a sheet. */
export async function readRows(
  zip: ZipFile,
  entry: Entry,
  { from1904, strings, styles }: Meaning,
  limits: SheetLimits,
  sink: RowSink,
): Promise<void> {
  let inData = false;
  let row: SheetRow = { number: 0, cells: [] };
  let column = 0;
  let type = '';
  let dated = false;
  let value = '';
  let within = false;
  const shown = (): string => {
    if (type === 's') return strings[Number(value)] ?? '';
    if (type === 'inlineStr' || type === 'str') return unescaped(value).trim();
    if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE';
    if (type === 'd') return value.slice(0, 10);
    if (type === 'e' || value === '') return value;
    const number = Number(value);
    if (Number.isNaN(number)) return value.trim();
    // Fifteen digits are what a spreadsheet keeps: 67.87 is often written as 67.870000000000005.
    return dated ? dayOf(number, from1904) : String(Number(number.toPrecision(15)));
  };
  await readPart(
    zip,
    entry,
    limits.sheetBytes,
    {
      open(name, attributes) {
        if (name === 'sheetData') inData = true;
        if (!inData) return;
        if (name === 'row') {
          const number = Number(attributes.r ?? row.number + 1);
          if (!(number > row.number) || number > 1_048_576) throw new UnreadableSheet('FILE_DAMAGED');
          row = { number, cells: [] };
          column = 0;
        } else if (name === 'c') {
          column = columnOf(attributes.r ?? '') || column + 1;
          type = attributes.t ?? 'n';
          dated = styles[Number(attributes.s ?? -1)] ?? false;
          value = '';
        } else if (name === 'v' || name === 't') within = true;
        // A phonetic guide is not part of what is written.
        else if (name === 'rPh') type = 'phonetic';
      },
      text(text) {
        if (within && type !== 'phonetic' && value.length < limits.cellChars) value += text;
      },
      close(name) {
        if (name === 'sheetData') inData = false;
        if (!inData) return;
        if (name === 'v' || name === 't') within = false;
        else if (name === 'rPh') type = 'inlineStr';
        else if (name === 'c') {
          const text = shown();
          if (text === '') return;
          if (column > limits.columns) throw new UnreadableSheet('TOO_MANY_COLUMNS');
          while (row.cells.length < column - 1) row.cells.push('');
          row.cells[column - 1] = text;
        } else if (name === 'row') sink.add(row);
      },
    },
    () => sink.room(),
  );
}
