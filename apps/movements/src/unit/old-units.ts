import { dayBefore, UNIT_MAP_STARTS_ON } from '@app/contracts';
import { nameKey, searchKey } from '@app/names';
import { dataRows, lawUnitId } from './law-units.js';
import { OLD_PROVINCES, UNCHANGED_PROVINCES } from './old-provinces.js';
import { Unit } from './unit.js';

/** A row of the data package that tells nothing certain, and why. */
export interface UnknownRow {
  /** NO_OLD_NAME: an island district that had no communes; OLD_UNIT_UNKNOWN: neither its code nor its name is that of a unit of 30 June 2025. */
  why: 'NO_OLD_NAME' | 'OLD_UNIT_UNKNOWN';
  /** Province, district and name of the old unit; empty without one. */
  old: string;
  /** Code of today's commune. */
  code: string;
}

/** The one commune of 30 June 2025 that the data package leaves out, as a row of its own; docs/units-of-2025.md says what shows it. */
const LEFT_OUT = {
  old_ward_code: '23938',
  old_ward_name: 'Xã Ia Mơ',
  old_district_name: 'Huyện Chư Prông',
  old_province_name: 'Tỉnh Gia Lai',
  new_ward_name: 'Xã Ia Mơ',
  new_province_name: 'Gia Lai',
};
const documents = {
  PROVINCE: 'Nghị quyết 202/2025/QH15',
  DISTRICT: 'Nghị quyết 203/2025/QH15',
  COMMUNE: 'Nghị quyết của Ủy ban Thường vụ Quốc hội về sắp xếp đơn vị hành chính cấp xã năm 2025',
};
const keys = new Map<string, string>();
/** Provinces and districts come thousands of times. */
const nameKeyOf = (name: string): string => {
  const known = keys.get(name) ?? nameKey(name);
  keys.set(name, known);
  return known;
};
const keyOf = (...names: (string | null | undefined)[]): string =>
  names.map((name) => nameKeyOf(name ?? '')).join('|');

/**
 * Provinces, districts and communes that were closed on 30 June 2025, with who took their place; parents before their
 * children. The data package gives communes by code, their districts and provinces by name alone, and some parts of
 * communes without a code: those are matched by province, district and name, and what matches nothing is `unknown`.
 */
export async function oldUnits(
  today: Unit[],
): Promise<{ units: Unit[]; byProvince: Map<string, Unit[]>; unknown: UnknownRow[] }> {
  const rows: Record<string, string | null>[] = [...(await dataRows('ward_mappings')), LEFT_OUT];
  const provinceOf = new Map(today.map((unit) => [unit.id, unit]));
  const newCommunes = new Map(
    today
      .filter(({ level }) => level === 'COMMUNE')
      .map((unit) => [keyOf(unit.name, provinceOf.get(unit.parentId ?? '')?.name), unit]),
  );
  const map = new OldMap(today);
  for (const row of rows.filter(({ old_ward_code }) => old_ward_code)) map.commune(row);
  const unknown: UnknownRow[] = [];
  for (const row of rows) {
    // By name: codes of the newest rows are wrong now and then, names never.
    const into = newCommunes.get(keyOf(row.new_ward_name, row.new_province_name));
    if (!into) throw new Error(`row ${row.id} names the unknown commune ${row.new_ward_name}`);
    const old = map.find(row);
    if (old) pass(old, into, 'COMMUNE');
    else
      unknown.push({
        why: row.old_ward_name ? 'OLD_UNIT_UNKNOWN' : 'NO_OLD_NAME',
        old: [row.old_province_name, row.old_district_name, row.old_ward_name].filter(Boolean).join(', '),
        code: into.code,
      });
  }
  const units = map.units();
  const oldById = new Map(units.map((unit) => [unit.id, unit]));
  for (const commune of units.filter(({ level }) => level === 'COMMUNE')) {
    const district = oldById.get(commune.parentId ?? '');
    const province = oldById.get(district?.parentId ?? '');
    for (const id of commune.successorIds) {
      const into = provinceOf.get(provinceOf.get(id)?.parentId ?? '');
      if (province && into) pass(province, into, 'PROVINCE');
    }
  }
  return { units, byProvince: map.byProvince(), unknown };
}

/** One more takes the unit's place: a merge as long as it is the only one, else a split of which no shares are known. */
function pass(old: Unit, into: Unit, level: keyof typeof documents): void {
  if (!old.successorIds.includes(into.id)) old.successorIds.push(into.id);
  old.changes = [changed(old.successorIds.length === 1 ? 'MERGED' : 'SPLIT', level)];
}

const changed = (kind: 'MERGED' | 'SPLIT' | 'CLOSED', level: keyof typeof documents) => ({
  kind,
  on: UNIT_MAP_STARTS_ON,
  document: documents[level],
  name: null,
  nameEn: null,
  parentId: null,
});

/** Old provinces, districts and communes as they turn up in the rows. */
class OldMap {
  private readonly provinces = new Map<string, Unit>();
  private readonly districts = new Map<string, Unit>();
  private readonly communes = new Map<string, Unit>();
  private readonly today: Map<string, Unit>;
  private readonly country: string | null;

  constructor(today: Unit[]) {
    this.today = new Map(today.map((unit) => [unit.code, unit]));
    this.country = this.today.get('VN')?.id ?? null;
    for (const [name, code] of Object.entries(OLD_PROVINCES)) {
      const same = UNCHANGED_PROVINCES.has(code) ? this.today.get(code) : undefined;
      this.provinces.set(nameKeyOf(name), same ?? closed(code, name, 'PROVINCE', this.country));
    }
  }

  commune(row: Record<string, string | null>): void {
    const district = this.district(row);
    const unit = closed(`${row.old_ward_code}`, `${row.old_ward_name}`, 'COMMUNE', district.id);
    this.communes.set(keyOf(row.old_province_name, row.old_district_name, row.old_ward_name), unit);
  }

  find(row: Record<string, string | null>): Unit | undefined {
    return this.communes.get(keyOf(row.old_province_name, row.old_district_name, row.old_ward_name));
  }

  units(): Unit[] {
    return [...this.byProvince().values()].flat();
  }

  /** By the code of the province: itself where it was closed, its districts, their communes. */
  byProvince(): Map<string, Unit[]> {
    const districts = Map.groupBy(this.districts.values(), ({ parentId }) => parentId);
    const communes = Map.groupBy(this.communes.values(), ({ parentId }) => parentId);
    return new Map(
      [...this.provinces.values()].map((province) => {
        const inside = districts.get(province.id) ?? [];
        return [
          province.code,
          [
            ...(province.validTo ? [province] : []),
            ...inside,
            ...inside.flatMap(({ id }) => communes.get(id) ?? []),
          ],
        ];
      }),
    );
  }

  private district(row: Record<string, string | null>): Unit {
    const key = keyOf(row.old_province_name, row.old_district_name);
    const known = this.districts.get(key);
    if (known) return known;
    const province = this.provinces.get(nameKeyOf(row.old_province_name ?? ''));
    if (!province) throw new Error(`row ${row.id} names the unknown province ${row.old_province_name}`);
    // The package gives no codes of districts: ours say so by their letters.
    const code = `${province.code}-${searchKey(`${row.old_district_name}`).replace(/[^a-z0-9]+/g, '-')}`;
    const district = closed(code, `${row.old_district_name}`, 'DISTRICT', province.id);
    this.districts.set(key, district);
    return district;
  }
}

const closed = (code: string, name: string, level: keyof typeof documents, parentId: string | null): Unit =>
  Unit.open({
    id: lawUnitId(code, ''),
    code,
    name: name.normalize('NFC').trim(),
    level,
    parentId,
    validTo: dayBefore(UNIT_MAP_STARTS_ON),
    changes: [changed('CLOSED', level)],
  });
