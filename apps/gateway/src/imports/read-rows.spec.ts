import { searchKey } from '@app/names';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { neutral } from '../exports/table-file.js';
import { choiceOf, countOf, dateOf, flagOf, listOf, textOf, unitOf } from './cell-values.js';
import { importKinds, ImportKindName } from './kinds/import-kinds.js';
import { messageOf } from './import-words.js';
import { columnOf, findLayout, indexOf, numbersColumns, readRow, type Layout } from './read-rows.js';

const parameters = { movement: 'M', title: 'LEARNING_FAMILY', period: '2025' };
const { SUBJECTS, BASELINES, RECIPIENTS } = importKinds;
const layoutOf = (...rows: string[][]) =>
  findLayout(
    rows.map((cells, index) => ({ number: index + 1, cells })),
    SUBJECTS,
    parameters,
    'vi',
  );

describe('the row of headers', () => {
  const spelled = fc.constantFrom<(text: string) => string>(
    (text) => text,
    (text) => text.toLocaleUpperCase('vi'),
    (text) => text.normalize('NFD'),
    searchKey,
    (text) => `  ${text} (*)`,
    (text) => `${text}:`,
    (text) => text.replaceAll(' ', '\n'),
  );

  it('is found in any order of columns, however they are spelled, below any titles', () => {
    const wanted = SUBJECTS.columns.flatMap(({ id, headers }) =>
      headers.vi.map((header) => ({ id, header })),
    );
    const columnsOfKind = SUBJECTS.columns.map(({ id }) =>
      fc.tuple(fc.constantFrom(...wanted.filter((one) => one.id === id)), spelled),
    );
    fc.assert(
      fc.property(
        fc.tuple(...columnsOfKind).chain((columns) => fc.shuffledSubarray(columns, { minLength: 3 })),
        fc.array(fc.constantFrom('DANH SÁCH HỘ GIA ĐÌNH', 'Năm 2025', 'UBND phường', '(Kèm theo công văn)'), {
          maxLength: 5,
        }),
        fc.nat(2),
        (columns, titles, gap) => {
          const header = [
            ...Array<string>(gap).fill(''),
            ...columns.map(([{ header: text }, how]) => how(text)),
          ];
          const layout = layoutOf(...titles.map((title) => [title]), header, ['1', '2', '3']) as Layout;
          expect(layout.row).toBe(titles.length + 1);
          expect(layout.places).toEqual(
            Object.fromEntries(columns.map(([{ id }], index) => [id, index + gap])),
          );
        },
      ),
    );
  });

  it('is not found without a column that is needed, and says which', () => {
    const missing = layoutOf(['Họ tên', 'Ghi chú']);
    if (!('refused' in missing)) throw new Error('found');
    expect(messageOf(missing.refused, 'vi')).toBe(
      'Không tìm thấy dòng tiêu đề; thiếu cột: Mã đơn vị, Mã định danh.',
    );
    const given = findLayout([{ number: 1, cells: ['Họ tên', 'Mã'] }], SUBJECTS, { unit: '03127' }, 'vi');
    expect(given).toMatchObject({ places: { name: 0, key: 1 } });
  });

  it('every header of every kind finds its own column', () => {
    for (const name of ImportKindName.options)
      for (const { id, headers } of importKinds[name].columns)
        for (const header of [...headers.vi, ...headers.en]) {
          const rows = [{ number: 1, cells: [header] }];
          const all = Object.fromEntries(importKinds[name].columns.map((column) => [column.id, 'x']));
          const found = findLayout(rows, importKinds[name], all, 'vi') as Layout;
          expect([name, header, Object.keys(found.places)]).toEqual([name, header, [id]]);
        }
  });

  it('may be followed by a row of column numbers', () => {
    expect(
      [
        ['(1)', '(2)', '(3)'],
        ['1', '2', '3', '4'],
        ['', '1', '2', '3'],
      ].map(numbersColumns),
    ).toEqual([true, true, true]);
    expect(
      [
        ['1', 'Lò Văn A', '03127'],
        ['1', '2'],
        ['1', '3', '4'],
        ['2001', '2002', '2003'],
      ].map(numbersColumns),
    ).toEqual([false, false, false, false]);
  });
});

describe('cells', () => {
  it.each([
    ['3127', '03127'],
    ['03127', '03127'],
    ['1', '01'],
    ['11', '11'],
    ['THPT-LQD', 'THPT-LQD'],
    ['03127 - Phường Điện Biên Phủ', '03127'],
    ['Phường Điện Biên Phủ', { fault: 'NOT_A_UNIT_CODE' }],
    ["'; drop table unit", { fault: 'NOT_A_UNIT_CODE' }],
  ])('unit %s', (cell, read) => expect(unitOf(cell)).toEqual(read));

  it.each([
    ['1234', 1234, 'EXACT'],
    ['1.234', 1234, 'EXACT'],
    ['1,234,567', 1_234_567, 'EXACT'],
    ['1 234', 1234, 'EXACT'],
    ['hơn 104.000', 104_000, 'AT_LEAST'],
    ['Trên 5', 5, 'AT_LEAST'],
    ['khoảng 1.200', 1200, 'APPROXIMATE'],
    ['0', 0, 'EXACT'],
  ])('count %s', (cell, value, certainty) => expect(countOf(cell)).toEqual({ value, certainty }));
  it.each(['', '-1', '1.5', '1,23', '1.234,567', '1e3', '12 hộ', 'NaN', '9999999999999', '1.2.3'])(
    'no count %s',
    (cell) => expect(countOf(cell)).toEqual({ fault: 'NOT_A_COUNT' }),
  );

  it('a date is the same however it is written', () => {
    const day = fc.integer({ min: 10_000, max: 73_415 }).map((serial) => ({
      serial,
      iso: new Date((serial - 25_569) * 86_400_000).toISOString().slice(0, 10),
    }));
    fc.assert(
      fc.property(day, ({ serial, iso }) => {
        const [year, month, date] = iso.split('-').map(Number) as [number, number, number];
        const written = [
          iso,
          `${iso}T00:00:00`,
          `${date}/${month}/${year}`,
          iso.split('-').reverse().join('/'),
          iso.split('-').reverse().join('.'),
          `${date}-${month}-${year}`,
          `Ngày ${date} tháng ${month} năm ${year}`,
          `ngày ${date} tháng ${month} năm ${year}`.normalize('NFD'),
          String(serial),
        ];
        for (const text of written) expect([text, dateOf(text)]).toEqual([text, iso]);
      }),
    );
  });
  it.each(['31/02/2025', '2025-13-01', '1/1/25', '2025', '00/00/0000', 'hôm qua', '29/02/2025', '99999'])(
    'no date %s',
    (cell) => expect(dateOf(cell)).toEqual({ fault: 'NOT_A_DATE' }),
  );

  it('text that an export made harmless is read as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(/^[=+\-@\t\r]/.test(neutral(text))).toBe(false);
        if (!text.startsWith("'")) expect(textOf(neutral(text))).toBe(textOf(text));
      }),
    );
  });

  it('choices, flags and lists are read in the words of people', () => {
    const choices = RECIPIENTS.columns.find(({ id }) => id === 'kind')?.choices ?? {};
    expect(['Tập thể', 'ca nhan', 'HOUSEHOLD', 'Mèo'].map((cell) => choiceOf(cell, choices))).toEqual([
      'COLLECTIVE',
      'INDIVIDUAL',
      'HOUSEHOLD',
      { fault: 'NOT_A_CHOICE' },
    ]);
    expect(['Có', 'x', 'Không', '?'].map(flagOf)).toEqual([true, true, false, false]);
    expect(flagOf('có lẽ')).toEqual({ fault: 'NOT_A_CHOICE' });
    expect(listOf('Lò Thị A; Cà Văn B\nC', true)).toEqual(['Lò Thị A', 'Cà Văn B', 'C']);
    expect(listOf('Sáng kiến một, hai; ba', false)).toEqual(['Sáng kiến một, hai', 'ba']);
  });
});

describe('a row', () => {
  const layout = layoutOf(['Mã đơn vị', 'Mã', 'Họ tên']) as Layout;
  const read = (...cells: string[]) => readRow(cells, layout, SUBJECTS, parameters);

  it('becomes an item of its command, in NFC, beside what all rows of its unit share', () => {
    expect(read('3127', ' K 1 ', 'Quàng  Thị Cúc'.normalize('NFD'))).toMatchObject({
      group: JSON.stringify({
        ...parameters,
        movement: 'M',
        title: 'LEARNING_FAMILY',
        period: '2025',
        unit: '03127',
      }),
      item: { key: 'K 1', name: 'Quàng Thị Cúc' },
    });
  });

  it.each([
    [['03127', '', 'A'], 'REQUIRED', 'key'],
    [['x y', 'K', 'A'], 'NOT_A_UNIT_CODE', 'unit'],
    [['03127', 'K', 'A'.repeat(301)], 'MALFORMED', 'name'],
    [['03127', 'K', 'Lò\u202eA'], 'MALFORMED', 'name'],
    [['03127', 'K'.repeat(101), 'A'], 'MALFORMED', 'key'],
    [['', 'K', 'A'], 'REQUIRED', 'unit'],
  ])('%j is %s at %s', (cells, code, column) => {
    const refused = read(...cells);
    expect(refused).toMatchObject({ refused: { code, column } });
    if ('refused' in refused)
      for (const language of ['vi', 'en'] as const)
        expect(messageOf(refused.refused, language)).not.toMatch(/\{\w+\}/);
  });

  it('takes what its cells do not say from the upload', () => {
    const of = findLayout(
      [{ number: 1, cells: ['Mã xã', 'Tổng số'] }],
      BASELINES,
      { asOf: 'x', sourceDocument: 'x' },
      'vi',
    );
    expect(
      readRow(['03127', '12'], of as Layout, BASELINES, {
        title: 'LEARNING_FAMILY',
        period: '2025',
        asOf: '2024-12-31',
        sourceDocument: 'Niên giám',
      }),
    ).toMatchObject({
      input: { asOf: '2024-12-31', sourceDocument: 'Niên giám', final: false },
      item: { unit: '03127', value: { value: 12, certainty: 'EXACT' } },
    });
  });
});

it('a refused field is a row and a column of the file', () => {
  expect(indexOf(SUBJECTS, 'subjects.17.key')).toBe(17);
  expect([indexOf(SUBJECTS, 'unit'), indexOf(SUBJECTS, 'subjects'), indexOf(SUBJECTS, undefined)]).toEqual([
    null,
    null,
    null,
  ]);
  expect(columnOf(SUBJECTS, ['subjects', '17', 'key'])?.id).toBe('key');
  expect(columnOf(SUBJECTS, ['unit'])?.id).toBe('unit');
  expect(columnOf(RECIPIENTS, ['decision', 'number'])?.id).toBe('decisionNumber');
  expect(columnOf(RECIPIENTS, ['recipients', '3', 'evidence', '0'])?.id).toBe('evidence');
  expect(columnOf(SUBJECTS, ['movement'])).toBeUndefined();
});
