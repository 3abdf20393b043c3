import { expect, it } from '@jest/globals';
import { answersFor } from './offices.js';

const awarded = (authority: 'DISTRICT_CHAIR' | 'COMMUNE_CHAIR', ...unitIds: string[]) => ({
  authority,
  unitIds,
  provinceIds: ['province'],
});
const district = awarded('DISTRICT_CHAIR', 'district');
const commune = awarded('COMMUNE_CHAIR', 'commune');
const byDistrict = { authority: 'DISTRICT_CHAIR', unitId: 'district' } as const;
const byCommune = { authority: 'COMMUNE_CHAIR', unitId: 'commune' } as const;
const department = { authority: 'DEPARTMENT_DIRECTOR', unitId: 'province' } as const;

it.each([
  ['the same office', commune, byCommune, '2026-01-01', true],
  [
    'who took its place',
    awarded('COMMUNE_CHAIR', 'merged'),
    { ...byCommune, unitId: 'merged' },
    '2026-01-01',
    true,
  ],
  ['the office itself after its end', awarded('COMMUNE_CHAIR', 'merged'), byCommune, '2026-01-01', false],
  [
    'each part of a split',
    awarded('COMMUNE_CHAIR', 'one', 'two'),
    { ...byCommune, unitId: 'two' },
    '2026-01-01',
    true,
  ],
  ['nobody after an end without successor', awarded('COMMUNE_CHAIR'), byCommune, '2026-01-01', false],
  ['the same authority elsewhere', commune, { ...byCommune, unitId: 'other' }, '2026-01-01', false],
  [
    'another authority there',
    commune,
    { ...byCommune, authority: 'HEAD_OF_INSTITUTION' },
    '2026-01-01',
    false,
  ],
  ['the Department for a commune', commune, department, '2026-01-01', false],
  ['the district on its last day', district, byDistrict, '2025-06-30', true],
  ['the Department before that', district, department, '2025-06-30', false],
  ['the Department from then on', district, department, '2025-07-01', true],
  ['the Department of another province', district, { ...department, unitId: 'other' }, '2025-07-01', false],
  ['the district after its end', district, byDistrict, '2025-07-01', false],
  [
    'the provincial chair for a district',
    district,
    { ...department, authority: 'PROVINCIAL_CHAIR' },
    '2025-07-01',
    false,
  ],
  [
    'the Department for a district of no province',
    { ...district, provinceIds: [] },
    department,
    '2025-07-01',
    false,
  ],
] as const)('%s', (_, awarding, asking, on, answers) => {
  expect(answersFor(awarding, asking, on)).toBe(answers);
});
