// Files as LibreOffice wrote them (tests/workbooks), through every step until they would be sent.
import { describe, expect, it, jest } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readWorkbook } from '../../../../tests/support/read-workbook.js';
import { importKinds, type ImportKindName } from './kinds/import-kinds.js';
import { findLayout, numbersColumns, readRow } from './read-rows.js';
import { UnreadableSheet } from './sheets/sheet.js';

// Each is read in a thread that has to start first.
jest.setTimeout(60_000);

const file = (name: string) => readFileSync(join('tests/workbooks', name));

/** By the numbers of their rows: what all of a chunk share and the item, or why a row is refused. */
async function read(name: string, kindName: ImportKindName, parameters: Record<string, unknown>) {
  const kind = importKinds[kindName];
  const rows = await readWorkbook(file(name));
  const layout = findLayout(rows, kind, parameters, 'vi');
  if ('refused' in layout) throw new Error(JSON.stringify(layout.refused));
  const below = rows.filter(({ number, cells }) => number > layout.row && !numbersColumns(cells));
  return below.map(({ number, cells }) => {
    const row = readRow(cells, layout, kind, parameters);
    return 'refused' in row ? [number, row.refused] : [number, JSON.parse(row.group), row.item];
  });
}

describe.each(['xlsx', 'csv'])('a file that LibreOffice wrote as %s', (format) => {
  it('of households: below merged titles, blank rows and a row of numbers; formulas as their results', async () => {
    const parameters = { movement: 'M', title: 'LEARNING_FAMILY', period: '2025' };
    const shared = { ...parameters, unit: '03127' };
    expect(await read(`subjects.${format}`, 'SUBJECTS', parameters)).toEqual([
      [6, shared, { key: 'HK-001', name: 'Lò Văn Hoà' }],
      // Written as letters and marks apart, and both numbers as numbers.
      [7, shared, { key: '2002', name: 'Quàng Thị Thuỷ'.normalize('NFC') }],
      [9, shared, { key: 'HK-3', name: 'Lường Văn Ơn' }],
      [10, shared, { key: 'HK-004', name: "Cà Thị “Én”, 'chị' xóm 2" }],
    ]);
  });

  it('of baselines: counts and dates as cells, as text and in words', async () => {
    const parameters = { title: 'LEARNING_FAMILY', period: '2025' };
    const shared = { ...parameters, asOf: '2024-12-31', sourceDocument: 'Niên giám 2024', final: false };
    const value = (count: number, certainty = 'EXACT') => ({ value: count, certainty });
    expect(await read(`baselines.${format}`, 'BASELINES', parameters)).toMatchObject([
      [3, shared, { unit: '03127', value: value(1234) }],
      [4, shared, { unit: '03166', value: value(2345) }],
      [5, shared, { unit: '03169', value: value(2000, 'AT_LEAST') }],
    ]);
  });

  it('of projects: headers without diacritics, several members in a cell', async () => {
    const shared = { competition: 'KHKT' };
    expect(await read(`projects.${format}`, 'PROJECTS', shared)).toMatchObject([
      [
        2,
        shared,
        {
          code: 'DA-01',
          title: 'Máy lọc nước',
          kind: 'PROJECT',
          unit: '03127',
          members: [
            { name: 'Lò Thị Mai', birthDate: '2009-02-01' },
            { name: 'Cà Văn Nam', birthDate: '2009-04-03' },
          ],
          supervisors: ['Trần Văn An'],
        },
      ],
      [3, shared, { code: 'DA-02', kind: 'INDIVIDUAL', members: [{ birthDate: '2009-05-06' }] }],
    ]);
  });

  it('of prizes: ranks however they are called', async () => {
    const ranks = { 'giai nhat': 'NHAT', nhat: 'NHAT', nhi: 'NHI' };
    expect(await read(`prizes.${format}`, 'PRIZES', { competition: 'KHKT', ranks })).toEqual([
      [3, { competition: 'KHKT' }, { entry: 'DA-01', rank: 'NHAT' }],
      [4, { competition: 'KHKT' }, { entry: 'DA-02', rank: 'NHI' }],
    ]);
  });

  it('of recipients: one decision, whose date is written in two ways', async () => {
    const parameters = {
      authority: 'PROVINCIAL_CHAIR',
      issuer: '11',
      period: '2024-2025',
      form: 'BANG_KHEN',
    };
    const shared = { decision: { number: '12/QĐ-UBND', signedOn: '2025-08-15' }, form: 'BANG_KHEN' };
    const rows = await read(`recipients.${format}`, 'RECIPIENTS', parameters);
    expect(rows).toMatchObject([
      [2, shared, { kind: 'COLLECTIVE', name: 'Tổ Toán', unit: '03127' }],
      [3, shared, { kind: 'INDIVIDUAL', name: 'Lò Thị Hoà', unit: '03127', birthDate: '1980-01-02' }],
    ]);
    expect(rows[0]?.[1]).toEqual(rows[1]?.[1]);
  });
});

it.each([
  ['protected.xlsx', 'FILE_PROTECTED'],
  ['subjects.xls', 'FILE_PROTECTED'],
  ['subjects.ods', 'NOT_A_SPREADSHEET'],
])('%s is %s', async (name, fault) => {
  await expect(readWorkbook(file(name))).rejects.toEqual(new UnreadableSheet(fault as 'FILE_DAMAGED'));
});
