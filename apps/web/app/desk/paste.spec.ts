import { describe, expect, it } from '@jest/globals';
import { bareKey, dayOf, namesOf, pastedRows } from './paste.js';

const headings = [
  ['ma', 'key'],
  ['ten', 'ho ten', 'name'],
] as const;
const cells = (text: string) => pastedRows(text, headings).map((row) => row.cells);

describe('rows from a spreadsheet', () => {
  it('come in the order given where there are no headings', () =>
    expect(cells('H1\tLò Văn A\r\n\r\nH2\t Lò  Thị B \t more\n')).toEqual([
      ['H1', 'Lò Văn A'],
      ['H2', 'Lò Thị B'],
    ]));
  it('come in the order of their headings, with or without diacritics, and tell their line', () => {
    expect(pastedRows('Tên hộ\tMÃ\nLò Văn A\tH1\n', headings)).toEqual([
      { line: 2, cells: ['H1', 'Lò Văn A'] },
    ]);
    expect(cells('ma;ho ten\nH1;Lò Văn A')).toEqual([['H1', 'Lò Văn A']]);
  });
  it('are filled up, and NFC', () => {
    expect(cells('H1')).toEqual([['H1', '']]);
    expect(cells('H1\tHòa'.normalize('NFD'))).toEqual([['H1', 'Hòa'.normalize('NFC')]]);
  });
});

it.each([
  ['31/12/2025', '2025-12-31'],
  ['1-2-2025', '2025-02-01'],
  ['2025-12-31', '2025-12-31'],
  ['', null],
  ['30/02/2025', undefined],
  ['31.12.25', undefined],
])('%j is the day %j', (text, day) => expect(dayOf(text)).toBe(day));

it('names stand in one cell', () =>
  expect(namesOf('Lò Văn A; Lò Thị B,C ')).toEqual(['Lò Văn A', 'Lò Thị B', 'C']));
it('keys are compared without signs', () => expect(bareKey(' hk-01/a ')).toBe('HK01A'));
