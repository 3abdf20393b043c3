import { isRefusal, refuse, type Refusal, type UnitLevel } from '@app/contracts';
import { BEARER, closedBefore, type Bearer } from '@app/messaging';
import type { Sql } from '@app/platform';

export interface FoundUnit {
  id: string;
  code: string;
  name: string;
  level: UnitLevel;
  /** Of an institution: what it is, such as SCHOOL or DEPARTMENT. */
  kind: string | null;
}

/** The units that bear the codes on the day, in the order asked for; or UNIT_UNKNOWN, UNIT_CLOSED at the first that does not. */
export async function findUnits(
  tx: Sql,
  wanted: readonly { code: string; field: string }[],
  day: string,
): Promise<FoundUnit[] | { refusal: Refusal }> {
  const rows = await tx.query<FoundUnit & Bearer>(
    `select id, code, name, level, kind, ${BEARER},
       coalesce(valid_from, '-infinity') <= $2::date and coalesce(valid_to, 'infinity') >= $2::date as exists
     from unit_copy where code = any($1)`,
    [[...new Set(wanted.map(({ code }) => code))], day],
  );
  const byCode = Map.groupBy(rows, ({ code }) => code);
  const units: FoundUnit[] = [];
  for (const { code, field } of wanted) {
    const bearers = byCode.get(code) ?? [];
    const unit = bearers.find(({ exists }) => exists);
    const closed = unit ? null : closedBefore(bearers, day);
    if (closed) return refuse('UNIT_CLOSED', field, { code, ...closed });
    if (!unit) return refuse('UNIT_UNKNOWN', field, { code });
    const { id, name, level, kind } = unit;
    units.push({ id, code, name, level, kind });
  }
  return units;
}

/** The unit that bears the code on the day; or UNIT_UNKNOWN, UNIT_CLOSED. */
export async function findUnit(
  tx: Sql,
  code: string,
  { day, field = 'unit' }: { day: string; field?: string },
): Promise<FoundUnit | { refusal: Refusal }> {
  const units = await findUnits(tx, [{ code, field }], day);
  return isRefusal(units) ? units : (units[0] as FoundUnit);
}
