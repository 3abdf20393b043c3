import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nameKey, searchKey, sortParts } from './names.js';

describe('a name is the same name', () => {
  it.each([
    ['Lò Thị Hòa', 'Lò Thị Hoà'],
    ['NGUYỄN  VĂN THÚY ', 'Nguyễn Văn Thuý'],
    ['Hoàng Văn Khỏe', 'hoàng văn khoẻ'],
    ['Quàng Thị Loé'.normalize('NFD'), 'Quàng Thị Lóe'],
    ['Đỗ Thụy', 'đỗ thuỵ'],
  ])('%s = %s', (one, other) => {
    expect(nameKey(one)).toBe(nameKey(other));
  });

  it.each([
    ['Lò Thị Hoa', 'Lò Thị Hoà'],
    ['Của', 'Của'.replace('ủa', 'uả')],
    ['Lê Quý', 'Lê Quy'],
    ['Mùa A Dì', 'Mùa A Dí'],
  ])('%s is not %s', (one, other) => {
    expect(nameKey(one)).not.toBe(nameKey(other));
  });

  it('always: however it is composed, spaced and cased', () => {
    const syllable = fc.constantFrom(
      'Nguyễn',
      'Hòa',
      'Thuỵ',
      'Đặng',
      'Quý',
      'Khoẻ',
      'Ơn',
      'Ước',
      'Toàn',
      'A',
    );
    fc.assert(
      fc.property(fc.array(syllable, { minLength: 1, maxLength: 6 }), (syllables) => {
        const name = syllables.join(' ');
        const key = nameKey(name);
        expect(nameKey(syllables.join('  ').normalize('NFD'))).toBe(key);
        expect(nameKey(name.toLocaleUpperCase('vi'))).toBe(key);
        expect(nameKey(key)).toBe(key);
        expect(searchKey(key)).toBe(searchKey(name));
        expect(searchKey(name)).toMatch(/^[a-z ]+$/);
      }),
    );
  });
});

it('is sorted by the last word, then the middle ones, then the family name', () => {
  expect(sortParts(' Nguyễn  Thị Thu Hà ')).toEqual({ given: 'Hà', middle: 'Thị Thu', family: 'Nguyễn' });
  expect(sortParts('Lường Pó')).toEqual({ given: 'Pó', middle: '', family: 'Lường' });
  expect(sortParts('Páo')).toEqual({ given: 'Páo', middle: '', family: '' });
});
