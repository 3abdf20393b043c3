import { createRequestHandler, RouterContextProvider } from 'react-router';
import * as build from 'virtual:react-router/server-build';
import { visitContext, type Visit } from './context.js';
import { languageOf } from './words.js';

const handle = createRequestHandler(build, import.meta.env.PROD ? 'production' : 'development');

/** A page for a request: what src/web.ts serves. */
export function answer(request: Request, visit: Omit<Visit, 'origin' | 'language'>): Promise<Response> {
  const context = new RouterContextProvider();
  const { origin, pathname } = new URL(request.url);
  context.set(visitContext, {
    ...visit,
    origin: visit.config.PUBLIC_URL || origin,
    language: languageOf(pathname),
  });
  return handle(request, context);
}
