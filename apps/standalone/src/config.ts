import { baseVariables, identityVariables, PublicUrl } from '@app/platform';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { webVariables } from '../../web/src/config.js';

/** Variables of `npm start` and `npm run start:cluster`; everything else is made by the launcher. */
export const standaloneVariables = {
  NODE_ENV: baseVariables.NODE_ENV,
  HOST: baseVariables.HOST,
  PORT: baseVariables.PORT.default(3000),
  LOG_LEVEL: baseVariables.LOG_LEVEL.default('warn'),
  /** Address under which people reach the gateway, and the issuer of the embedded identity provider. Empty: http://127.0.0.1:PORT. */
  PUBLIC_URL: PublicUrl.default(''),
  /** Code of the unit whose figures the home page shows; with the sample Điện Biên, else the country. */
  HOME_UNIT: z.string().max(40).default(''),
  /** What the web is called by the issuer. */
  OIDC_CLIENT_ID: webVariables.OIDC_CLIENT_ID,
  /** Another issuer than the embedded identity provider, with the variables beside it. */
  ...identityVariables,
} as const;

export interface Options {
  /** Data folder: databases, Kafka's log, secrets. */
  data: string;
  /** Start without the sample, with units and titles. Decides at the first start of a data folder. */
  empty: boolean;
  /** Four processes and a real Kafka instead of one process. */
  cluster: boolean;
  /** Only create the topics on KAFKA_BROKERS, and end. */
  createTopics: boolean;
  /** Only run the embedded identity provider with the keys of this file. */
  identityProvider: string;
}

export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      data: { type: 'string', default: 'data' },
      empty: { type: 'boolean', default: false },
      cluster: { type: 'boolean', default: false },
      'create-topics': { type: 'boolean', default: false },
      'identity-provider': { type: 'string', default: '' },
    },
  });
  return {
    data: values.data,
    empty: values.empty,
    cluster: values.cluster,
    createTopics: values['create-topics'],
    identityProvider: values['identity-provider'],
  };
}
