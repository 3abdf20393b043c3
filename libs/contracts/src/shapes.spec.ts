import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { refusalMessage, refusals, type RefusalReason } from './refusals.js';
import { DateOn, parsePeriod, Period, text, UnitCode } from './shapes.js';

describe('periods (rule 8)', () => {
  it.each([
    ['2025', 'CALENDAR_YEAR', '2025-01-01', '2025-12-31'],
    ['2024-2025', 'SCHOOL_YEAR', '2024-09-01', '2025-08-31'],
    ['2020/2025', 'SPAN', '2020-01-01', '2025-12-31'],
    ['1945', 'CALENDAR_YEAR', '1945-01-01', '1945-12-31'],
    ['2100', 'CALENDAR_YEAR', '2100-01-01', '2100-12-31'],
    ['2099-2100', 'SCHOOL_YEAR', '2099-09-01', '2100-08-31'],
  ])('%s is a %s', (value, kind, startsOn, endsOn) => {
    expect(parsePeriod(value)).toEqual({ kind, startsOn, endsOn });
    expect(Period.parse(value)).toBe(value);
  });

  it.each([
    '2024-2026',
    '2024-2024',
    '2024-2023',
    '2025/2025',
    '2025/2024',
    '0000',
    '1944',
    '2101',
    '2100-2101',
    '99999',
    '25',
    '2025-',
    '2024–2025',
    '2024 - 2025',
    ' 2025',
    '2025\n',
    '٢٠٢٥',
    '2024-2025-2026',
    '',
  ])('refuses %j', (value) => {
    expect(parsePeriod(value)).toBeNull();
    expect(Period.safeParse(value).success).toBe(false);
  });

  it('always has a range of whole years, never empty, from which it can be told again', () => {
    const year = fc.integer({ min: 1940, max: 2105 });
    const written = fc.oneof(
      year.map(String),
      fc.tuple(year, fc.constantFrom('-', '/'), year).map((parts) => parts.join('')),
      fc.tuple(year, fc.constantFrom('-', '/')).map(([first, mark]) => `${first}${mark}${first + 1}`),
      fc.string({ maxLength: 9 }),
    );
    fc.assert(
      fc.property(written, (value) => {
        const range = parsePeriod(value);
        if (!range) return;
        const { kind, startsOn, endsOn } = range;
        expect([DateOn.parse(startsOn), DateOn.parse(endsOn)]).toEqual([startsOn, endsOn]);
        expect(startsOn < endsOn).toBe(true);
        const dayAfter = new Date(Date.parse(endsOn) + 86_400_000).toISOString().slice(0, 10);
        expect(dayAfter.slice(4)).toBe(startsOn.slice(4));
        expect(startsOn.slice(5)).toBe(kind === 'SCHOOL_YEAR' ? '09-01' : '01-01');
        const [first, last] = [startsOn.slice(0, 4), endsOn.slice(0, 4)];
        const again = { CALENDAR_YEAR: first, SCHOOL_YEAR: `${first}-${last}`, SPAN: `${first}/${last}` };
        expect(again[kind]).toBe(value);
      }),
      { numRuns: 1000, seed: 387 },
    );
  });
});

describe('dates', () => {
  it.each(['2024-02-29', '2000-02-29', '1900-01-01', '2100-12-31', '2025-07-01'])('takes %s', (value) => {
    expect(DateOn.parse(value)).toBe(value);
  });

  it.each([
    '2025-02-29',
    '1900-02-29',
    '2025-02-31',
    '2025-04-31',
    '2025-13-01',
    '2025-00-10',
    '2025-01-00',
    '0000-01-01',
    '9999-12-31',
    '1899-12-31',
    '2101-01-01',
    '31/02/2025',
    '2025-1-1',
    '2025-01-01T00:00:00Z',
    ' 2025-01-01',
    '2025-01-01\n',
    '',
  ])('refuses %j', (value) => {
    expect(DateOn.safeParse(value).success).toBe(false);
  });
});

describe('text', () => {
  const name = text(20);

  it('makes NFD into NFC and counts the characters of that', () => {
    const composed = 'Ữ'.repeat(20);
    expect(composed.normalize('NFD').length).toBe(60);
    expect(name.parse(composed.normalize('NFD'))).toBe(composed);
    expect(name.safeParse(`${composed}a`).success).toBe(false);
  });

  it('collapses spaces of every kind and trims', () => {
    expect(name.parse('  Vàng\u00a0 \u3000 A   Dia ')).toBe('Vàng A Dia');
    for (const empty of ['', '   ', '\u00a0\u2003']) expect(name.safeParse(empty).success).toBe(false);
  });

  it('keeps the two tone placements apart: nothing is merged by itself (rule 18)', () => {
    expect(name.parse('Hoà')).not.toBe(name.parse('Hòa'));
    expect(name.parse('Hoà'.normalize('NFD'))).toBe('Hoà');
  });

  it.each([
    ['NUL', '\0'],
    ['a line break', '\n'],
    ['a tab', '\t'],
    ['DEL', '\x7f'],
    ['a C1 control', '\u0085'],
    ['a lone high surrogate', '\ud83d'],
    ['a lone low surrogate', '\ude00'],
    ['a zero-width space', '\u200b'],
    ['a zero-width joiner', '\u200d'],
    ['a word joiner', '\u2060'],
    ['a byte order mark', '\ufeff'],
    ['a soft hyphen', '\u00ad'],
    ['a right-to-left mark', '\u200f'],
    ['an Arabic letter mark', '\u061c'],
    ['a right-to-left override', '\u202e'],
    ['an isolate', '\u2067'],
    ['a line separator', '\u2028'],
    ['an invisible tag', '\u{e0041}'],
  ])('refuses %s wherever it stands', (_, hidden) => {
    for (const value of [`${hidden}Lò`, `L${hidden}ò`, `Lò${hidden}`])
      expect(name.safeParse(value).success).toBe(false);
  });

  it('takes whole surrogate pairs', () => {
    expect(name.parse('Thi đua 😀')).toBe('Thi đua 😀');
  });

  it('always answers what it would answer again: NFC, trimmed, single spaces', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (value) => {
        const { success, data } = text(500).safeParse(value);
        if (!success) return;
        expect(data).toBe(data.normalize('NFC').trim());
        expect(data).not.toMatch(/\s\s/u);
        expect(text(500).parse(data)).toBe(data);
      }),
      { numRuns: 500, seed: 387 },
    );
  });
});

describe('unit codes', () => {
  it.each(['01', '11', '00001', '03127', 'VN', 'THPT-001', '1', `A${'0'.repeat(39)}`])(
    'keeps %s as it is',
    (code) => {
      expect(UnitCode.parse(code)).toBe(code);
    },
  );

  it.each(['', ' 11', '11 ', '-11', '.1', 'Đ1', '11/2', `A${'0'.repeat(40)}`, 11, null])(
    'refuses %j',
    (code) => {
      expect(UnitCode.safeParse(code).success).toBe(false);
    },
  );
});

describe('refusals', () => {
  const placeholders = (sentence: string) =>
    [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

  it.each(Object.entries(refusals))('%s says the same in both languages', (_, { vi, en }) => {
    expect(placeholders(vi)).toEqual(placeholders(en));
    for (const sentence of [vi, en]) expect(sentence).toMatch(/^(\p{Lu}|\{).*\.$/u);
    expect(vi).toBe(vi.normalize('NFC'));
    expect(vi).not.toBe(en);
  });

  it.each(Object.keys(refusals) as RefusalReason[])('%s leaves no placeholder once filled', (reason) => {
    const names = placeholders(refusals[reason].en);
    const params = Object.fromEntries(names.map((name, index) => [`${name}`, index]));
    for (const language of ['vi', 'en'] as const)
      expect(refusalMessage({ reason, params }, language)).not.toMatch(/[{}]/);
  });

  it('puts in what people wrote as it is, and leaves what is not given', () => {
    const message = (code: string) => refusalMessage({ reason: 'UNIT_EXISTS', params: { code } }, 'en');
    expect(message("{code} $& $1 $'")).toBe("The unit code {code} $& $1 $' is already in use.");
    expect(refusalMessage({ reason: 'UNIT_EXISTS', params: {} }, 'en')).toContain('{code}');
  });
});
