import {
  happened,
  unitMaps,
  units,
  type TitleState,
  type Topic,
  type UnitMapState,
  type UnitState,
  type Versioned,
} from '@app/contracts';
import { announcementOf, InProcessTransport } from '@app/messaging';
import { createApp, readConfig } from '@app/platform';
import type { INestApplication } from '@nestjs/common';
import { v5 as uuid } from 'uuid';
import { gatewayVariables } from '../../apps/gateway/src/config.js';
import { GatewayModule } from '../../apps/gateway/src/gateway.module.js';
import { ask as askAt } from '../../apps/standalone/src/load-sample.js';
import { newDatabase } from './databases.js';
import { startIssuer } from './issuer.js';
import { eventually } from './eventually.js';

const NAMESPACE = '2f1b0f1e-2a56-5b0a-9d3c-0d6a6f7f2b12';
/** The same id for the same words, so that tests can name things. */
export const idOf = (name: string): string => uuid(name, NAMESPACE);

export const unitState = (
  code: string,
  name: string,
  level: UnitState['level'],
  parent: string | null,
): UnitState => ({
  id: idOf(code),
  code,
  name,
  nameEn: null,
  level,
  parentId: parent && idOf(parent),
  kind: level === 'INSTITUTION' ? 'UPPER_SECONDARY' : null,
  validFrom: '2025-07-01',
  validTo: null,
  successorIds: [],
  shares: null,
  changes: [],
  version: 1,
});

/** The country, two provinces, a commune and a school of each. */
export const fewUnits: UnitState[] = [
  unitState('VN', 'Việt Nam', 'COUNTRY', null),
  unitState('11', 'Tỉnh Điện Biên', 'PROVINCE', 'VN'),
  unitState('03127', 'Phường Điện Biên Phủ', 'COMMUNE', '11'),
  unitState('THPT-LQD', 'Trường THPT chuyên Lê Quý Đôn', 'INSTITUTION', '03127'),
  unitState('12', 'Tỉnh Lai Châu', 'PROVINCE', 'VN'),
  unitState('03388', 'Phường Tân Phong', 'COMMUNE', '12'),
  unitState('THPT-LC', 'Trường THPT chuyên Lê Quý Đôn', 'INSTITUTION', '03388'),
];

export const learningClan: TitleState = {
  code: 'LEARNING_CLAN',
  name: 'Dòng họ học tập',
  nameEn: null,
  counts: 'clans',
  subjectKind: 'COLLECTIVE',
  periodKind: 'CALENDAR_YEAR',
  version: 1,
};

/** Complete as soon as there is a unit. */
export const unitMap = (more: Partial<UnitMapState> = {}): UnitMapState => ({
  ...{ id: 'unit-map', units: 1, versions: 1, oldUnitsLoaded: true, version: 1 },
  ...more,
});

export interface Gateway {
  url: string;
  /** What a service says of its aggregates. */
  say<State extends Versioned>(topic: Topic<State>, ...states: NoInfer<State>[]): Promise<void>;
  /** Asks as nobody, or as a role at a unit; throws on errors. */
  ask<Data>(
    query: string,
    variables?: Record<string, unknown>,
    who?: { role: string; unit: string },
    headers?: Record<string, string>,
  ): Promise<Data>;
  /** Fetches an address other than /graphql, as nobody or as a role at a unit. */
  get(
    path: string,
    who?: { role: string; unit: string } | null,
    headers?: Record<string, string>,
  ): Promise<Response>;
  /** Header of a role at a unit. */
  authorization(who: { role: string; unit: string }): Promise<string>;
  app: INestApplication;
  stop(): Promise<void>;
}

/** A gateway alone, which knows what the test says to it. Its services are not there. */
export async function startGateway(
  known: UnitState[] = fewUnits,
  { oldUnitsLoaded = true } = {},
): Promise<Gateway> {
  const database = await newDatabase('gateway');
  const issuer = await startIssuer();
  const transport = new InProcessTransport();
  const config = readConfig(gatewayVariables, {
    NODE_ENV: 'test',
    ...issuer.variables,
    DATABASE_URL: database.url,
    MIGRATION_DATABASE_URL: database.ownerUrl,
    RATE_LIMIT_SIGNED_IN_PER_SECOND: '100000',
    RATE_LIMIT_SIGNED_IN_BURST: '100000',
    RATE_LIMIT_ANONYMOUS_PER_SECOND: '100000',
    RATE_LIMIT_ANONYMOUS_BURST: '100000',
  });
  const app = await createApp(GatewayModule.for(config, transport), {
    name: 'gateway',
    host: '127.0.0.1',
    port: 0,
    logLevel: process.env.TEST_LOG_LEVEL ?? 'fatal',
  });
  transport.open();
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const gateway: Gateway = {
    url,
    app,
    say: (topic, ...states) =>
      transport.send(states.map((state) => announcementOf(happened(topic, 'StateAnnounced', state)))),
    ask: async (query, variables = {}, who, headers = {}) =>
      askAt(url, query, variables, {
        ...headers,
        ...(who && { authorization: await issuer.authorization('x', who) }),
      }),
    get: async (path, who, headers = {}) =>
      fetch(`${url}${path}`, {
        headers: { ...headers, ...(who && { authorization: await issuer.authorization('x', who) }) },
      }),
    authorization: (who) => issuer.authorization('x', who),
    async stop() {
      await app.close();
      await issuer.stop();
      await database.drop();
    },
  };
  await gateway.say(unitMaps, unitMap({ oldUnitsLoaded }));
  await gateway.say(units, ...known);
  await eventually(async () => {
    const { unit, readModel } = await gateway.ask<{
      unit: object | null;
      readModel: { oldUnitsLoaded: boolean };
    }>('query ($code: UnitCode!) { unit(code: $code) { id } readModel { oldUnitsLoaded } }', {
      code: known.at(-1)?.code,
    });
    if (!unit || readModel.oldUnitsLoaded !== oldUnitsLoaded) throw new Error('the units are not known yet');
  });
  return gateway;
}
