import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { readWorkbook } from '../../../../../tests/support/read-workbook.js';
import { archive, workbook, workbookParts, type Part } from '../../../../../tests/support/workbooks.js';
import { sheetLimits, UnreadableSheet, type SheetLimits } from './sheet.js';

// Each reads in a thread that has to start first.
jest.setTimeout(60_000);

const faultOf = (file: Buffer | string, limits: Partial<SheetLimits> = {}) =>
  readWorkbook(file, { ...sheetLimits, ...limits }).then(
    () => 'read',
    (error: unknown) => (error instanceof UnreadableSheet ? error.fault : String(error)),
  );
const table = [
  ['Mã', 'Tên'],
  [{ date: '2025-03-01' }, 'Lò Văn Hòa'],
  [1.5, null],
  [null, 'x < y & z'],
];
const parts = workbookParts(table);
const replaced = (name: string, part: Partial<Part>): Part[] =>
  parts.map((one) => (one.name === name ? { ...one, ...part } : one));
const SHEET = 'xl/worksheets/sheet1.xml';
const sheetOf = (rows: string) =>
  archive(replaced(SHEET, { data: `<worksheet><sheetData>${rows}</sheetData></worksheet>` }));

describe('a workbook', () => {
  it.each(['shared', 'inline', 'prefixed'] as const)(
    'is read as it was written: %s strings',
    async (strings) => {
      expect(await readWorkbook(workbook(table, { strings, gaps: { 2: 3 }, hiddenFirst: true }))).toEqual([
        { number: 1, cells: ['Mã', 'Tên'] },
        { number: 2, cells: ['2025-03-01', 'Lò Văn Hòa'] },
        { number: 6, cells: ['1.5'] },
        { number: 7, cells: ['', 'x < y & z'] },
      ]);
    },
  );

  it('shows what its cells show: truth values, errors, results of formulas, numbers as they were typed', async () => {
    const file = sheetOf(
      '<row r="2"><c r="A2" t="b"><v>1</v></c><c r="B2" t="e"><v>#N/A</v></c><c r="C2" t="str"><f>A1&amp;"x"</f><v>ax</v></c><c r="D2"><v>67.870000000000005</v></c><c r="E2"><v>12345678901</v></c><c r="F2" t="inlineStr"><is><r><t>Lò </t></r><r><t>Văn</t></r><rPh><t>no</t></rPh></is></c></row><row><c><v>7</v></c><c t="inlineStr"><is><t>a_x000D_b</t></is></c></row>',
    );
    expect(await readWorkbook(file)).toEqual([
      { number: 2, cells: ['TRUE', '#N/A', 'ax', '67.87', '12345678901', 'Lò Văn'] },
      { number: 3, cells: ['7', 'a\rb'] },
    ]);
  });

  it('any text in any cell comes back', async () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .filter((one) => !/[\p{C}_]/u.test(one) && one.trim() === one && one !== '');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(text, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 }),
        async (rows) => {
          const read = await readWorkbook(workbook(rows));
          expect(read.map(({ cells }) => cells)).toEqual(rows);
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe('a hostile or broken file', () => {
  const bomb = Buffer.alloc(30_000_000, ' ');

  it.each<[string, string, () => Buffer | string, Partial<SheetLimits>?]>([
    [
      'a zip bomb',
      'FILE_TOO_LARGE',
      () => archive(replaced(SHEET, { data: bomb })),
      { sheetBytes: 20_000_000 },
    ],
    [
      'a zip bomb that says it is small',
      'FILE_DAMAGED',
      () => archive(replaced(SHEET, { data: bomb, declared: 100 })),
    ],
    [
      'a part said to be of 4 GB',
      'FILE_TOO_LARGE',
      () => archive(replaced('xl/sharedStrings.xml', { declared: 4_000_000_000 })),
    ],
    [
      'a sheet said to be of 2 GB',
      'FILE_TOO_LARGE',
      () => archive(replaced(SHEET, { declared: 2_000_000_000 })),
    ],
    [
      'a table of strings that expands to more than it may',
      'FILE_TOO_LARGE',
      () => archive(replaced('xl/sharedStrings.xml', { data: bomb })),
      { stringsBytes: 20_000_000 },
    ],
    [
      'a table of more letters than it may have',
      'FILE_TOO_LARGE',
      () =>
        archive(
          replaced('xl/sharedStrings.xml', {
            data: `<sst>${`<si><t>${'x'.repeat(1_000)}</t></si>`.repeat(20)}</sst>`,
          }),
        ),
      { stringsChars: 10_000 },
    ],
    [
      'entities that multiply in the table of strings',
      'FILE_DAMAGED',
      () =>
        archive(
          replaced('xl/sharedStrings.xml', {
            data: '<!DOCTYPE sst [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>',
          }),
        ),
    ],
    [
      'an entity of a file of the server',
      'FILE_DAMAGED',
      () =>
        archive(
          replaced('xl/workbook.xml', {
            data: '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><workbook>&e;</workbook>',
          }),
        ),
    ],
    [
      'parts whose names lead out of the archive',
      'FILE_DAMAGED',
      () => archive([...parts, { name: '../../../../tmp/x', data: 'x' }]),
    ],
    [
      'a part whose name begins at the root',
      'FILE_DAMAGED',
      () => archive([...parts, { name: '/etc/x', data: 'x' }]),
    ],
    ['an archive of nothing', 'NOT_A_SPREADSHEET', () => archive([])],
    ['the first two bytes of an archive', 'FILE_DAMAGED', () => 'PK'],
    [
      'too many parts',
      'FILE_TOO_LARGE',
      () =>
        archive([
          ...parts,
          ...Array.from({ length: 5_000 }, (_, index) => ({ name: `x${index}`, data: '' })),
        ]),
    ],
    ['a million columns', 'TOO_MANY_COLUMNS', () => sheetOf('<row r="1"><c r="BDWGN1"><v>1</v></c></row>')],
    [
      'a row of a million cells',
      'TOO_MANY_COLUMNS',
      () => sheetOf(`<row>${'<c><v>1</v></c>'.repeat(1_000_000)}</row>`),
    ],
    [
      'a row beyond the last',
      'FILE_DAMAGED',
      () => sheetOf('<row r="99999999"><c r="A1"><v>1</v></c></row>'),
    ],
    [
      'rows out of order',
      'FILE_DAMAGED',
      () => sheetOf('<row r="2"><c><v>1</v></c></row><row r="1"><c><v>1</v></c></row>'),
    ],
    ['too many rows', 'TOO_MANY_ROWS', () => sheetOf('<row><c><v>1</v></c></row>'.repeat(11)), { rows: 10 }],
    [
      'entities that multiply',
      'FILE_DAMAGED',
      () =>
        archive(
          replaced(SHEET, {
            data: '<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&c;</t></is></c></row></sheetData></worksheet>',
          }),
        ),
    ],
    [
      'XML a hundred thousand deep',
      'FILE_DAMAGED',
      () => archive(replaced(SHEET, { data: '<a>'.repeat(100_000) })),
    ],
    [
      'XML that breaks off',
      'FILE_DAMAGED',
      () => archive(replaced(SHEET, { data: '<worksheet><sheetData><row>' })),
    ],
    ['a workbook cut in half', 'FILE_DAMAGED', () => workbook(table).subarray(0, 600)],
    [
      'a workbook of which bytes were lost',
      'FILE_DAMAGED',
      () => Buffer.concat([workbook(table).subarray(0, 700), workbook(table).subarray(900)]),
    ],
    [
      'a document of another kind',
      'NOT_A_SPREADSHEET',
      () => archive([{ name: 'word/document.xml', data: '<x/>' }]),
    ],
    [
      'a workbook without its sheet',
      'NOT_A_SPREADSHEET',
      () => archive(parts.filter(({ name }) => name !== SHEET)),
    ],
    [
      'one with a password',
      'FILE_PROTECTED',
      () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(4_000)]),
    ],
    ['a picture', 'NOT_A_SPREADSHEET', () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['a PDF', 'NOT_A_SPREADSHEET', () => '%PDF-1.7 ...'],
    ['nothing', 'NOT_A_SPREADSHEET', () => ''],
    ['another encoding', 'NOT_UTF8', () => Buffer.from('Mã,Tên\n1,Lò'.normalize('NFC'), 'latin1')],
    ['a line without an end', 'FILE_DAMAGED', () => `"${'x'.repeat(200_000)}`],
    ['a text of too many columns', 'TOO_MANY_COLUMNS', () => 'x,'.repeat(1_000)],
    [
      'one that fills the memory',
      'FILE_TOO_LARGE',
      () =>
        archive(
          replaced('xl/sharedStrings.xml', {
            data: `<sst>${'<si><t>abcdefghij</t></si>'.repeat(400_000)}</sst>`,
          }),
        ),
      { memoryMb: 16 },
    ],
  ])('%s is %s', async (...[, fault, file, limits]) => {
    expect(await faultOf(file(), limits)).toBe(fault);
  });

  it('holds up nobody else while it is read', async () => {
    const file = sheetOf(`<row>${'<c/>'.repeat(5_000_000)}</row><row><c><v>1</v></c></row>`);
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 20);
    const startedAt = performance.now();
    expect(await faultOf(file)).toBe('read');
    clearInterval(ticking);
    const seconds = (performance.now() - startedAt) / 1_000;
    // Read by this thread there would be none; five a second are one each 200 ms.
    expect(ticks).toBeGreaterThan(5 * seconds);
  });

  it('that takes too long is given up', async () => {
    expect(await faultOf(workbook(table), { deadlineMs: 1 })).toBe('FILE_TOO_LARGE');
  });
});

describe('comma-separated text', () => {
  it.each([
    ['commas', 'Mã,Tên\n1,"Lò, Văn"\n'],
    ['semicolons', 'Mã;Tên\r\n1;"Lò, Văn"\r\n'],
    ['tabs', 'Mã\tTên\n1\tLò, Văn'],
    ['a mark of UTF-8', '\ufeffMã,Tên\n1,"Lò, Văn"'],
    ['a mark and a line for Excel', '\ufeffsep=;\nMã;Tên\n1;Lò, Văn'],
  ])('with %s', async (name, text) => {
    const skipped = name.includes('line') ? 1 : 0;
    expect(await readWorkbook(text)).toEqual([
      { number: 1 + skipped, cells: ['Mã', 'Tên'] },
      { number: 2 + skipped, cells: ['1', 'Lò, Văn'] },
    ]);
  });

  it('with semicolons between sentences that have more commas', async () => {
    const text =
      'Kèm theo công văn số 1, ngày 2, tháng 3\nMã;Thành tích\n1;Giỏi, chăm, ngoan\n2;Học giỏi, làm tốt, đoàn kết, vui\n3;Có, ý, chí, và, "x;y"\n';
    expect((await readWorkbook(text)).map(({ cells }) => cells).slice(1, 3)).toEqual([
      ['Mã', 'Thành tích'],
      ['1', 'Giỏi, chăm, ngoan'],
    ]);
  });

  it('in UTF-16, as Excel saves Unicode text', async () => {
    const file = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Mã\tTên\r\n1\tLò', 'utf16le')]);
    expect((await readWorkbook(file)).map(({ cells }) => cells)).toEqual([
      ['Mã', 'Tên'],
      ['1', 'Lò'],
    ]);
  });

  it('keeps the numbers of rows over blank ones', async () => {
    expect(await readWorkbook('a,b\n\n,,\n1,2\n')).toEqual([
      { number: 1, cells: ['a', 'b'] },
      { number: 4, cells: ['1', '2'] },
    ]);
  });
});
