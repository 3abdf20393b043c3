// What answers show of states: parts that several subjects share.
import type { ConferenceState, DecisionHeader, SubjectKind, UnitState } from '@app/contracts';
import type { UnitTree } from '@app/figures';
import { CodedError, today } from '@app/platform';

export const unitNode = (id: string | null | undefined, units: UnitTree): UnitState | null =>
  units.byId.get(id ?? '')?.state ?? null;

export const decisionNode = <Header extends Omit<DecisionHeader, 'id'>>(header: Header, units: UnitTree) => ({
  ...header,
  issuer: unitNode(header.issuerId, units),
});

/** With numbers alone their source is told. */
export const conferenceNode = (conference: ConferenceState, units: UnitTree) => ({
  ...conference,
  unit: unitNode(conference.unitId, units),
  honoureeCount: conference.honourees,
  basis: conference.tally ? ('TALLY' as const) : ('ROSTER' as const),
  source: conference.tally?.source ?? null,
});

interface Honoured {
  name: string;
  subjectKind: SubjectKind;
  unitId: string;
  position: string | null;
  posthumous: boolean;
}
export const recipientNode = (
  { name, subjectKind, unitId, position, posthumous }: Honoured,
  units: UnitTree,
) => ({
  name,
  kind: subjectKind,
  unit: unitNode(unitId, units),
  position,
  posthumous,
});

/**
 * NOT_FOUND; SERVICE_UNAVAILABLE where the unit may still come, since the map of before is being loaded (MAP_LOADING). `day`:
 * on which it would bear the code; null: on any.
 */
export function unknownUnit(units: UnitTree, code: string, day: string | null, field: string): CodedError {
  return units.knownFrom !== null && (day === null || day < units.knownFrom)
    ? new CodedError(
        'SERVICE_UNAVAILABLE',
        `MAP_LOADING: units before ${units.knownFrom} are still being loaded, and ${code} is not there yet; try again in a few minutes`,
        field,
      )
    : new CodedError('NOT_FOUND', `No unit bore the code ${code}${day ? ` on ${day}` : ''}`, field);
}

/**
 * Ids of the unit that bears the code today, else on the day, else bore it last, and of all below it and whose place they
 * took: what a closed unit was given is found under it and under its successors. Null: the country, hence all. NOT_FOUND,
 * naming the field.
 */
export function idsBelow(units: UnitTree, code: string, day: string, field: string): string[] | null {
  const node = units.find(code, today()) ?? units.find(code, day) ?? units.findLast(code, today());
  if (!node) throw unknownUnit(units, code, null, field);
  return node.state.level === 'COUNTRY' ? null : units.subtree(node);
}
