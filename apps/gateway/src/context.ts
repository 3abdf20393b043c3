import type { Language } from '@app/contracts';
import {
  actorOf,
  CodedError,
  newTrace,
  statusOfCode,
  traceOf,
  type Identity,
  type Trace,
} from '@app/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { randomUUID } from 'node:crypto';
import type { Callers } from './callers.js';
import type { GatewayConfig } from './config.js';
import { answerOf, type Answer } from './kept-answers.js';

/** What a resolver knows of the request. */
export interface RequestContext {
  /** Who asks; null: nobody signed in. */
  identity: Identity | null;
  actor: string;
  /** Goes with every command: the services check it again. */
  authorization: string | undefined;
  language: Language;
  trace: Trace;
  idempotencyKey: string;
  /** Fires when the person has gone before the answer, or when it is too late for one; its reason says which. */
  signal: AbortSignal;
  /** Null: it is not kept. */
  answer: Answer | null;
}

/** Vietnamese unless the caller prefers English. */
export function languageOf(header: string | undefined): Language {
  if (!header) return 'vi';
  const wanted = header
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

/** What clients call this gateway: its address, without a path. */
export const resourceOf = (request: FastifyRequest, publicUrl: string): string =>
  publicUrl || `${request.protocol}://${request.host}`;

/** The caller's key for this change; a key of ours when there is none. */
function idempotencyKeyOf(request: FastifyRequest): string {
  const given = header(request, 'idempotency-key');
  if (given === undefined) return randomUUID();
  if (/^[\x21-\x7e]{1,200}$/.test(given)) return given;
  throw new GraphQLError('idempotency-key must be 1 to 200 visible ASCII characters', {
    extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } },
  });
}

/** Throws a GraphQLError with its HTTP status where a token is not accepted, or cannot be checked. */
export async function contextOf(
  request: FastifyRequest,
  reply: FastifyReply,
  callers: Callers,
  config: GatewayConfig,
): Promise<RequestContext> {
  const given = header(request, 'traceparent');
  const trace = given ? traceOf(given) : newTrace();
  reply.header('x-correlation-id', trace.correlationId);
  const idempotencyKey = idempotencyKeyOf(request);
  const ended = new AbortController();
  const late = setTimeout(
    () =>
      ended.abort(new CodedError('SERVICE_UNAVAILABLE', `No answer within ${config.REQUEST_DEADLINE_MS} ms`)),
    config.REQUEST_DEADLINE_MS,
  );
  reply.raw.once('close', () => {
    clearTimeout(late);
    if (!reply.raw.writableFinished)
      ended.abort(new CodedError('SERVICE_UNAVAILABLE', 'The caller has gone'));
  });
  const authorization = header(request, 'authorization');
  const identity = await callers.identify(request).catch((error: unknown) => {
    if (!(error instanceof CodedError)) throw error;
    if (error.code === 'UNAUTHENTICATED')
      // RFC 6750 and 9728: a client learns from the refusal where to sign in.
      reply.header(
        'www-authenticate',
        `Bearer error="invalid_token", resource_metadata="${resourceOf(request, config.PUBLIC_URL)}/.well-known/oauth-protected-resource"`,
      );
    throw new GraphQLError(error.message, {
      extensions: { code: error.code, http: { status: statusOfCode[error.code] } },
    });
  });
  return {
    identity,
    actor: actorOf(identity),
    authorization,
    language: languageOf(header(request, 'accept-language')),
    trace,
    idempotencyKey,
    signal: ended.signal,
    answer: answerOf(request),
  };
}
