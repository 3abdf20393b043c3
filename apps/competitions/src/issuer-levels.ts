import {
  isRefusal,
  refuse,
  type Authority,
  type Decision,
  type Refusal,
  type UnitLevel,
} from '@app/contracts';
import { findUnit, type FoundUnit } from '@app/messaging';
import type { Sql } from '@app/platform';

/** The territory of each authority's office. A paper of a district of which only the province is known stands there. */
const levels: Record<Authority, readonly UnitLevel[]> = {
  PRESIDENT: ['COUNTRY'],
  PRIME_MINISTER: ['COUNTRY'],
  MINISTER: ['COUNTRY'],
  PROVINCIAL_CHAIR: ['PROVINCE'],
  DEPARTMENT_DIRECTOR: ['PROVINCE'],
  DISTRICT_CHAIR: ['DISTRICT', 'PROVINCE'],
  COMMUNE_CHAIR: ['COMMUNE'],
  HEAD_OF_INSTITUTION: ['INSTITUTION'],
  ORGANISING_COMMITTEE: ['COUNTRY', 'PROVINCE', 'DISTRICT', 'COMMUNE', 'INSTITUTION'],
};

/** The unit whose office signed, as of the day of signing; or UNIT_UNKNOWN, UNIT_CLOSED, ISSUER_LEVEL. */
export async function findIssuer(
  tx: Sql,
  { issuer, authority, signedOn }: Decision,
  field = 'decision.issuer',
): Promise<FoundUnit | { refusal: Refusal }> {
  const unit = await findUnit(tx, issuer, { day: signedOn, field });
  if (isRefusal(unit)) return unit;
  return levels[authority].includes(unit.level)
    ? unit
    : refuse('ISSUER_LEVEL', field, { authority, code: issuer, level: unit.level });
}
