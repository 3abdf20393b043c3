import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { request, type RequestListener } from 'node:http';

/** More than a page may wait for the gateway, so that the page says so itself. */
const DEADLINE_MS = 30_000;

const isOfIdentity = ({ url }: FastifyRequest) =>
  url.startsWith('/oidc/') || /^\/\.well-known\/openid-configuration(\?|$)/.test(url);
/** Everything that is not the gateway's own; questions of other sites (CORS) never are the web's. */
const isOfWeb = ({ is404, method, url }: FastifyRequest) =>
  is404 && method !== 'OPTIONS' && !url.startsWith('/graphql') && !url.startsWith('/.well-known/');

/** Gives the addresses of the embedded identity provider to `handle`, before Nest sees them or a body is read. */
export const giveIdentityTo = (app: NestFastifyApplication, handle: RequestListener): void =>
  give(app, isOfIdentity, handle);

/** Gives what the gateway has no route for to the web, which learns from X-Forwarded- who asks and by what address. */
export const giveRestTo = (app: NestFastifyApplication, handle: RequestListener): void =>
  give(app, isOfWeb, handle);

function give(
  app: NestFastifyApplication,
  isTheirs: (incoming: FastifyRequest) => boolean,
  handle: RequestListener,
): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (incoming, reply, done) => {
      if (!isTheirs(incoming)) return done();
      const { ip, host, protocol } = incoming;
      // What a caller says of these is overwritten; Fastify has already weighed it by TRUST_PROXY.
      Object.assign(incoming.raw.headers, {
        'x-forwarded-for': ip,
        'x-forwarded-host': host,
        'x-forwarded-proto': protocol,
      });
      delete incoming.raw.headers.forwarded;
      reply.hijack();
      handle(incoming.raw, reply.raw);
    });
}

/** Passes requests on to another process, so that people know one address only. */
export function passOnTo(target: string, name: string): RequestListener {
  const { hostname, port } = new URL(target);
  return (incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const passed = request({ hostname, port, method, path, headers, timeout: DEADLINE_MS }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('timeout', () => passed.destroy(new Error('no answer in time')));
    passed.on('error', () => {
      // Half an answer must not pass for a whole one.
      if (outgoing.headersSent) return void outgoing.destroy();
      outgoing.writeHead(503, { 'content-type': 'application/json' });
      outgoing.end(`{"code":"SERVICE_UNAVAILABLE","message":"The ${name} does not answer"}`);
    });
    // Who goes away while something is still told leaves nobody talking.
    outgoing.once('close', () => outgoing.writableFinished || passed.destroy());
    incoming.pipe(passed);
  };
}
