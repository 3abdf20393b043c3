import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { launchSample, newDataDir, removeDataDir, type Launched } from '../support/launcher.js';
import { eventually } from '../support/eventually.js';
import { chromiumMissing, startBrowser, violations } from './browser.js';
import { askAs, deskOf, says } from './desk.js';

const missing = chromiumMissing();
if (missing) console.warn(`Decisions of the desk are not looked at: ${missing}`);
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

const rows = [
  'Họ tên\tĐối tượng\tĐơn vị\tChức vụ\tThành tích\tNgày sinh',
  'Lò Văn Thử\tCá nhân\t11-THPT-LQD\tGiáo viên\tDạy giỏi\t1/2/1980',
  'Tổ Toán\tTập thể\t11-THPT-LQD\t\tĐổi mới dạy học\t',
  'Lò Văn Thử\tCá nhân\t11-THPT-LQD\tGiáo viên\tDạy giỏi\t01/02/1980',
  'Quàng Thị Không\tCá nhân\t\t\tTốt\t',
];
async function fillIn(page: Page, number: string, lines: string[]): Promise<void> {
  await page.goto('/desk/decisions/new');
  await page.getByLabel('Hình thức khen thưởng hoặc danh hiệu thi đua').selectOption('FORM:GIAY_KHEN');
  await page.getByLabel('Kỳ', { exact: true }).fill('2024-2025');
  await page.getByLabel('Số', { exact: true }).fill(number);
  await page.getByLabel('Ngày ký').fill('2025-05-20');
  await page.getByLabel('Người, tập thể được khen').fill(lines.join('\n'));
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

inBrowser('the desk of decisions', () => {
  it('records a draft after a preview of what would be refused', async () => {
    const page = await deskOf(browser, house.url, 'council-secretary');
    await page.goto('/desk/decisions/new');
    await page.getByRole('button', { name: 'Xem trước' }).click();
    for (const fault of ['Hãy nhập số quyết định.', 'Hãy nhập kỳ.', 'Hãy nhập ít nhất một người, tập thể.'])
      await says(page, fault);
    expect(await violations(page)).toEqual([]);
    await fillIn(page, '21/QĐ-THU', rows);
    await page.getByRole('button', { name: 'Xem trước' }).click();
    await says(page, '2 dòng ghi được, 2 dòng sẽ bị từ chối. Chưa có gì được ghi.');
    await says(page, 'Trùng người với dòng 2.');
    await says(page, 'Thiếu mã đơn vị.');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Lưu dự thảo' }).click();
    await says(page, 'Đã lưu dự thảo với 2 dòng.');
    expect(await honoured('lo van thu')).toBe(0);
    await page.context().close();
  });

  it('says in the words of the law why an authority may not grant a form, at its field', async () => {
    const page = await deskOf(browser, house.url, 'council-secretary');
    await fillIn(page, '22/QĐ-THU', rows.slice(0, 2));
    await page.getByLabel('Hình thức khen thưởng hoặc danh hiệu thi đua').selectOption('FORM:BANG_KHEN');
    await page.getByRole('button', { name: 'Xem trước' }).click();
    await page.getByRole('button', { name: 'Ghi và công bố' }).click();
    await says(page, /không có thẩm quyền tặng Bằng khen .*Điều 77-80/);
    expect(await page.getByLabel('Số', { exact: true }).inputValue()).toBe('22/QĐ-THU');
    await page.context().close();
  });

  it('publishes the draft, prints certificates one by one and all in one file', async () => {
    const page = await deskOf(browser, house.url, 'council-secretary');
    await page.getByRole('link', { name: '1 quyết định khen thưởng dự thảo chờ công bố' }).click();
    await page.getByRole('link', { name: 'Số 21/QĐ-THU' }).click();
    await says(page, 'đúng 2 dòng dưới đây thành công khai');
    await page.getByRole('button', { name: 'Công bố quyết định' }).click();
    await says(page, 'Đã công bố 2 dòng.');
    await eventually(async () => expect(await honoured('lo van thu')).toBe(1));
    const link = await page.getByRole('link', { name: 'PDF: Lò Văn Thử' }).getAttribute('href');
    const one = await fetch(house.url + link);
    expect([one.status, one.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Tất cả giấy trong một tệp PDF' }).click(),
    ]);
    const file = await getDocument({
      data: new Uint8Array(readFileSync(await download.path())),
      verbosity: 0,
    }).promise;
    const pages = await Promise.all(
      [1, 2].map(async (at) => {
        const { items } = await (await file.getPage(at)).getTextContent();
        return items.map((item) => ('str' in item ? item.str : '')).join('');
      }),
    );
    expect(file.numPages).toBe(2);
    expect(pages.join()).toMatch(/Lò Văn Thử[\s\S]*Tổ Toán|Tổ Toán[\s\S]*Lò Văn Thử/);
    await page.context().close();
  });

  it('shows two of one name side by side and notes what a person decides', async () => {
    const page = await deskOf(browser, house.url, 'council-secretary');
    await fillIn(page, '23/QĐ-THU', [
      'Vì Văn Trùng;cá nhân;11-THPT-LQD;Nhân viên;Phục vụ tốt;1/1/1980',
      'Vì Văn Trùng;cá nhân;11-THPT-LQD;Giáo viên;Dạy giỏi;',
    ]);
    await page.getByRole('button', { name: 'Xem trước' }).click();
    await page.getByRole('button', { name: 'Lưu dự thảo' }).click();
    await says(page, 'Đã lưu dự thảo với 2 dòng.');
    // Rule 18: of one name, a person decides before the draft is published.
    await page.getByRole('button', { name: 'Công bố quyết định' }).click();
    await says(page, /trùng tên chờ người quyết định/);
    await page.goto('/desk');
    await page.getByRole('link', { name: /cặp trùng tên chờ quyết định/ }).click();
    await says(page, 'Có trước');
    expect(await page.locator('.sides > div').first().innerText()).toContain('Vì Văn Trùng');
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('Ghi chú').first().fill('Hai hồ sơ khác nhau');
    await page.getByRole('button', { name: 'Hai người khác nhau' }).first().click();
    await says(page, 'Đã ghi: hai người khác nhau.');
    await page.context().close();
  });

  it('revokes with the words that the public will see, and restores', async () => {
    const page = await deskOf(browser, house.url, 'council-secretary');
    await page.goto('/desk/decisions?number=21/QĐ-THU');
    await page.getByRole('link', { name: 'Số 21/QĐ-THU' }).click();
    const code = ((await page.getByRole('link', { name: 'PDF: Lò Văn Thử' }).getAttribute('href')) ?? '')
      .replace('/certificates/', '')
      .replace('.pdf', '');
    await page.getByText('Hủy bỏ', { exact: true }).click();
    await page.getByRole('button', { name: 'Xem lại trước khi làm' }).click();
    await says(page, 'Hãy chọn căn cứ.');
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('Lò Văn Thử').check();
    await page.getByLabel('Căn cứ hủy bỏ').selectOption('FALSE_INFORMATION');
    await page.getByLabel('Lý do').fill('Khai sai thành tích');
    await page.getByLabel('Số', { exact: true }).fill('24/QĐ-THU');
    await page.getByLabel('Ngày ký').fill('2025-06-20');
    await page.getByRole('button', { name: 'Xem lại trước khi làm' }).click();
    await says(page, 'Quyết định tặng thưởng đã bị hủy bỏ');
    await says(page, '20/06/2025');
    expect(await honoured('lo van thu')).toBe(1);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Hủy bỏ' }).click();
    await says(page, 'Đã hủy bỏ 1 dòng.');
    await eventually(async () => expect(await honoured('lo van thu')).toBe(0));
    const check = await browser.newPage();
    await check.goto(`${house.url}/certificates/${code}`);
    expect(await check.locator('.verdict').innerText()).toContain('ĐÃ BỊ HỦY BỎ');
    expect((await fetch(`${house.url}/certificates/${code}.pdf`)).status).toBe(410);
    await page.getByText('Phục hồi', { exact: true }).click();
    await page.getByLabel('Lò Văn Thử').last().check();
    await page.getByLabel('Lý do').last().fill('Xác minh lại');
    await page.getByLabel('Số', { exact: true }).last().fill('25/QĐ-THU');
    await page.getByLabel('Ngày ký').last().fill('2025-07-20');
    await page.getByRole('button', { name: 'Xem lại trước khi làm' }).last().click();
    await says(page, 'Quyết định tặng thưởng đang có hiệu lực');
    await page.getByRole('button', { name: 'Phục hồi' }).click();
    await says(page, 'Đã phục hồi 1 dòng.');
    await eventually(async () => expect(await honoured('lo van thu')).toBe(1));
    await check.close();
    await page.context().close();
  });

  it('gives the file of a decision to nobody who may not see its awards', async () => {
    const { decisions } = await askAs<{ decisions: { nodes: { id: string }[] } }>(
      house.url,
      'council-secretary',
      '{ decisions(number: "21/QĐ-THU") { nodes { id } } }',
    );
    const file = `/decisions/${decisions.nodes[0]?.id}/certificates.pdf`;
    expect((await fetch(house.url + file)).status).toBe(401);
    const page = await deskOf(browser, house.url, 'commune-staff');
    const answer = await page.request.get(`/desk/decisions/${decisions.nodes[0]?.id}/certificates`);
    expect(answer.status()).toBe(403);
    await page.context().close();
  });
});
