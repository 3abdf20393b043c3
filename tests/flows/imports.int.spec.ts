import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { onDatabase } from '../support/databases.js';
import { families, ImportClient, prepareImports, type Told, type Who } from '../support/imports.js';
import { readWorkbook, type SheetRow } from '../support/read-workbook.js';
import { workbook, type WrittenCell } from '../support/workbooks.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
const as = (role: string, unit: string, subject?: string): ImportClient =>
  new ImportClient(world, { role, unit, subject } satisfies Who);
let commune: ImportClient;
beforeAll(async () => {
  world = await startWorld();
  await prepareImports(world);
  commune = as('commune-staff', '03127');
});
afterAll(() => world.stop());

const onMovements = <Row extends object>(statement: string) =>
  onDatabase<Row>(world.databaseUrl('movements'), statement);
const everything = () =>
  onMovements(
    'select id, version from cell union all select id, version from registration union all select id, version from baseline order by 1',
  );
const registered = async (unit: string, title = 'LEARNING_FAMILY') =>
  (
    await onMovements<{ name: string }>(
      `select r.name from registration r join unit u on u.id = r.unit_id
       where u.code = '${unit}' and r.title = '${title}' order by r.name`,
    )
  ).map(({ name }) => name);

const awkward: WrittenCell[][] = [
  ['DANH SÁCH HỘ ĐĂNG KÝ GIA ĐÌNH HỌC TẬP'],
  [null, 'Năm 2025'],
  ['STT', 'HO TEN CHU HO', 'Ghi chú', 'Số sổ hộ khẩu', 'mã đơn vị'],
  ['(1)', '(2)', '(3)', '(4)', '(5)'],
  [1, 'Lò Văn Hoà', null, 'HK 001', 3127],
  [2, 'Quàng Thị Cúc'.normalize('NFD'), '=1+1', 2002, '03127'],
  [3, 'Lường Văn Ơn', null, 'hk-001', '03127'],
  [4, null, null, 'HK 004', '03127'],
  [5, 'Cà Văn Ngoài', null, 'HK 005', '03166'],
];
const file = workbook(awkward, { gaps: { 6: 2 } });

describe('a roster', () => {
  let job: Told;

  it('is rehearsed first: what would be recorded, what is refused and why, and nothing is', async () => {
    job = await commune.send(families, file);
    expect(job).toMatchObject({ status: 'CHECKED', rows: 5, ready: 2, refused: 3, done: 0, fault: null });
    expect(await commune.rows(job.id)).toEqual([
      [5, 'READY', null, null],
      [6, 'READY', null, null],
      [9, 'REFUSED', 'Số sổ hộ khẩu', 'ALREADY_REGISTERED'],
      [10, 'REFUSED', 'HO TEN CHU HO', 'REQUIRED'],
      [11, 'REFUSED', 'mã đơn vị', 'FORBIDDEN'],
    ]);
    expect(await commune.rows(job.id, 'READY')).toHaveLength(2);
    expect(await everything()).toEqual([]);
    for (const table of ['outbox', 'idempotency'])
      expect(
        await onMovements(`select 1 from ${table} where to_jsonb(${table})::text like '%HK 001%'`),
      ).toEqual([]);
  });

  it('has a result sheet, with the errors beside the rows and formulas made harmless', async () => {
    for (const format of ['xlsx', 'csv']) {
      const response = await commune.http('GET', `/imports/${job.id}/result.${format}`);
      expect(response.headers.get('content-disposition')).toBe(
        `attachment; filename="import-${job.id}.${format}"`,
      );
      const rows = await readWorkbook(Buffer.from(await response.arrayBuffer()));
      expect(rows[0]?.cells.slice(0, 7)).toEqual([
        'Dòng',
        'Kết quả',
        'Cột',
        'Mã lỗi',
        'Thông báo',
        'STT',
        'HO TEN CHU HO',
      ]);
      expect(rows[2]?.cells).toEqual(
        expect.arrayContaining(['6', 'Sẽ được ghi', "'=1+1"] satisfies SheetRow['cells']),
      );
      expect(rows[3]?.cells.slice(0, 5)).toEqual([
        '9',
        'Bị từ chối',
        'Số sổ hộ khẩu',
        'ALREADY_REGISTERED',
        'Lường Văn Ơn đã được đăng ký cho danh hiệu và kỳ này.',
      ]);
    }
    const english = await commune.http('GET', `/imports/${job.id}/result.csv`, undefined, {
      'accept-language': 'en',
    });
    expect(await english.text()).toContain('Lường Văn Ơn is already registered for this title and period.');
  });

  it('is the business of nobody else', async () => {
    for (const other of [as('commune-staff', '03127', 'another'), as('department-staff', '11')]) {
      expect(await other.told(job.id)).toBeUndefined();
      expect(await other.rows(job.id)).toEqual([]);
      for (const [method, path] of [
        ['POST', 'run'],
        ['POST', 'check'],
        ['POST', 'cancel'],
        ['GET', 'result.xlsx'],
        ['GET', 'events'],
      ] as const)
        expect([path, (await other.http(method, `/imports/${job.id}/${path}`)).status]).toEqual([path, 404]);
    }
  });

  it('is recorded when that is asked for, once, however often', async () => {
    expect(await commune.run(job.id)).toMatchObject({ status: 'DONE', done: 2, refused: 3, ready: 0 });
    expect(await registered('03127')).toEqual(['Lò Văn Hoà', 'Quàng Thị Cúc']);
    const again = await commune.http('POST', `/imports/${job.id}/run`);
    expect([again.status, ((await again.json()) as Told).code]).toEqual([409, 'CONFLICT']);
  });

  it('changes nothing when the same file comes again', async () => {
    const before = await everything();
    const again = await commune.send(families, file);
    expect(again).toMatchObject({ status: 'CHECKED', ready: 0, refused: 5 });
    expect(await commune.run(again.id)).toMatchObject({ status: 'DONE', done: 0 });
    expect(await everything()).toEqual(before);
  });

  it('is recorded anew after it was taken back: no key of the first time answers for the second', async () => {
    await onMovements(`update registration set status = 'WITHDRAWN'`);
    const again = await commune.send(families, file);
    expect(again).toMatchObject({ ready: 2 });
    expect(await commune.run(again.id)).toMatchObject({ done: 2 });
    expect(await onMovements(`select 1 from registration where status = 'REGISTERED'`)).toHaveLength(2);
  });

  it('is told as it goes, as server-sent events', async () => {
    const rows = Array.from({ length: 2_500 }, (_, index) => [`Hộ ${index}`, `SSE-${index}`]);
    const csv = [['Họ tên', 'Số sổ'], ...rows].map((cells) => cells.join(';')).join('\r\n');
    const { id } = await commune.send({ ...families, unit: '03127' }, csv);
    const events = await commune.http('GET', `/imports/${id}/events`);
    expect(events.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    await events.text();
    await commune.http('POST', `/imports/${id}/run`);
    const running = await commune.http('GET', `/imports/${id}/events`);
    const told = [...(await running.text()).matchAll(/^event: progress\ndata: (.*)$/gm)].map(
      ([, data]) => JSON.parse(data ?? '') as Told,
    );
    expect(told.at(-1)).toMatchObject({ status: 'DONE', done: 2_500, rows: 2_500 });
    expect(await registered('03127')).toHaveLength(2_500 + 4);
  });
});

describe('a final baseline', () => {
  it('leaves room for so many rows of a file; the others are refused each', async () => {
    await world.ask(
      `mutation ($input: RecordBaselinesInput!) { recordBaselines(input: $input) { __typename } }`,
      {
        input: {
          title: 'LEARNING_CLAN',
          period: '2025',
          asOf: '2025-01-01',
          sourceDocument: 'Niên giám',
          final: true,
          baselines: [{ unit: '03127', value: { value: 2 } }],
        },
      },
    );
    const job = await commune.send(
      { ...families, title: 'LEARNING_CLAN', unit: '03127' },
      'Mã,Tên dòng họ\nA,Họ Lò\nB,Họ Cà\nC,Họ Quàng\n',
    );
    expect(await commune.rows(job.id)).toEqual([
      [2, 'READY', null, null],
      [3, 'READY', null, null],
      [4, 'REFUSED', 'Mã', 'EXCEEDS_BASELINE'],
    ]);
    expect(await commune.run(job.id)).toMatchObject({ done: 2, refused: 1 });
    expect(await registered('03127', 'LEARNING_CLAN')).toEqual(['Họ Cà', 'Họ Lò']);
  });
});

describe('baselines', () => {
  const parameters = { kind: 'BASELINES', title: 'LEARNING_FAMILY', period: '2025' };
  const sheet = workbook(
    [
      ['Nguồn', 'Ngày chốt', 'Tổng số hộ', 'Mã xã'],
      ['Niên giám 2024', { date: '2024-12-31' }, '1.234', '03127'],
      ['Niên giám 2024', '31/12/2024', 'hơn 2.000', '03166'],
      ['Niên giám 2024', 45657, 500, '03169'],
      ['Niên giám 2024', '31/02/2024', 500, '03172'],
      ['Niên giám 2024', '31/12/2024', 1, '03127'],
      ['Niên giám 2024', '31/12/2024', 1, '99999'],
    ],
    { strings: 'inline' },
  );

  it('are read with their dates, however written, and stand once', async () => {
    const province = as('department-staff', '11');
    const job = await province.send(parameters, sheet);
    expect(await province.rows(job.id)).toEqual([
      [2, 'READY', null, null],
      [3, 'READY', null, null],
      [4, 'READY', null, null],
      [5, 'REFUSED', 'Ngày chốt', 'NOT_A_DATE'],
      [6, 'REFUSED', 'Mã xã', 'UNIT_REPEATED'],
      [7, 'REFUSED', 'Mã xã', 'UNIT_UNKNOWN'],
    ]);
    expect(await province.run(job.id)).toMatchObject({ status: 'DONE', done: 3 });
    expect(
      await onMovements(
        `select u.code, b.value, b.certainty, b.as_of::text from baseline b join unit u on u.id = b.unit_id
         where b.title = 'LEARNING_FAMILY' order by 1`,
      ),
    ).toEqual([
      { code: '03127', value: 1234, certainty: 'EXACT', as_of: '2024-12-31' },
      { code: '03166', value: 2000, certainty: 'AT_LEAST', as_of: '2024-12-31' },
      { code: '03169', value: 500, certainty: 'EXACT', as_of: '2024-12-31' },
    ]);
  });

  it('that stand in the same words are not recorded again, from the moment that they stand', async () => {
    const province = as('department-staff', '11');
    const before = await everything();
    const job = await province.send(parameters, sheet);
    expect(job).toMatchObject({ ready: 0, unchanged: 3, refused: 3 });
    expect(await province.run(job.id)).toMatchObject({ status: 'DONE', done: 0 });
    expect(await everything()).toEqual(before);
  });
});

describe('a competition', () => {
  it('takes its projects and their prizes from files, with the words of people', async () => {
    const committee = as('committee', '11');
    const projects = await committee.send(
      { kind: 'PROJECTS', competition: 'KHKT-2025' },
      workbook(
        [
          ['SBD', 'Tên dự án', 'Lĩnh vực', 'Mã đơn vị', 'Học sinh', 'Ngày sinh', 'GVHD'],
          [
            'DA-01',
            'Máy lọc nước',
            'Vật lí',
            '03127',
            'Lò Thị Mai; Cà Văn Nam',
            '01/02/2009; 3/4/2009',
            'Trần Văn A',
          ],
          ['DA-02', 'Robot', 'Tin học', '03127', 'Quàng Văn Bình', { date: '2009-05-06' }, null],
          ['DA-03', 'Đất sạch', 'Hóa học', '03127', 'Lò Thị Mai', '01/02/2009', null],
          ['DA-02', 'Khác', 'Hóa học', '03127', 'Lù Thị Én', null, null],
          ['DA-05', null, 'Hóa học', '03127', 'Lù Văn Ổn', null, null],
        ],
        { strings: 'prefixed', hiddenFirst: true },
      ),
    );
    expect(await committee.rows(projects.id)).toEqual([
      [2, 'READY', null, null],
      [3, 'READY', null, null],
      [4, 'REFUSED', 'Học sinh', 'STUDENT_ENTERED'],
      [5, 'REFUSED', 'SBD', 'ENTRY_EXISTS'],
      [6, 'REFUSED', 'Tên dự án', 'TITLE_REQUIRED'],
    ]);
    expect(await committee.run(projects.id)).toMatchObject({ status: 'DONE', done: 2 });
    const prizes = await committee.send(
      { kind: 'PRIZES', competition: 'KHKT-2025' },
      '\ufeffMã dự án;Giải\r\nDA-01;nhất\r\nDA-02;GIẢI NHẤT\r\nDA-02;Nhì\r\nDA-09;Nhì\r\nDA-02;Ba\r\n',
    );
    expect(await committee.rows(prizes.id)).toEqual([
      [2, 'READY', null, null],
      [3, 'REFUSED', 'Giải', 'QUOTA_EXCEEDED'],
      [4, 'READY', null, null],
      [5, 'REFUSED', 'Mã dự án', 'ENTRY_UNKNOWN'],
      [6, 'REFUSED', 'Giải', 'RANK_UNKNOWN'],
    ]);
    expect(await committee.run(prizes.id)).toMatchObject({ status: 'DONE', done: 2 });
    expect(
      await onDatabase(world.databaseUrl('competitions'), 'select code, prizes from entry order by code'),
    ).toEqual([
      { code: 'DA-01', prizes: ['NHAT'] },
      { code: 'DA-02', prizes: ['NHI'] },
    ]);
  });
});

describe('decisions', () => {
  const parameters = {
    kind: 'RECIPIENTS',
    authority: 'PROVINCIAL_CHAIR',
    issuer: '11',
    period: '2024-2025',
    form: 'BANG_KHEN',
  };
  const header = 'Họ và tên,Đối tượng,Mã đơn vị,Thành tích,Số quyết định,Ngày ký,Ngày sinh';

  it('are recorded whole or not at all', async () => {
    const council = as('council-secretary', '11');
    const job = await council.send(
      parameters,
      [
        header,
        'Lò Thị Hòa,Cá nhân,03127,Thành tích A,12/QĐ,15/8/2025,1980-01-02',
        'Tổ Toán,Tập thể,03127,Thành tích B,12/QĐ,15/8/2025,',
        'Cà Thị Hai,Cá nhân,03127,Thành tích C,13/QĐ,16/8/2025,1981-01-02',
        'Cà Thị Ba,Cá nhân,00000,Thành tích C,13/QĐ,16/8/2025,1981-01-02',
      ].join('\n'),
    );
    expect(await council.rows(job.id)).toEqual([
      [2, 'READY', null, null],
      [3, 'READY', null, null],
      [4, 'REFUSED', null, 'GROUP_REFUSED'],
      [5, 'REFUSED', 'Mã đơn vị', 'UNIT_UNKNOWN'],
    ]);
    expect(await council.run(job.id)).toMatchObject({ status: 'DONE', done: 2, refused: 2 });
    expect(
      await onDatabase(world.databaseUrl('competitions'), 'select number, recipients, status from decision'),
    ).toEqual([{ number: '12/QĐ', recipients: 2, status: 'PUBLISHED' }]);
  });

  it('of a file with a row that cannot be read are not recorded: it may belong to any of them', async () => {
    const council = as('council-secretary', '11');
    const job = await council.send(
      parameters,
      [
        header,
        'Lò Thị Tư,Cá nhân,03127,Thành tích A,14/QĐ,15/8/2025,1980-01-02',
        'Lò Thị Năm,Con mèo,03127,Thành tích A,14/QĐ,15/8/2025,',
      ].join('\n'),
    );
    expect(await council.rows(job.id)).toEqual([
      [2, 'REFUSED', null, 'GROUP_REFUSED'],
      [3, 'REFUSED', 'Đối tượng', 'NOT_A_CHOICE'],
    ]);
  });
});

it('has a template for each kind, with the units of the asker to choose from, which can be sent back', async () => {
  for (const kind of ['subjects', 'baselines', 'projects', 'prizes', 'recipients']) {
    const response = await commune.http('GET', `/imports/templates/${kind}.xlsx`);
    expect([kind, response.status]).toEqual([kind, 200]);
    const rows = await readWorkbook(Buffer.from(await response.arrayBuffer()));
    expect(rows).toHaveLength(1);
  }
  const filled = await commune.http('GET', '/imports/templates/subjects.xlsx');
  const parts = await readWorkbook(Buffer.from(await filled.arrayBuffer()), 'parts');
  const [data = '', units = ''] = ['sheet1', 'sheet2'].map((name) => parts.get(`xl/worksheets/${name}.xml`));
  expect(data).toMatch(
    /<dataValidation type="list"[^>]*sqref="A2:A5000"[^>]*><formula1>'Đơn vị'!\$A\$2:\$A\$2<\/formula1>/,
  );
  const strings = parts.get('xl/sharedStrings.xml') ?? units;
  expect(strings).toContain('03127');
  expect(strings).not.toContain('03166');
});
