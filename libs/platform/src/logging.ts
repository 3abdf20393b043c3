import type { LoggerService } from '@nestjs/common';
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { pino, type Logger } from 'pino';

/**
 * What follows a change from GraphQL through the service and Kafka to the projection.
 * The correlation id is the trace id of W3C Trace Context, so that any tracing tool can join in.
 */
export interface Trace {
  correlationId: string;
}
const traces = new AsyncLocalStorage<Trace>();

const traceparentPattern = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** 32 hexadecimal digits; of a UUID, since those come from a pool. */
const randomDigits = () => randomUUID().replaceAll('-', '');

export const newTrace = (): Trace => ({ correlationId: randomDigits() });
/** The trace that a `traceparent` header names, or a new one where it is missing or malformed. */
export function traceOf(traceparent: string | undefined): Trace {
  const match = traceparentPattern.exec(traceparent ?? '');
  return match?.[1] ? { correlationId: match[1] } : newTrace();
}
export const traceparentOf = (trace: Trace) => `00-${trace.correlationId}-${randomDigits().slice(16)}-01`;
export const currentTrace = (): Trace | undefined => traces.getStore();
export const withTrace = <Result>(trace: Trace, work: () => Result): Result => traces.run(trace, work);

export type Log = Logger;
/** Token of the application's log. */
export const LOG = Symbol('log');

/** An error without what a statement carried: parameters and rows can be personal data. */
function withoutValues(error: unknown) {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack } = error;
  return { name, message, stack, code: (error as { code?: string }).code };
}

/** One line of JSON an event, with the correlation id of the work at hand. */
export const createLog = (service: string, level: string): Log =>
  pino({
    level,
    base: { service },
    serializers: { err: withoutValues },
    // A copy: pino writes the line's fields into what it is given.
    mixin: () => ({ ...traces.getStore() }),
  });

/** Nest's own messages through the same log. */
export class NestLog implements LoggerService {
  constructor(private readonly sink: Log) {}
  log = (message: unknown, context?: string) => this.sink.debug({ context }, String(message));
  debug = (message: unknown, context?: string) => this.sink.debug({ context }, String(message));
  verbose = (message: unknown, context?: string) => this.sink.trace({ context }, String(message));
  warn = (message: unknown, context?: string) => this.sink.warn({ context }, String(message));
  error = (message: unknown, stack?: string, context?: string) =>
    this.sink.error({ context, stack }, String(message));
}
