import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onDatabase } from '../support/databases.js';
import { workbook, type WrittenCell } from '../support/workbooks.js';
import { eventually, startWorld, type World } from '../support/world.js';

export interface Told {
  id: string;
  status: string;
  fault: { code: string; message: string } | null;
  rows: number;
  ready: number;
  refused: number;
  unchanged: number;
  done: number;
  code?: string;
}
type Who = { role: string; unit: string };
const staff: Who = { role: 'commune-staff', unit: '03127' };

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.ask(
    `mutation ($draft: DraftMovementInput!, $edition: OpenCompetitionInput!) {
       draftMovement(input: $draft) { __typename } launchMovement(code: "XHHT") { __typename }
       openCompetition(input: $edition) { __typename } }`,
    {
      draft: {
        code: 'XHHT',
        name: 'Xây dựng xã hội học tập',
        launchingAuthority: 'PROVINCIAL_CHAIR',
        launchedBy: '11',
        titles: [{ code: 'LEARNING_FAMILY' }, { code: 'LEARNING_CLAN' }],
      },
      edition: {
        code: 'KHKT-2025',
        name: 'Cuộc thi khoa học kỹ thuật',
        level: 'PROVINCE',
        period: '2024-2025',
        organiser: '11',
        ranks: [
          { code: 'NHAT', name: 'Giải Nhất', quota: 1 },
          { code: 'NHI', name: 'Giải Nhì' },
        ],
      },
    },
  );
});
afterAll(() => world.stop());

const authorizationOf = (who: Who, subject = 'importer') => world.issuer.authorization(subject, who);
async function http(
  method: string,
  path: string,
  who: Who | null,
  body?: Buffer | string,
  headers: Record<string, string> = {},
) {
  return fetch(`${world.url}${path}`, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/octet-stream' }),
      ...(who && { authorization: await authorizationOf(who) }),
      ...headers,
    },
    ...(body !== undefined && { body }),
  });
}
const told = async (response: Response) => (await response.json()) as Told;

/** Sends a file and waits until it is rehearsed, or cannot be. */
async function send(
  parameters: Record<string, string>,
  file: Buffer | string,
  who: Who = staff,
): Promise<Told> {
  const response = await http('POST', `/imports?${new URLSearchParams(parameters)}`, who, file);
  const begun = await told(response);
  if (response.status !== 202) throw new Error(`${response.status} ${JSON.stringify(begun)}`);
  return over(begun.id, who);
}
const over = (id: string, who: Who) =>
  eventually(async () => {
    const { imports } = await world.ask<{ imports: { nodes: Told[] } }>(
      `query ($id: ID!) { imports(id: $id) { nodes { id status fault { code message } rows ready refused unchanged done } } }`,
      { id },
      { authorization: await authorizationOf(who) },
    );
    const [job] = imports.nodes;
    if (!job || ['READING', 'CHECKING', 'RUNNING'].includes(job.status)) throw new Error(JSON.stringify(job));
    return job;
  });
async function run(id: string, who: Who = staff): Promise<Told> {
  const response = await http('POST', `/imports/${id}/run`, who);
  expect([response.status, await response.clone().text()]).toEqual([202, expect.anything()]);
  return over(id, who);
}
const rowsOf = async (id: string, who: Who = staff) => {
  const { importRows } = await world.ask<{
    importRows: {
      nodes: {
        number: number;
        outcome: string;
        column: string | null;
        fault: { code: string; message: string } | null;
      }[];
    };
  }>(
    `query ($id: ID!) { importRows(import: $id) { nodes { number outcome column fault { code message } } } }`,
    { id },
    { authorization: await authorizationOf(who) },
  );
  return importRows.nodes.map(({ number, outcome, column, fault }) => [
    number,
    outcome,
    column,
    fault?.code ?? null,
  ]);
};
const onMovements = <Row extends object>(statement: string) =>
  onDatabase<Row>(world.databaseUrl('movements'), statement);
const registered = async (unit: string, title = 'LEARNING_FAMILY') =>
  (
    await onMovements<{ name: string }>(
      `select r.name from registration r join unit u on u.id = r.unit_id
       where u.code = '${unit}' and r.title = '${title}' order by r.name`,
    )
  ).map(({ name }) => name);

const families = { kind: 'SUBJECTS', movement: 'XHHT', title: 'LEARNING_FAMILY', period: '2025' };
const awkward: WrittenCell[][] = [
  ['DANH SÁCH HỘ ĐĂNG KÝ GIA ĐÌNH HỌC TẬP'],
  [null, 'Năm 2025'],
  ['STT', 'HO TEN CHU HO', 'Ghi chú', 'Số sổ hộ khẩu', 'mã đơn vị'],
  ['(1)', '(2)', '(3)', '(4)', '(5)'],
  [1, 'Lò Văn Hoà', null, 'HK 001', 3127],
  [2, 'Quàng Thị Cúc'.normalize('NFD'), 'x', 2002, '03127'],
  [3, 'Lường Văn Ơn', null, 'hk-001', '03127'],
  [4, null, null, 'HK 004', '03127'],
  [5, 'Cà Văn Ngoài', null, 'HK 005', '03166'],
];

describe('a roster', () => {
  let job: Told;

  it('is rehearsed first: what would be recorded, what is refused and why, and nothing is', async () => {
    job = await send(families, workbook(awkward, { gaps: { 6: 2 } }));
    expect(job).toMatchObject({ status: 'CHECKED', rows: 5, ready: 2, refused: 3, done: 0, fault: null });
    expect(await rowsOf(job.id)).toEqual([
      [5, 'READY', null, null],
      [6, 'READY', null, null],
      [9, 'REFUSED', 'Số sổ hộ khẩu', 'ALREADY_REGISTERED'],
      [10, 'REFUSED', 'HO TEN CHU HO', 'REQUIRED'],
      [11, 'REFUSED', 'mã đơn vị', 'FORBIDDEN'],
    ]);
    expect(await registered('03127')).toEqual([]);
    expect(await onMovements(`select 1 from cell where title = 'LEARNING_FAMILY'`)).toEqual([]);
  });

  it('is recorded when that is asked for, once, however often', async () => {
    expect(await run(job.id)).toMatchObject({ status: 'DONE', done: 2, refused: 3, ready: 0 });
    expect(await registered('03127')).toEqual(['Lò Văn Hoà', 'Quàng Thị Cúc']);
    const again = await http('POST', `/imports/${job.id}/run`, staff);
    expect([again.status, (await told(again)).code]).toEqual([409, 'CONFLICT']);
  });

  it('changes nothing when the same file comes again', async () => {
    const before = await onMovements(
      `select id, version from cell union all select id, version from registration order by 1`,
    );
    const again = await send(families, workbook(awkward, { gaps: { 6: 2 } }));
    expect(again).toMatchObject({ status: 'CHECKED', ready: 0, refused: 5 });
    expect(await run(again.id)).toMatchObject({ status: 'DONE', done: 0 });
    expect(
      await onMovements(
        `select id, version from cell union all select id, version from registration order by 1`,
      ),
    ).toEqual(before);
  });
});
