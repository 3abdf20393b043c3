import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Browser } from 'playwright-core';
import { launchSample, newDataDir, removeDataDir, type Launched } from '../support/launcher.js';
import { chromiumMissing, startBrowser, violations } from './browser.js';
import { deskOf, says } from './desk.js';

const missing = chromiumMissing();
if (missing) console.warn(`The administrator's desk is not looked at: ${missing}`);
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

inBrowser('the desk of an administrator', () => {
  it('registers institutions, and keeps the rows where one is wrong', async () => {
    const page = await deskOf(browser, house.url, 'administrator');
    await page.goto('/desk/institutions');
    await page.getByLabel('Các dòng').fill('11-THCS-A;Trường THCS A;LOWER_SECONDARY');
    await page.getByRole('button', { name: 'Ghi cơ sở' }).click();
    await says(page, 'Dòng 1: cần đủ mã, tên, loại và mã xã hoặc tỉnh.');
    expect(await violations(page)).toEqual([]);
    await page
      .getByLabel('Các dòng')
      .fill('11-THCS-A;Trường THCS A;LOWER_SECONDARY;03127\n11-THCS-B;Trường THCS B;LOWER_SECONDARY;99999');
    await page.getByRole('button', { name: 'Ghi cơ sở' }).click();
    await says(page, /Dòng 2: Không có đơn vị mang mã 99999/);
    await page.getByLabel('Các dòng').fill('11-THCS-A;Trường THCS A;LOWER_SECONDARY;03127');
    await page.getByRole('button', { name: 'Ghi cơ sở' }).click();
    await says(page, 'Đã ghi 1 cơ sở.');
    await page.getByLabel('Tên hoặc mã').fill('truong thcs a');
    await page.getByRole('button', { name: 'Tìm' }).click();
    await says(page, '1 cơ sở');
    await page.context().close();
  });

  it('shows what could not be applied, and replays it', async () => {
    const { databases } = JSON.parse(readFileSync(join(dataDir, 'instance.json'), 'utf8')) as {
      databases: Record<string, string>;
    };
    const { gateway } = databases;
    const client = new pg.Client(gateway);
    await client.connect();
    await client.query(
      `insert into dead_letter (consumer, topic, key, value, headers, reason)
       values ('gateway', 'movements.units', 'x', 'no event', '{}', 'lỗi gài sẵn')`,
    );
    await client.end();
    const page = await deskOf(browser, house.url, 'administrator');
    await page.getByRole('link', { name: '1 sự kiện chưa áp dụng được' }).click();
    await says(page, 'lỗi gài sẵn');
    await page.getByRole('button', { name: 'Áp dụng lại' }).click();
    await says(page, 'Đã yêu cầu áp dụng lại.');
    // It ends while the page is looked at, and what is broken is told with its number of tries.
    await says(page, /gateway: 0 healed, 1 left/);
    expect(await violations(page)).toEqual([]);
    await page.context().close();
    const auditor = await deskOf(browser, house.url, 'auditor');
    await auditor.goto('/desk/operations');
    expect(await auditor.getByRole('button', { name: 'Áp dụng lại' }).count()).toBe(0);
    await auditor.context().close();
  });
});

inBrowser('the desk of an auditor', () => {
  it('shows who did what, by command and by person, and leaves nothing to change', async () => {
    const page = await deskOf(browser, house.url, 'auditor');
    await page.goto('/desk/trail');
    await says(page, 'LoadOldUnits');
    await page.getByLabel('Việc', { exact: true }).fill('SetTargets');
    await page.getByRole('button', { name: 'Hiện nhật ký' }).click();
    await page.waitForURL('**action=SetTargets**');
    const commands = await page.locator('tbody th').allInnerTexts();
    expect(commands.length).toBeGreaterThan(0);
    expect(new Set(commands)).toEqual(new Set(['SetTargets']));
    expect(await page.locator('main form[method=post]').count()).toBe(0);
    await page.context().close();
  });
});
