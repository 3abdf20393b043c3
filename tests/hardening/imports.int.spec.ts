import { Role } from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, rmdirSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImportPhases } from '../../apps/gateway/src/imports/import-phases.js';
import { ImportStore } from '../../apps/gateway/src/imports/import-store.js';
import { onDatabase } from '../support/databases.js';
import { families, ImportClient, prepareImports, type Told } from '../support/imports.js';
import { archive, workbook, workbookParts } from '../support/workbooks.js';
import { eventually } from '../support/eventually.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
let staff: ImportClient;
const folder = mkdtempSync(join(tmpdir(), 'thidua-uploads-'));
/** What lies in the folder of uploads, whose processes each make one of their own. */
const uploads = () => readdirSync(folder, { recursive: true }).filter((name) => String(name).includes('/'));
beforeAll(async () => {
  world = await startWorld(undefined, { IMPORTS_FOLDER: folder });
  await prepareImports(world);
  staff = new ImportClient(world, { role: 'commune-staff', unit: '03127' });
});
afterAll(async () => {
  await world.stop();
  // The gateway has removed what it made there.
  rmdirSync(folder);
});

const jobs = async () =>
  (
    await onDatabase<{ count: number }>(world.databaseUrl('gateway'), 'select count(*)::int from import_job')
  )[0]?.count;
const header = 'Mã đơn vị,Mã,Họ tên\n';
const good = `${header}03127,K1,Lò Văn A\n`;

describe('what is not taken at all', () => {
  it.each<[string, Record<string, string>, string, number, string]>([
    ['no kind', {}, good, 400, 'BAD_USER_INPUT'],
    ['another kind', { ...families, kind: 'UNITS' }, good, 400, 'BAD_USER_INPUT'],
    ['a parameter that is missing', { kind: 'SUBJECTS', movement: 'M' }, good, 400, 'BAD_USER_INPUT'],
    ['a period that is none', { ...families, period: '2025-2027' }, good, 400, 'BAD_USER_INPUT'],
    ['a code with a quote', { ...families, movement: "M'--" }, good, 400, 'BAD_USER_INPUT'],
    ['nothing', families, '', 400, 'BAD_USER_INPUT'],
  ])('%s', async (_, parameters, body, status, code) => {
    const before = await jobs();
    expect(await staff.refused(parameters, body)).toEqual([status, code]);
    expect([await jobs(), uploads()]).toEqual([before, []]);
  });

  it.each([
    ['multipart/form-data; boundary=x', 415],
    ['application/json', 400],
    ['application/x-www-form-urlencoded', 415],
    ['text/html', 415],
    ['image/png', 415],
  ])('a body of the type %s', async (type, status) => {
    const [answered] = await staff.refused(families, '{}', { 'content-type': type });
    expect([400, 415].includes(Number(answered)) && Number(answered) <= status).toBe(true);
  });

  it('a file at another address', async () => {
    const response = await staff.http('POST', '/graphql', good, { 'content-type': 'text/csv' });
    expect([response.status, JSON.stringify(await response.json())]).toEqual([
      400,
      expect.stringContaining('BAD_USER_INPUT'),
    ]);
  });

  it('more than 50 MB, said or not', async () => {
    const large = Buffer.alloc(50_000_001, 'x,y\n');
    expect(await staff.refused(families, large)).toEqual([413, 'BAD_USER_INPUT']);
    const authorization = await staff.authorization();
    const chunked = await new Promise<number | undefined>((resolve, reject) => {
      const sending = request(
        `${world.url}/imports?${new URLSearchParams(families)}`,
        { method: 'POST', headers: { authorization, 'content-type': 'text/csv' } },
        (answer) => resolve(answer.statusCode),
      );
      // The connection may be closed before all of it was sent.
      sending.on('error', reject);
      sending.end(large);
    });
    expect(chunked).toBeGreaterThanOrEqual(400);
    expect(chunked).toBeLessThan(500);
    expect(uploads()).toEqual([]);
  });

  it('a file of which the connection brings a part only', async () => {
    const before = await jobs();
    const authorization = await staff.authorization();
    await new Promise<void>((resolve) => {
      const sending = request(`${world.url}/imports?${new URLSearchParams(families)}`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'text/csv', 'content-length': 1_000_000 },
      });
      sending.on('error', () => resolve());
      sending.write(good, () => setTimeout(() => sending.destroy(), 100));
    });
    await eventually(async () => expect(uploads()).toEqual([]));
    expect(await jobs()).toBe(before);
  });
});

describe('who may send what', () => {
  const kinds: Record<string, [roles: string[], parameters: Record<string, string>]> = {
    SUBJECTS: [['commune-staff', 'department-staff', 'administrator'], families],
    BASELINES: [
      ['commune-staff', 'department-staff', 'administrator'],
      { title: 'LEARNING_FAMILY', period: '2025' },
    ],
    PROJECTS: [['committee', 'school-staff', 'administrator'], { competition: 'KHKT-2025' }],
    PRIZES: [['committee', 'school-staff', 'administrator'], { competition: 'KHKT-2025' }],
    RECIPIENTS: [
      ['council-secretary', 'administrator'],
      { authority: 'PROVINCIAL_CHAIR', issuer: '11', period: '2025', form: 'BANG_KHEN' },
    ],
  };
  it.each(Object.keys(kinds))('%s', async (kind) => {
    const [roles, parameters] = kinds[kind] as (typeof kinds)[string];
    for (const role of Role.options) {
      const client = new ImportClient(world, { role, unit: '11', subject: `${kind} ${role}` });
      const may = roles.includes(role);
      // A role that may is told that nothing was sent; one that may not learns nothing of what is missing.
      expect([role, ...(await client.refused({ ...parameters, kind }, ''))]).toEqual([
        role,
        ...(may ? [400, 'BAD_USER_INPUT'] : [403, 'FORBIDDEN']),
      ]);
    }
  });

  it('nobody who is not signed in, at any address', async () => {
    for (const [method, path] of [
      ['POST', `/imports?${new URLSearchParams(families)}`],
      ['POST', '/imports/01a21243-d67d-7643-a79d-023c317f627b/run'],
      ['GET', '/imports/01a21243-d67d-7643-a79d-023c317f627b/events'],
      ['GET', '/imports/templates/subjects.xlsx'],
    ] as const)
      for (const headers of [{}, { authorization: 'Bearer x' }]) {
        const response = await fetch(`${world.url}${path}`, {
          method,
          headers: { ...(path.includes('kind=') && { 'content-type': 'text/csv' }), ...headers } as Record<
            string,
            string
          >,
          ...(path.includes('kind=') && { body: good }),
        });
        expect([path, response.status, ((await response.json()) as Told).code]).toEqual([
          path,
          401,
          'UNAUTHENTICATED',
        ]);
      }
  });

  it('an id that is none is not there', async () => {
    for (const id of ['x', "';--", '%00', '01a21243-d67d-7643-a79d-023c317f627b'])
      expect([id, (await staff.http('POST', `/imports/${id}/run`)).status]).toEqual([id, 404]);
  });
});

describe('what is told of a file that cannot be read', () => {
  const parts = workbookParts([['Mã đơn vị', 'Mã', 'Họ tên']]);
  const sheet = (data: string) =>
    archive(parts.map((part) => (part.name.endsWith('sheet1.xml') ? { ...part, data } : part)));
  it.each<[string, string, () => Buffer | string]>([
    ['a table of something else', 'HEADER_NOT_FOUND', () => 'a,b\n1,2\n'],
    ['headers alone', 'NO_ROWS', () => header],
    ['a workbook cut off', 'FILE_DAMAGED', () => workbook([['Mã', 'Họ tên']]).subarray(0, 500)],
    ['a password', 'FILE_PROTECTED', () => Buffer.from('d0cf11e0a1b11ae100', 'hex')],
    [
      'a million columns',
      'TOO_MANY_COLUMNS',
      () => sheet('<worksheet><sheetData><row><c r="BDWGN1"><v>1</v></c></row></sheetData></worksheet>'),
    ],
    [
      'a part of 4 GB',
      'FILE_TOO_LARGE',
      () =>
        archive(parts.map((part) => ({ ...part, ...(part.name.includes('shared') && { declared: 4e9 }) }))),
    ],
    [
      'a CSV file that is called a workbook, in another encoding',
      'NOT_UTF8',
      () => Buffer.from('Tên\xe0\n', 'latin1'),
    ],
  ])('%s: %s', async (_, code, file) => {
    const job = await staff.send({ ...families, fileName: 'danh sách.xlsx' }, file());
    expect(job).toMatchObject({ status: 'FAILED', fault: { code } });
    expect(job.fault?.message).not.toMatch(/\{\w+\}/);
    expect(uploads()).toEqual([]);
    const again = await staff.http('POST', `/imports/${job.id}/run`);
    expect(again.status).toBe(409);
    expect((await staff.http('GET', `/imports/${job.id}/result.xlsx`)).status).toBe(200);
  });

  it('one with more rows than may come is not kept', async () => {
    const phases = world.apps.get('gateway')?.get(ImportPhases) as ImportPhases;
    expect(phases.mostRows).toBe(200_000);
    phases.mostRows = 2_500;
    try {
      const rows = (count: number) =>
        header + Array.from({ length: count }, (_, n) => `03127,T${n},A\n`).join('');
      const most = await staff.send(families, rows(2_500));
      expect(most).toMatchObject({ status: 'CHECKED', rows: 2_500 });
      const more = await staff.send(families, rows(2_501));
      expect(more).toMatchObject({ status: 'FAILED', fault: { code: 'TOO_MANY_ROWS' } });
      expect(await staff.rows(more.id)).toEqual([]);
    } finally {
      phases.mostRows = 200_000;
    }
  });

  it('a CSV file that is called a workbook is read as what it is', async () => {
    expect(await staff.send({ ...families, fileName: 'x.xlsx' }, good)).toMatchObject({
      status: 'CHECKED',
      ready: 1,
    });
  });

  it('hostile text is refused at its cell, or kept as text', async () => {
    const job = await staff.send(
      families,
      workbook([
        ['Mã đơn vị', 'Mã', 'Họ tên'],
        ['03127', 'S1', "Robert'); drop table registration;--"],
        ['03127', 'S2', 'Lò\u202eVăn'],
        ['03127', 'S3', 'x'.repeat(4_000)],
        ["03127' or 1=1", 'S4', 'Lò Văn'],
        ['03127', '%_', '<script>alert(1)</script>'],
      ]),
    );
    expect(await staff.rows(job.id)).toEqual([
      [2, 'READY', null, null],
      [3, 'REFUSED', 'Họ tên', 'MALFORMED'],
      [4, 'REFUSED', 'Họ tên', 'MALFORMED'],
      [5, 'REFUSED', 'Mã đơn vị', 'NOT_A_UNIT_CODE'],
      // A household's key of signs alone would be everybody's.
      [6, 'REFUSED', 'Mã', 'BAD_KEY'],
    ]);
  });
});

describe('giving up', () => {
  it('stops an import at its next chunk; what was recorded stays, and nothing more comes', async () => {
    const rows = Array.from({ length: 6_000 }, (_, index) => `03127,C${index},Lò Văn ${index}`);
    const job = await staff.send(families, header + rows.join('\n'));
    expect(job).toMatchObject({ status: 'CHECKED', ready: 6_000 });
    await staff.http('POST', `/imports/${job.id}/run`);
    await eventually(async () => {
      if (!(await staff.told(job.id))?.done) throw new Error('nothing is recorded yet');
    });
    expect((await staff.http('POST', `/imports/${job.id}/cancel`)).status).toBe(200);
    const registered = async () =>
      (
        await onDatabase<{ count: number }>(
          world.databaseUrl('movements'),
          `select count(*)::int from registration where name like 'Lò Văn %'`,
        )
      )[0]?.count;
    for (const action of ['run', 'check', 'cancel'])
      expect((await staff.http('POST', `/imports/${job.id}/${action}`)).status).toBe(409);
    // The chunk that was under way when it was given up is noted too.
    await eventually(async () => {
      const [told, there] = [await staff.told(job.id), await registered()];
      if (told?.done !== there) throw new Error(`${told?.done} told, ${there} there`);
    });
    const settled = await staff.told(job.id);
    expect(settled).toMatchObject({ status: 'CANCELLED' });
    expect(settled?.done).toBeLessThan(6_000);
  });
});

describe('a process that died', () => {
  const idle = (id: string, change: string) =>
    onDatabase(world.databaseUrl('gateway'), `update import_job set ${change} where id = '${id}'`);

  it('is noticed, and the import goes on from where it was noted, with the same keys', async () => {
    const file =
      header + Array.from({ length: 1_500 }, (_, index) => `03127,D${index},Cà Văn ${index}`).join('\n');
    const job = await staff.send(families, file);
    await staff.run(job.id);
    // As it is when a process dies after the second chunk was recorded and before that was noted.
    await onDatabase(
      world.databaseUrl('gateway'),
      `update import_row set outcome = 'READY' where import_id = '${job.id}' and number > 1001`,
    );
    await idle(
      job.id,
      `status = 'RUNNING', ready = 500, done = 1000, alive_at = now() - interval '1 minute'`,
    );
    expect(await staff.told(job.id)).toMatchObject({ status: 'PAUSED', fault: { code: 'INTERRUPTED' } });
    const before = await onDatabase(world.databaseUrl('movements'), 'select id, version from cell');
    expect(await staff.run(job.id)).toMatchObject({ status: 'DONE', done: 1_500, ready: 0, refused: 0 });
    expect(await onDatabase(world.databaseUrl('movements'), 'select id, version from cell')).toEqual(before);
  });

  it('while it read has lost the file', async () => {
    const job = await staff.send(families, good);
    await idle(job.id, `status = 'READING', layout = null, alive_at = now() - interval '1 minute'`);
    expect(await staff.told(job.id)).toMatchObject({ status: 'FAILED', fault: { code: 'UPLOAD_AGAIN' } });
    expect((await staff.http('POST', `/imports/${job.id}/run`)).status).toBe(409);
  });

  it('while it checked is checked again', async () => {
    const job = await staff.send(families, good);
    await idle(job.id, `status = 'CHECKING', alive_at = now() - interval '1 minute'`);
    expect((await staff.http('POST', `/imports/${job.id}/check`)).status).toBe(202);
    expect(await staff.over(job.id)).toMatchObject({ status: 'CHECKED', rows: 1 });
  });
});

it('imports are forgotten with their rows after a while', async () => {
  const job = await staff.send(families, good);
  const url = world.databaseUrl('gateway');
  const store = world.apps.get('gateway')?.get(ImportStore);
  await store?.forgetOlderThan(new Date(Date.now() - 60_000));
  expect((await staff.http('GET', `/imports/${job.id}/result.csv`)).status).toBe(200);
  await store?.forgetOlderThan(new Date());
  expect(await onDatabase(url, `select 1 from import_row where import_id = '${job.id}'`)).toEqual([]);
  expect((await staff.http('GET', `/imports/${job.id}/result.csv`)).status).toBe(404);
});
