import {
  isRefusal,
  refuse,
  type Authority,
  type Decision as Cited,
  type DecisionHeader,
  type DecisionRef,
  type Refusal,
} from '@app/contracts';
import { findUnit } from '@app/messaging';
import { today } from '@app/platform';
import type { EntityManager } from 'typeorm';
import { Decision } from './decision.js';

/** An issuing office is the authority together with the unit that is its territory. */
interface Office {
  authority: Authority;
  unitId: string;
}

/** Offices that ended, and whoever answers for their papers from that day: the office of this authority in the same province. */
const successions: readonly { of: Authority; to: Authority; from: string }[] = [
  { of: 'DISTRICT_CHAIR', to: 'DEPARTMENT_DIRECTOR', from: '2025-07-01' },
];

/**
 * Whether an office may correct, revoke and restore what another granted: it is the same one, or on that day its
 * successor (rule 19). `unitIds`: on that day the awarding unit, or who took its place; `provinceIds`: the same of its province.
 */
export function answersFor(
  awarding: { authority: Authority; unitIds: readonly string[]; provinceIds: readonly string[] },
  asking: Office,
  on: string,
): boolean {
  const succession = successions.find(({ of, from }) => of === awarding.authority && from <= on);
  if (!succession) return asking.authority === awarding.authority && awarding.unitIds.includes(asking.unitId);
  return asking.authority === succession.to && awarding.provinceIds.includes(asking.unitId);
}

/** A decision that corrects, revokes or restores, as it is kept. */
export type CitedHeader = Omit<DecisionHeader, 'id'>;

/** The decision with its issuer as of the day of signing; or UNIT_UNKNOWN, UNIT_CLOSED. `field`: where it stands in the input. */
export async function cite(
  tx: EntityManager,
  { issuer, ...cited }: Cited,
  field: string,
): Promise<CitedHeader | { refusal: Refusal }> {
  const unit = await findUnit(tx, issuer, { day: cited.signedOn, field: `${field}.issuer` });
  if (isRefusal(unit)) return unit;
  const { signatory = null, position = null } = cited;
  return { ...cited, issuerId: unit.id, signatory, position };
}

/** NOT_THE_AWARDING_OFFICE, or BAD_DATE, unless whoever answers for the awarding decision signed the other one after it. */
export async function refuseOffice(
  tx: EntityManager,
  awarding: DecisionHeader,
  by: CitedHeader,
  field: string,
): Promise<{ refusal: Refusal } | null> {
  const province = await provinceOf(tx, awarding.issuerId);
  const office = {
    authority: awarding.authority,
    unitIds: await heirsOf(tx, awarding.issuerId, by.signedOn),
    provinceIds: province ? await heirsOf(tx, province, by.signedOn) : [],
  };
  if (!answersFor(office, { authority: by.authority, unitId: by.issuerId }, by.signedOn))
    return refuse('NOT_THE_AWARDING_OFFICE', field, { number: awarding.number });
  return refuseDay(by.signedOn, awarding.signedOn, `${field}.signedOn`);
}

/** The unit, or where it was closed by the day whoever took its place by then: several after a split, none after a plain end. */
async function heirsOf(tx: EntityManager, unitId: string, day: string): Promise<string[]> {
  const heirs = await tx.query<{ id: string }[]>(
    `with recursive heir as (
       select id, valid_to, successor_ids from unit_copy where id = $1
       union select n.id, n.valid_to, n.successor_ids from heir
         join unit_copy n on n.id = any(heir.successor_ids) and heir.valid_to < $2::date)
     select id from heir where coalesce(valid_to, 'infinity') >= $2::date`,
    [unitId, day],
  );
  return heirs.map(({ id }) => id);
}

/** The province that the unit is or lies in. */
async function provinceOf(tx: EntityManager, unitId: string): Promise<string | null> {
  const [province] = await tx.query<{ id: string }[]>(
    `with recursive up as (
       select id, level, parent_id from unit_copy where id = $1
       union select p.id, p.level, p.parent_id from up join unit_copy p on p.id = up.parent_id)
     select id from up where level = 'PROVINCE'`,
    [unitId],
  );
  return province?.id ?? null;
}

/** BAD_DATE for what was signed before what it changes, or in the future: its effect is at once. */
export const refuseDay = (on: string, earliest: string, field: string): { refusal: Refusal } | null =>
  on < earliest ? refuse('BAD_DATE', field, { date: on }) : refuseFuture(on, field);

/** BAD_DATE for a decision that makes something public before the day on which it is signed. */
export const refuseFuture = (on: string, field: string): { refusal: Refusal } | null =>
  on > today() ? refuse('BAD_DATE', field, { date: on }) : null;

/**
 * The decision of that number, office and year, locked: its row is the lock of its awards. A number is the same in
 * upper and lower case. `issuerIds`: of two units that bore one code in the same year, the later decision is meant.
 */
export async function lockDecision(
  tx: EntityManager,
  { number, authority, year }: Omit<DecisionRef, 'issuer'>,
  issuerIds: string[],
): Promise<Decision | null> {
  const [found] = await tx.query<{ id: string }[]>(
    `select id from decision
     where lower(number collate "vi-x-icu") = lower($1::text collate "vi-x-icu") and authority = $2
       and extract(year from signed_on) = $3 and issuer_id = any($4) and status <> 'DROPPED'
     order by signed_on desc limit 1 for update`,
    [number, authority, year, issuerIds],
  );
  return found ? tx.findOneByOrFail(Decision, { id: found.id }) : null;
}

/** The decision that people refer to, locked; or DECISION_UNKNOWN. */
export async function findDecision(
  tx: EntityManager,
  ref: DecisionRef,
): Promise<Decision | { refusal: Refusal }> {
  const issuers = await tx.query<{ id: string }[]>('select id from unit_copy where code = $1', [ref.issuer]);
  const decision = await lockDecision(
    tx,
    ref,
    issuers.map(({ id }) => id),
  );
  return decision ?? refuse('DECISION_UNKNOWN', 'decision', { number: ref.number });
}
