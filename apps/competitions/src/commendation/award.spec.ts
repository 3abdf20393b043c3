import { describe, expect, it } from '@jest/globals';
import { Award } from './award.js';

const award = (more: Partial<Award> = {}) =>
  Object.assign(new Award(), {
    name: 'Lò Thị Hoà',
    nameKey: 'lò thị hoà',
    members: [],
    position: null,
    unitId: 'school',
    achievement: 'x',
    status: 'PUBLISHED',
    certificates: [{ code: 'C1', holder: 'Lò Thị Hoà' }],
    version: 3,
    ...more,
  });
const team = () =>
  award({
    name: 'Lò Văn B, Lò Văn B',
    members: ['Lò Văn B', 'Lò Văn B'],
    certificates: [
      { code: 'C1', holder: 'Lò Văn B' },
      { code: 'C2', holder: 'Lò Văn B' },
    ],
  });

describe('a correction (rule 14)', () => {
  it('keeps the certificate code; its holder follows the name', () => {
    const corrected = award();
    expect(corrected.correct({ name: 'Lò Thị Hoa', nameKey: 'lò thị hoa' }, 'c')).toBeNull();
    expect(corrected).toMatchObject({
      name: 'Lò Thị Hoa',
      nameKey: 'lò thị hoa',
      certificates: [{ code: 'C1', holder: 'Lò Thị Hoa' }],
      version: 4,
    });
  });

  it('of one member of a prize changes the member too', () => {
    const corrected = award({ members: ['Lò Thị Hoà'] });
    expect(corrected.correct({ name: 'Lò Thị Hoa' }, 'c')).toBeNull();
    expect(corrected).toMatchObject({
      members: ['Lò Thị Hoa'],
      certificates: [{ code: 'C1', holder: 'Lò Thị Hoa' }],
    });
  });

  it('of a team says of each member who it is, also of two of one name', () => {
    const corrected = team();
    expect(corrected.correct({ name: 'Lò Văn B ,Quàng Thị C' }, 'c')).toBeNull();
    expect(corrected).toMatchObject({
      name: 'Lò Văn B, Quàng Thị C',
      members: ['Lò Văn B', 'Quàng Thị C'],
      certificates: [
        { code: 'C1', holder: 'Lò Văn B' },
        { code: 'C2', holder: 'Quàng Thị C' },
      ],
    });
    for (const name of ['Lò Văn B', 'Lò Văn B, ', 'A, B, C']) {
      expect(corrected.correct({ name }, 'c')).toEqual({
        refusal: { reason: 'MEMBERS_DIFFER', field: 'c.name', params: { members: 2 } },
      });
      expect(corrected.version).toBe(4);
    }
  });

  it('of a collective that is not called by its members leaves them alone', () => {
    const corrected = award({
      name: 'Lớp 9A',
      members: ['Lò Văn B'],
      certificates: [{ code: 'C1', holder: 'Lò Văn B' }],
    });
    expect(corrected.correct({ name: 'Lớp 9B' }, 'c')).toBeNull();
    expect(corrected).toMatchObject({
      name: 'Lớp 9B',
      members: ['Lò Văn B'],
      certificates: [{ code: 'C1', holder: 'Lò Văn B' }],
    });
  });

  it('that changes nothing is none, and only what is in force is corrected', () => {
    const same = { name: 'Lò Thị Hoà', position: undefined, unitId: 'school', achievement: 'x' };
    expect(award().correct(same, 'c')).toMatchObject({
      refusal: { reason: 'NOTHING_CORRECTED', field: 'c' },
    });
    for (const status of ['DRAFT', 'REVOKED', 'DROPPED'] as const)
      expect(award({ status }).correct({ name: 'Other' }, 'c')).toMatchObject({
        refusal: { reason: 'AWARD_NOT_PUBLISHED', field: 'c.id' },
      });
  });
});

it('is revoked once, and restored once, keeping the revocation', () => {
  const revocation = { reason: 'x' } as unknown as NonNullable<Award['revocation']>;
  const revoked = award();
  expect(revoked.restore('f')).toMatchObject({ refusal: { reason: 'AWARD_NOT_REVOKED', field: 'f' } });
  expect(revoked.revoke(revocation, 'f')).toBeNull();
  expect(revoked.revoke(revocation, 'f')).toMatchObject({ refusal: { reason: 'AWARD_NOT_PUBLISHED' } });
  expect(revoked.restore('f')).toBeNull();
  expect(revoked).toMatchObject({ status: 'PUBLISHED', revocation, version: 5 });
});
