import { happened, titles } from '@app/contracts';
import { createLog, newTrace, openDatabase } from '@app/platform';
import { expect, it } from '@jest/globals';
import pg from 'pg';
import { v7 as uuid } from 'uuid';
import { newDatabase } from '../../../tests/support/databases.js';
import { eventually } from '../../../tests/support/eventually.js';
import { InProcessTransport } from './in-process.transport.js';
import { Outbox } from './outbox.js';
import { Relay } from './relay.js';
import { OutboxInDoubt1764000000004, OutboxTables1764000000000 } from './tables.js';

const CHANGES = 12;

it('never reads the whole outbox for what it sends and removes, whatever the statistics knew', async () => {
  const made = await newDatabase('relay');
  const database = await openDatabase({
    name: 'movements',
    url: made.url,
    migrationUrl: made.ownerUrl,
    poolSize: 2,
    entities: [],
    migrations: [OutboxTables1764000000000, OutboxInDoubt1764000000004],
  });
  const outbox = new Outbox(database);
  const transport = new InProcessTransport();
  transport.open();
  const relay = new Relay(made.url, outbox, transport, createLog('relay', 'silent'));
  // It looks by index as well, so that every reading of the whole is the relay's.
  const onlooker = new pg.Client({ connectionString: made.url, options: '-c enable_seqscan=off' });
  await onlooker.connect();
  const one = async (statement: string) => (await onlooker.query<Record<string, number>>(statement)).rows[0];
  const scans = () =>
    one(
      `select seq_scan::int as whole, idx_scan::int as by_index from pg_stat_user_tables where relname = 'outbox'`,
    );
  try {
    const before = await scans();
    relay.start();
    for (let n = 1; n <= CHANGES; n++) {
      const state = {
        ...{ code: 'T', name: 'Gia đình học tập', nameEn: null, counts: 'hộ', version: n },
        ...{ subjectKind: 'COLLECTIVE' as const, periodKind: 'CALENDAR_YEAR' as const },
      };
      const context = {
        ...{ command: 'Define', identity: null, actor: 'tester', idempotencyKey: uuid(), bodyHash: '' },
        ...{ trace: newTrace(), deadline: new Date(Date.now() + 30_000) },
      };
      const events = [happened(titles, 'TitleDefined', state)];
      await outbox.transaction(context, async () => ({ value: {}, events, target: 'T' }));
      await eventually(async () =>
        expect(await one('select count(*)::int as unsent from outbox')).toEqual({ unsent: 0 }),
      );
    }
    // A connection tells what it did a second later.
    await eventually(async () => expect((await scans())?.by_index).toBeGreaterThan(2 * CHANGES));
    expect((await scans())?.whole).toBe(before?.whole);
  } finally {
    await relay.stop();
    await onlooker.end();
    await database.destroy();
    await made.drop();
  }
});
