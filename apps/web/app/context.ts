import { createContext } from 'react-router';
import type { Log } from '@app/platform';
import type { WebConfig } from '../src/config.js';
import type { Language } from './words.js';

/** What every loader and action knows of the request. */
export interface Visit {
  config: WebConfig;
  log: Log;
  /** Whom the gateway counts its requests by. */
  clientAddress: string;
  /** Of this web, as people reach it. */
  origin: string;
  /** Of the page that is asked for. */
  language: Language;
  /** What the scripts of this one answer carry, where its page runs any. */
  nonce: string;
}

/** Who is signed in. It lives in a cookie that only this server can read: the browser never sees a token. */
export interface Session {
  accessToken: string;
  refreshToken: string | null;
  idToken: string | null;
  /** Instant from which the access token is renewed, in milliseconds. */
  renewAt: number;
  /** Instant from which the gateway does not take it any more, in milliseconds. */
  endsAt: number;
  name: string;
  role: string;
  unit: string;
  /** What our own forms carry. */
  formToken: string;
}

export const visitContext = createContext<Visit>();
/** Who signed in; only behind `requireSession`. */
export const sessionContext = createContext<Session>();

/** Of a route: the portal needs no script; what staff work with says so with `handle = { scripts: true }`. */
export const runsScripts = (handle: unknown): boolean =>
  (handle as { scripts?: boolean } | undefined)?.scripts === true;
