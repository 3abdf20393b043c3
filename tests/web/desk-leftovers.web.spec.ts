import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launch, newDataDir, removeDataDir, type Launched } from '../support/launcher.js';
import { chromiumMissing, startBrowser, violations } from './browser.js';
import { askAs, deskOf, says } from './desk.js';

const missing = chromiumMissing();
if (missing) console.warn(`The rest of the desk is not looked at: ${missing}`);
const inBrowser = missing ? describe.skip : describe;

const dataDir = newDataDir();
let house: Launched;
let browser: Browser;
beforeAll(async () => {
  if (missing) return;
  [browser, house] = await Promise.all([startBrowser(), launch(dataDir)]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await house?.stop();
  removeDataDir(dataDir);
});

async function made(account: string, mutation: string, input: object): Promise<void> {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const answer = await askAs<Record<string, { reason?: string }>>(
    house.url,
    account,
    `mutation ($input: ${type}!) { ${mutation}(input: $input) { ... on Refusal { reason message } } }`,
    { input },
  );
  expect(answer[mutation]?.reason).toBeUndefined();
}

inBrowser('the past of a unit that was closed since', () => {
  const CLOSED = '03151';
  const needed = new RegExp(`Đơn vị ${CLOSED} đã kết thúc hoạt động ngày .*: sửa số liệu cũ phải nêu lý do`);
  beforeAll(async () => {
    if (missing) return;
    await made('department-staff', 'registerSubjects', {
      ...{ movement: 'XHHT-2023-2030', unit: CLOSED, title: 'LEARNING_CLAN', period: '2025' },
      subjects: [{ key: 'DH-1', name: 'Dòng họ Lường' }],
    });
    await made('administrator', 'closeUnit', { unit: CLOSED, on: '2026-03-01', document: 'NQ 1' });
  }, 60_000);

  it.each([true, false])(
    'is corrected in the grid with the reason above it (JavaScript: %s)',
    async (live) => {
      const page = await deskOf(browser, house.url, 'department-staff', { javaScriptEnabled: live });
      await page.goto('/desk/tallies?movement=XHHT-2023-2030&period=2025&unit=11');
      if (live) await page.waitForSelector('[data-live="true"]');
      await page.getByLabel('Nguồn số liệu').fill('Báo cáo 1/BC');
      const cell = page.locator(`[name="${CLOSED}/LEARNING_FAMILY/registered"]`);
      await cell.fill(live ? '12' : '13');
      const save = page.locator(`#row-${CLOSED} button`);
      await save.click();
      await says(page, needed);
      const reason = page.getByLabel('Lý do rút hoặc sửa số cũ');
      expect(await reason.getAttribute('aria-invalid')).toBe('true');
      if (live) expect(await violations(page)).toEqual([]);
      expect(await cell.inputValue()).toBe(live ? '12' : '13');
      await reason.fill('Đếm lại');
      await save.click();
      await says(page, live ? 'đã lưu 1 hàng' : 'Đã lưu 1 đơn vị.');
      await page.context().close();
      const { tallies } = await askAs<{ tallies: { nodes: { registered: { value: number } }[] } }>(
        house.url,
        'department-staff',
        `{ tallies(unit: "${CLOSED}", title: "LEARNING_FAMILY", period: "2025") { nodes { registered { value } } } }`,
      );
      expect(tallies.nodes.map(({ registered }) => registered.value)).toContain(live ? 12 : 13);
    },
  );

  it('is corrected among the baselines, and what was typed stays', async () => {
    const page = await deskOf(browser, house.url, 'department-staff');
    await page.goto('/desk/baselines?title=LEARNING_CLAN&period=2025&unit=11');
    await page.getByLabel('Tính đến ngày').fill('2025-12-31');
    await page.getByLabel('Văn bản nguồn').first().fill('Niên giám');
    const value = page.locator(`[name="value/${CLOSED}"]`);
    await value.fill('40');
    expect(await page.getByLabel('Lý do sửa số liệu cũ').count()).toBe(0);
    await page.getByRole('button', { name: 'Ghi tổng số' }).click();
    await says(page, needed);
    expect(await violations(page)).toEqual([]);
    expect(await value.inputValue()).toBe('40');
    await page.getByLabel('Lý do sửa số liệu cũ').fill('Đếm lại');
    await page.getByRole('button', { name: 'Ghi tổng số' }).click();
    await says(page, 'Đã ghi 1 tổng số.');
    expect(await page.getByLabel('Lý do sửa số liệu cũ').count()).toBe(0);
    await page.context().close();
  });

  it('is corrected by recognition', async () => {
    const page = await deskOf(browser, house.url, 'department-staff');
    await page.goto(`/desk/roster?title=LEARNING_CLAN&period=2025&unit=${CLOSED}`);
    await page.getByLabel('Chọn Dòng họ Lường').check();
    await page.getByText('Công nhận theo quyết định').click();
    await page.getByLabel('Số', { exact: true }).fill('9/QĐ-UBND');
    await page.getByLabel('Ngày ký').fill('2025-12-01');
    await page.getByRole('button', { name: 'Công nhận các dòng đã chọn' }).click();
    await says(page, needed);
    expect(await page.getByLabel('Số', { exact: true }).inputValue()).toBe('9/QĐ-UBND');
    await page.getByLabel('Lý do sửa số liệu cũ').fill('Bổ sung');
    await page.getByRole('button', { name: 'Công nhận các dòng đã chọn' }).click();
    await says(page, 'Đã công nhận 1 dòng.');
    await page.context().close();
  });
});
