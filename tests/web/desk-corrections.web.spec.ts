import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchSample, newDataDir, removeDataDir, type Launched } from '../support/launcher.js';
import { eventually } from '../support/eventually.js';
import { chromiumMissing, startBrowser, violations } from './browser.js';
import { askAs, deskOf, says } from './desk.js';

const missing = chromiumMissing();
if (missing) console.warn(`Corrections are not looked at: ${missing}`);
const inBrowser = missing ? describe.skip : describe;

const dataDir = newDataDir();
let house: Launched;
let browser: Browser;
beforeAll(async () => {
  if (missing) return;
  [browser, house] = await Promise.all([startBrowser(), launchSample(dataDir)]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await house?.stop();
  removeDataDir(dataDir);
});

const number = '41/QĐ-THU';
async function published(): Promise<string> {
  await askAs(
    house.url,
    'council-secretary',
    `mutation ($input: RecordCommendationsInput!) { recordCommendations(input: $input) { __typename } }`,
    {
      input: {
        decision: { number, signedOn: '2025-05-20', authority: 'DEPARTMENT_DIRECTOR', issuer: '11' },
        ...{ form: 'GIAY_KHEN', period: '2024-2025', publish: true },
        recipients: [
          {
            ...{ kind: 'INDIVIDUAL', name: 'Lò Văn Sai', unit: '11-THPT-LQD', position: 'Giáo viên' },
            ...{ achievement: 'Dạy giỏi', minor: false, birthDate: '1980-02-01' },
          },
        ],
      },
    },
  );
  return eventually(async () => {
    const { decisions } = await askAs<{ decisions: { nodes: { id: string }[] } }>(
      house.url,
      'council-secretary',
      `{ decisions(number: "${number}") { nodes { id } } }`,
    );
    expect(decisions.nodes).toHaveLength(1);
    return decisions.nodes[0]?.id ?? '';
  });
}
const honoured = async (search: string) => {
  const { honours } = await askAs<{ honours: { totalCount: number } }>(
    house.url,
    'council-secretary',
    'query ($search: String) { honours(filter: { search: $search }) { totalCount } }',
    { search },
  );
  return honours.totalCount;
};

inBrowser('a published award', () => {
  it('is corrected by another decision and with a reason, and the public sees the right name', async () => {
    const id = await published();
    const page = await deskOf(browser, house.url, 'council-secretary');
    const address = `/desk/decisions/${id}?${new URLSearchParams({ number })}`;
    await eventually(async () => {
      await page.goto(address);
      expect(await page.getByRole('link', { name: 'Đính chính: Lò Văn Sai' }).count()).toBe(1);
    });
    await page.getByRole('link', { name: 'Đính chính: Lò Văn Sai' }).click();
    await page.getByRole('button', { name: 'Đính chính' }).click();
    for (const fault of ['Chưa có ô nào được sửa.', 'Hãy ghi lý do.', 'Hãy nhập số quyết định.'])
      await says(page, fault);
    expect(await violations(page)).toEqual([]);
    const form = page.url().slice(house.url.length);
    await page.getByLabel('Người, tập thể').fill('Lò Văn Đúng');
    await page.getByLabel('Lý do').fill('In sai tên');
    await page.getByLabel('Số', { exact: true }).fill('42/QĐ-THU');
    await page.getByLabel('Ngày ký').fill('2025-06-20');
    await page.getByRole('button', { name: 'Đính chính' }).click();
    await says(page, 'Đã đính chính.');
    await says(page, 'Lò Văn Đúng');
    await eventually(async () => expect(await honoured('lo van dung')).toBe(1));
    expect(await honoured('lo van sai')).toBe(0);
    await page.context().close();
    const auditor = await deskOf(browser, house.url, 'auditor');
    expect((await auditor.request.get(form)).status()).toBe(403);
    await auditor.context().close();
  });
});

inBrowser('a published example', () => {
  it('says on which day which channel told of it', async () => {
    const { nominations } = await askAs<{ nominations: { nodes: { id: string }[] } }>(
      house.url,
      'editor',
      '{ nominations(status: PUBLISHED, first: 1) { nodes { id } } }',
    );
    const page = await deskOf(browser, house.url, 'editor');
    await page.goto(`/desk/examples/${nominations.nodes[0]?.id}`);
    await page.getByText('Ghi ngày giới thiệu trên kênh').click();
    await page.getByRole('button', { name: 'Ghi kênh' }).click();
    for (const fault of ['Hãy chọn kênh.', 'Hãy nhập ngày.']) await says(page, fault);
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('Kênh').selectOption('FANPAGE');
    await page.getByLabel('Ngày', { exact: true }).fill('2026-05-19');
    await page.getByRole('button', { name: 'Ghi kênh' }).click();
    await says(page, 'Đã ghi kênh giới thiệu.');
    await says(page, 'Fanpage: 19/05/2026');
    await page.context().close();
  });
});
