import type { AwardsRecorded, AwardState } from '@app/contracts';
import type { z } from 'zod';
import { titleInWords } from './honour-titles.js';
import type { Memory } from './memory.js';
import { decisionNode, recipientNode, unitNode } from './nodes.js';
import type { UnitTree } from '@app/figures';

export const awardNode = (award: AwardState, units: UnitTree) => ({
  ...award,
  // A prize won elsewhere has no certificate of ours.
  certificateCode: award.certificates[0]?.code ?? '',
  recipient: recipientNode(award, units),
});

/** What was awarded, in words; a prize by the name of its rank. */
export const awardInWords = (award: AwardState, units: UnitTree): string =>
  titleInWords({ ...award, rank: award.rank?.name ?? null }, unitNode(award.decision?.issuerId, units));

/** The answer of a command that recorded a decision with its awards. */
export async function awardsRecorded(
  { decision, awards, duplicates }: z.output<typeof AwardsRecorded>,
  memory: Memory,
) {
  await memory.awaitUnits([decision.issuerId, ...awards.map(({ unitId }) => unitId)]);
  return {
    decision: decisionNode(decision, memory.units),
    awards: awards.map((award) => awardNode(award, memory.units)),
    possibleDuplicates: duplicates?.listed ?? 0,
    unlistedDuplicates: duplicates?.unlisted ?? 0,
  };
}
