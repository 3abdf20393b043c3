// Runs in a thread of its own: what the file is, and its rows in batches to whoever asked.
import { open } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { readCsv } from './csv.js';
import {
  UnreadableSheet,
  type RowSink,
  type SheetLimits,
  type SheetMessage,
  type SheetRow,
} from './sheet.js';
import { readWorkbook } from './workbook.js';

const { path, limits } = workerData as { path: string; limits: SheetLimits };
const port = parentPort as NonNullable<typeof parentPort>;

/** Rows a message; the next is sent when the one before was taken: memory does not grow with the file. */
const BATCH = 1_000;
const SAMPLE_BYTES = 65_536;
let batch: SheetRow[] = [];
let rows = 0;
const tell = (message: SheetMessage) => port.postMessage(message);
const taken = () => new Promise((resolve) => port.once('message', resolve));
async function flush(): Promise<void> {
  if (batch.length === 0) return;
  const answered = taken();
  tell({ rows: batch });
  batch = [];
  await answered;
}

const sink: RowSink = {
  add(row) {
    while (row.cells.length > 0 && row.cells.at(-1) === '') row.cells.pop();
    if (row.cells.length === 0) return;
    if (++rows > limits.rows) throw new UnreadableSheet('TOO_MANY_ROWS');
    batch.push(row);
  },
  async room() {
    if (batch.length >= BATCH) await flush();
  },
};

async function startOf(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** What the file is, its bytes say; its name is not asked. */
async function read(): Promise<void> {
  const start = await startOf(path);
  const begins = (...bytes: number[]) => bytes.every((byte, index) => start[index] === byte);
  // The container of workbooks with a password, and of those before 2007.
  if (begins(0xd0, 0xcf, 0x11, 0xe0)) throw new UnreadableSheet('FILE_PROTECTED');
  if (begins(0x50, 0x4b)) await readWorkbook(path, limits, sink);
  else if (start.length === 0 || begins(0x25, 0x50, 0x44, 0x46))
    throw new UnreadableSheet('NOT_A_SPREADSHEET');
  else await readCsv(path, start, limits, sink);
  await flush();
}

read().then(
  () => tell({ end: true }),
  (error: Error) =>
    tell({
      fault: error instanceof UnreadableSheet ? error.fault : 'FILE_DAMAGED',
      reason: error instanceof UnreadableSheet ? error.reason : error.message.slice(0, 200),
    }),
);
