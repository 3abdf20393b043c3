import { isRefusal } from '@app/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Entry, refuseShape } from './entry.js';
import { compareStudents, MOST_PAIRS, studentKeys } from './students.js';

const SECRET = 'a secret of tests, long enough to be one';
interface Student {
  name: string;
  birthDate?: string;
  identity?: string;
}
function entry(code: string, members: Student[], unitId = 'school'): Entry {
  const keys = studentKeys(members, SECRET, 'members');
  if (isRefusal(keys)) throw new Error(keys.refusal.reason);
  return Object.assign(new Entry(), {
    id: code,
    code,
    unitId,
    members: members.map(({ name }) => name),
    studentKeys: keys,
  });
}
/** `E1` where the second student is refused as being in it, `?` where a person is asked, `-` where they are two. */
function compared(first: Student, second: Student, units = ['school', 'school'], atOnce = false): string {
  const [one, other] = [entry('E1', [first], units[0]), entry('E2', [second], units[1])];
  const answer = atOnce ? compareStudents([], [one, other]) : compareStudents([one], [other]);
  if (isRefusal(answer)) return String(answer.refusal.params.entry);
  return answer.length > 0 ? '?' : '-';
}

describe('two students (rule 13)', () => {
  const [name, birthDate, identity] = ['Lò Thị Hòa', '2009-03-01', '011309000001'];
  const full = { name, birthDate, identity };
  it.each<[string, Student, Student, string]>([
    ['one identity, however it is typed', full, { name: 'Ai đó', identity: '011 309-000.001' }, 'E1'],
    ['name, birth date and school', { name, birthDate }, { name: 'LÒ  THỊ HOÀ', birthDate }, 'E1'],
    ['the same, with another identity', full, { ...full, identity: '9' }, 'E1'],
    ['the name alone', { name }, { name }, '?'],
    ['the name, a birth date known of one', { name, birthDate }, { name }, '?'],
    ['the name and another birth date', { name, birthDate }, { name, birthDate: '2009-03-02' }, '-'],
    ['the name and another identity', { name, identity }, { name, identity: '9' }, '-'],
    ['another name', { name, birthDate }, { name: 'Lò Thị Hoa', birthDate }, '-'],
  ])('%s', (_, first, second, expected) => {
    expect(compared(first, second)).toBe(expected);
    expect(compared(first, second, ['school', 'school'], true)).toBe(expected);
    expect(compared(second, first)).toBe(expected);
  });

  it('name and birth date of two schools are for a person to decide, an identity is not', () => {
    expect(compared({ name, birthDate }, { name, birthDate }, ['one', 'other'])).toBe('?');
    expect(compared(full, { name: 'x', identity }, ['one', 'other'])).toBe('E1');
  });

  it('within one entry count as well', () => {
    const twice = compareStudents([], [entry('E1', [full, { name: 'x', identity }])]);
    expect(twice).toMatchObject({ refusal: { reason: 'STUDENT_ENTERED', field: 'entries.0.members.1' } });
    const [pair] = compareStudents([], [entry('E1', [{ name }, { name }])]) as never[];
    expect(pair).toMatchObject({ first: { code: 'E1' }, second: { code: 'E1' } });
  });

  it('of several names in two entries are one question with all the names', () => {
    const both = (code: string) => entry(code, [{ name: 'A' }, { name: 'B' }]);
    const pairs = compareStudents([both('E1')], [both('E2')]);
    if (isRefusal(pairs)) throw new Error('refused');
    expect(pairs.map(({ firstNames }) => [...firstNames])).toEqual([['A', 'B']]);
  });

  it('are asked about up to a limit', () => {
    const all = Array.from({ length: 100 }, (_, n) => entry(`E${n}`, [{ name }]));
    expect(compareStudents([], all)).toHaveLength(MOST_PAIRS);
  });

  it('an identity without letter or digit is no identity', () => {
    expect(studentKeys([full, { name, identity: '--' }], SECRET, 'members')).toMatchObject({
      refusal: { reason: 'BAD_KEY', field: 'members.1.identity' },
    });
  });

  it('who are entered are never proven the same, in whatever order they come', () => {
    const student = fc.record({
      name: fc.constantFrom('A', 'B'),
      birthDate: fc.constantFrom(undefined, '2009-01-01', '2009-01-02'),
      identity: fc.constantFrom(undefined, '1', '2', '3'),
    });
    fc.assert(
      fc.property(fc.array(fc.array(student, { minLength: 1, maxLength: 2 }), { maxLength: 12 }), (lists) => {
        const entered: Entry[] = [];
        for (const [index, members] of lists.entries()) {
          const next = entry(`E${index}`, members);
          if (!isRefusal(compareStudents(entered, [next]))) entered.push(next);
        }
        const keys = entered.flatMap(({ studentKeys: of }) => of);
        const identities = keys.flatMap(({ identity }) => identity ?? []);
        const described = keys.flatMap((key) => (key.birthDate ? `${key.name} ${key.birthDate}` : []));
        expect(new Set(identities).size).toBe(identities.length);
        expect(new Set(described).size).toBe(described.length);
      }),
      { numRuns: 200 },
    );
  });
});

it.each([
  ['PROJECT', null, 1, 2, ['TITLE_REQUIRED', 'entries.0.title']],
  ['PROJECT', 'x', 0, 2, ['NO_MEMBERS', 'entries.0.members']],
  ['TEAM', null, 0, 2, ['NO_MEMBERS', 'entries.0.members']],
  ['TEAM', null, 3, 2, ['TOO_MANY_MEMBERS', 'entries.0.members']],
  ['TEAM', null, 100, null, null],
  ['INDIVIDUAL', null, 0, null, ['NO_MEMBERS', 'entries.0.members']],
  ['INDIVIDUAL', null, 2, null, ['TOO_MANY_MEMBERS', 'entries.0.members']],
  ['INDIVIDUAL', null, 1, 2, null],
  ['COLLECTIVE', null, 0, 2, null],
  ['COLLECTIVE', null, 3, 2, ['TOO_MANY_MEMBERS', 'entries.0.members']],
] as const)('%s, title %p, %i members of at most %p: %j', (kind, title, count, most, expected) => {
  const given = { code: 'E1', kind, title, members: Array(count).fill({ name: 'x' }) };
  const refused = refuseShape(given, most, 'entries.0');
  expect(refused && [refused.refusal.reason, refused.refusal.field]).toEqual(expected);
});
