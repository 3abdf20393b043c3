import type { InputOf } from '../graphql.js';
import type { Speech } from '../words.js';
import type { Fault, Sent } from './change.server.js';

export type DecisionInput = InputOf<'DecisionInput'>;

/** A decision as DecisionFields sends it, and what is missing of it. */
export function decisionOf(
  sent: Sent,
  { t }: Speech,
  prefix = 'decision',
): { decision: DecisionInput; faults: Fault[] } {
  const decision: DecisionInput = {
    number: sent.text(`${prefix}.number`),
    signedOn: sent.text(`${prefix}.signedOn`),
    authority: sent.text(`${prefix}.authority`) as DecisionInput['authority'],
    issuer: sent.text(`${prefix}.issuer`),
    signatory: sent.optional(`${prefix}.signatory`),
    position: sent.optional(`${prefix}.position`),
  };
  const faults = (['number', 'signedOn', 'authority', 'issuer'] as const)
    .filter((name) => !decision[name])
    .map((name) => ({ field: `${prefix}.${name}`, message: t(`staff.decision.need.${name}`) }));
  return { decision, faults };
}
