import { expect, it } from '@jest/globals';
import { answersFor } from './offices.js';

const district = { authority: 'DISTRICT_CHAIR', unitId: 'district', provinceId: 'province' } as const;
const department = { authority: 'DEPARTMENT_DIRECTOR', unitId: 'province' } as const;
const commune = { authority: 'COMMUNE_CHAIR', unitId: 'commune', provinceId: 'province' } as const;

it.each([
  ['the same office', commune, commune, '2026-01-01', true],
  ['the same authority elsewhere', commune, { ...commune, unitId: 'other' }, '2026-01-01', false],
  ['another authority there', commune, { ...commune, authority: 'HEAD_OF_INSTITUTION' }, '2026-01-01', false],
  ['the Department for a commune', commune, department, '2026-01-01', false],
  ['the district on its last day', district, district, '2025-06-30', true],
  ['the Department before that', district, department, '2025-06-30', false],
  ['the Department from then on', district, department, '2025-07-01', true],
  ['the Department of another province', district, { ...department, unitId: 'other' }, '2025-07-01', false],
  ['the district after its end', district, district, '2025-07-01', false],
  [
    'the provincial chair for a district',
    district,
    { ...department, authority: 'PROVINCIAL_CHAIR' },
    '2025-07-01',
    false,
  ],
  [
    'the Department for a district of no province',
    { ...district, provinceId: null },
    department,
    '2025-07-01',
    false,
  ],
] as const)('%s', (_, awarding, asking, on, answers) => {
  expect(answersFor(awarding, asking, on)).toBe(answers);
});
