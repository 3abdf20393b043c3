import {
  awards,
  happened,
  movements,
  type AwardState,
  type MovementState,
  type Topic,
  type Versioned,
} from '@app/contracts';
import { announcementOf, Consumer } from '@app/messaging';
import { createLog, readConfig } from '@app/platform';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { DataSource } from 'typeorm';
import { exemplarsVariables } from '../../apps/exemplars/src/config.js';
import { ExemplarsModule } from '../../apps/exemplars/src/exemplars.module.js';
import { Heard } from '../../apps/exemplars/src/heard.js';
import { startService, type Row, type ServiceAlone } from './service.js';

/** Units of the test: the Department's province, a commune of it, a commune of another, and one since closed. */
export const PROVINCE = '11';
export const COMMUNE = '03127';
export const ELSEWHERE = '00004';
export const CLOSED = '99990';
export const MOVEMENT = 'XHHT-2023-2030';

export interface Exemplars extends ServiceAlone {
  /** The service hears the present state of awards. */
  hear(...states: AwardState[]): Promise<void>;
  /** The example as the service keeps it. */
  row(id: string): Promise<Row>;
}

const [anAward] = JSON.parse(
  readFileSync('libs/contracts/examples/competitions.award.v1.json', 'utf8'),
) as AwardState[];
const [aMovement] = JSON.parse(
  readFileSync('libs/contracts/examples/movements.movement.v1.json', 'utf8'),
) as MovementState[];

/** Versions of one award: published, revoked, restored. */
export function awardVersions(id: string = randomUUID()): [AwardState, AwardState, AwardState] {
  const published: AwardState = {
    ...(anAward as AwardState),
    id,
    status: 'PUBLISHED',
    revocation: null,
    version: 2,
  };
  const { decision } = published;
  if (!decision) throw new Error('the example of an award has no decision');
  const revocation = { ground: 'FALSE_INFORMATION' as const, decision, reason: 'Hồ sơ không đúng' };
  return [
    published,
    { ...published, status: 'REVOKED', revocation, version: 3 },
    { ...published, revocation, version: 4 },
  ];
}

export async function startExemplars(): Promise<Exemplars> {
  const service = await startService('exemplars', (environment, transport) =>
    ExemplarsModule.for(
      readConfig(exemplarsVariables, {
        ...environment,
        PERSON_KEY_SECRET: 'a secret of tests, long enough to be one',
      }),
      transport,
    ),
  );
  const { app, query, transport } = service;
  await query(`
    with recursive given(code, parent, level, closed) as (values
      ('VN', null, 'COUNTRY', null::date), ('${PROVINCE}', 'VN', 'PROVINCE', null), ('01', 'VN', 'PROVINCE', null),
      ('${COMMUNE}', '${PROVINCE}', 'COMMUNE', null), ('${ELSEWHERE}', '01', 'COMMUNE', null),
      ('${CLOSED}', '${PROVINCE}', 'COMMUNE', '2025-08-30')),
    named as materialized (select *, gen_random_uuid() as id from given)
    insert into unit_copy (id, code, name, level, parent_id, valid_from, valid_to, version)
    select n.id, n.code, n.code, n.level, p.id, '2025-07-01', n.closed, 1 from named n left join named p on p.code = n.parent`);
  await query(`insert into unit_map_copy (id, units, versions, version) values ('unit-map', 6, 6, 1)`);

  // Beside the service's own consumer, which waits for a start that never comes here.
  const source = app.get(DataSource);
  const consumer = new Consumer(source, app.get(Heard), transport, createLog('exemplars', 'fatal'));
  const deliver = <State extends Versioned>(topic: Topic<State>, states: State[]) =>
    consumer.deliver({
      topic: topic.name,
      partition: 0,
      messages: states.map((state) => announcementOf(happened(topic, 'StateAnnounced', state))),
      position: null,
    });

  await deliver(movements, [{ ...(aMovement as MovementState), code: MOVEMENT }]);
  return {
    ...service,
    hear: (...states) => deliver(awards, states),
    async row(id) {
      const [row] = await query<Row>('select * from exemplar where id = $1', [id]);
      return row ?? {};
    },
  };
}
