import type { AwardsRecorded, AwardState } from '@app/contracts';
import type { z } from 'zod';
import type { Memory } from './memory.js';
import { decisionNode, recipientNode } from './nodes.js';
import type { UnitTree } from '@app/figures';

export const awardNode = (award: AwardState, units: UnitTree) => ({
  ...award,
  // A prize won elsewhere has no certificate of ours.
  certificateCode: award.certificates[0]?.code ?? '',
  recipient: recipientNode(award, units),
});

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
