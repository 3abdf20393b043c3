import { nameKey } from '@app/names';
import { describe as group, expect, it } from '@jest/globals';
import { Award } from './award.js';
import { usesOf } from './evidence.js';

const award = (evidence: string[], more: Partial<Award> = {}) =>
  Object.assign(new Award(), {
    subjectKind: 'INDIVIDUAL',
    unitId: 'school',
    nameKey: nameKey('Lò Thị Hòa'),
    birthDate: null,
    identityDigest: null,
    evidence: evidence.map((title) => ({ title, decision: null })),
    ...more,
  });
const collide = (one: Award, other: Award) => {
  const keys = new Set(usesOf(one).map(({ recipientKey, evidenceKey }) => `${recipientKey} ${evidenceKey}`));
  return usesOf(other).some(({ recipientKey, evidenceKey }) => keys.has(`${recipientKey} ${evidenceKey}`));
};
const known = { identityDigest: 'x', birthDate: '1990-01-02' };

group('evidence is used by one recipient once (rule 17)', () => {
  it.each<[string, Award, Award, boolean]>([
    ['spelt otherwise', award(['Sáng kiến dạy đọc']), award([' SÁNG  KIẾN dạy đọc'.normalize('NFD')]), true],
    ['another piece', award(['Sáng kiến 1']), award(['Sáng kiến 2']), false],
    ['one of several', award(['A', 'B']), award(['C', 'b']), true],
    ['another recipient', award(['A']), award(['A'], { nameKey: 'lò thị hoa' }), false],
    ['another unit', award(['A']), award(['A'], { unitId: 'other' }), false],
    [
      'the same identity in another unit',
      award(['A'], known),
      award(['A'], { ...known, unitId: 'other' }),
      true,
    ],
    ['identity given once only', award(['A'], known), award(['A'], { birthDate: '1990-01-02' }), true],
    ['nothing given the second time', award(['A'], known), award(['A']), false],
    [
      'another identity, birth dates unknown',
      award(['A'], { identityDigest: 'x' }),
      award(['A'], { identityDigest: 'y' }),
      false,
    ],
  ])('%s', (_, one, other, same) => {
    expect(collide(one, other)).toBe(same);
  });

  it('a piece that stands twice in one award is one piece', () => {
    expect(usesOf(award(['A', 'a ', 'B']))).toHaveLength(2);
  });
});
