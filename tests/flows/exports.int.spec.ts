import { awards, cells, competitions, entries, registrations, titles, type CellState } from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { awardState, competitionState, decisionHeader, rank } from '../support/awards.js';
import { fewUnits, idOf, startGateway, unitState, type Gateway } from '../support/gateway.js';
import { readWorkbook } from '../support/read-workbook.js';
import { eventually } from '../support/eventually.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway([
    ...fewUnits.slice(0, 3),
    unitState('03166', 'Xã Mường Pồn', 'COMMUNE', '11'),
  ]);
  const cell = (unit: string, more: Partial<CellState>): CellState => ({
    id: idOf(`cell ${unit}`),
    unitId: idOf(unit),
    title: 'LEARNING_CLAN',
    period: '2025',
    basis: 'TALLY',
    asOf: '2025-06-30',
    registered: null,
    recognised: null,
    baseline: null,
    targets: [],
    stated: [],
    version: 1,
    ...more,
  });
  const baseline = (value: number) => ({
    value,
    certainty: 'EXACT' as const,
    origin: 'PUBLISHED' as const,
    asOf: '2024-12-31',
    sourceDocument: 'Niên giám',
    final: false,
  });
  await gateway.say(titles, {
    code: 'LEARNING_CLAN',
    name: 'Dòng họ học tập',
    nameEn: 'Learning Clan',
    counts: 'dòng họ',
    subjectKind: 'COLLECTIVE',
    periodKind: 'CALENDAR_YEAR',
    version: 1,
  });
  await gateway.say(
    cells,
    cell('03127', { registered: { value: 90, certainty: 'EXACT' }, baseline: baseline(100) }),
    cell('03166', { registered: { value: 100, certainty: 'AT_LEAST' }, baseline: baseline(1000) }),
  );
  await eventually(async () => {
    if ((await table('rates.csv?unit=11&period=2025')).length < 2) throw new Error('not there yet');
  });
});
afterAll(() => gateway.stop());

const staff = { role: 'department-staff', unit: '11' };
const get = (path: string, who: { role: string; unit: string } | null = staff, headers = {}) =>
  gateway.get(`/exports/${path}`, who, headers);
async function table(path: string, who = staff): Promise<string[][]> {
  const response = await get(path, who);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return (await readWorkbook(Buffer.from(await response.arrayBuffer()))).map(({ cells: row }) => row);
}

describe('percentages', () => {
  it.each(['xlsx', 'csv'])('of a unit and those below, as %s', async (format) => {
    const rows = await table(`rates.${format}?unit=11&period=2025&breakdown=true`);
    const column = (name: string) => rows.map((row) => row[rows[0]?.indexOf(name) ?? -1] ?? '');
    expect(column('Mã đơn vị')).toEqual(['Mã đơn vị', '11', '03127', '03166']);
    expect(column('Đăng ký').slice(1)).toEqual(['trên 190', '90', 'trên 100']);
    expect(column('Tỷ lệ đăng ký (%)').slice(1)).toEqual(['', '90', '']);
    expect(column('Ghi chú')[3]).toContain('đăng ký: số liệu không chính xác tuyệt đối');
  });

  it('have English headers where they are asked for', async () => {
    const [headers, first] = await table('rates.xlsx?unit=11&period=2025&lang=en');
    expect(headers?.slice(0, 4)).toEqual(['Unit code', 'Unit', 'Title code', 'Title']);
    expect(first?.slice(0, 4)).toEqual(['11', 'Tỉnh Điện Biên', 'LEARNING_CLAN', 'Learning Clan']);
  });
});

describe('a roster', () => {
  const place = 'unit=03127&title=LEARNING_CLAN&period=2025';
  beforeAll(async () => {
    const names = ['=HYPERLINK("http://x")', '+84', '@SUM(A1)', '-1', '\tx', 'Họ Lò, "chi" 1'];
    await gateway.say(
      registrations,
      ...Array.from({ length: 2_100 }, (_, index) => ({
        id: idOf(`registration ${index}`),
        unitId: idOf('03127'),
        title: 'LEARNING_CLAN',
        period: '2025',
        movement: 'M',
        key: `K${index}`,
        name: names[index] ?? `Họ ${index}`,
        status: 'REGISTERED' as const,
        registeredAt: '2025-03-01T20:00:00.000Z',
        byRecognition: false,
        decision: null,
        reason: null,
        version: 1,
      })),
    );
    await eventually(async () => {
      if ((await table(`roster.csv?${place}`)).length < 2_101) throw new Error('not there yet');
    });
  });

  it.each(['xlsx', 'csv'])('is whole, and no cell of it is a formula, as %s', async (format) => {
    const rows = await table(`roster.${format}?${place}`);
    expect(rows).toHaveLength(2_101);
    const names = rows.map((row) => row[2] ?? '');
    for (const name of [`'=HYPERLINK("http://x")`, `'+84`, `'@SUM(A1)`, `'-1`, 'Họ Lò, "chi" 1'])
      expect(names).toContain(name);
    expect(names.filter((name) => /^[=+\-@\t\r]/.test(name))).toEqual([]);
    // Of a person in Việt Nam: the evening of the day before in UTC.
    expect(rows[1]?.[4]).toBe('02/03/2025');
  });

  it('shows no one what a question would not', async () => {
    expect((await get(`roster.csv?${place}`, null)).status).toBe(401);
    expect((await get(`roster.csv?${place}`, { role: 'committee', unit: '11' })).status).toBe(403);
    expect(await table(`roster.csv?${place}`, { role: 'department-staff', unit: '12' })).toHaveLength(1);
  });
});

describe('honours', () => {
  beforeAll(async () => {
    const decision = decisionHeader({ number: '12/QĐ-SGDĐT' });
    await gateway.say(
      awards,
      ...Array.from({ length: 60 }, (_, index) =>
        awardState(`Quàng Thị Cúc ${String(index).padStart(2, '0')}`, {
          decision,
          unitId: idOf('03127'),
          achievement: 'Thành tích xuất sắc trong phong trào thi đua xây dựng xã hội học tập',
        }),
      ),
    );
    await eventually(async () => {
      if ((await table('honours.csv')).length < 61) throw new Error('not there yet');
    });
  });

  it.each(['xlsx', 'csv'])('are listed in their order as %s', async (format) => {
    const rows = await table(`honours.${format}?unit=11`);
    expect(rows).toHaveLength(61);
    expect(rows[1]?.slice(0, 2)).toEqual(['1', 'Quàng Thị Cúc 00']);
    expect(rows[60]?.slice(0, 2)).toEqual(['60', 'Quàng Thị Cúc 59']);
    expect(rows[1]).toContain('12/QĐ-SGDĐT');
  });

  it('are printed as an annex of their decision, over pages that repeat their headers, with every Vietnamese letter', async () => {
    const response = await get('honours.pdf?unit=11');
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    const file = await getDocument({ data: new Uint8Array(await response.arrayBuffer()), verbosity: 0 })
      .promise;
    expect(file.numPages).toBeGreaterThan(1);
    const pages = await Promise.all(
      Array.from({ length: file.numPages }, async (_, index) => {
        const { items } = await (await file.getPage(index + 1)).getTextContent();
        return items.map((item) => ('str' in item ? item.str : ''));
      }),
    );
    const texts = pages.map((page) => page.join(''));
    for (const text of texts) expect(text).toContain('Tập thể, hộ gia đình, cá nhân');
    expect(texts[0]).toMatch(
      /^Phụ lụcDANH SÁCH KHEN THƯỞNG.*Tỉnh Điện Biên.*\(Kèm theo Quyết định số 12\/QĐ-SGDĐT ngày \d\d tháng \d+ năm \d{4} của Giám đốc Sở/,
    );
    expect(texts[0]).toContain('Quàng Thị Cúc 00');
    expect(texts.at(-1)).toContain('Tổng số: 60');
    // A number on every page but the first.
    expect(pages.map((page) => Number(page.at(-1)))).toEqual(
      pages.map((_, index) => (index === 0 ? NaN : index + 1)),
    );
  });

  it('are for those who are signed in: nobody takes all of it away', async () => {
    for (const path of ['honours.csv', 'honours.pdf', 'rates.csv?unit=11&period=2025', 'competitions/x.csv'])
      expect([path, (await get(path, null)).status]).toEqual([path, 401]);
  });
});

describe('results', () => {
  it('of a competition are its published prizes, best first', async () => {
    const competition = competitionState('KHKT', { status: 'PUBLISHED', name: 'Khoa học kỹ thuật' });
    await gateway.say(competitions, competition);
    await gateway.say(entries, {
      id: idOf('entry'),
      competition: 'KHKT',
      code: 'DA-01',
      kind: 'PROJECT',
      title: 'Máy lọc nước',
      field: 'Vật lí',
      unitId: idOf('03127'),
      members: ['Lò Thị Mai'],
      supervisors: [],
      prizes: ['NHAT'],
      status: 'ENTERED',
      reason: null,
      version: 1,
    });
    const prize = (name: string, order: number, more = {}) =>
      awardState(name, {
        kind: 'PRIZE',
        competition: 'KHKT',
        form: null,
        type: null,
        unitId: idOf('03127'),
        members: [name],
        rank: rank(String(order), order),
        ...more,
      });
    await gateway.say(
      awards,
      prize('Cà Văn Nhì', 2),
      prize('Lò Thị Mai', 1, { entryId: idOf('entry') }),
      prize('Lường Văn Thu', 3, { status: 'REVOKED' }),
    );
    await eventually(async () => {
      const rows = await table('competitions/KHKT.xlsx?lang=en');
      expect(rows.map((row) => row.slice(0, 6))).toEqual([
        ['No.', 'Prize', 'Entry', 'Title', 'Field', 'Members'],
        ['1', 'Giải 1', 'DA-01', 'Máy lọc nước', 'Vật lí', 'Lò Thị Mai'],
        ['2', 'Giải 2', '', '', '', 'Cà Văn Nhì'],
      ]);
    });
    expect((await get('competitions/NONE.xlsx')).status).toBe(404);
  });
});

it.each([
  ['rates.xlsx', 400],
  ['rates.xlsx?unit=99999&period=2025', 404],
  ['rates.pdf?unit=11&period=2025', 404],
  ['honours.csv?kinds=MEDAL', 400],
  ['honours.csv?unit=%00', 400],
  ['honours.exe', 404],
  ['competitions/..%2f..%2fx.csv', 404],
])('%s is %s', async (path, status) => {
  expect((await get(path)).status).toBe(status);
});
