// Runs in a thread of its own. Node reads this file without a compiler in tests: it imports nothing of ours but types,
// and is longer than other files for that.
import { parse } from 'csv-parse';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { parentPort, workerData } from 'node:worker_threads';
import sax from 'sax';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import type { SheetFault, SheetLimits, SheetMessage, SheetRow } from './sheet-reader.js';

class Fault extends Error {
  readonly fault: SheetFault;
  constructor(fault: SheetFault) {
    super(fault);
    this.fault = fault;
  }
}

const { path, limits } = workerData as { path: string; limits: SheetLimits };
const port = parentPort as NonNullable<typeof parentPort>;

/** Rows a message; the next is sent when the one before was taken: memory does not grow with the file. */
const BATCH = 1_000;
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

function add(row: SheetRow): void {
  while (row.cells.length > 0 && row.cells.at(-1) === '') row.cells.pop();
  if (row.cells.length === 0) return;
  if (++rows > limits.rows) throw new Fault('TOO_MANY_ROWS');
  batch.push(row);
}

// --- Comma-separated text --------------------------------------------------------------------------------------

const SAMPLE_BYTES = 65_536;

/** What separates the cells: what Excel's line `sep=` says, else what stands most often in the beginning. */
function separatorOf(sample: string): string {
  const told = /^sep=(.)\r?\n/i.exec(sample)?.[1];
  if (told) return told;
  const counted = [';', ',', '\t'].map((sign) => ({ sign, count: sample.split(sign).length }));
  return counted.reduce((best, one) => (one.count > best.count ? one : best)).sign;
}

async function* decoded(encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for await (const chunk of createReadStream(path))
      yield decoder.decode(chunk as Uint8Array, { stream: true });
    yield decoder.decode();
  } catch (error) {
    throw error instanceof TypeError ? new Fault('NOT_UTF8') : error;
  }
}

async function readText(start: Uint8Array): Promise<void> {
  const wide = start[0] === 0xff && start[1] === 0xfe;
  if (!wide && start.includes(0)) throw new Fault('NOT_A_SPREADSHEET');
  const encoding = wide ? 'utf-16le' : 'utf-8';
  const separator = separatorOf(new TextDecoder(encoding).decode(start));
  const records = parse({
    delimiter: separator,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: limits.recordChars,
  });
  const fed = (async () => {
    for await (const text of decoded(encoding))
      if (!records.write(text)) await new Promise((resolve) => records.once('drain', resolve));
    records.end();
  })().catch((error: Error) => records.destroy(error));
  let number = 0;
  for await (const record of records as AsyncIterable<string[]>) {
    number++;
    if (number === 1 && /^sep=/i.test(record[0] ?? '')) continue;
    const cells = record.map((cell) => cell.trim());
    if (cells.slice(limits.columns).some(Boolean)) throw new Fault('TOO_MANY_COLUMNS');
    add({ number, cells: cells.slice(0, limits.columns) });
    if (batch.length >= BATCH) await flush();
  }
  await fed;
}

// --- Workbooks (ECMA-376) --------------------------------------------------------------------------------------

const local = (name: string) => name.slice(name.indexOf(':') + 1);
type Attributes = Record<string, string>;
interface Handlers {
  open?(name: string, attributes: Attributes): void;
  text?(text: string): void;
  close?(name: string): void;
}

const openZip = () =>
  new Promise<ZipFile>((resolve, reject) =>
    yauzl.open(path, { lazyEntries: true, autoClose: false, strictFileNames: false }, (error, zip) =>
      error ? reject(error) : resolve(zip),
    ),
  );

function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > limits.parts) throw new Fault('FILE_TOO_LARGE');
  const entries = new Map<string, Entry>();
  return new Promise((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      entries.set(entry.fileName, entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', reject);
    zip.readEntry();
  });
}

/** Reads a part piece by piece. Nothing is expanded beyond what the directory says of it, which is checked first. */
async function readPart(
  zip: ZipFile,
  entry: Entry,
  most: number,
  { open, text, close }: Handlers,
  between?: () => Promise<void>,
): Promise<void> {
  if (entry.uncompressedSize > most) throw new Fault('FILE_TOO_LARGE');
  const stream = await new Promise<Readable>((resolve, reject) =>
    zip.openReadStream(entry, (error, readable) => (error ? reject(error) : resolve(readable))),
  );
  const parser = sax.parser(true, { position: false });
  let depth = 0;
  parser.onerror = (error) => {
    throw error;
  };
  // No workbook has one; what it could define is not looked at either.
  parser.ondoctype = () => {
    throw new Fault('FILE_DAMAGED');
  };
  parser.onopentag = ({ name, attributes }) => {
    if (++depth > 100) throw new Fault('FILE_DAMAGED');
    open?.(local(name), attributes as Attributes);
  };
  parser.ontext = (value) => text?.(value);
  parser.oncdata = (value) => text?.(value);
  parser.onclosetag = (name) => {
    depth--;
    close?.(local(name));
  };
  stream.setEncoding('utf8');
  for await (const chunk of stream) {
    parser.write(chunk as string);
    await between?.();
  }
  parser.close();
}

/** The attribute, whatever prefix its namespace has in this file. */
const attributeOf = (attributes: Attributes, name: string): string | undefined =>
  attributes[name] ?? Object.entries(attributes).find(([key]) => local(key) === name)?.[1];

interface Book {
  /** Path of the first sheet that is not hidden. */
  sheet: string;
  from1904: boolean;
  strings: string | null;
  styles: string | null;
}

const SMALL_PART = 5_000_000;

async function readBook(zip: ZipFile, entries: Map<string, Entry>): Promise<Book> {
  const relations = async (of: string) => {
    const found = new Map<string, { type: string; target: string }>();
    const [, folder = '', file = ''] = /^(.*\/)?([^/]*)$/.exec(of) ?? [];
    const entry = entries.get(`${folder}_rels/${file}.rels`);
    if (!entry) return found;
    await readPart(zip, entry, SMALL_PART, {
      open(name, { Id = '', Type = '', Target = '' }) {
        if (name !== 'Relationship') return;
        const target = Target.startsWith('/') ? Target.slice(1) : resolved(folder + Target);
        found.set(Id, { type: Type.slice(Type.lastIndexOf('/') + 1), target });
      },
    });
    return found;
  };
  const ofType = (found: Map<string, { type: string; target: string }>, type: string) =>
    [...found.values()].find((one) => one.type === type)?.target ?? null;
  const book = ofType(await relations(''), 'officeDocument');
  const entry = book === null ? undefined : entries.get(book);
  if (!book || !entry) throw new Fault('NOT_A_SPREADSHEET');
  const parts = await relations(book);
  let from1904 = false;
  let id: string | undefined;
  await readPart(zip, entry, SMALL_PART, {
    open(name, attributes) {
      if (name === 'workbookPr') from1904 = ['1', 'true'].includes(attributes.date1904 ?? '');
      if (name !== 'sheet' || id !== undefined || attributes.state?.toLowerCase().includes('hidden')) return;
      id = attributeOf(attributes, 'id');
    },
  });
  const sheet = id === undefined ? undefined : parts.get(id)?.target;
  if (!sheet || !entries.has(sheet)) throw new Fault('NOT_A_SPREADSHEET');
  return { sheet, from1904, strings: ofType(parts, 'sharedStrings'), styles: ofType(parts, 'styles') };
}

const resolved = (target: string): string =>
  target
    .split('/')
    .reduce<string[]>(
      (way, step) => (step === '..' ? way.slice(0, -1) : step === '.' ? way : [...way, step]),
      [],
    )
    .join('/');

/** `_x000D_` is how a workbook writes characters that XML cannot hold. */
const unescaped = (text: string) =>
  text.includes('_x')
    ? text.replace(/_x([0-9a-f]{4})_/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;

async function readStrings(zip: ZipFile, entry: Entry): Promise<string[]> {
  const strings: string[] = [];
  let text = '';
  let characters = 0;
  let within = false;
  let phonetic = false;
  await readPart(zip, entry, limits.stringsBytes, {
    open(name) {
      if (name === 'si') text = '';
      if (name === 'rPh') phonetic = true;
      if (name === 't') within = !phonetic;
    },
    text(value) {
      if (within && text.length < limits.cellChars) text += value;
    },
    close(name) {
      if (name === 't') within = false;
      if (name === 'rPh') phonetic = false;
      if (name !== 'si') return;
      characters += text.length;
      if (characters > limits.stringsChars) throw new Fault('FILE_TOO_LARGE');
      strings.push(unescaped(text).trim());
    },
  });
  return strings;
}

const builtInDates = (id: number) =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
/** Letters of days and hours outside of quoted text, colours, locales and escaped signs. */
const isDateFormat = (format: string) =>
  /[dmyhs]/i.test(format.replace(/"[^"]*"|\[[^\]]*\]|\\.|_.|\*./g, '')) && !/^general$/i.test(format);

/** Which styles of cells show their number as a date. */
async function readStyles(zip: ZipFile, entry: Entry): Promise<boolean[]> {
  const custom = new Map<number, boolean>();
  const styles: boolean[] = [];
  let within = false;
  await readPart(zip, entry, SMALL_PART * 4, {
    open(name, attributes) {
      if (name === 'numFmt')
        custom.set(Number(attributes.numFmtId), isDateFormat(attributes.formatCode ?? ''));
      if (name === 'cellXfs') within = true;
      if (name !== 'xf' || !within) return;
      const id = Number(attributes.numFmtId ?? 0);
      styles.push(custom.get(id) ?? builtInDates(id));
    },
    close(name) {
      if (name === 'cellXfs') within = false;
    },
  });
  return styles;
}

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

async function readSheet(
  zip: ZipFile,
  entry: Entry,
  { from1904, strings, styles }: { from1904: boolean; strings: string[]; styles: boolean[] },
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
          if (!(number > row.number) || number > 1_048_576) throw new Fault('FILE_DAMAGED');
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
          if (column > limits.columns) throw new Fault('TOO_MANY_COLUMNS');
          while (row.cells.length < column - 1) row.cells.push('');
          row.cells[column - 1] = text;
        } else if (name === 'row') add(row);
      },
    },
    async () => {
      if (batch.length >= BATCH) await flush();
    },
  );
}

async function readWorkbook(): Promise<void> {
  const zip = await openZip();
  try {
    const entries = await entriesOf(zip);
    const book = await readBook(zip, entries);
    const part = (name: string | null) => (name === null ? undefined : entries.get(name));
    const [strings, styles] = [part(book.strings), part(book.styles)];
    await readSheet(zip, entries.get(book.sheet) as Entry, {
      from1904: book.from1904,
      strings: strings ? await readStrings(zip, strings) : [],
      styles: styles ? await readStyles(zip, styles) : [],
    });
  } finally {
    zip.close();
  }
}

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
  if (begins(0xd0, 0xcf, 0x11, 0xe0)) throw new Fault('FILE_PROTECTED');
  if (begins(0x50, 0x4b)) await readWorkbook();
  else if (start.length === 0 || begins(0x25, 0x50, 0x44, 0x46)) throw new Fault('NOT_A_SPREADSHEET');
  else await readText(start);
  await flush();
}

read().then(
  () => tell({ end: true }),
  (error: Error) =>
    tell({
      fault: error instanceof Fault ? error.fault : 'FILE_DAMAGED',
      reason: error instanceof Fault ? '' : error.message.slice(0, 200),
    }),
);
