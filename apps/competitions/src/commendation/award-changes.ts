import type { EntityManager } from 'typeorm';
import type { Award } from './award.js';
import type { CitedHeader } from './offices.js';

/** What a correction can change of an award. */
export type Corrected = Pick<
  Award,
  'name' | 'members' | 'position' | 'unitId' | 'achievement' | 'certificateNumber'
>;

/**
 * Adds to the history of published awards, in the service alone: events carry the present state only, and nothing that
 * was once public is forgotten (rule 19). `before`: what a correction replaced, by the award's id.
 */
export async function keepChanges(
  tx: EntityManager,
  change: 'CORRECTED' | 'REVOKED' | 'RESTORED' | 'REMOVED',
  awards: Award[],
  by: { decision: CitedHeader | null; reason: string; ground?: string; before?: Map<string, Corrected> },
): Promise<void> {
  await tx.query(
    `insert into award_change (award_id, version, before, change, decision, reason, ground)
     select id, version, before, $2, $3, $4, $5
     from jsonb_to_recordset($1::jsonb) as changed(id uuid, version int, before jsonb)`,
    [
      JSON.stringify(awards.map(({ id, version }) => ({ id, version, before: by.before?.get(id) ?? null }))),
      change,
      by.decision && JSON.stringify(by.decision),
      by.reason,
      by.ground ?? null,
    ],
  );
}
