import { isRefusal, refuse, type Refusal, type UnitLevel } from '@app/contracts';
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
  const found = await findEachUnit(tx, wanted, day);
  return found.find((one) => isRefusal(one)) ?? (found as FoundUnit[]);
}

/** The same, each unit or its refusal. */
export async function findEachUnit(
  tx: Sql,
  wanted: readonly { code: string; field: string }[],
  day: string,
): Promise<(FoundUnit | { refusal: Refusal })[]> {
  const rows = await tx.query<FoundUnit & { exists: boolean; closedOn: string | null }>(
    `select id, code, name, level, kind, valid_to::text as "closedOn",
       coalesce(valid_from, '-infinity') <= $2::date and coalesce(valid_to, 'infinity') >= $2::date as exists
     from unit_copy where code = any($1)`,
    [[...new Set(wanted.map(({ code }) => code))], day],
  );
  const byCode = Map.groupBy(rows, ({ code }) => code);
  return wanted.map(({ code, field }) => {
    const bearers = byCode.get(code) ?? [];
    const unit = bearers.find(({ exists }) => exists);
    const closed = bearers.find(({ closedOn }) => closedOn !== null && closedOn < day);
    if (!unit && closed) return refuse('UNIT_CLOSED', field, { code, closedOn: closed.closedOn ?? '' });
    if (!unit) return refuse('UNIT_UNKNOWN', field, { code });
    const { id, name, level, kind } = unit;
    return { id, code, name, level, kind };
  });
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
