import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { launchSample, newDataDir, removeDataDir, type Launched } from '../support/launcher.js';
import { readWorkbook } from '../support/read-workbook.js';
import { workbook } from '../support/workbooks.js';
import { eventually } from '../support/eventually.js';
import { chromiumMissing, startBrowser, violations } from './browser.js';
import { alive, askAs, deskOf, says } from './desk.js';

const missing = chromiumMissing();
if (missing) console.warn(`Files that are sent and taken are not looked at: ${missing}`);
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

const fileOf = (name: string, rows: Parameters<typeof workbook>[0]) => ({
  name,
  mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  buffer: workbook(rows),
});
const clans = (prefix: string) => [
  ['DANH SÁCH DÒNG HỌ ĐĂNG KÝ'],
  ['STT', 'Tên', 'Mã định danh', 'Mã đơn vị'],
  [1, `Dòng họ Lò ${prefix}`, `${prefix}-1`, '03127'],
  [2, `Dòng họ Quàng ${prefix}`, `${prefix}-2`, '03127'],
  [3, null, `${prefix}-3`, '03127'],
  [4, `Dòng họ Cà ${prefix}`, `${prefix}-4`, '03166'],
];
async function send(page: Page, file: ReturnType<typeof fileOf>): Promise<void> {
  await page.goto('/desk/imports');
  await page.getByLabel('Danh hiệu').selectOption({ label: await labelOf(page, /^Dòng họ học tập/) });
  await page.getByLabel('Kỳ', { exact: true }).selectOption('2025');
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByRole('button', { name: 'Gửi và kiểm tra thử' }).click();
  await page.waitForURL(/\/desk\/imports\/[0-9a-f-]{36}$/);
}
const labelOf = async (page: Page, wanted: RegExp) =>
  (await page.getByLabel('Danh hiệu').locator('option').allInnerTexts()).find((text) => wanted.test(text)) ??
  '';
/** Without scripts a page tells how it was when it was asked for. */
const reloadedUntil = (page: Page, words: string) =>
  eventually(async () => {
    await page.reload();
    expect(await page.locator('main').innerText()).toContain(words);
  });
const registered = async (search: string) => {
  const { roster } = await askAs<{ roster: { totalCount: number } }>(
    house.url,
    'commune-staff',
    `query ($search: String) {
       roster(unit: "03127", title: "LEARNING_CLAN", period: "2025", search: $search) { totalCount } }`,
    { search },
  );
  return roster.totalCount;
};

inBrowser('a table that is sent', () => {
  it('is rehearsed before anything is recorded, and says what is refused, where and why', async () => {
    const page = await deskOf(browser, house.url, 'commune-staff');
    await page.getByRole('navigation').getByRole('link', { name: 'Nhập từ tệp' }).click();
    await alive(page);
    await page.getByRole('button', { name: 'Gửi và kiểm tra thử' }).click();
    for (const fault of ['Hãy chọn danh hiệu', 'Hãy chọn kỳ.', 'Hãy chọn tệp.']) await says(page, fault);
    expect(await violations(page)).toEqual([]);
    await send(page, fileOf('dòng họ đăng ký.xlsx', clans('A')));
    await says(page, 'đã kiểm tra, chờ ghi');
    expect(await page.locator('h1').innerText()).toBe('dòng họ đăng ký.xlsx');
    const text = await page.locator('main table').innerText();
    expect(text).toMatch(/5\s+bị từ chối\s+Tên\s+Thiếu .*\s+REQUIRED/);
    expect(text).toMatch(/6\s+bị từ chối\s+Mã đơn vị\s+Vai trò không có hiệu lực.*\s+FORBIDDEN/);
    expect(await violations(page)).toEqual([]);
    const [sheet] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Tải bảng kết quả (xlsx)' }).click(),
    ]);
    const rows = await readWorkbook(readFileSync(await sheet.path()));
    expect(rows[0]?.cells.slice(0, 5)).toEqual(['Dòng', 'Kết quả', 'Cột', 'Mã lỗi', 'Thông báo']);
    expect(rows[3]?.cells.slice(0, 2)).toEqual(['5', 'Bị từ chối']);
    await page.getByRole('link', { name: 'sẽ được ghi (2)' }).click();
    await page.waitForURL('**outcome=READY');
    expect(await page.locator('tbody tr').count()).toBe(2);
    expect(await registered('dong ho lo a')).toBe(0);
    await page.getByRole('button', { name: 'Ghi 2 dòng' }).click();
    // Without a reload: the stream of events tells the end.
    await says(page, 'mọi dòng đã được ghi hoặc bị từ chối');
    await eventually(async () => expect(await registered('dong ho lo a')).toBe(1));
    await page.goto('/desk/imports');
    await says(page, /dòng họ đăng ký\.xlsx\s*đã xong[\s\S]*4 dòng, đã ghi 2, bị từ chối 2/);
    await page.context().close();
  });

  it('is sent, run and followed without JavaScript', async () => {
    const page = await deskOf(browser, house.url, 'commune-staff', { javaScriptEnabled: false });
    await send(page, fileOf('b.xlsx', clans('B')));
    await reloadedUntil(page, 'đã kiểm tra, chờ ghi');
    await page.getByRole('button', { name: 'Ghi 2 dòng' }).click();
    await reloadedUntil(page, 'mọi dòng đã được ghi hoặc bị từ chối');
    await eventually(async () => expect(await registered('dong ho lo b')).toBe(1));
    await page.context().close();
  });

  it('is given up with nothing recorded, and says why it cannot be read', async () => {
    const page = await deskOf(browser, house.url, 'commune-staff');
    await send(page, fileOf('c.xlsx', clans('C')));
    await says(page, 'đã kiểm tra, chờ ghi');
    await page.getByRole('button', { name: 'Bỏ tệp này' }).click();
    await says(page, 'đã bỏ');
    expect(await page.getByRole('button', { name: /Ghi \d/ }).count()).toBe(0);
    expect(await registered('dong ho lo c')).toBe(0);
    await send(
      page,
      fileOf('sai.xlsx', [
        ['Cột lạ', 'Cột khác'],
        ['x', 'y'],
      ]),
    );
    await says(page, 'Không tìm thấy dòng tiêu đề');
    await page.context().close();
  });

  it('has a template with the codes of the own units', async () => {
    const page = await deskOf(browser, house.url, 'commune-staff');
    await page.goto('/desk/imports');
    const [template] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Tải tệp mẫu' }).click(),
    ]);
    expect(template.suggestedFilename()).toBe('subjects.xlsx');
    const rows = await readWorkbook(readFileSync(await template.path()));
    expect(rows[0]?.cells).toEqual(expect.arrayContaining(['Mã đơn vị (*)']));
    await page.context().close();
  });

  it('is not taken from a foreign form, nor when it is larger than 50 MB', async () => {
    const page = await deskOf(browser, house.url, 'commune-staff');
    await page.goto('/desk/imports');
    const formToken = await page.locator('input[name=formToken]').first().inputValue();
    const form = (token: string) => ({
      ...{ formToken: token, intent: 'send', kind: 'SUBJECTS', what: 'XHHT-2023-2030:LEARNING_CLAN' },
      ...{ period: '2025', file: fileOf('d.xlsx', clans('D')) },
    });
    const status = async (token: string, origin: string) =>
      (
        await page.request.post('/desk/imports', {
          multipart: form(token),
          headers: { origin },
          maxRedirects: 0,
        })
      ).status();
    expect(await status(formToken, 'https://elsewhere.example')).toBe(400);
    expect(await status('another', house.url)).toBe(403);
    expect(await status(formToken, house.url)).toBe(302);
    const large = { name: 'large.csv', mimeType: 'text/csv', buffer: Buffer.alloc(50_000_001, 'a') };
    await page.locator('input[type=file]').setInputFiles(large);
    await says(page, 'Tệp lớn hơn 50 MB.');
    const answer = await page.request.post('/desk/imports', {
      multipart: { ...form(formToken), file: large },
      headers: { origin: house.url },
    });
    expect([answer.status(), await answer.text()]).toEqual([
      400,
      expect.stringContaining('Tệp lớn hơn 50 MB.'),
    ]);
    expect(
      (
        await page.request.post('/desk/imports', {
          multipart: { ...form(formToken), file: { ...large, buffer: Buffer.alloc(50_200_000) } },
          headers: { origin: house.url },
        })
      ).status(),
    ).toBe(413);
    await page.context().close();
  });

  it('is the business of its sender alone', async () => {
    const page = await deskOf(browser, house.url, 'commune-staff');
    await page.goto('/desk/imports');
    const id = (await page.locator('ul.plain a').first().getAttribute('href')) ?? '';
    const other = await deskOf(browser, house.url, 'department-staff');
    for (const path of [id, `${id}/result.xlsx`, `${id}/events`])
      expect([path, (await other.request.get(path)).status()]).toEqual([path, 404]);
    const auditor = await deskOf(browser, house.url, 'auditor');
    expect((await auditor.request.get('/desk/imports')).status()).toBe(403);
    for (const one of [page, other, auditor]) await one.context().close();
  });
});

inBrowser('a list that is taken', () => {
  const taken = async (page: Page, at: string, format: string) => {
    await page.goto(at);
    const link = page.locator('.exports').getByRole('link', { name: format, exact: true });
    const answer = await page.request.get((await link.getAttribute('href')) ?? '', { maxRedirects: 0 });
    return { status: answer.status(), headers: answer.headers(), body: await answer.body() };
  };

  it('comes as a table or ready to print, in the language of the page', async () => {
    const page = await deskOf(browser, house.url, 'commune-staff');
    const rates = await taken(page, '/rates/11?period=2025', 'Excel');
    expect([rates.status, rates.headers['content-disposition']]).toEqual([
      200,
      'attachment; filename="rates-11-2025.xlsx"',
    ]);
    const rows = await readWorkbook(rates.body);
    expect(rows.length).toBeGreaterThan(8);
    const honours = await taken(page, '/honours?period=2024-2025', 'CSV');
    expect(honours.headers['content-type']).toContain('text/csv');
    const english = await taken(page, '/en/honours?period=2024-2025', 'CSV');
    const heads = [honours, english].map(({ body }) => body.toString().slice(0, 60));
    expect(heads[0]).not.toBe(heads[1]);
    const printed = await taken(page, '/honours?period=2024-2025', 'PDF để in');
    expect(printed.body.subarray(0, 5).toString()).toBe('%PDF-');
    const roster = await taken(page, '/desk/roster?title=LEARNING_CLAN&period=2025&unit=03127', 'Excel');
    expect((await readWorkbook(roster.body)).length).toBeGreaterThan(1);
    await page.context().close();
  });

  it('asks who is not signed in to sign in, and gives nobody what their role may not see', async () => {
    const visitor = await (await browser.newContext({ baseURL: house.url })).newPage();
    const answer = await taken(visitor, '/rates/11?period=2025', 'Excel');
    expect(answer.status).toBe(302);
    expect(answer.headers.location).toContain('/auth/sign-in');
    await visitor.context().close();
    const page = await deskOf(browser, house.url, 'editor');
    const refused = await page.request.get(
      '/desk/exports/roster.xlsx?unit=03127&title=LEARNING_CLAN&period=2025',
    );
    expect(refused.status()).toBe(403);
    expect((await page.request.get('/desk/exports/imports.json')).status()).toBe(404);
    await page.context().close();
  });

  it('has no map of 34 tiles for provinces of before', async () => {
    const page = await (await browser.newContext({ baseURL: house.url })).newPage();
    await page.goto('/rates/VN?period=2025');
    expect(await page.locator('.tiles').count()).toBe(1);
    await page.goto('/rates/VN?period=2024');
    await says(page, '(63 tỉnh, thành phố)');
    expect(await page.locator('.tiles').count()).toBe(0);
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });
});
