// What a spreadsheet is once it is read, and what may be in one. Also read by the thread of sheet-worker.ts.

/** A row that is not blank. `number`: as the spreadsheet counts; cells as text, dates as ISO, '' where there is nothing. */
export interface SheetRow {
  number: number;
  cells: string[];
}

/** Why a file cannot be read as a table. */
export type SheetFault =
  | 'NOT_A_SPREADSHEET'
  | 'FILE_PROTECTED'
  | 'FILE_DAMAGED'
  | 'FILE_TOO_LARGE'
  | 'NOT_UTF8'
  | 'TOO_MANY_ROWS'
  | 'TOO_MANY_COLUMNS';
export class UnreadableSheet extends Error {
  readonly fault: SheetFault;
  readonly reason: string;
  constructor(fault: SheetFault, reason = '') {
    super(fault);
    this.fault = fault;
    this.reason = reason;
  }
}

export interface SheetLimits {
  rows: number;
  columns: number;
  /** Parts of a workbook. */
  parts: number;
  /** Characters of a cell; what is longer is cut, and then refused as too long. */
  cellChars: number;
  /** Characters of a line of a CSV file. */
  recordChars: number;
  /** Bytes to which the sheet, and its table of strings, may expand. */
  sheetBytes: number;
  stringsBytes: number;
  /** Characters of all different strings together. */
  stringsChars: number;
  /** Milliseconds within which the thread has to find more rows, or the end; and megabytes of it. */
  deadlineMs: number;
  memoryMb: number;
}

/** 200,000 rows of 20 columns are about 150 MB of XML. */
export const sheetLimits: SheetLimits = {
  // Titles and headers stand above what is counted.
  rows: 200_100,
  columns: 200,
  parts: 5_000,
  cellChars: 5_000,
  recordChars: 100_000,
  sheetBytes: 800_000_000,
  stringsBytes: 400_000_000,
  stringsChars: 60_000_000,
  deadlineMs: 120_000,
  memoryMb: 512,
};

export type SheetMessage = { rows: SheetRow[] } | { end: true } | { fault: SheetFault; reason: string };

/** What a file is read into. `add` drops blank rows; `room` waits until whoever takes the rows has room for more. */
export interface RowSink {
  add(row: SheetRow): void;
  room(): Promise<void>;
}
