import { nameKey } from '@app/names';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { firstRepeated, MOST_PAIRS, possiblySame, type Recipient } from './same-recipient.js';

const someone = (name: string, more: Partial<Recipient> = {}): Recipient => ({
  subjectKind: 'INDIVIDUAL',
  unitId: 'school',
  nameKey: nameKey(name),
  birthDate: null,
  identityDigest: null,
  ...more,
});
const born = (birthDate: string) => ({ birthDate });
const pairs = (...recipients: Recipient[]) =>
  possiblySame(recipients).pairs.map(([first, second]) => [
    recipients.indexOf(first),
    recipients.indexOf(second),
  ]);

describe('the same recipient (rule 18)', () => {
  it.each<[string, Recipient, Recipient, boolean]>([
    [
      'name, birth date and unit, in the old and the new spelling',
      someone('Lò Thị Hòa', born('1990-01-02')),
      someone('lò thị  HOÀ', born('1990-01-02')),
      true,
    ],
    ['identity', someone('A', { identityDigest: 'x' }), someone('B', { identityDigest: 'x' }), true],
    ['another birth date', someone('A', born('1990-01-02')), someone('A', born('1991-01-02')), false],
    [
      'another unit',
      someone('A', born('1990-01-02')),
      someone('A', { ...born('1990-01-02'), unitId: 'other' }),
      false,
    ],
    ['the name alone', someone('A'), someone('A'), false],
    [
      'other diacritics',
      someone('Lò Thị Hoa', born('1990-01-02')),
      someone('Lò Thị Hoà', born('1990-01-02')),
      false,
    ],
    [
      'a collective of one unit',
      someone('Tổ Toán', { subjectKind: 'COLLECTIVE' }),
      someone('tổ toán', { subjectKind: 'COLLECTIVE' }),
      true,
    ],
    [
      'a collective of another unit',
      someone('Tổ Toán', { subjectKind: 'COLLECTIVE' }),
      someone('Tổ Toán', { subjectKind: 'COLLECTIVE', unitId: 'other' }),
      false,
    ],
  ])('%s', (_, one, other, same) => {
    expect(firstRepeated([someone('C'), one, other])).toBe(same ? 2 : -1);
  });
});

describe('possibly the same, for a person to decide', () => {
  it.each<[string, Recipient, Recipient, boolean]>([
    ['the name alone', someone('Lò Thị Hòa'), someone('Lò Thị Hoà'), true],
    ['in two schools', someone('A'), someone('A', { unitId: 'other' }), true],
    ['of other birth dates', someone('A', born('1990-01-02')), someone('A', born('1991-01-02')), true],
    [
      'of other identities',
      someone('A', { identityDigest: 'x' }),
      someone('A', { identityDigest: 'y' }),
      false,
    ],
    ['one with identity', someone('A', { identityDigest: 'x' }), someone('A'), true],
    ['without diacritics, in one school', someone('Đỗ Văn Hưng'), someone('Do Van Hung'), true],
    [
      'without diacritics, of one birth date',
      someone('Lê Văn Hùng', born('1990-01-02')),
      someone('Lê Văn Hưng', { ...born('1990-01-02'), unitId: 'other' }),
      true,
    ],
    [
      'without diacritics, in two schools',
      someone('Lê Văn Hùng'),
      someone('Lê Văn Hưng', { unitId: 'other' }),
      false,
    ],
    ['of two kinds', someone('A'), someone('A', { subjectKind: 'HOUSEHOLD' }), false],
    [
      'households of one commune',
      someone('A', { subjectKind: 'HOUSEHOLD' }),
      someone('A', { subjectKind: 'HOUSEHOLD' }),
      true,
    ],
    [
      'collectives of two units',
      someone('Tổ Toán', { subjectKind: 'COLLECTIVE' }),
      someone('Tổ Toán', { subjectKind: 'COLLECTIVE', unitId: 'other' }),
      false,
    ],
    ['other names', someone('Lò Thị Hoa'), someone('Lò Thị Huệ'), false],
  ])('%s', (_, one, other, asked) => {
    expect(pairs(someone('C'), one, other)).toEqual(asked ? [[1, 2]] : []);
  });

  it('names the earlier one first, and those of exactly one name before the others', () => {
    expect(pairs(someone('Hoa'), someone('Hoà'), someone('hoa'), someone('Hòa'))).toEqual([
      [0, 2],
      [1, 3],
      [0, 1],
      [1, 2],
      [0, 3],
      [2, 3],
    ]);
  });

  it('asks about no more than a person reads at a time, and says how many more there are', () => {
    const all = Array.from({ length: 1000 }, () => someone('A'));
    const { pairs, unlisted } = possiblySame(all);
    expect([pairs.length, unlisted]).toEqual([MOST_PAIRS, (1000 * 999) / 2 - MOST_PAIRS]);
    const decided = new Set(pairs.map(([first, second]) => `${all.indexOf(first)} ${all.indexOf(second)}`));
    const next = possiblySame(all, (first, second) =>
      decided.has(`${all.indexOf(first)} ${all.indexOf(second)}`),
    );
    expect([next.pairs.length, unlisted - next.unlisted]).toEqual([2 * MOST_PAIRS, MOST_PAIRS]);
  });
});

it('always: two persons of one name are asked about once, unless their identities tell them apart', () => {
  const person = fc
    .record({
      name: fc.constantFrom('Lò Thị Hòa', 'Lò Thị Hoà', 'Lo Thi Hoa', 'Lê Văn Hưng'),
      unitId: fc.constantFrom('a', 'b'),
      birthDate: fc.constantFrom(null, '1990-01-02', '1991-03-04'),
      identityDigest: fc.constantFrom(null, null, 'x', 'y', 'z'),
    })
    .map(({ name, ...more }) => someone(name, more));
  fc.assert(
    fc.property(fc.array(person, { maxLength: 12 }), (persons) => {
      const asked = pairs(...persons).map((pair) => pair.join(' '));
      expect(new Set(asked).size).toBe(asked.length);
      for (const [index, second] of persons.entries())
        for (const [earlier, first] of persons.slice(0, index).entries()) {
          if (first.nameKey !== second.nameKey) continue;
          const [one, other] = [first.identityDigest, second.identityDigest];
          expect(asked.includes(`${earlier} ${index}`)).toBe(!one || !other || one === other);
        }
    }),
  );
});
