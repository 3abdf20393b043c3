import type { Language } from '@app/contracts';
import { newTrace, traceOf, type Trace } from '@app/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuid } from 'uuid';

/** What a resolver knows of the request. */
export interface RequestContext {
  actor: string;
  language: Language;
  trace: Trace;
  idempotencyKey: string;
  /** Fires when the person has gone before the answer. */
  signal: AbortSignal;
}

/** Vietnamese unless the caller prefers English. */
export function languageOf(header: string | undefined): Language {
  const wanted = (header ?? '')
    .split(',')
    .map((part) => /^\s*(vi|en)\b[^;]*(?:;\s*q=([\d.]+))?/i.exec(part))
    .filter((match) => match !== null)
    .sort((a, b) => Number(b[2] ?? 1) - Number(a[2] ?? 1))[0];
  return wanted?.[1]?.toLowerCase() === 'en' ? 'en' : 'vi';
}

const header = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

export function contextOf(request: FastifyRequest, reply: FastifyReply): RequestContext {
  const given = header(request, 'traceparent');
  const trace = given ? traceOf(given) : newTrace();
  reply.header('x-correlation-id', trace.correlationId);
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  return {
    actor: 'anonymous',
    language: languageOf(header(request, 'accept-language')),
    trace,
    idempotencyKey: header(request, 'idempotency-key') ?? uuid(),
    signal: gone.signal,
  };
}
