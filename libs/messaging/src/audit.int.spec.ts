import { auditTopics, happened, refuse, titles, type TitleState } from '@app/contracts';
import { createLog, newTrace, openDatabase } from '@app/platform';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import type { DataSource } from 'typeorm';
import { newDatabase, onDatabase, type TestDatabase } from '../../../tests/support/databases.js';
import { eventually } from '../../../tests/support/eventually.js';
import { auditAnnouncement, Sealer, verifyAudit } from './audit.js';
import { Outbox } from './outbox.js';
import { republish } from './republish.js';
import { OutboxTables1764000000000 } from './tables.js';

const log = createLog('audit', 'silent');
let database: DataSource;
let outbox: Outbox;
let made: TestDatabase;
let sealers: Sealer[];

beforeEach(async () => {
  made = await newDatabase('audit');
  database = await openDatabase({
    name: 'movements',
    url: made.url,
    migrationUrl: made.ownerUrl,
    poolSize: 20,
    entities: [],
    migrations: [OutboxTables1764000000000],
  });
  outbox = new Outbox(database, 'a secret of tests');
  sealers = [];
});
afterEach(async () => {
  await stopSealers();
  await database.destroy();
  await made.drop();
});

const startSealer = () => {
  const sealer = new Sealer(made.url, 'movements', outbox, log);
  sealer.start();
  sealers.push(sealer);
  return sealer;
};
const stopSealers = () => Promise.all(sealers.splice(0).map((sealer) => sealer.stop()));

const contextOf = (action: string) => ({
  command: action,
  identity: null,
  actor: 'tester',
  idempotencyKey: uuid(),
  bodyHash: '',
  trace: newTrace(),
  deadline: new Date(Date.now() + 30_000),
});
const titleOf = (code: string, version: number): TitleState => ({
  code,
  name: 'Nguyễn Văn Bí Mật',
  nameEn: null,
  counts: 'x',
  subjectKind: 'COLLECTIVE',
  periodKind: 'CALENDAR_YEAR',
  version,
});
const change = (code: string, version = 1) =>
  outbox.transaction(contextOf('Define'), async () => ({
    value: {},
    events: [happened(titles, 'TitleDefined', titleOf(code, version))],
    target: code,
  }));
const changeMany = async (count: number) => {
  for (let n = 1; n <= count; n++) await change(`T${n}`);
};
const verified = () => verifyAudit(database);
const untilSealed = (count: number, withinMs = 5_000) =>
  eventually(async () => {
    expect(await verified()).toMatchObject({ sealed: `${count}`, unsealed: '0', fault: null });
  }, withinMs);
/** What only the owner of the tables can do. */
const tamper = (...statements: string[]) =>
  onDatabase(
    made.ownerUrl,
    [
      'alter table audit disable trigger all; alter table audit_seal disable trigger all',
      ...statements,
      'alter table audit enable trigger all; alter table audit_seal enable trigger all',
    ].join(';'),
  );

describe('the row of a change', () => {
  it('says who, what, to what, under which id, and digests of before and after', async () => {
    const identity = { subject: 'tester', role: 'commune-staff' as const, unit: '03127' };
    const context = { ...contextOf('Define'), identity };
    await outbox.transaction(context, async () => ({
      value: {},
      events: [
        happened(titles, 'TitleDefined', titleOf('T1', 4)),
        happened(titles, 'TitleDefined', titleOf('T1', 5)),
        happened(titles, 'TitleDefined', titleOf('T2', 1)),
      ],
      target: 'T1 T2',
    }));
    const sha256 = (text: string) => hash('sha256', text);
    const [row] = await database.query<{ digest_after: string }[]>('select * from audit');
    expect(row).toMatchObject({
      actor: 'tester',
      role: 'commune-staff',
      unit: '03127',
      action: 'Define',
      target: 'T1 T2',
      correlation_id: context.trace.correlationId,
      digest_before: sha256('movements.title/T1@3'),
    });
    expect(row?.digest_after).toMatch(/^[0-9a-f]{64}$/);
    // Whoever guesses the name cannot confirm it by the digest alone.
    expect(row?.digest_after).not.toBe(
      sha256(
        [titleOf('T1', 5), titleOf('T2', 1)]
          .map((state) => sha256(JSON.stringify(state)))
          .sort()
          .join('\n'),
      ),
    );
    expect(JSON.stringify(row)).not.toContain('Bí Mật');
  });

  it('is not there when the change was refused or failed', async () => {
    const refused = await outbox.transaction(contextOf('Define'), async () => refuse('UNIT_UNKNOWN'));
    expect(refused).toMatchObject({ refusal: { reason: 'UNIT_UNKNOWN' } });
    const failed = outbox.transaction(contextOf('Define'), async () => {
      throw new Error('a defect');
    });
    await expect(failed).rejects.toThrow('a defect');
    expect(await database.query('select * from audit')).toEqual([]);
  });

  it('cannot be changed or removed by the service, nor can its seal; the owner must disable a trigger first', async () => {
    startSealer();
    await change('T1');
    await untilSealed(1);
    for (const statement of [
      `update audit set actor = 'someone else'`,
      'delete from audit',
      'truncate audit',
      `update audit_seal set hash = ''`,
      'delete from audit_seal',
      'truncate audit_seal',
    ]) {
      await expect(database.query(statement)).rejects.toThrow('permission denied for table audit');
      await expect(onDatabase(made.ownerUrl, statement)).rejects.toThrow('is only added to');
    }
  });
});

describe('the chain', () => {
  it('is one, without forks, soon after the last of 50 parallel writers, with two sealers at once', async () => {
    startSealer();
    startSealer();
    await Promise.all(
      Array.from({ length: 50 }, async (_, writer) => {
        for (let n = 1; n <= 4; n++) await change(`T${writer}`, n);
      }),
    );
    await untilSealed(200, 2_000);
    const seals = await database.query<{ seq: string }[]>('select seq from audit_seal order by seq');
    expect(seals.map(({ seq }) => Number(seq))).toEqual(Array.from({ length: 200 }, (_, n) => n + 1));
  });

  it('takes a row that is committed late after those that were committed before it', async () => {
    startSealer();
    await database.transaction(async (tx) => {
      await tx.query(
        `insert into audit (at, actor, action, target, correlation_id) values (now(), 'slow', 'Define', 'T0', '')`,
      );
      await change('T1');
      await untilSealed(1);
    });
    await untilSealed(2);
    const rows = await database.query<{ target: string }[]>(
      'select target from audit_seal join audit on audit.id = audit_id order by seq',
    );
    expect(rows.map(({ target }) => target)).toEqual(['T1', 'T0']);
  });

  it('goes on with the next sealer, and after the connection of one was lost', async () => {
    startSealer();
    await changeMany(3);
    await untilSealed(3);
    await stopSealers();
    await changeMany(600);
    expect(await verified()).toMatchObject({ sealed: '3', unsealed: '600' });
    startSealer();
    await untilSealed(603, 10_000);
    await database.query(
      `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = 7205003
       and database = (select oid from pg_database where datname = current_database())`,
    );
    await change('after');
    await untilSealed(604);
  });

  it('is announced in the commit of the sealing, and again when asked, without names', async () => {
    startSealer();
    await changeMany(3);
    await untilSealed(3);
    const announced = `select key, type, payload from outbox where topic = 'movements.audit' order by id`;
    const first = await database.query<{ key: string; type: string; payload: string }[]>(announced);
    expect(first.map(({ key, type }) => `${key} ${type}`)).toEqual([
      'movements-1 ChangeSealed',
      'movements-2 ChangeSealed',
      'movements-3 ChangeSealed',
    ]);
    const states = first.map(({ payload }) => auditTopics.movements.state.parse(JSON.parse(payload)));
    const [head] = (await verified()).head?.split(' ').slice(1) ?? [];
    expect(states[2]).toMatchObject({ seq: 3, actor: 'tester', target: 'T3', hash: head });
    expect(JSON.stringify(first)).not.toContain('Bí Mật');
    expect(await republish(outbox, [auditAnnouncement('movements')])).toBe(3);
    const again = await database.query<{ payload: string }[]>(announced);
    expect(again.slice(3).map(({ payload }) => payload)).toEqual(first.map(({ payload }) => payload));
  });

  it('costs no event more than fits, whatever the target', async () => {
    startSealer();
    const target = 'x'.repeat(100_000);
    await outbox.transaction(contextOf('Define'), async () => ({ value: {}, events: [], target }));
    await untilSealed(1);
    const [row] = await database.query<{ payload: string }[]>('select payload from outbox');
    expect(JSON.parse(row?.payload ?? '')).toMatchObject({ digestBefore: null, digestAfter: null });
    expect(row?.payload.length).toBeLessThan(3_000);
  });

  it('does not depend on the settings of the session', async () => {
    startSealer();
    await changeMany(2);
    await untilSealed(2);
    await database.transaction(async (tx) => {
      await tx.query(`set local timezone = 'Asia/Ho_Chi_Minh'; set local datestyle = 'German, DMY'`);
      await tx.query(`set local extra_float_digits = 0; set local intervalstyle = 'sql_standard'`);
      expect(await verifyAudit(tx)).toMatchObject({ sealed: '2', fault: null });
    });
  });
});

describe('the verification names', () => {
  beforeEach(async () => {
    startSealer();
    await changeMany(8);
    await untilSealed(8);
    await stopSealers();
  });
  /** seq, row and fault. */
  const found = async () => {
    const { seq, audit_id: row, fault } = await verified();
    return [seq, row, fault];
  };
  const contents = 'at, actor, action, target, correlation_id, digest_after';
  const insert = `insert into audit (id, ${contents}) overriding system value
    select 99, now() - interval '1 hour', 'ghost', action, target, correlation_id, digest_after from audit where id = 1`;

  it.each(['actor', 'action', 'target', 'correlation_id', 'role', 'unit', 'digest_before', 'digest_after'])(
    'a row whose %s was edited',
    async (column) => {
      await tamper(`update audit set ${column} = 'edited' where id in (4, 6)`);
      expect(await found()).toEqual(['4', '4', 'edited']);
    },
  );

  it('a row whose time was edited', async () => {
    await tamper(`update audit set at = at + interval '1 microsecond' where id = 5`);
    expect(await found()).toEqual(['5', '5', 'edited']);
  });

  it('a row that was deleted', async () => {
    await tamper('delete from audit where id in (3, 7)');
    expect(await found()).toEqual(['3', '3', 'deleted: its seal is there without it']);
  });

  it('a row that was deleted with its seal', async () => {
    await tamper('delete from audit where id = 3', 'delete from audit_seal where seq = 3');
    expect(await found()).toEqual(['3', null, 'deleted: its seal is missing']);
  });

  it('the first row that was deleted with its seal', async () => {
    await tamper('delete from audit where id = 1', 'delete from audit_seal where seq = 1');
    expect(await found()).toEqual(['1', null, 'deleted: its seal is missing']);
  });

  it('a seal that was deleted, though the next sealer seals its row again', async () => {
    await tamper('delete from audit_seal where seq = 5');
    expect(await verified()).toMatchObject({
      seq: '5',
      fault: 'deleted: its seal is missing',
      unsealed: '1',
    });
    startSealer();
    await eventually(async () => expect(await verified()).toMatchObject({ unsealed: '0' }));
    expect(await found()).toEqual(['5', null, 'deleted: its seal is missing']);
  });

  it('a row that was deleted, and the rest counted anew', async () => {
    await tamper(
      'delete from audit where id = 3',
      'delete from audit_seal where seq = 3',
      ...[4, 5, 6, 7, 8].map((seq) => `update audit_seal set seq = ${seq - 1} where seq = ${seq}`),
    );
    expect(await found()).toEqual(['3', null, 'deleted: those after it were counted anew']);
  });

  it('a row that was inserted without a seal', async () => {
    await tamper(insert);
    expect(await found()).toEqual([
      null,
      '99',
      expect.stringContaining('not sealed in time: it was inserted'),
    ]);
    expect(await verified()).toMatchObject({ sealed: '8', unsealed: '1' });
  });

  it('a row that was inserted with a seal that fits what is before it', async () => {
    await tamper(
      insert,
      ...[8, 7, 6, 5].map((seq) => `update audit_seal set seq = ${seq + 1} where seq = ${seq}`),
      `insert into audit_seal select 5, 99, audit_hash(s.hash, a, 5), now() from audit_seal s, audit a where s.seq = 4 and a.id = 99`,
    );
    const inserted = ['5', '99', 'inserted: the next one was sealed in its place'];
    expect(await found()).toEqual(inserted);
    await tamper(`update audit_seal set hash = repeat('f', 64) where seq = 5`);
    expect(await found()).toEqual(inserted);
  });

  it('two rows whose contents were swapped', async () => {
    const swap = (to: number, from: string) =>
      `update audit a set (${contents}) = (select ${contents} from ${from}) where a.id = ${to}`;
    await tamper(
      'create table kept as select * from audit where id = 3',
      swap(3, 'audit where id = 6'),
      swap(6, 'kept'),
    );
    expect(await found()).toEqual(['3', '3', 'moved: what was sealed in its place is row 6']);
  });

  it('two rows whose seals name each other', async () => {
    await tamper(
      'update audit_seal set audit_id = -1 where seq = 2',
      'update audit_seal set audit_id = 2 where seq = 7',
      'update audit_seal set audit_id = 7 where seq = 2',
    );
    expect(await found()).toEqual(['2', '7', 'moved: what was sealed in its place is row 2']);
  });

  it.each([3, 7])('two rows whose seals were moved: 2 and %i', async (other) => {
    await tamper(
      'update audit_seal set seq = -1 where seq = 2',
      `update audit_seal set seq = 2 where seq = ${other}`,
      `update audit_seal set seq = ${other} where seq = -1`,
    );
    expect(await found()).toEqual([
      '2',
      `${other}`,
      `moved: what was sealed in its place stands at ${other}`,
    ]);
  });
});

describe('written by 50 at once', () => {
  const writers = (each: number) =>
    Promise.all(
      Array.from({ length: 50 }, async (_, writer) => {
        for (let n = 1; n <= each; n++) await change(`T${writer}`, n);
      }),
    );
  const sealedAt = (seq: number) => `(select audit_id from audit_seal where seq = ${seq})`;
  const values = 'at, actor, action, target, correlation_id, digest_before, digest_after';
  const swap = (first: number, second: number) => `
    update audit a set (${values}) = (select ${values.replace(/\w+/g, 'b.$&')} from audit b
      where b.id = case a.id when ${sealedAt(first)} then ${sealedAt(second)} else ${sealedAt(first)} end)
    where a.id in (${sealedAt(first)}, ${sealedAt(second)})`;
  const push = (from: number, to: number) =>
    Array.from(
      { length: to - from + 1 },
      (_, n) => `update audit_seal set seq = ${to - n + 1} where seq = ${to - n}`,
    ).join(';');

  it.each([
    ['edited', 90, 'edited', [`update audit set actor = 'another' where id = ${sealedAt(90)}`]],
    ['deleted', 91, 'deleted: its seal is there', [`delete from audit where id = ${sealedAt(91)}`]],
    [
      'deleted with its seal',
      92,
      'deleted: its seal is missing',
      [`delete from audit where id = ${sealedAt(92)}`, 'delete from audit_seal where seq = 92'],
    ],
    [
      'inserted',
      93,
      'inserted: the next one',
      [
        push(93, 100),
        `insert into audit (id, ${values}) overriding system value
           select 999999, ${values} from audit where id = ${sealedAt(5)}`,
        `insert into audit_seal select 93, 999999, audit_hash(s.hash, a, 93), now()
           from audit_seal s, audit a where s.seq = 92 and a.id = 999999`,
      ],
    ],
    ['moved', 94, 'moved: what was sealed in its place', [swap(94, 98)]],
  ])('a row that was %s is named, and the unsealed tail is counted', async (_, place, fault, statements) => {
    startSealer();
    startSealer();
    await writers(2);
    await untilSealed(100);
    await stopSealers();
    await writers(1);
    expect(await verified()).toMatchObject({ sealed: '100', unsealed: '50', fault: null });
    await tamper(...statements);
    const found = await verified();
    expect(found).toMatchObject({ seq: `${place}`, fault: expect.stringContaining(fault) });
    expect(found.unsealed).toBe('50');
  });

  it('an edit while they write and sealers seal is named, and stays named when all is sealed', async () => {
    startSealer();
    startSealer();
    let writing = true;
    const writes = Array.from({ length: 50 }, async (_, writer) => {
      let n = 0;
      while (writing) await change(`T${writer}`, ++n);
      return n;
    });
    try {
      await eventually(async () => expect(Number((await verified()).sealed)).toBeGreaterThan(60));
      await tamper(`update audit set target = 'T99' where id = ${sealedAt(50)}`);
      expect(await verified()).toMatchObject({ seq: '50', fault: 'edited' });
    } finally {
      writing = false;
    }
    const total = (await Promise.all(writes)).reduce((sum, n) => sum + n, 0);
    await eventually(async () =>
      expect(await verified()).toMatchObject({
        sealed: `${total}`,
        unsealed: '0',
        seq: '50',
        fault: 'edited',
      }),
    );
  });
});

describe('npm run audit:verify', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'audit-verify-'));
    writeFileSync(
      join(folder, 'instance.json'),
      JSON.stringify({ databases: { movements: made.url, competitions: made.url, exemplars: made.url } }),
    );
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const run = (...services: string[]) => {
    const { status, stdout } = spawnSync(
      process.execPath,
      ['scripts/audit-verify.mjs', ...services, '--data', folder],
      { encoding: 'utf8' },
    );
    return [status, stdout.replace(/[0-9a-f]{64}/g, '<hash>')];
  };

  it('counts what is not sealed yet, and ends with 1 where the chain is broken', async () => {
    startSealer();
    await changeMany(3);
    await untilSealed(3);
    await stopSealers();
    await change('T4');
    expect(run('movements')).toEqual([0, 'movements: 3 sealed, 1 unsealed, intact\n  last seal 3 <hash>\n']);
    await tamper(`update audit set target = 'T9' where id = 2`);
    expect(run('movements')).toEqual([
      1,
      'movements: 3 sealed, 1 unsealed, NOT INTACT\n  last seal 3 <hash>\n  first fault: seal 2, audit row 2: edited\n',
    ]);
    const all = run();
    expect([all[0], String(all[1]).match(/^\w+(?=:)/gm)]).toEqual([
      1,
      ['movements', 'competitions', 'exemplars'],
    ]);
    expect(run('gateway')[0]).toBe(2);
  });
});
