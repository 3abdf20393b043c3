import type { SubjectKind } from '@app/contracts';
import { searchKey } from '@app/names';

/** What is known of who receives an award, to tell recipients of one name apart. */
export interface Recipient {
  subjectKind: SubjectKind;
  unitId: string;
  /** Compared form of the name. */
  nameKey: string;
  birthDate: string | null;
  /** Keyed hash of the identity number. */
  identityDigest: string | null;
}

/** One spelling of all that is known without the identity number. */
export const describe = ({ subjectKind, nameKey, birthDate, unitId }: Recipient): string =>
  JSON.stringify([subjectKind, nameKey, birthDate, unitId]);

/**
 * Spellings of which two recipients share one exactly if they are the same (rule 18): the identity number, or name,
 * birth date and unit. A collective has no birth date: its name and unit say who it is. A person or household of whom
 * neither is known has none, since the name alone proves nothing.
 */
export function provenKeys(recipient: Recipient): string[] {
  const { subjectKind, birthDate, identityDigest } = recipient;
  return [
    ...(identityDigest ? [identityDigest] : []),
    ...(birthDate || subjectKind === 'COLLECTIVE' ? [describe(recipient)] : []),
  ];
}

/** Index of the first recipient who stands in the list before; -1: nobody does. */
export function firstRepeated(recipients: readonly Recipient[]): number {
  const seen = new Set<string>();
  return recipients.findIndex((recipient) => {
    const keys = provenKeys(recipient);
    const repeated = keys.some((key) => seen.has(key));
    keys.forEach((key) => seen.add(key));
    return repeated;
  });
}

/** Most pairs of one decision that wait for a person at a time; a longer list would be read by nobody. */
export const MOST_PAIRS = 1000;

/**
 * Pairs of one name that could be the same recipient, for a person to decide (rule 18). Those of the same name first,
 * then those of the same name without diacritics, who must have the unit or the birth date in common: Hưng and Hùng of
 * two schools are not a question. `isDecided`: a person spoke on the pair already. `unlisted`: how many there are beyond
 * the first MOST_PAIRS of the others.
 */
export function possiblySame<R extends Recipient>(
  recipients: readonly R[],
  isDecided: (first: R, second: R) => boolean = () => false,
): { pairs: [first: R, second: R][]; unlisted: number } {
  const pairs: [R, R][] = [];
  let waiting = 0;
  const find = (keyOf: (recipient: R) => string, isPair: (first: R, second: R) => boolean) => {
    for (const group of Map.groupBy(recipients, keyOf).values())
      for (const [index, second] of group.entries())
        for (const first of group.slice(0, index)) {
          if (isDifferent(first, second) || !isPair(first, second)) continue;
          if (isDecided(first, second) || ++waiting <= MOST_PAIRS) pairs.push([first, second]);
        }
  };
  find(
    ({ nameKey }) => nameKey,
    () => true,
  );
  find(
    ({ nameKey }) => searchKey(nameKey),
    (first, second) =>
      first.nameKey !== second.nameKey &&
      (first.unitId === second.unitId || (first.birthDate !== null && first.birthDate === second.birthDate)),
  );
  return { pairs, unlisted: Math.max(waiting - MOST_PAIRS, 0) };
}

/** Certainly two: of different kinds, of different identity numbers, or collectives or households of different units. */
function isDifferent(first: Recipient, second: Recipient): boolean {
  if (first.subjectKind !== second.subjectKind) return true;
  if (first.subjectKind !== 'INDIVIDUAL') return first.unitId !== second.unitId;
  return (
    first.identityDigest !== null &&
    second.identityDigest !== null &&
    first.identityDigest !== second.identityDigest
  );
}
