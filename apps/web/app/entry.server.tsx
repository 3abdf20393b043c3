import { renderToReadableStream } from 'react-dom/server';
import {
  ServerRouter,
  type EntryContext,
  type HandleErrorFunction,
  type RouterContextProvider,
} from 'react-router';
import { runsScripts, visitContext } from './context.js';

/** A page is sent whole: it then has a length, an entity tag, and one status. */
export default async function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  context: EntryContext,
  loadContext: RouterContextProvider,
): Promise<Response> {
  // A page of the portal runs no script and is the same each time.
  const nonce = context.staticHandlerContext.matches.some(({ route }) => runsScripts(route.handle))
    ? loadContext.get(visitContext).nonce
    : undefined;
  const page = await renderToReadableStream(
    <ServerRouter context={context} url={request.url} nonce={nonce} />,
    { signal: request.signal, nonce },
  );
  await page.allReady;
  headers.set('content-type', 'text/html; charset=utf-8');
  return new Response(page, { status, headers });
}

export const handleError: HandleErrorFunction = (error, { request, context }) => {
  if (request.signal.aborted) return;
  (context as RouterContextProvider)
    .get(visitContext)
    .log.error({ err: error, url: request.url }, 'a page failed');
};
