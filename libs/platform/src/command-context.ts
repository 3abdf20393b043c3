import type { Trace } from './logging.js';
import type { ErrorCode, Refusal, Role } from '@app/contracts';

/** Who asks, as the identity provider says. */
export interface Identity {
  /** Of the provider: what the audit and the events call the actor. */
  subject: string;
  name?: string;
  role: Role;
  /** Code of the unit to which the role belongs. */
  unit: string;
}

/** What travels beside a command's input. */
export interface CommandContext {
  command: string;
  /** Who asks, checked by this service itself; null: nobody signed in, or the house itself. */
  identity: Identity | null;
  /** The identity's subject, or `anonymous`, or `system`. */
  actor: string;
  idempotencyKey: string;
  /** Keyed SHA-256 of command name and body: the same key with another body is a CONFLICT. */
  bodyHash: string;
  trace: Trace;
  /** After this instant nobody waits for the answer: nothing may be committed. */
  deadline: Date;
  /** Everything is asked and nothing kept: the answer says what would have been done. No key is used up by it. */
  rehearsal?: boolean;
  /**
   * Set where a refused item of a list is left out instead of refusing the whole command: the refusals so far, each with
   * its field. A command's handler adds to it through `skips`; the outbox puts it into the answer as `skipped`.
   */
  skipped?: Refusal[];
}

/** Whether the command goes on without the refused item, which it then notes; else the refusal is its answer. */
export function skips({ skipped }: CommandContext, { refusal }: { refusal: Refusal }): boolean {
  skipped?.push(refusal);
  return skipped !== undefined;
}

/** An error that is not a rule's no, with its public code; on the wire between services and towards GraphQL. */
export class CodedError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly field?: string,
  ) {
    super(message);
  }
}

/** What the audit calls the house itself, and whoever did not sign in: no token may have these subjects. */
export const reservedActors = ['system', 'anonymous'] as const;
/** Whom the audit and the events name. */
export const actorOf = (identity: Identity | null): string => identity?.subject ?? 'anonymous';

export const headerNames = {
  idempotencyKey: 'idempotency-key',
  authorization: 'authorization',
  deadline: 'x-deadline',
  trace: 'traceparent',
  /** `true`: a rehearsal. */
  rehearsal: 'x-rehearsal',
  /** `skip`: refused items are left out. */
  refusedItems: 'x-refused-items',
} as const;

export const statusOfCode: Record<ErrorCode, number> = {
  BAD_USER_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  RATE_LIMITED: 429,
  SERVICE_UNAVAILABLE: 503,
};
