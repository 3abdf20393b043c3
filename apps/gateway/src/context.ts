import type { Language } from '@app/contracts';
import {
  actorOf,
  CodedError,
  newTrace,
  statusOfCode,
  traceOf,
  type Identity,
  type TokenVerifier,
  type Trace,
} from '@app/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { v7 as uuid } from 'uuid';

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

/** What clients call this gateway: its address, without a path. */
export const resourceOf = (request: FastifyRequest, publicUrl: string): string =>
  publicUrl || `${request.protocol}://${request.host}`;

/** Throws a GraphQLError with its HTTP status where a token is not accepted, or cannot be checked. */
export async function contextOf(
  request: FastifyRequest,
  reply: FastifyReply,
  tokens: TokenVerifier,
  publicUrl: string,
): Promise<RequestContext> {
  const given = header(request, 'traceparent');
  const trace = given ? traceOf(given) : newTrace();
  reply.header('x-correlation-id', trace.correlationId);
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  const authorization = header(request, 'authorization');
  const identity = await tokens.identify(authorization).catch((error: unknown) => {
    if (!(error instanceof CodedError)) throw error;
    if (error.code === 'UNAUTHENTICATED')
      // RFC 6750 and 9728: a client learns from the refusal where to sign in.
      reply.header(
        'www-authenticate',
        `Bearer error="invalid_token", resource_metadata="${resourceOf(request, publicUrl)}/.well-known/oauth-protected-resource"`,
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
    idempotencyKey: header(request, 'idempotency-key') ?? uuid(),
    signal: gone.signal,
  };
}
