import type { InputOf } from '../../graphql.js';
import type { Speech } from '../../words.js';
import { bareName, dayOf, namesOf, type PastedRow } from '../paste.js';

export type RecipientInput = InputOf<'RecipientInput'>;
export const recipientHeadings = [
  ['ten', 'ho ten', 'ho va ten', 'name'],
  ['doi tuong', 'loai', 'kind'],
  ['don vi', 'ma don vi', 'unit'],
  ['chuc vu', 'position'],
  ['thanh tich', 'achievement'],
  ['ngay sinh', 'birth', 'birth date'],
  ['sang kien', 'de tai', 'evidence'],
] as const;

const kinds = {
  INDIVIDUAL: ['', 'ca nhan', 'individual', 'cn'],
  COLLECTIVE: ['tap the', 'collective', 'tt'],
  HOUSEHOLD: ['ho', 'ho gia dinh', 'household', 'gd'],
} as const;

/** Undefined: nobody knows what is meant. */
export const kindOfRecipient = (typed: string) =>
  (Object.keys(kinds) as (keyof typeof kinds)[]).find((kind) =>
    (kinds[kind] as readonly string[]).includes(bareName(typed)),
  );

export interface ReadRecipient {
  line: number;
  recipient: RecipientInput;
  refused: string | null;
}

/** Recipients as they were pasted, and what would be refused about each: gaps, and the same person twice (rule 18). */
export function recipientsOf(rows: readonly PastedRow[], { t }: Speech): ReadRecipient[] {
  const seen = new Map<string, number>();
  return rows.map(
    ({
      line,
      cells: [name = '', kind = '', unit = '', position = '', achievement = '', birth = '', evidence = ''],
    }) => {
      const birthDate = dayOf(birth);
      const found = kindOfRecipient(kind);
      const person = [bareName(name), unit.toUpperCase(), birthDate].join('|');
      const before = seen.get(person);
      if (name && before === undefined) seen.set(person, line);
      const refused = !name
        ? t('staff.roster.needName')
        : !found
          ? t('staff.decisions.badKind', { kind })
          : !unit
            ? t('staff.decisions.needUnit')
            : !achievement
              ? t('staff.decisions.needAchievement')
              : birthDate === undefined
                ? t('staff.competitions.badBirthDate')
                : before !== undefined
                  ? t('staff.decisions.samePerson', { line: before })
                  : null;
      return {
        line,
        recipient: {
          name,
          kind: found ?? 'INDIVIDUAL',
          unit,
          position: position || null,
          achievement,
          birthDate: birthDate ?? null,
          evidence: namesOf(evidence).map((title) => ({ title })),
        },
        refused,
      };
    },
  );
}
