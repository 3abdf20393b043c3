import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newCertificateCode, readCertificateCode } from './code.js';

const code = newCertificateCode();
const bare = code.replaceAll('-', '');
const other = fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ');
const at = fc.integer({ min: 0, max: bare.length - 1 });

it('is seven groups of four without look-alikes, and never the same', () => {
  expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}$/);
  expect(new Set(Array.from({ length: 1000 }, newCertificateCode)).size).toBe(1000);
});

it('is read however it is typed', () => {
  expect(readCertificateCode(` ${bare.toLowerCase()} `)).toBe(code);
  expect(readCertificateCode(code.replaceAll('-', ' – '))).toBe(code);
  expect(readCertificateCode(bare.replaceAll('0', 'o').replaceAll('1', 'l'))).toBe(code);
});

it('always tells one wrong character, and any two that changed places', () => {
  fc.assert(
    fc.property(at, other, (index, character) => {
      const typed = bare.slice(0, index) + character + bare.slice(index + 1);
      expect(readCertificateCode(typed)).toBe(typed === bare ? code : null);
    }),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(at, at, (one, two) => {
      const characters = [...bare];
      [characters[one], characters[two]] = [characters[two] as string, characters[one] as string];
      expect(readCertificateCode(characters.join(''))).toBe(characters.join('') === bare ? code : null);
    }),
    { numRuns: 500 },
  );
});

it.each(['', 'x', bare.slice(1), `${bare}0`, bare.replace(/^./, 'U'), 'Đ'.repeat(28)])(
  'is not %p',
  (typed) => {
    expect(readCertificateCode(typed)).toBeNull();
  },
);
