import { awards, type AwardState } from '@app/contracts';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { awardState, decisionHeader } from '../../../tests/support/awards.js';
import { idOf, startGateway, type Gateway } from '../../../tests/support/gateway.js';

const period = '2024-2025';
const names = [
  'Lò Thị Hoà',
  'Quàng Văn Páo',
  'Nguyễn Thu Hà',
  'Nguyễn Văn Hòa',
  'Mùa A Dế',
  'Vàng Thị Páo Hoa',
];
const units = ['11', '03127', 'THPT-LQD', '12', '03388', 'THPT-LC'];
const authorities = ['MINISTER', 'PROVINCIAL_CHAIR', 'DEPARTMENT_DIRECTOR'] as const;
/** Many keys of the order are equal on purpose. */
const lines: AwardState[] = Array.from({ length: 180 }, (_, n) =>
  awardState(`line ${n}`, {
    name: names[(n * 7) % names.length] ?? '',
    subjectKind: n % 5 ? 'INDIVIDUAL' : 'COLLECTIVE',
    unitId: idOf(units[n % units.length] ?? ''),
    decision: decisionHeader({
      id: idOf(`decision ${n % 4}`),
      authority: authorities[n % 3] ?? 'MINISTER',
      signedOn: `2025-0${1 + (n % 4)}-15`,
    }),
    period: n % 9 ? period : '2023-2024',
  }),
);

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
  await gateway.say(awards, ...lines);
});
afterAll(() => gateway.stop());

interface Page {
  nodes: { id: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  totalCount: number;
}
const page = async (filter: object, after: string | null, first = 7): Promise<Page> => {
  const { honours } = await gateway.ask<{ honours: Page }>(
    `query ($filter: HonourFilter, $after: String, $first: Int) { honours(filter: $filter, after: $after, first: $first) {
       nodes { id recipient { name unit { code } } title } pageInfo { hasNextPage endCursor } totalCount } }`,
    { filter, after, first },
  );
  return honours;
};
/** The same lines, narrowed by something that the index does not know: then the database is asked. */
const asked = (filter: object) => ({ ...filter, kinds: ['COMMENDATION', 'EMULATION_TITLE', 'PRIZE'] });

it.each(
  ['11', '12', '03127', 'THPT-LC'].flatMap((unit) =>
    [null, 'pao', 'páo', 'hoa', 'Hoà', 'thi', 'a', 'nobody'].map((search) => [unit, search] as const),
  ),
)('answers of %s, searched for %s, every page as the database does', async (unit, search) => {
  const filter = { unit, period, search };
  let after: string | null = null;
  for (let more = true; more;) {
    const inMemory: Page = await page(filter, after);
    expect(inMemory).toEqual(await page(asked(filter), after));
    more = inMemory.pageInfo.hasNextPage;
    after = inMemory.pageInfo.endCursor;
  }
});

it('answers nothing for first: 0, and goes on behind a line that has left the list', async () => {
  const filter = { unit: '11', period };
  expect((await page(filter, null, 0)).nodes).toEqual([]);
  const first = await page(filter, null);
  const last = first.nodes.at(-1)?.id;
  const revoked = lines.find(({ id }) => id === last) as AwardState;
  await gateway.say(awards, { ...revoked, status: 'REVOKED', version: 2 });
  const { endCursor } = first.pageInfo;
  const second = await page(filter, endCursor);
  expect(second).toEqual(await page(asked(filter), endCursor));
  expect(second.nodes).toHaveLength(7);
  expect((await page(filter, null)).nodes.map(({ id }) => id)).not.toContain(last);
});

it('forgets where a line stood that has moved to another unit or year', async () => {
  const [line] = lines.filter(({ unitId, period: its }) => unitId === idOf('03388') && its === period);
  const has = async (unit: string, its: string) =>
    (await page({ unit, period: its }, null, 100)).nodes.some(({ id }) => id === line?.id);
  expect([await has('12', period), await has('11', period)]).toEqual([true, false]);
  await gateway.say(awards, { ...(line as AwardState), unitId: idOf('03127'), version: 2 });
  expect([await has('12', period), await has('11', period)]).toEqual([false, true]);
  await gateway.say(awards, {
    ...(line as AwardState),
    unitId: idOf('03127'),
    period: '2023-2024',
    version: 3,
  });
  expect([await has('11', period), await has('11', '2023-2024')]).toEqual([false, true]);
});
