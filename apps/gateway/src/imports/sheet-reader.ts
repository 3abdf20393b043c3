import { Worker } from 'node:worker_threads';

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
  constructor(
    readonly fault: SheetFault,
    readonly reason = '',
  ) {
    super(fault);
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

/**
 * Reads the rows of a workbook's first visible sheet, or of a CSV file, in a thread of its own, which a hostile file can
 * fill or hold up without harm to anyone else. The next rows are read when `take` is done. Throws UnreadableSheet.
 */
export function readSheet(
  path: string,
  take: (rows: SheetRow[]) => Promise<void>,
  limits: SheetLimits = sheetLimits,
): Promise<void> {
  const worker = new Worker(new URL('./sheet-worker.ts', import.meta.url), {
    name: 'imports',
    workerData: { path, limits },
    resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb },
  });
  let deadline: NodeJS.Timeout | undefined;
  return new Promise<void>((resolve, reject) => {
    const wait = () => {
      deadline = setTimeout(
        () => reject(new UnreadableSheet('FILE_TOO_LARGE', 'took too long')),
        limits.deadlineMs,
      );
    };
    const more = () => {
      wait();
      worker.postMessage('more');
    };
    wait();
    worker.on('message', (message: SheetMessage) => {
      // Whoever takes the rows may need long: that is not the file's fault.
      clearTimeout(deadline);
      if ('rows' in message) take(message.rows).then(more, reject);
      else if ('fault' in message) reject(new UnreadableSheet(message.fault, message.reason));
      else resolve();
    });
    worker.on('error', (error: Error & { code?: string }) =>
      reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new UnreadableSheet('FILE_TOO_LARGE') : error),
    );
    worker.on('exit', () => reject(new Error('the thread that reads sheets ended early')));
  }).finally(async () => {
    clearTimeout(deadline);
    await worker.terminate();
  });
}
