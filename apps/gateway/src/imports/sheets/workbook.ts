import type { Entry, ZipFile } from 'yauzl';
import { UnreadableSheet, type RowSink, type SheetLimits } from './sheet.js';
import { entriesOf, local, openZip, readPart, type Attributes } from './workbook-parts.js';
import { readRows, unescaped } from './workbook-rows.js';

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
  if (!book || !entry) throw new UnreadableSheet('NOT_A_SPREADSHEET');
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
  if (!sheet || !entries.has(sheet)) throw new UnreadableSheet('NOT_A_SPREADSHEET');
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

async function readStrings(zip: ZipFile, entry: Entry, limits: SheetLimits): Promise<string[]> {
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
      if (characters > limits.stringsChars) throw new UnreadableSheet('FILE_TOO_LARGE');
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

/** Reads the first visible sheet of a workbook (ECMA-376). */
export async function readWorkbook(path: string, limits: SheetLimits, sink: RowSink): Promise<void> {
  const zip = await openZip(path);
  try {
    const entries = await entriesOf(zip, limits);
    const book = await readBook(zip, entries);
    const part = (name: string | null) => (name === null ? undefined : entries.get(name));
    const [strings, styles] = [part(book.strings), part(book.styles)];
    const meaning = {
      from1904: book.from1904,
      strings: strings ? await readStrings(zip, strings, limits) : [],
      styles: styles ? await readStyles(zip, styles) : [],
    };
    await readRows(zip, entries.get(book.sheet) as Entry, meaning, limits, sink);
  } finally {
    zip.close();
  }
}
