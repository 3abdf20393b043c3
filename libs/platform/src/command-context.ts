import type { Trace } from './logging.js';
import type { ErrorCode } from '@app/contracts';

/** What travels beside a command's input. */
export interface CommandContext {
  command: string;
  /** Who asks. */
  actor: string;
  /** Role and code of the unit in whose name; absent: not known. */
  role?: string | null;
  unit?: string | null;
  idempotencyKey: string;
  /** Keyed SHA-256 of command name and body: the same key with another body is a CONFLICT. */
  bodyHash: string;
  trace: Trace;
  /** After this instant nobody waits for the answer: nothing may be committed. */
  deadline: Date;
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

export const headerNames = {
  idempotencyKey: 'idempotency-key',
  actor: 'x-actor',
  deadline: 'x-deadline',
  trace: 'traceparent',
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
