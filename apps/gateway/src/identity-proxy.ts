import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { request, type RequestListener } from 'node:http';

const DEADLINE_MS = 10_000;

const isOfIdentity = (url: string) =>
  url.startsWith('/oidc/') || /^\/\.well-known\/openid-configuration(\?|$)/.test(url);

/** Gives the addresses of the embedded identity provider to `handle`, before Nest sees them or a body is read. */
export function giveIdentityTo(app: NestFastifyApplication, handle: RequestListener): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (incoming, reply, done) => {
      if (!isOfIdentity(incoming.url)) return done();
      reply.hijack();
      handle(incoming.raw, reply.raw);
    });
}

/** Passes requests on to the provider of `npm run start:cluster`, so that people know one address only. */
export function identityProxy(target: string): RequestListener {
  const { hostname, port } = new URL(target);
  return (incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const passed = request({ hostname, port, method, path, headers, timeout: DEADLINE_MS }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('timeout', () => passed.destroy(new Error('no answer in time')));
    passed.on('error', () => {
      if (!outgoing.headersSent) outgoing.writeHead(503, { 'content-type': 'application/json' });
      outgoing.end('{"code":"SERVICE_UNAVAILABLE","message":"The identity provider does not answer"}');
    });
    incoming.pipe(passed);
  };
}
