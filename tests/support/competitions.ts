import { readConfig } from '@app/platform';
import { competitionsVariables } from '../../apps/competitions/src/config.js';
import { CompetitionsModule } from '../../apps/competitions/src/competitions.module.js';
import { lawUnits } from '../../apps/movements/src/unit/law-units.js';
import { oldUnits } from '../../apps/movements/src/unit/old-units.js';
import { communesOf, startService, type Event, type Row, type ServiceAlone } from './service.js';

/** What was written by the commands since it was last asked. */
export interface Said {
  events: Event[];
  audit: { action: string; target: string }[];
}

export interface Competitions extends ServiceAlone {
  said(): Promise<Said>;
  /** A commune of Điện Biên that no one has been given yet: tests of one file do not meet there. */
  commune(): string;
}

/** Schools, the department and a closed commune beside the units of the law. */
const MORE_UNITS = `
  insert into unit_copy (id, code, name, level, kind, parent_id, valid_from, valid_to, version)
  select gen_random_uuid(), given.code, given.name, given.level, given.kind, parent.id,
    case when given.kind is null then date '2025-07-01' end, given.valid_to::date, 1
  from unit_copy parent, (values
    ('THPT-LQD', 'Trường THPT chuyên Lê Quý Đôn', 'INSTITUTION', 'SCHOOL', null),
    ('THCS-TT', 'Trường THCS Thị trấn', 'INSTITUTION', 'SCHOOL', null),
    ('SGDDT-11', 'Sở Giáo dục và Đào tạo', 'INSTITUTION', 'DEPARTMENT', null),
    ('99990', 'Xã đã sáp nhập', 'COMMUNE', null, '2025-08-31')) as given(code, name, level, kind, valid_to)
  where parent.code = '11'`;

/** Of units it holds those of today already, and of before those of two provinces. */
export async function startCompetitions(): Promise<Competitions> {
  const service = await startService('competitions', (environment, transport) =>
    CompetitionsModule.for(
      readConfig(competitionsVariables, {
        ...environment,
        PERSON_KEY_SECRET: 'a secret of tests, long enough to be one',
      }),
      transport,
    ),
  );
  const { query } = service;
  // Of the units of before those of two provinces are enough: one that went on, and one that was merged.
  const today = await lawUnits();
  const { byProvince } = await oldUnits(today);
  const before = ['11', '02'].flatMap((code) => byProvince.get(code) ?? []);
  await query(
    `insert into unit_copy (id, code, name, level, parent_id, valid_from, valid_to, successor_ids, version)
     select id, code, name, level, "parentId", "validFrom", "validTo",
       (select coalesce(array_agg(successor::uuid), '{}') from jsonb_array_elements_text("successorIds") as s(successor)), version
     from jsonb_to_recordset($1::jsonb) as u(id uuid, code text, name text, level text, "parentId" uuid,
       "validFrom" date, "validTo" date, "successorIds" jsonb, version int)`,
    [JSON.stringify([...today, ...before])],
  );
  await query(MORE_UNITS);
  await query(
    `insert into unit_map_copy (id, units, versions, version) select 'unit-map', count(*), sum(version), 1 from unit_copy`,
  );
  const communes = await query<{ code: string }>(
    `select code from unit_copy where parent_id = (select id from unit_copy where code = '11')
     and level = 'COMMUNE' and valid_to is null order by code`,
  );

  let since = { event: '0', audit: '0' };
  return {
    ...service,
    commune: communesOf(communes),
    async said() {
      const events = await query<{ id: string; payload: string } & Row>(
        `select id, topic, type, key, version, payload from outbox where id > $1 and topic <> 'competitions.audit' order by id`,
        [since.event],
      );
      const audit = await query<{ id: string; action: string; target: string }>(
        'select id, action, target from audit where id > $1 order by id',
        [since.audit],
      );
      since = { event: events.at(-1)?.id ?? since.event, audit: audit.at(-1)?.id ?? since.audit };
      return {
        events: events.map(({ id: _, payload, ...rest }) => ({ ...rest, state: JSON.parse(payload) })),
        audit: audit.map(({ action, target }) => ({ action, target })),
      } as unknown as Said;
    },
  };
}
