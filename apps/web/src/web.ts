import { createRequestListener } from '@remix-run/node-fetch-server';
import type { Log } from '@app/platform';
import { hash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { WebConfig } from './config.js';

/** What `npm run build` made of apps/web/app: see app/handler.ts. */
interface Pages {
  answer(
    request: Request,
    visit: { config: WebConfig; log: Log; clientAddress: string; nonce: string },
  ): Promise<Response>;
}

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};
/** What people type or paste: a thousand rows are a tenth of it. */
const LARGEST_FORM = 2_000_000;
/** Where tables are sent to: 50 MB, and the form around them. */
const isUpload = (pathname: string) => /^(\/en)?\/desk\/imports(\.data)?$/.test(pathname);
const LARGEST_UPLOAD = 50_100_000;
/** A large file over a slow line; every other form has less. The server that listens must allow as much. */
export const UPLOAD_WITHIN_MS = 600_000;
const RECEIVED_WITHIN_MS = 30_000;
/** A few bytes are not worth packing. */
const SMALL = 500;
const sha256 = (text: string | Buffer) => hash('sha256', text, 'base64');

/** The pages and their files as a listener of Node's http server. `folder`: what was built. */
export async function createWeb(
  config: WebConfig,
  log: Log,
  folder = 'dist/apps/web',
): Promise<RequestListener> {
  const { answer } = (await import(
    /* webpackIgnore: true */ pathToFileURL(join(folder, 'server/index.js')).href
  )) as Pages;
  const files = readFiles(join(folder, 'client'));
  const headersOf = securityHeaders(config);

  const listener = createRequestListener(
    async (request: Request, client: { address: string }) => {
      const { pathname } = new URL(request.url);
      const nonce = randomBytes(16).toString('base64');
      try {
        const isRead = request.method === 'GET' || request.method === 'HEAD';
        const response =
          (isRead ? files.get(pathname)?.() : refuseLargeForm(request, pathname)) ??
          (await answer(asGet(request), { config, log, clientAddress: client.address, nonce }));
        return await finish(request, response, (html) => headersOf(html.includes(nonce) ? nonce : null));
      } catch (error) {
        log.error({ err: error, pathname }, 'a page failed');
        return plain(500, 'Có lỗi xảy ra. Something went wrong.');
      }
    },
    { trustProxy: true },
  );
  return (incoming, outgoing) => {
    if (!incoming.complete && !isUpload((incoming.url ?? '').replace(/\?.*/, ''))) {
      const late = setTimeout(() => incoming.complete || incoming.destroy(), RECEIVED_WITHIN_MS);
      incoming.once('close', () => clearTimeout(late));
    }
    // What is left of a form that nobody read would stand before the next request of its connection.
    outgoing.once('finish', () => {
      if (!incoming.complete) incoming.removeAllListeners('data').resume();
    });
    listener(incoming, outgoing);
  };
}

const plain = (status: number, words: string) =>
  new Response(`${words}\n`, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });

/** The headers of an answer to HEAD are those of GET. */
const asGet = (request: Request) =>
  request.method === 'HEAD'
    ? new Request(request.url, { headers: request.headers, signal: request.signal })
    : request;

/** Forms of browsers say how long they are, so what does not say is not read. */
function refuseLargeForm({ headers }: Request, pathname: string): Response | undefined {
  const length = headers.get('content-length');
  if (length === null)
    return headers.has('transfer-encoding') ? plain(411, 'Thiếu độ dài. Say how long it is.') : undefined;
  const most = isUpload(pathname) ? LARGEST_UPLOAD : LARGEST_FORM;
  return Number(length) > most ? plain(413, 'Quá dài. Too long.') : undefined;
}

/** Every file of the build in memory, by its address: their names carry a hash of what is in them. */
function readFiles(folder: string): Map<string, () => Response> {
  const files = new Map<string, () => Response>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    // The manifest of the build is nobody's business.
    if (!entry.isFile() || entry.parentPath.includes('.vite')) continue;
    const path = join(entry.parentPath, entry.name);
    const address = path.slice(folder.length).replaceAll('\\', '/');
    const body = readFileSync(path);
    const headers = {
      'content-type': types[extname(path)] ?? 'application/octet-stream',
      'cache-control': address.startsWith('/assets/')
        ? 'public, max-age=31536000, immutable'
        : 'public, max-age=3600',
    };
    files.set(address, () => new Response(body, { headers }));
  }
  return files;
}

/** Policy, entity tag, 304 and compression, of pages and files alike; files that the gateway makes pass as they come. */
async function finish(
  request: Request,
  response: Response,
  headersOf: (html: string) => Record<string, string>,
): Promise<Response> {
  const headers = new Headers(response.headers);
  const type = headers.get('content-type') ?? '';
  if (type.startsWith('text/event-stream') || headers.get('content-disposition')?.startsWith('attachment')) {
    // What comes piece by piece goes on piece by piece.
    for (const [name, value] of Object.entries(headersOf(''))) headers.set(name, value);
    const isAsked = request.method !== 'HEAD';
    if (!isAsked) await response.body?.cancel();
    return new Response(isAsked ? response.body : null, { status: response.status, headers });
  }
  let body: Buffer | null = response.body ? Buffer.from(await response.arrayBuffer()) : null;
  const html = body && type.startsWith('text/html') ? body.toString() : '';
  for (const [name, value] of Object.entries(headersOf(html))) headers.set(name, value);
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');

  const isPacked = body && body.length > SMALL && /^text\/|json|svg/.test(type);
  if (isPacked) headers.append('vary', 'accept-encoding');
  if (body && response.status === 200 && !headers.get('cache-control')?.includes('no-store')) {
    // Weak: the tag is of what is inside, however it is wrapped.
    const tag = `"${sha256(body)}"`;
    headers.set('etag', `W/${tag}`);
    const known = request.headers
      .get('if-none-match')
      ?.replaceAll('W/', '')
      .split(/\s*,\s*/);
    if (known?.includes(tag)) return new Response(null, { status: 304, headers });
  }
  if (body && isPacked) {
    const accepted = request.headers.get('accept-encoding') ?? '';
    const encoding = /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : null;
    if (encoding) {
      body = await compressed(body, encoding, headers.get('cache-control')?.includes('immutable') ?? false);
      headers.set('content-encoding', encoding);
    }
  }
  if (body) headers.set('content-length', String(body.length));
  return new Response(request.method === 'HEAD' ? null : (body as BodyInit | null), {
    status: response.status,
    headers,
  });
}

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);
const kept = new Map<string, Promise<Buffer>>();

/** What never changes is packed once and as small as can be. */
function compressed(body: Buffer, encoding: 'br' | 'gzip', lasting: boolean): Promise<Buffer> {
  const pack = (quality: number) =>
    encoding === 'br'
      ? brotli(body, {
          params: {
            [constants.BROTLI_PARAM_QUALITY]: quality,
            [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
          },
        })
      : zip(body);
  if (!lasting) return pack(5);
  const key = `${encoding} ${sha256(body)}`;
  const packing = kept.get(key) ?? pack(11);
  kept.set(key, packing);
  return packing;
}

function securityHeaders({ NODE_ENV, OIDC_ISSUER }: WebConfig) {
  // Signing in and out leads through the issuer: browsers hold redirects of a form against form-action.
  const issuer = OIDC_ISSUER ? ` ${new URL(OIDC_ISSUER).origin}` : '';
  /** `nonce`: what the scripts of this one page carry; null on a page without scripts. */
  return (nonce: string | null): Record<string, string> => ({
    'content-security-policy': [
      "default-src 'none'",
      nonce ? `script-src 'self' 'nonce-${nonce}'` : "script-src 'none'",
      "style-src 'self'",
      // The drawings of ECharts place things by style attributes.
      "style-src-attr 'unsafe-inline'",
      "img-src 'self' data:",
      "font-src 'self'",
      "connect-src 'self'",
      `form-action 'self'${issuer}`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'x-content-type-options': 'nosniff',
    // A form's Origin header would be null with no-referrer, and is what tells our forms from those of others.
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
    ...(NODE_ENV === 'production' && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  });
}
