import { beforeAll, describe, expect, it } from '@jest/globals';
import { lawUnits } from './law-units.js';
import type { Unit } from './unit.js';

describe('the units of the law since 1 July 2025', () => {
  let units: Unit[];
  const level = (wanted: string) => units.filter((unit) => unit.level === wanted);
  const byCode = (code: string) => units.find((unit) => unit.code === code);
  beforeAll(async () => {
    units = await lawUnits();
  });

  it('are the country, 34 provinces and 3,321 communes', () => {
    expect(units).toHaveLength(3356);
    expect(level('COUNTRY').map(({ code }) => code)).toEqual(['VN']);
    expect([level('PROVINCE').length, level('COMMUNE').length]).toEqual([34, 3321]);
  });

  it('have unique codes with their leading zeros, and unique ids', () => {
    for (const { code } of level('PROVINCE')) expect(code).toMatch(/^\d{2}$/);
    for (const { code } of level('COMMUNE')) expect(code).toMatch(/^\d{5}$/);
    expect(byCode('01')?.level).toBe('PROVINCE');
    expect(level('COMMUNE').some(({ code }) => code.startsWith('0000'))).toBe(true);
    expect(new Set(units.map(({ code }) => code)).size).toBe(units.length);
    expect(new Set(units.map(({ id }) => id)).size).toBe(units.length);
  });

  it('stand under a parent one level above, which exists before them', () => {
    const seen = new Map<string, Unit>();
    for (const unit of units) {
      const above = seen.get(unit.parentId ?? '')?.level ?? null;
      expect(above).toBe(
        { COUNTRY: null, PROVINCE: 'COUNTRY', COMMUNE: 'PROVINCE' }[unit.level as 'COMMUNE'],
      );
      seen.set(unit.id, unit);
    }
  });

  it('give Điện Biên its 45 communes', () => {
    const province = byCode('11');
    expect(province?.name).toContain('Điện Biên');
    expect(units.filter(({ parentId }) => parentId === province?.id)).toHaveLength(45);
    expect(byCode('03127')?.parentId).toBe(province?.id);
  });

  it('begin with the law, but for the country and the 11 provinces that it left as they were', () => {
    const older = units.filter(({ validFrom }) => validFrom === null).map(({ code }) => code);
    expect(older).toEqual(['VN', '01', '04', '11', '12', '14', '20', '22', '38', '40', '42', '46']);
  });

  it('have the same ids in every installation', async () => {
    expect(byCode('VN')?.id).toBe('acad6149-bf3c-5086-b098-51ea87ea9ae4');
    expect(await lawUnits()).toEqual(units);
  });

  it('have names in NFC, and are what the contract says', () => {
    for (const unit of units) {
      expect(unit.name).toBe(unit.name.normalize('NFC').trim());
      expect(unit.name.length).toBeGreaterThan(1);
      expect(unit.state()).toMatchObject({ validTo: null, successorIds: [], changes: [], version: 1 });
      if (unit.level === 'COMMUNE') expect(unit.validFrom).toBe('2025-07-01');
    }
  });
});
