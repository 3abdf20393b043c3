import { createContext } from 'react-router';
import type { Log } from '@app/platform';
import type { WebConfig } from '../src/config.js';
import type { Session } from './session.server.js';

/** What every loader and action knows of the request. */
export interface Visit {
  config: WebConfig;
  log: Log;
  /** Whom the gateway counts its requests by. */
  clientAddress: string;
  /** Of this web, as people reach it. */
  origin: string;
}
export const visitContext = createContext<Visit>();
/** Who signed in; only behind `requireSession`. */
export const sessionContext = createContext<Session>();
