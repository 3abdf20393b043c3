import { createRequestHandler, RouterContextProvider } from 'react-router';
import * as build from 'virtual:react-router/server-build';
import { visitContext, type Visit } from './context.js';

const handle = createRequestHandler(build, import.meta.env.PROD ? 'production' : 'development');

/** A page for a request: what src/web.ts serves. */
export function answer(request: Request, visit: Omit<Visit, 'origin'>): Promise<Response> {
  const context = new RouterContextProvider();
  context.set(visitContext, { ...visit, origin: visit.config.PUBLIC_URL || new URL(request.url).origin });
  return handle(request, context);
}
