import { awardNames, refuse, type Refusal } from '@app/contracts';
import { nameKey } from '@app/names';
import type { EntityManager } from 'typeorm';
import { Award } from './award.js';
import { describe } from './same-recipient.js';

/** One piece of evidence of one recipient; `index`: its place in the award's list. */
interface Use {
  award: Award;
  index: number;
  recipientKey: string;
  evidenceKey: string;
}

/**
 * What an award uses up (rule 17). Evidence is the same by its title in the compared form of names. A recipient is the
 * same by the identity number, and by name, birth date and unit where the birth date is known or nothing better is.
 */
export function usesOf(award: Award): Use[] {
  const { identityDigest, birthDate } = award;
  const recipientKeys = [
    ...(identityDigest ? [identityDigest] : []),
    ...(birthDate || !identityDigest ? [describe(award)] : []),
  ];
  const uses = new Map<string, Use>();
  for (const [index, { title }] of award.evidence.entries())
    for (const recipientKey of recipientKeys) {
      const evidenceKey = nameKey(title);
      const key = keyOf({ recipientKey, evidenceKey });
      if (!uses.has(key)) uses.set(key, { award, index, recipientKey, evidenceKey });
    }
  return [...uses.values()];
}

const keyOf = ({ recipientKey, evidenceKey }: { recipientKey: string; evidenceKey: string }) =>
  JSON.stringify([recipientKey, evidenceKey]);

/**
 * Uses up the evidence of drafted or restored awards, or answers EVIDENCE_USED naming the award that used it. Two that
 * do so at the same time meet in the primary key: the later one runs again and sees the use.
 */
export async function useEvidence(
  tx: EntityManager,
  awards: Award[],
  fieldOf: (award: Award, index: number) => string,
): Promise<{ refusal: Refusal } | null> {
  const wanted = awards.flatMap(usesOf);
  if (wanted.length === 0) return null;
  const held = await tx.query<{ awardId: string; recipientKey: string; evidenceKey: string }[]>(
    `select award_id as "awardId", recipient_key as "recipientKey", evidence_key as "evidenceKey" from evidence_use
     where (recipient_key, evidence_key) in (select * from unnest($1::text[], $2::text[]))`,
    columnsOf(wanted),
  );
  const taken = new Map<string, Award | string>(held.map((use) => [keyOf(use), use.awardId]));
  for (const use of wanted) {
    const by = taken.get(keyOf(use));
    if (by) {
      const user = typeof by === 'string' ? await tx.findOneByOrFail(Award, { id: by }) : by;
      return refuse('EVIDENCE_USED', fieldOf(use.award, use.index), {
        evidence: use.award.evidence[use.index]?.title ?? '',
        name: use.award.name,
        award: namedBy(user),
      });
    }
    taken.set(keyOf(use), use.award);
  }
  // Always in the same order: two that want the same evidence wait for each other instead of locking each other out.
  wanted.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  await tx.query(
    `insert into evidence_use (recipient_key, evidence_key, award_id)
     select * from unnest($1::text[], $2::text[], $3::uuid[])`,
    [...columnsOf(wanted), wanted.map(({ award }) => award.id)],
  );
  return null;
}

/** Of awards that are revoked, dropped or about to use it anew. */
export async function freeEvidence(tx: EntityManager, awards: Award[]): Promise<void> {
  await tx.query('delete from evidence_use where award_id = any($1)', [awards.map(({ id }) => id)]);
}

const columnsOf = (uses: Use[]): [string[], string[]] => [
  uses.map(({ recipientKey }) => recipientKey),
  uses.map(({ evidenceKey }) => evidenceKey),
];

/** The award in words: what it is and by which decision. */
function namedBy({ form, emulationTitle, decision }: Award): string {
  const granted = form ?? emulationTitle;
  return `${granted ? awardNames[granted] : ''} ${decision?.number ?? ''} (${decision?.signedOn ?? ''})`.trim();
}
