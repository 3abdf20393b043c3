import { refuse, type Refusal, type UnitLevel } from '@app/contracts';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { findUnit } from './find-unit.js';
import { Unit, type Act } from './unit.js';

/** Under what a unit of each level may stand. */
const parentLevels: Record<UnitLevel, readonly UnitLevel[]> = {
  COUNTRY: [],
  PROVINCE: ['COUNTRY'],
  DISTRICT: ['PROVINCE'],
  COMMUNE: ['PROVINCE', 'DISTRICT'],
  INSTITUTION: ['PROVINCE', 'COMMUNE'],
};
/** Official codes are digits with leading zeros; what is no code of another level is an institution's own. */
const codes: Record<UnitLevel, RegExp> = {
  COUNTRY: /^VN$/,
  PROVINCE: /^\d{2}$/,
  DISTRICT: /^\d{3}$/,
  COMMUNE: /^\d{5}$/,
  INSTITUTION: /^(?!(VN|\d{2}|\d{3}|\d{5})$)/,
};

export const findParent = (tx: EntityManager, code: string, level: UnitLevel, day: string, field: string) =>
  findUnit(tx, code, { day, field, levels: parentLevels[level] });

/** UNIT_CODE, or UNIT_EXISTS where somebody bears the code on the day or later. `closing`: who ends on the day before. */
export async function refuseCode(
  tx: EntityManager,
  { code, level, on, closing = [] }: { code: string; level: UnitLevel; on: string; closing?: Unit[] },
  field: string,
): Promise<{ refusal: Refusal } | null> {
  if (!codes[level].test(code)) return refuse('UNIT_CODE', field, { code, level });
  const bearers = await tx.findBy(Unit, { code });
  const taken = bearers.some(
    ({ id, validTo }) => !closing.some((unit) => unit.id === id) && (validTo === null || validTo >= on),
  );
  return taken ? refuse('UNIT_EXISTS', field, { code }) : null;
}

interface Into {
  code: string;
  name?: string | null;
  nameEn?: string | null;
  parent?: string | null;
}

/** The unit that takes the place of those that close: the open one that bears the code on the day, or with a name a new one. */
export async function findInto(
  tx: EntityManager,
  { code, name, nameEn, parent }: Into,
  { closing, act, field }: { closing: [Unit, ...Unit[]]; act: Act; field: string },
): Promise<{ unit: Unit; isNew: boolean } | { refusal: Refusal }> {
  const [{ level, kind, parentId }] = closing;
  const { on, document } = act;
  if (!name) {
    if (parent) return refuse('UNIT_INCOMPLETE', `${field}.code`, { code });
    if (closing.some((unit) => unit.code === code)) return refuse('UNIT_REPEATED', `${field}.code`, { code });
    const unit = await findUnit(tx, code, { day: on, field: `${field}.code`, levels: [level] });
    if ('refusal' in unit)
      return unit.refusal.reason === 'UNIT_UNKNOWN'
        ? refuse('UNIT_INCOMPLETE', `${field}.code`, { code })
        : unit;
    return { unit, isNew: false };
  }
  const bad = await refuseCode(tx, { code, level, on, closing }, `${field}.code`);
  if (bad) return bad;
  const common = closing.every((unit) => unit.parentId === parentId) ? parentId : null;
  if (!parent && !common) return refuse('UNIT_INCOMPLETE', `${field}.parent`, { code });
  const above = parent ? await findParent(tx, parent, level, on, `${field}.parent`) : { id: common };
  if ('refusal' in above) return above;
  const unit = Unit.open({
    id: uuid(),
    code,
    name,
    nameEn: nameEn ?? null,
    level,
    kind,
    parentId: above.id,
    validFrom: on,
    changes: [{ kind: 'CREATED', on, document, name: null, nameEn: null, parentId: null }],
  });
  return { unit, isNew: true };
}
