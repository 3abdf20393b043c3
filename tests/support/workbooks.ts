import { crc32, deflateRawSync } from 'node:zlib';

/** A file of an archive. `declared`: what its header says instead of its real size. */
export interface Part {
  name: string;
  data: string | Buffer;
  declared?: number;
}

/** A ZIP archive, written by hand so that it can be wrong. */
export function archive(parts: Part[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data, declared } of parts) {
    const bytes = Buffer.from(data);
    const packed = deflateRawSync(bytes);
    const label = Buffer.from(name);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(0x0800, 2);
    facts.writeUInt16LE(8, 4);
    facts.writeUInt32LE(crc32(bytes), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(declared ?? bytes.length, 18);
    facts.writeUInt16LE(label.length, 22);
    const file = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), facts, label, packed]);
    const entry = Buffer.alloc(46);
    entry.write('PK\x01\x02', 0, 'latin1');
    entry.writeUInt16LE(20, 4);
    facts.copy(entry, 6);
    entry.writeUInt32LE(offset, 42);
    directory.push(Buffer.concat([entry, label]));
    files.push(file);
    offset += file.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, entries, end]);
}

/** Text; a number; a date as a day number with a format; or a number with that format lost. */
export type WrittenCell = string | number | { date: string } | null;

const escaped = (text: string) =>
  text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? sign);
const columnName = (index: number): string =>
  index < 26
    ? String.fromCharCode(65 + index)
    : `${columnName(Math.floor(index / 26) - 1)}${columnName(index % 26)}`;
const serialOf = (date: string) => Math.round((Date.parse(date) - Date.UTC(1899, 11, 30)) / 86_400_000);

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

export interface WorkbookOptions {
  /** `shared`: a table of strings after the sheet, as Excel writes; `inline`: as streaming writers do; `prefixed`: every tag with x:. */
  strings?: 'shared' | 'inline' | 'prefixed';
  /** A hidden sheet stands first. */
  hiddenFirst?: boolean;
  /** Blank rows between, by the index of the row that they stand before. */
  gaps?: Record<number, number>;
}

/** The parts of a workbook of one sheet, in the order in which Excel writes them. */
export function workbookParts(rows: WrittenCell[][], options: WorkbookOptions = {}): Part[] {
  const { strings = 'shared', hiddenFirst = false, gaps = {} } = options;
  const p = strings === 'prefixed' ? 'x:' : '';
  const table: string[] = [];
  let number = 0;
  const cell = (value: WrittenCell, column: number) => {
    const at = `r="${columnName(column)}${number}"`;
    if (value === null) return `<${p}c ${at} s="0"/>`;
    if (typeof value === 'number') return `<${p}c ${at}><${p}v>${value}</${p}v></${p}c>`;
    if (typeof value === 'object') return `<${p}c ${at} s="1"><${p}v>${serialOf(value.date)}</${p}v></${p}c>`;
    if (strings !== 'shared')
      return `<${p}c ${at} t="inlineStr"><${p}is><${p}t xml:space="preserve">${escaped(value)}</${p}t></${p}is></${p}c>`;
    return `<${p}c ${at} t="s"><${p}v>${table.push(value) - 1}</${p}v></${p}c>`;
  };
  const lines = rows.map((cells, index) => {
    number += 1 + (gaps[index] ?? 0);
    return `<${p}row r="${number}">${cells.map(cell).join('')}</${p}row>`;
  });
  const space = p ? `xmlns:x="${MAIN}"` : `xmlns="${MAIN}"`;
  const sheet = `<?xml version="1.0" encoding="UTF-8"?><${p}worksheet ${space}><${p}sheetData>${lines.join('')}</${p}sheetData></${p}worksheet>`;
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`;
  return [
    {
      name: '[Content_Types].xml',
      data: '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    },
    {
      name: '_rels/.rels',
      data: `<Relationships xmlns="${RELATIONS}">${relation('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    },
    {
      name: 'xl/workbook.xml',
      data: `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${hiddenFirst ? '<sheet name="Ẩn" sheetId="2" state="hidden" r:id="rId9"/>' : ''}<sheet name="Danh sách" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      data: `<Relationships xmlns="${RELATIONS}">${relation('rId1', 'worksheet', 'worksheets/sheet1.xml')}${relation('rId2', 'styles', '/xl/styles.xml')}${strings === 'shared' ? relation('rId3', 'sharedStrings', 'sharedStrings.xml') : ''}</Relationships>`,
    },
    { name: 'xl/worksheets/sheet1.xml', data: sheet },
    {
      name: 'xl/styles.xml',
      data: `<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy;@"/></numFmts><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>`,
    },
    ...(strings === 'shared'
      ? [
          {
            name: 'xl/sharedStrings.xml',
            data: `<sst xmlns="${MAIN}">${table
              .map(
                (text) =>
                  `<si><r><t xml:space="preserve">${escaped(text)}</t></r><rPh sb="0" eb="1"><t>phonetic</t></rPh></si>`,
              )
              .join('')}</sst>`,
          },
        ]
      : []),
  ];
}

export const workbook = (rows: WrittenCell[][], options?: WorkbookOptions): Buffer =>
  archive(workbookParts(rows, options));
