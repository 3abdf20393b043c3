import { Readable } from 'node:stream';
import { data, type RouterContextProvider } from 'react-router';
import { request as send } from 'undici';
import { sessionContext, visitContext } from '../context.js';

type Context = Readonly<RouterContextProvider>;

/** The longest silence of the gateway: a file of 50 certificates takes some seconds, and events say something every 15. */
const SILENT_MS = 30_000;

export interface GatewayAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Readable;
}

/**
 * Asks the gateway for what is not GraphQL, in the name of who is signed in; 503 thrown where no answer came. A `body`
 * flows through; it is given up when its sender goes.
 */
export async function askGateway(
  context: Context,
  request: Request,
  path: string,
  { method = 'GET', body }: { method?: 'GET' | 'POST'; body?: Readable } = {},
): Promise<GatewayAnswer> {
  const { config, clientAddress, log, language } = context.get(visitContext);
  try {
    const answer = await send(config.GATEWAY_URL + path, {
      method,
      body,
      headers: {
        authorization: `Bearer ${context.get(sessionContext).accessToken}`,
        'accept-language': language,
        'x-forwarded-for': clientAddress,
        ...(body && { 'content-type': 'application/octet-stream' }),
      },
      headersTimeout: SILENT_MS,
      bodyTimeout: SILENT_MS,
      signal: request.signal,
    });
    return { status: answer.statusCode, headers: answer.headers, body: answer.body };
  } catch (error) {
    log.warn({ err: error }, 'the gateway does not answer');
    throw data({ code: 'SERVICE_UNAVAILABLE' }, { status: 503 });
  }
}

/** What an answer that is no file says: the gateway's errors are JSON. */
export async function errorOf({
  body,
}: GatewayAnswer): Promise<{ code: string; message: string; field?: string }> {
  let text = '';
  for await (const chunk of body.setEncoding('utf8')) text += chunk as string;
  try {
    return JSON.parse(text) as { code: string; message: string; field?: string };
  } catch {
    return { code: 'INTERNAL', message: text };
  }
}

const kept = ['content-type', 'content-disposition', 'content-length'] as const;

/** A file or a stream of events of the gateway as it comes; its errors in plain words, under their status. */
export async function passOn(context: Context, request: Request, path: string): Promise<Response> {
  const answer = await askGateway(context, request, path);
  if (answer.status !== 200) {
    const { message } = await errorOf(answer);
    return new Response(`${message}\n`, {
      status: answer.status,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    });
  }
  const headers = new Headers();
  for (const name of kept)
    if (typeof answer.headers[name] === 'string') headers.set(name, answer.headers[name]);
  return new Response(Readable.toWeb(answer.body) as ReadableStream, { headers });
}
