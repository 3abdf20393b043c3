import { beforeAll, describe, expect, it } from '@jest/globals';
import { lawUnits } from './law-units.js';
import { oldUnits, type UnknownRow } from './old-units.js';
import type { Unit } from './unit.js';

describe('the units until 30 June 2025', () => {
  let today: Unit[];
  let old: Unit[];
  let unknown: UnknownRow[];
  const level = (wanted: string, of = old) => of.filter((unit) => unit.level === wanted);
  beforeAll(async () => {
    today = await lawUnits();
    ({ units: old, unknown } = await oldUnits(today));
  });

  it('are 63 provinces, 691 districts with communes, and 10,035 communes', () => {
    const going = today.filter(({ level: at, validFrom }) => at === 'PROVINCE' && validFrom === null);
    expect(level('PROVINCE').length + going.length).toBe(63);
    expect(level('DISTRICT')).toHaveLength(691);
    expect(level('COMMUNE')).toHaveLength(10_035);
    expect(today.filter(({ level: at }) => at === 'PROVINCE')).toHaveLength(34);
    expect(today.filter(({ level: at }) => at === 'COMMUNE')).toHaveLength(3321);
  });

  it('have the one that the data package leaves out, which went on with its code', () => {
    const commune = level('COMMUNE').find(({ name }) => name === 'Xã Ia Mơ');
    expect(commune?.code).toBe('23938');
    expect(old.find(({ id }) => id === commune?.parentId)?.name).toBe('Huyện Chư Prông');
    const into = today.filter(({ id }) => commune?.successorIds.includes(id));
    expect(into.map(({ code, name }) => [code, name])).toEqual([['23938', 'Xã Ia Mơ']]);
    // What bore the other code that the package gives it became a part of another commune.
    expect(today.some(({ code }) => code === '23737')).toBe(false);
  });

  it('bear codes that are unique on any day, with their leading zeros', () => {
    const onLastDay = [...old, ...today.filter((unit) => unit.existsOn('2025-06-30'))].map(
      ({ code }) => code,
    );
    expect(new Set(onLastDay).size).toBe(onLastDay.length);
    for (const { code } of level('COMMUNE')) expect(code).toMatch(/^\d{5}$/);
    for (const { code } of level('PROVINCE')) expect(code).toMatch(/^\d{2}$/);
    // Codes of districts are ours, and say so.
    for (const { code } of level('DISTRICT')) expect(code).toMatch(/^\d{2}-[a-z0-9-]{2,37}$/);
    const again = new Set(old.map(({ code }) => code));
    expect(level('COMMUNE', today).filter(({ code }) => again.has(code))).toHaveLength(3316);
  });

  it('stand under a parent that exists with them and before them, and were closed with the law', () => {
    const seen = new Map(today.map((unit) => [unit.id, unit]));
    const above = { PROVINCE: 'COUNTRY', DISTRICT: 'PROVINCE', COMMUNE: 'DISTRICT' };
    for (const unit of old) {
      const parent = seen.get(unit.parentId ?? '');
      expect(parent?.level).toBe(above[unit.level as 'COMMUNE']);
      expect(parent?.existsOn('2025-06-30')).toBe(true);
      expect(unit.state()).toMatchObject({ validFrom: null, validTo: '2025-06-30', version: 1 });
      expect(unit.changes).toHaveLength(1);
      seen.set(unit.id, unit);
    }
    expect(seen.size).toBe(today.length + old.length);
  });

  it('have successors of today; those of a commune lie where its province went', () => {
    const byId = new Map([...today, ...old].map((unit) => [unit.id, unit]));
    for (const commune of level('COMMUNE')) {
      expect(commune.successorIds.length).toBeGreaterThan(0);
      const province = byId.get(byId.get(commune.parentId ?? '')?.parentId ?? '');
      const into = province?.validTo ? province.successorIds : [province?.id];
      for (const id of commune.successorIds) expect(into).toContain(byId.get(id)?.parentId);
      expect(commune.changes[0]?.kind).toBe(commune.successorIds.length === 1 ? 'MERGED' : 'SPLIT');
      expect(commune.shares).toBeNull();
    }
    for (const province of level('PROVINCE')) expect(province.successorIds).toHaveLength(1);
    for (const district of level('DISTRICT')) expect(district.successorIds).toEqual([]);
  });

  it('are matched by name where the data gives no code, with the tone on either letter', () => {
    const successors = (code: string) =>
      old
        .find((unit) => unit.code === code)
        ?.successorIds.map((id) => today.find((unit) => unit.id === id)?.name)
        .sort();
    const split = level('COMMUNE').filter(({ successorIds }) => successorIds.length > 1);
    expect(split.map(({ name }) => name).sort()).toEqual([
      'Phường 9',
      'Phường Dịch Vọng',
      'Phường Dịch Vọng Hậu',
      'Phường Hòa Minh',
      'Phường Tân Phong',
      'Phường Yên Hoà',
      'Xã Chiềng Bôm',
      'Xã Ia RVê',
    ]);
    const wardNine = split.find(
      ({ name, parentId }) =>
        name === 'Phường 9' && old.some(({ id, code }) => id === parentId && code === '54-thanh-pho-tuy-hoa'),
    );
    expect(successors(wardNine?.code ?? '')).toEqual(['Phường Bình Kiến', 'Phường Tuy Hòa']);
  });

  it('are not guessed: what has neither a code nor a known name is listed', () => {
    const names = (why: string) =>
      new Set(unknown.filter((row) => row.why === why).map(({ old: name }) => name));
    expect(
      unknown
        .filter(({ why }) => why === 'NO_OLD_NAME')
        .map(({ code }) => code)
        .sort(),
    ).toEqual(['11948', '19742', '20333', '21548', '26732']);
    expect(names('OLD_UNIT_UNKNOWN').size).toBe(769);
    expect(unknown).toHaveLength(918);
  });
});
