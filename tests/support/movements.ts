import { DraftMovement, LaunchMovement, type CommandDefinition } from '@app/contracts';
import { readConfig } from '@app/platform';
import { expect, it } from '@jest/globals';
import { movementsVariables } from '../../apps/movements/src/config.js';
import { MovementsModule } from '../../apps/movements/src/movements.module.js';
import { communesOf, startService, type Event, type Row, type ServiceAlone } from './service.js';

/** What a test says was written by one command. */
export interface Written {
  events: Event[];
  audit: { actor: string; action: string; target: string; correlation_id: string }[];
  keys: { actor: string; key: string }[];
}
export interface CellRow extends Row {
  basis: string | null;
  registered: { value: number } | null;
  recognised: { value: number } | null;
  baseline: { value: number; final: boolean } | null;
  version: number;
  registeredRows: number;
  recognisedRows: number;
}
export interface RosterRow {
  id: string;
  key: string;
  status: string;
  byRecognition: boolean;
}

export interface Movements extends ServiceAlone {
  /** A launched movement of titles that are known. */
  launch(code: string, ...titles: string[]): Promise<void>;
  /** The cell of a unit and title in 2025, beside how many rows its roster really has. */
  cell(unit: string, title?: string): Promise<CellRow | undefined>;
  /** The registrations of a unit, withdrawn ones too, by their keys. */
  roster(unit: string): Promise<RosterRow[]>;
  /** What was written since it was last asked. */
  written(): Promise<Written>;
  /** A commune of Điện Biên that no one has been given yet: tests of one file do not meet there. */
  commune(): string;
}

/** A commune that `commune()` never gives: for what is refused. */
export const UNTOUCHED = '03127';

/** A test for each row: the command is refused with this reason at this field, and nothing is written. */
export function itRefuses(
  movements: () => Movements,
  definition: CommandDefinition,
  rows: [reason: string, field: string | undefined, input: () => object][],
): void {
  it.each(rows)(`refuses ${definition.name}: %s at %s`, async (reason, field, input) => {
    expect(await movements().refusedAs(definition, input())).toEqual([reason, field]);
  });
}

export async function startMovements(): Promise<Movements> {
  const service = await startService('movements', (environment, transport) =>
    MovementsModule.for(
      readConfig(movementsVariables, {
        ...environment,
        HOUSEHOLD_KEY_SECRET: 'a secret of tests, long enough to be one',
      }),
      transport,
    ),
  );
  const { query } = service;
  const communes = await query<{ code: string }>(
    `select code from unit where parent_id = (select id from unit where code = '11') and code <> $1 order by code`,
    [UNTOUCHED],
  );
  let since = { event: '0', audit: '0', key: '-infinity' };
  const movements: Movements = {
    ...service,
    commune: communesOf(communes),
    async launch(code, ...titles) {
      await movements.done(DraftMovement, {
        code,
        name: 'Cả nước thi đua xây dựng xã hội học tập',
        launchingAuthority: 'PROVINCIAL_CHAIR',
        launchedBy: '11',
        titles: titles.map((title) => ({ code: title })),
      });
      await movements.done(LaunchMovement, { code });
    },
    async cell(unit, title = 'LEARNING_CLAN') {
      const [cell] = await query<CellRow>(
        `select basis, registered, recognised, baseline, targets, stated, cell.version,
           (select count(*)::int from registration where cell_id = cell.id and status <> 'WITHDRAWN') as "registeredRows",
           (select count(*)::int from registration where cell_id = cell.id and status = 'RECOGNISED') as "recognisedRows"
         from cell join unit on unit.id = unit_id where unit.code = $1 and title = $2 and period = '2025'`,
        [unit, title],
      );
      return cell;
    },
    roster: (unit) =>
      query<RosterRow>(
        `select r.id, r.key, r.status, r.by_recognition as "byRecognition" from registration r
         join unit on unit.id = r.unit_id where unit.code = $1 order by r.key, r.registered_at`,
        [unit],
      ),
    async written() {
      const events = await query<{ id: string; payload: string } & Row>(
        `select id, topic, type, key, version, payload from outbox where id > $1 and topic <> 'movements.audit' order by id`,
        [since.event],
      );
      const audit = await query<{ id: string } & Row>('select * from audit where id > $1 order by id', [
        since.audit,
      ]);
      const keys = await query<{ at: string } & Row>(
        'select actor, key, created_at::text as at from idempotency where created_at > $1 order by created_at',
        [since.key],
      );
      since = {
        event: events.at(-1)?.id ?? since.event,
        audit: audit.at(-1)?.id ?? since.audit,
        key: keys.at(-1)?.at ?? since.key,
      };
      return {
        events: events.map(({ id: _, payload, ...rest }) => ({ ...rest, state: JSON.parse(payload) })),
        audit: audit.map(({ id: _, at: __, ...rest }) => rest),
        keys: keys.map(({ at: _, ...rest }) => rest),
      } as unknown as Written;
    },
  };
  // A unit that was closed: no command closes one yet.
  await query(
    `insert into unit (id, code, name, level, parent_id, valid_from, valid_to, successor_ids, version)
     select gen_random_uuid(), '99990', 'Xã đã sáp nhập', 'COMMUNE', id, '2025-07-01', '2025-08-31', '{}', 1
     from unit where code = '11'`,
  );
  // The old units wait behind an outbox that is never sent here: as if there were none.
  await query('update unit_map set old_units_loaded = true');
  await movements.written();
  return movements;
}
