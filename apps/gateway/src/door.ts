import { CodedError, LOG, statusOfCode, type Log } from '@app/platform';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { hash } from 'node:crypto';
import { Callers } from './callers.js';
import { CONFIG } from './commands.js';
import type { GatewayConfig } from './config.js';
import { contextOf, languageOf } from './context.js';
import { parseWithinLimits } from './document-limits.js';
import { orAborted } from './execution.js';
import { formatError } from './graphql.js';
import { answerOf, KeptAnswers, type Kept } from './kept-answers.js';
import { Memory } from './memory.js';
import { hashOf, persistedHashOf } from './persisted.js';
import { Plans, questionOf } from './plans.js';
import { networkOf, RateLimits, type Rate } from './rate-limits.js';
import type { ReadyData } from './ready-rows.js';
import { Youngest } from './youngest.js';

const PATH = '/graphql';
/** Each of them costs work: counted together, by client. */
const counted = [PATH, '/certificates/:code.pdf', '/decisions/:id/certificates.pdf'];
const isCounted = (url = '') => counted.includes(url) || /^\/(imports|exports)(\/|$)/.test(url);
/** 1,000 subjects are 100 kB. */
const LARGEST_BODY = 1_000_000;
const MOST_KNOWN = 2_000;
const SECONDS_CACHED = 10;
const JSON_TYPE = 'application/json; charset=utf-8';

/** What stands before GraphQL and the files of certificates: who may come how often, from where, with how much; and the headers of every answer. */
@Injectable()
export class Door {
  private readonly limits = new RateLimits();
  /** Hashes of documents that were found within the limits. */
  private readonly known = new Youngest<true>(MOST_KNOWN);
  private readonly anonymous: Rate;
  private readonly signedIn: Rate;
  private readonly headers: Record<string, string>;

  constructor(
    { httpAdapter }: HttpAdapterHost,
    @Inject(CONFIG) private readonly config: GatewayConfig,
    private readonly callers: Callers,
    private readonly answers: KeptAnswers,
    private readonly plans: Plans,
    memory: Memory,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.anonymous = {
      perSecond: config.RATE_LIMIT_ANONYMOUS_PER_SECOND,
      burst: config.RATE_LIMIT_ANONYMOUS_BURST,
    };
    this.signedIn = {
      perSecond: config.RATE_LIMIT_SIGNED_IN_PER_SECOND,
      burst: config.RATE_LIMIT_SIGNED_IN_BURST,
    };
    this.headers = headersOf(config.NODE_ENV === 'production');
    memory.listen((changed) => this.answers.forgetChanged(changed, memory));
    const server = httpAdapter.getInstance<FastifyInstance>();
    server.addHook('onRoute', (route) => {
      if (route.url === PATH) route.bodyLimit = LARGEST_BODY;
    });
    server.addHook('onRequest', async (request, reply) => this.admit(request, reply));
    server.addHook('preHandler', async (request, reply) => {
      if (request.routeOptions.url !== PATH) return undefined;
      const kept = this.answers.find(request, languageOf(request.headers['accept-language']));
      if (kept) return this.tell(kept, request, reply);
      return (await this.answer(request, reply)) ?? this.weigh(request, reply);
    });
    server.addHook('onSend', async (request, reply, payload) => this.cache(request, reply, payload));
  }

  private async admit(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    reply.headers(this.headers);
    const { origin } = request.headers;
    if (this.config.CORS_ORIGINS.length) reply.header('vary', 'origin');
    if (origin && this.config.CORS_ORIGINS.includes(origin)) {
      reply.header('access-control-allow-origin', origin);
      reply.header('access-control-expose-headers', 'retry-after, x-correlation-id');
      if (request.method === 'OPTIONS')
        return reply
          .headers({
            'access-control-allow-methods': 'GET, POST',
            'access-control-allow-headers':
              'content-type, authorization, idempotency-key, traceparent, apollo-require-preflight, x-apollo-operation-name',
            'access-control-max-age': '600',
          })
          .code(204)
          .send();
    }
    if (!isCounted(request.routeOptions.url)) return undefined;
    const seconds = await this.secondsToWait(request);
    if (!seconds) return undefined;
    reply.header('retry-after', String(seconds));
    return this.refuse(reply, new CodedError('RATE_LIMITED', `Too many requests; again in ${seconds} s`));
  }

  /**
   * Takes one request from whom it is counted for: the person, where the token is good, else the address. A token that
   * is not known is checked at the cost of the address, so that inventing tokens wins nothing and costs no processor;
   * the address gets it back when the token is good, so that people behind one address do not wait for each other.
   */
  private async secondsToWait(request: FastifyRequest): Promise<number> {
    const known = this.callers.knownSubject(request);
    if (known !== null) return this.limits.take(`subject ${known}`, this.signedIn);
    const address = `address ${networkOf(request.ip)}`;
    const seconds = this.limits.take(address, this.anonymous);
    if (seconds || request.headers.authorization === undefined) return seconds;
    // A token that is not good is told so by the context of GraphQL.
    const identity = await this.callers.identify(request).catch(() => null);
    if (!identity) return 0;
    this.limits.refund(address, this.anonymous);
    return this.limits.take(`subject ${identity.subject}`, this.signedIn);
  }

  /**
   * By the plan of a question that came before, from whoever is not signed in: what Apollo does besides takes twice the
   * time of a short answer. Null: the ordinary way, which also tells what is wrong.
   */
  private async answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | null> {
    const answer = answerOf(request);
    const question = answer && questionOf(request, answer.documentHash);
    const rows = question && this.plans.rowsOf(question);
    const context = rows && (await contextOf(request, reply, this.callers, this.config).catch(() => null));
    if (!context) return null;
    answer.roots = 1;
    const ready = await orAborted<ReadyData | GraphQLError | null>(
      rows.answer(context, question.variables),
      context.signal,
      (reason) => reason,
    );
    if (ready instanceof Error) return this.refuse(reply, ready);
    return ready && reply.type(JSON_TYPE).send(this.finish(request, reply, ready.body));
  }

  /** Refuses a document before validation if that would be what hurts. */
  private weigh(request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
    const { query } = ((request.method === 'GET' ? request.query : request.body) ?? {}) as {
      query?: unknown;
    };
    // A page in another site may ask this much: a committed document, whose answer says nothing of the caller.
    if (persistedHashOf(request)) request.headers['apollo-require-preflight'] = 'persisted';
    if (typeof query !== 'string') return undefined;
    const digest = answerOf(request)?.documentHash ?? hashOf(query);
    if (this.known.get(digest)) return undefined;
    try {
      parseWithinLimits(query);
    } catch (error) {
      return this.refuse(reply, error as Error);
    }
    this.known.put(digest, true);
    return undefined;
  }

  private refuse(reply: FastifyReply, error: Error): FastifyReply {
    const status = error instanceof CodedError ? statusOfCode[error.code] : 400;
    if (reply.request.routeOptions.url !== PATH && error instanceof CodedError)
      return reply.code(status).send({ code: error.code, message: error.message });
    const told =
      error instanceof GraphQLError ? error : new GraphQLError(error.message, { originalError: error });
    return reply.code(status).send({ errors: [formatError(this.log, told)] });
  }

  /** An answer that was kept, compressed for who takes it so. */
  private async tell(kept: Kept, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    reply.header('content-type', kept.type);
    const gzip = request.headers['accept-encoding']?.includes('gzip');
    const compressed = gzip ? await this.answers.compressed(kept) : null;
    if (compressed) reply.headers({ 'content-encoding': 'gzip', vary: varyOf(reply) });
    const unchanged = persistedHashOf(request) && this.cacheable(request, reply, kept.body);
    return reply.send(unchanged ? '' : (compressed ?? kept.body));
  }

  /** Here where the answer is kept; and answers to committed documents by anyone for a moment, all others by nobody. */
  private cache(request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
    if (reply.statusCode !== 200 || typeof payload !== 'string' || payload === '') return payload;
    if (/^\{"errors"/.test(payload)) return payload;
    return this.finish(request, reply, Buffer.from(payload));
  }

  /** Keeps what was made, for all who take it. Empty: the caller has it already. */
  private finish(request: FastifyRequest, reply: FastifyReply, body: Buffer): Buffer | '' {
    const answer = answerOf(request);
    if (answer) this.answers.keep(answer, body, String(reply.getHeader('content-type')));
    return persistedHashOf(request) && this.cacheable(request, reply, body) ? '' : body;
  }

  /** Whether the caller has it already. */
  private cacheable(request: FastifyRequest, reply: FastifyReply, body: Buffer): boolean {
    const etag = `"${hash('sha256', body, 'base64url')}"`;
    reply.headers({ 'cache-control': `public, max-age=${SECONDS_CACHED}`, etag, vary: varyOf(reply) });
    if (request.headers['if-none-match'] !== etag) return false;
    reply.code(304).removeHeader('content-length').removeHeader('content-encoding');
    return true;
  }
}

const varyOf = (reply: FastifyReply): string =>
  reply.getHeader('vary') === 'origin' ? 'origin, accept-encoding' : 'accept-encoding';

/** The page for developers carries its scripts within itself; production has no page. */
const headersOf = (production: boolean) => ({
  'content-security-policy': production
    ? "default-src 'none'; frame-ancestors 'none'"
    : "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-site',
  'cache-control': 'no-store',
  ...(production && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
});
