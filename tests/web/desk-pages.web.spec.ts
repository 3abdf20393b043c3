import { expect, it } from '@jest/globals';
import { signIn } from '../../scripts/sign-in.mjs';
import { askAs, looksRight } from './desk.js';
import { addInvented } from './invented.js';
import { deskPages, unmade, type Made } from './pages.js';
import { withSample } from './sample.js';

let made: Made;
const { sample, inBrowser } = withSample('The pages of the desk are', async () => {
  await addInvented(sample.house.url);
  made = { ...(await idsOfInvented()), table: await sendTable() };
});

async function idsOfInvented(): Promise<Omit<Made, 'table'>> {
  type Ids = Record<'decisions' | 'honours' | 'nominations', { nodes: { id: string; name?: string }[] }>;
  const { decisions, honours, nominations } = await askAs<Ids>(
    sample.house.url,
    'administrator',
    `{ decisions(number: "12/QĐ-THU") { nodes { id } } honours(filter: { search: "lo van hoa" }) { nodes { id } }
       nominations(status: PUBLISHED, first: 100) { nodes { id name } } }`,
  );
  const nomination = nominations.nodes.find(({ name }) => name === 'Lò Văn Hoà');
  return {
    decision: decisions.nodes[0]?.id ?? '',
    award: honours.nodes[0]?.id ?? '',
    nomination: nomination?.id ?? '',
  };
}

/** A table with a row that would be recorded and one that is refused. */
async function sendTable(): Promise<string> {
  const asked = { kind: 'SUBJECTS', movement: 'XHHT-2023-2030', title: 'LEARNING_CLAN', period: '2025' };
  const answer = await fetch(
    `${sample.house.url}/imports?${new URLSearchParams({ ...asked, fileName: 'dòng họ.csv' })}`,
    {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await signIn(sample.house.url, 'commune-staff')}`,
        'content-type': 'application/octet-stream',
      },
      body: 'Mã đơn vị,Mã,Tên\n03127,A-1,Dòng họ Lò\n03127,,Dòng họ Cà\n',
    },
  );
  expect(answer.status).toBe(202);
  return ((await answer.json()) as { id: string }).id;
}

inBrowser('every page of the desk in both languages, at 360 and 1280 px', () => {
  it.each(Object.keys(deskPages(unmade)))(
    'as %s',
    async (account) => looksRight(sample.browser, sample.house.url, account, deskPages(made)[account] ?? {}),
    120_000,
  );
});
