import type { TadaDocumentNode } from 'gql.tada';
import { print, type DocumentNode } from 'graphql';
import { hash } from 'node:crypto';
import { data, type RouterContextProvider } from 'react-router';
import { Agent, cacheStores, interceptors, request } from 'undici';
import { visitContext } from './context.js';
import { isPersisted } from './graphql.js';

/** Answers to the portal's own documents are kept as long as the gateway allows, then asked for anew by their tag. */
const agent = new Agent({ connections: 50 }).compose(
  interceptors.cache({
    methods: ['GET'],
    store: new cacheStores.MemoryCacheStore({
      maxSize: 32_000_000,
      maxEntrySize: 1_000_000,
      maxCount: 2_000,
    }),
  }),
);

const textOf = new Map<DocumentNode, { text: string; hash: string }>();
function known(document: DocumentNode) {
  let found = textOf.get(document);
  if (!found) {
    const text = print(document);
    found = { text, hash: hash('sha256', text) };
    textOf.set(document, found);
  }
  return found;
}

export interface Answer<Data> {
  data?: Data | null;
  errors?: { message: string; extensions?: { code?: string; field?: string } }[];
}
interface Asking {
  token?: string;
  /** Of a change: the same key and the same change once more do nothing twice. */
  idempotencyKey?: string;
}

/** A question that has no answer: `code` is one of the gateway's public error codes. */
export class GatewayError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Asks the gateway; with a token as that person, without as the public. Throws GatewayError, or for NOT_FOUND and for
 * a gateway that does not answer in time the page that says so.
 */
export async function ask<Data, Variables>(
  context: Readonly<RouterContextProvider>,
  document: TadaDocumentNode<Data, Variables>,
  variables: Variables,
  options: Asking = {},
): Promise<Data> {
  const { hash, text } = known(document);
  if (isPersisted(document) && !options.token) {
    const extensions = JSON.stringify({ persistedQuery: { version: 1, sha256Hash: hash } });
    const answer = await send<Data>(
      context,
      `?${new URLSearchParams({ extensions, variables: JSON.stringify(variables) })}`,
    );
    // A gateway of another version may not know the document by its hash.
    if (answer.errors?.[0]?.extensions?.code !== 'PERSISTED_QUERY_NOT_FOUND') return dataOf(answer);
  }
  return dataOf(await send<Data>(context, '', { query: text, variables }, options));
}

/** The answer to a document as it stands, errors and all: for the examples that visitors run. */
export const askRaw = (context: Readonly<RouterContextProvider>, query: string): Promise<object> =>
  send(context, '', { query });

/** Asks for a change; the answer with its errors, or 503 thrown where there was none: then nobody knows whether it was made. */
export const askForChange = <Data, Variables>(
  context: Readonly<RouterContextProvider>,
  document: TadaDocumentNode<Data, Variables>,
  variables: Variables,
  options: Asking,
): Promise<Answer<Data>> => send<Data>(context, '', { query: known(document).text, variables }, options);

async function send<Data>(
  context: Readonly<RouterContextProvider>,
  search: string,
  body?: object,
  { token, idempotencyKey }: Asking = {},
): Promise<Answer<Data>> {
  const { config, clientAddress, log, language } = context.get(visitContext);
  try {
    const response = await request(`${config.GATEWAY_URL}/graphql${search}`, {
      dispatcher: agent,
      method: body ? 'POST' : 'GET',
      headers: {
        accept: 'application/json',
        'x-forwarded-for': clientAddress,
        ...(body && { 'content-type': 'application/json' }),
        'accept-language': language,
        ...(token && { authorization: `Bearer ${token}` }),
        ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
      },
      body: body ? JSON.stringify(body) : undefined,
      signal: AbortSignal.timeout(config.GATEWAY_DEADLINE_MS),
    });
    return (await response.body.json()) as Answer<Data>;
  } catch (error) {
    log.warn({ err: error }, 'the gateway does not answer');
    throw data({ code: 'SERVICE_UNAVAILABLE' }, { status: 503, headers: { 'retry-after': '10' } });
  }
}

function dataOf<Data>({ data: value, errors }: Answer<Data>): Data {
  if (!errors?.[0] && value) return value;
  const code = errors?.[0]?.extensions?.code ?? 'INTERNAL';
  const status = statusOf[code];
  if (status) throw data({ code }, { status });
  throw new GatewayError(code, errors?.[0]?.message ?? 'no data');
}
const statusOf: Record<string, number> = {
  NOT_FOUND: 404,
  BAD_USER_INPUT: 404,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  RATE_LIMITED: 429,
  SERVICE_UNAVAILABLE: 503,
};
