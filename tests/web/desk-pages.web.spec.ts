import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { signIn } from '../../scripts/sign-in.mjs';
import { launchSample, newDataDir, removeDataDir, type Launched } from '../support/launcher.js';
import { chromiumMissing, startBrowser } from './browser.js';
import { askAs, looksRight } from './desk.js';
import { addInvented } from './invented.js';
import { deskPages, unmade, type Made } from './pages.js';

const missing = chromiumMissing();
if (missing) console.warn(`The pages of the desk are not looked at: ${missing}`);
const inBrowser = missing ? describe.skip : describe;

const dataDir = newDataDir();
let house: Launched;
let browser: Browser;
let made: Made;
beforeAll(async () => {
  if (missing) return;
  [browser, house] = await Promise.all([startBrowser(), launchSample(dataDir)]);
  await addInvented(house.url);
  made = { ...(await idsOfInvented()), table: await sendTable() };
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await house?.stop();
  removeDataDir(dataDir);
});

async function idsOfInvented(): Promise<Omit<Made, 'table'>> {
  type Ids = Record<'decisions' | 'honours' | 'nominations', { nodes: { id: string; name?: string }[] }>;
  const { decisions, honours, nominations } = await askAs<Ids>(
    house.url,
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
    `${house.url}/imports?${new URLSearchParams({ ...asked, fileName: 'dòng họ.csv' })}`,
    {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await signIn(house.url, 'commune-staff')}`,
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
    async (account) => looksRight(browser, house.url, account, deskPages(made)[account] ?? {}),
    120_000,
  );
});
