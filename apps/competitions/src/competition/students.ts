import { refuse, type Member, type Refusal } from '@app/contracts';
import { nameKey } from '@app/names';
import { identityDigest } from '../identity-digest.js';
import type { Entry, StudentKey } from './entry.js';

/** Most pairs of entries that one command asks a person about; a longer list would be read by nobody. */
export const MOST_PAIRS = 2_000;

/** What is compared of each member, in their order; or BAD_KEY for an identity number without a letter or digit. */
export function studentKeys(
  members: Member[],
  secret: string,
  field: string,
): StudentKey[] | { refusal: Refusal } {
  const keys: StudentKey[] = [];
  for (const [index, { name, birthDate, identity }] of members.entries()) {
    const digest = identity ? identityDigest(identity, secret) : null;
    if (identity && !digest) return refuse('BAD_KEY', `${field}.${index}.identity`, { subject: name });
    keys.push({ name: nameKey(name), birthDate: birthDate ?? null, identity: digest });
  }
  return keys;
}

/** Of which two students share one exactly if they are the same (rule 13): the identity, or name, birth date and school. */
const provenKeys = ({ name, birthDate, identity }: StudentKey, unitId: string): string[] => [
  ...(identity ? [identity] : []),
  ...(birthDate ? [JSON.stringify([name, birthDate, unitId])] : []),
];

const differs = (one: string | null, other: string | null): boolean =>
  one !== null && other !== null && one !== other;

/** Nothing known of the two says that they are different people of one name. */
export const agrees = (one: StudentKey, other: StudentKey): boolean =>
  one.name === other.name &&
  !differs(one.birthDate, other.birthDate) &&
  !differs(one.identity, other.identity);

/** Two entries in which students of one name stand, with the names as written; one entry twice: within it. */
export interface Pair {
  first: Entry;
  second: Entry;
  firstNames: Set<string>;
  secondNames: Set<string>;
}

/**
 * STUDENT_ENTERED for a student whom another entry has already, or one entry twice, unless `leftOut` says that the entry is
 * left out for it; else the pairs of one name alone, for a person to decide.
 */
export function compareStudents(
  known: Entry[],
  added: Entry[],
  leftOut: (index: number, refused: { refusal: Refusal }) => boolean = () => false,
): Pair[] | { refusal: Refusal } {
  const entryOf = new Map<string, Entry>();
  const byName = new Map<string, { entry: Entry; name: string; key: StudentKey }[]>();
  const pairs = new Map<string, Pair>();
  for (const [index, entry] of [...known, ...added].entries()) {
    const refused = index < known.length ? null : enteredBefore(entry, index - known.length, entryOf);
    if (refused && leftOut(index - known.length, refused)) continue;
    if (refused) return refused;
    for (const [position, key] of entry.studentKeys.entries()) {
      const name = entry.members[position] ?? '';
      const proven = provenKeys(key, entry.unitId);
      const namesakes = byName.get(key.name) ?? [];
      if (index >= known.length)
        for (const other of namesakes.filter((one) => agrees(one.key, key))) {
          const pairKey = `${other.entry.id} ${entry.id}`;
          if (!pairs.has(pairKey) && pairs.size === MOST_PAIRS) break;
          const pair = pairs.get(pairKey) ?? {
            first: other.entry,
            second: entry,
            firstNames: new Set(),
            secondNames: new Set(),
          };
          pairs.set(pairKey, pair);
          pair.firstNames.add(other.name);
          pair.secondNames.add(name);
        }
      for (const one of proven) entryOf.set(one, entry);
      namesakes.push({ entry, name, key });
      byName.set(key.name, namesakes);
    }
  }
  return [...pairs.values()];
}

/** STUDENT_ENTERED at the first of its students who is in an entry of the map, or stands in it twice. */
function enteredBefore(
  entry: Entry,
  index: number,
  entryOf: Map<string, Entry>,
): { refusal: Refusal } | null {
  const own = new Set<string>();
  for (const [position, key] of entry.studentKeys.entries()) {
    const proven = provenKeys(key, entry.unitId);
    const held = proven.map((one) => (own.has(one) ? entry : entryOf.get(one))).find(Boolean);
    if (held)
      return refuse('STUDENT_ENTERED', `entries.${index}.members.${position}`, {
        name: entry.members[position] ?? '',
        entry: held.code,
      });
    proven.forEach((one) => own.add(one));
  }
  return null;
}
