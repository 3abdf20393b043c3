import { z } from 'zod';
import { topic, type ServiceName, type Topic } from './contract.js';
import { InstantAt } from './shapes.js';

const Digest = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal');

/** A sealed row of a service's audit: who did what to which target. No personal values; it never changes. */
export const AuditState = z.object({
  /** `<service>-<seq>`. */
  id: z.string(),
  service: z.enum(['movements', 'competitions', 'exemplars']),
  /** Its place in the service's chain, without gaps from 1. */
  seq: z.int().min(1),
  at: InstantAt,
  actor: z.string(),
  /** Role and code of the unit in whose name it was done; null: not known. */
  role: z.string().nullable(),
  unit: z.string().nullable(),
  /** Name of the command. */
  action: z.string(),
  /** Codes and counts; what is longer than 2,000 characters is cut here, not in the service. */
  target: z.string(),
  /** Of the versions that were replaced; null: everything is new. */
  digestBefore: Digest.nullable(),
  /** Of the states afterwards; null: nothing changed. */
  digestAfter: Digest.nullable(),
  correlationId: z.string(),
  /** Of the chain up to and with this row. */
  hash: Digest,
  version: z.int().min(1),
});
export type AuditState = z.infer<typeof AuditState>;

const auditOf = (service: ServiceName): Topic<AuditState> =>
  topic({
    name: `${service}.audit`,
    types: ['ChangeSealed'],
    key: (entry: AuditState) => entry.id,
    state: AuditState,
  });
/** The audit of each service. */
export const auditTopics: Record<ServiceName, Topic<AuditState>> = {
  movements: auditOf('movements'),
  competitions: auditOf('competitions'),
  exemplars: auditOf('exemplars'),
};
