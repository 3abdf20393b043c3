import { refuse, type Refusal } from '@app/contracts';
import type { EntityManager } from 'typeorm';
import type { Award } from './award.js';

/** The register of certificates of an office in a year, with the number in it, in one spelling. */
const keyOf = ({ decision, certificateNumber }: Award): string | null =>
  certificateNumber &&
  JSON.stringify([
    decision?.authority,
    decision?.issuerId,
    decision?.signedOn.slice(0, 4),
    certificateNumber.toLocaleLowerCase('vi'),
  ]);

/**
 * Frees the numbers that the awards had so far (`before`: those that they replace too), or answers
 * CERTIFICATE_NUMBER_EXISTS at the first whose new number another certificate of its register bears (rule 16). Two that
 * take one number at the same time meet in the index: the later one runs again and sees it.
 */
export async function takeCertificateNumbers(
  tx: EntityManager,
  awards: Award[],
  before: Award[],
  fieldOf: (award: Award) => string,
): Promise<{ refusal: Refusal } | null> {
  const all = [...awards, ...before];
  if (all.every(({ certificateNumber }) => certificateNumber === null)) return null;
  await tx.query('update award set certificate_number = null where id = any($1)', [all.map(({ id }) => id)]);
  const numbered = awards.filter(({ certificateNumber }) => certificateNumber !== null);
  const taken = new Set<string | null>(
    (
      await tx.query<Pick<Award, 'decision' | 'certificateNumber'>[]>(
        `select decision, certificate_number as "certificateNumber" from award
         where status <> 'DROPPED' and (decision ->> 'authority', decision ->> 'issuerId', left(decision ->> 'signedOn', 4),
           lower(certificate_number collate "vi-x-icu")) in (
             select authority, issuer, year, lower(number collate "vi-x-icu")
             from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as wanted(authority, issuer, year, number))`,
        [
          numbered.map(({ decision }) => decision?.authority),
          numbered.map(({ decision }) => decision?.issuerId),
          numbered.map(({ decision }) => decision?.signedOn.slice(0, 4)),
          numbered.map(({ certificateNumber }) => certificateNumber),
        ],
      )
    ).map((held) => keyOf(held as Award)),
  );
  for (const award of numbered) {
    const key = keyOf(award);
    if (taken.has(key))
      return refuse('CERTIFICATE_NUMBER_EXISTS', fieldOf(award), {
        number: award.certificateNumber ?? '',
        year: award.decision?.signedOn.slice(0, 4) ?? '',
      });
    taken.add(key);
  }
  return null;
}
