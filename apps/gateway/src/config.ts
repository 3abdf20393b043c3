import { baseVariables, identityVariables, PublicUrl } from '@app/platform';
import { z } from 'zod';

/** Values separated by commas. */
const list = z
  .string()
  .default('')
  .transform((value) =>
    value
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  );
const count = (most: number) => z.coerce.number().int().min(1).max(most);

/** Variables of the gateway. */
export const gatewayVariables = {
  ...baseVariables,
  ...identityVariables,
  PORT: baseVariables.PORT.default(3000),
  /** Address under which people reach the gateway, an origin such as https://thidua.example.vn. Empty: as each request names it. */
  PUBLIC_URL: PublicUrl.default(''),
  /** Development only: the embedded identity provider of `npm run start:cluster`, whose addresses the gateway passes on. Empty: none. */
  IDENTITY_PROXY_URL: z.union([z.literal(''), z.url()]).default(''),
  /** Where the web is: everything that is not the gateway's own is passed on to it. Empty: there are no pages. */
  WEB_URL: z.union([z.literal(''), z.url()]).default(''),
  /** Where commands are sent. */
  MOVEMENTS_URL: z.url().default('http://127.0.0.1:3001'),
  COMPETITIONS_URL: z.url().default('http://127.0.0.1:3002'),
  EXEMPLARS_URL: z.url().default('http://127.0.0.1:3003'),
  /** Milliseconds that a command may take before the person is told SERVICE_UNAVAILABLE. */
  COMMAND_DEADLINE_MS: z.coerce.number().int().min(100).max(60_000).default(10_000),
  /** Milliseconds after which a request that has no answer is told SERVICE_UNAVAILABLE. */
  REQUEST_DEADLINE_MS: count(120_000).default(15_000),
  /** Requests a second of one client that is not signed in (an address; of IPv6 a network of 64 bits), and at once after a pause. */
  RATE_LIMIT_ANONYMOUS_PER_SECOND: count(1_000_000).default(50),
  RATE_LIMIT_ANONYMOUS_BURST: count(1_000_000).default(300),
  /** The same of one person who is signed in: the subject of a token that was found good. */
  RATE_LIMIT_SIGNED_IN_PER_SECOND: count(1_000_000).default(100),
  RATE_LIMIT_SIGNED_IN_BURST: count(1_000_000).default(500),
  /** Addresses or networks of the proxies whose X-Forwarded-For is believed, separated by commas. Empty: nobody's. */
  TRUST_PROXY: list,
  /** Origins of the sites whose pages may ask, such as https://portal.example, separated by commas. Empty: none. */
  CORS_ORIGINS: list,
  /** Folder in which uploaded tables lie until they are read. Empty: the system's for temporary files. */
  IMPORTS_FOLDER: z.string().default(''),
  /** Days after which an import is forgotten with its rows, which name people. */
  IMPORTS_KEPT_DAYS: count(365).default(7),
  /** Not ready before this file exists; the launcher of `npm start` makes it when the sample is visible. Empty: no gate. */
  READY_GATE_FILE: z.string().default(''),
} as const;
export type GatewayConfig = z.output<z.ZodObject<typeof gatewayVariables>>;
