import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchSample, newDataDir, removeDataDir, type Launched } from '../support/launcher.js';
import { eventually } from '../support/eventually.js';
import { chromiumMissing, startBrowser, violations } from './browser.js';
import { alive, askAs, deskOf, says, tabTo } from './desk.js';

const missing = chromiumMissing();
if (missing) console.warn(`Competitions of the desk are not looked at: ${missing}`);
const inBrowser = missing ? describe.skip : describe;

const dataDir = newDataDir();
let house: Launched;
let browser: Browser;
const edition = '/desk/competitions/THU-26';

beforeAll(async () => {
  if (missing) return;
  [browser, house] = await Promise.all([startBrowser(), launchSample(dataDir)]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await house?.stop();
  removeDataDir(dataDir);
});

interface Edition {
  status: string;
  prizeCount: number | null;
  entries: { nodes: { code: string; members: string[]; prizes: { code: string }[] }[] };
}
const competition = async () => {
  const { competition: found } = await askAs<{ competition: Edition }>(
    house.url,
    'committee',
    '{ competition(code: "THU-26") { status prizeCount entries { nodes { code members prizes { code } } } } }',
  );
  return found;
};
const prizes = async () =>
  Object.fromEntries(
    (await competition()).entries.nodes.map(({ code, prizes: won }) => [
      code,
      won.map((rank) => rank.code).join(),
    ]),
  );

inBrowser('the desk of a competition', () => {
  it('opens an edition with quotas, and keeps the form where something is missing', async () => {
    const page = await deskOf(browser, house.url, 'committee');
    await page.goto('/desk/competitions');
    // React, when it takes a page over, gives a prefilled text area its first text again.
    await alive(page);
    await page.getByLabel('Mã cuộc thi').fill('THU-26');
    await page
      .getByLabel('Các giải, cao nhất trước')
      .fill('NHAT;Giải Nhất;1\nNHI;Giải Nhì;2\nPHU;Giải ý tưởng;;x');
    await page.getByRole('button', { name: 'Mở cuộc thi' }).click();
    await says(page, 'Hãy nhập tên.');
    expect(await page.getByLabel('Mã cuộc thi').inputValue()).toBe('THU-26');
    await page.getByLabel('Tên cuộc thi').fill('Cuộc thi sáng tạo');
    await page.getByLabel('Kỳ', { exact: true }).fill('2025-2026');
    await page.getByRole('button', { name: 'Mở cuộc thi' }).click();
    await says(page, 'Cuộc thi đã mở.');
    // Never over another one: the same code again is refused.
    await page.goto('/desk/competitions');
    await page.getByLabel('Mã cuộc thi').fill('THU-26');
    await page.getByLabel('Tên cuộc thi').fill('Cuộc thi khác');
    await page.getByLabel('Kỳ', { exact: true }).fill('2025-2026');
    await page.getByRole('button', { name: 'Mở cuộc thi' }).click();
    await says(page, 'Mã THU-26 đã được dùng cho một cuộc thi khác.');
    await page.context().close();
  });

  it('takes one project, and many after a preview', async () => {
    const page = await deskOf(browser, house.url, 'committee');
    await page.goto(edition);
    await page.getByText('Ghi một dự án').click();
    await page.getByLabel('Mã dự án').fill('D1');
    await page.getByLabel('Tên dự án').fill('Máy lọc nước');
    await page.getByLabel('Mã trường, đơn vị').fill('11-THPT-LQD');
    await page.getByRole('button', { name: 'Ghi dự án', exact: true }).click();
    await says(page, 'Thiếu thành viên.');
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('Thí sinh', { exact: true }).fill('Lò Văn Một (01/02/2008)\nLò Thị Hai');
    await page.getByRole('button', { name: 'Ghi dự án', exact: true }).click();
    await says(page, 'Đã ghi 1 dự án.');
    await page.getByText('Dán nhiều dự án từ Excel').click();
    await page
      .getByLabel('Các dòng')
      .fill(
        [
          'Mã\tTên dự án\tLĩnh vực\tTrường\tThành viên',
          'D2\tDự án hai\tVật lí\t11-THPT-LQD\tGiàng A Ba (3/4/2008), Vàng Thị Bốn',
          'D3\tDự án ba\tSinh học\t11-THPT-LQD\tLò Thị Hai',
          'D1\tTrùng mã\t\t11-THPT-LQD\tAi Đó',
          'D4\tKhông có trường\t\tKHONG-CO\tQuàng Văn Năm',
        ].join('\n'),
      );
    await page.getByRole('button', { name: 'Xem trước' }).click();
    await says(page, '3 dòng ghi được, 1 dòng sẽ bị từ chối.');
    await says(page, 'Mã D1 đã có trong cuộc thi.');
    await says(page, 'Lò Thị Hai trùng tên với một thí sinh đã có');
    await page.getByRole('button', { name: 'Ghi các dòng đã chọn' }).click();
    await says(page, /Dòng 5: Không có đơn vị mang mã KHONG-CO/);
    expect(Object.keys(await prizes())).toEqual(['D1']);
    await page.getByRole('button', { name: 'Ghi các dòng đã chọn' }).click();
    await says(page, 'Đã ghi 2 dự án.');
    expect(Object.keys(await prizes())).toEqual(['D1', 'D2', 'D3']);
    await page.context().close();
  });

  it('gives prizes by keyboard against the quotas, and changes them before publication', async () => {
    const page = await deskOf(browser, house.url, 'committee');
    await page.goto(edition);
    await alive(page);
    await tabTo(page, '[name="main/D1"]');
    await page.keyboard.type('Giải Nhấ');
    await tabTo(page, '[name="main/D2"]');
    await page.keyboard.type('Giải Nhấ');
    await says(page, 'Giải Nhất: 2 / 1 – quá số lượng');
    await tabTo(page, '#prizes-submit');
    await page.keyboard.press('Enter');
    await says(page, 'Giải Nhất: tối đa 1 giải.');
    expect(await prizes()).toEqual({ D1: '', D2: '', D3: '' });
    await page.locator('[name="main/D2"]').focus();
    await page.keyboard.type('Giải Nhì');
    await tabTo(page, '[name="special/D2"]');
    await page.keyboard.press('Space');
    await tabTo(page, '#prizes-submit');
    await page.keyboard.press('Enter');
    await says(page, 'Đã lưu: 3 giải.');
    expect(await prizes()).toEqual({ D1: 'NHAT', D2: 'NHI,PHU', D3: '' });
    await page.locator('[name="main/D1"]').selectOption('NHI');
    await page.locator('[name="main/D3"]').selectOption('NHAT');
    await page.getByRole('button', { name: 'Lưu giải' }).click();
    await says(page, 'Đã lưu: 4 giải.');
    expect(await prizes()).toEqual({ D1: 'NHI', D2: 'NHI,PHU', D3: 'NHAT' });
    expect((await competition()).status).toBe('JUDGED');
    await page.context().close();
  });

  it('publishes by decision exactly what was shown before', async () => {
    const page = await deskOf(browser, house.url, 'committee');
    await page.getByRole('link', { name: '1 cuộc thi chờ công bố kết quả' }).click();
    await page.getByRole('link', { name: 'Cuộc thi sáng tạo' }).click();
    await says(page, 'đúng 4 giải dưới đây, với 7 giấy chứng nhận; 0 dự án không có giải');
    const shown = await page
      .locator('.publishing tbody tr')
      .evaluateAll((rows) =>
        rows.map((row) => `${row.querySelector('td')?.textContent} ${row.querySelector('th')?.textContent}`),
      );
    await page.getByRole('button', { name: 'Công bố theo quyết định này' }).click();
    await says(page, 'Hãy nhập số quyết định.');
    await page.getByLabel('Số', { exact: true }).fill('77/QĐ-SGDĐT');
    await page.getByLabel('Ngày ký').fill('2026-03-01');
    await page.getByRole('button', { name: 'Công bố theo quyết định này' }).click();
    await says(page, 'Đã công bố 4 giải.');
    expect(await page.getByRole('button', { name: 'Lưu giải' }).count()).toBe(0);
    await eventually(async () => {
      const { honours } = await askAs<{
        honours: { nodes: { title: string; achievement: string | null; members: string[] }[] };
      }>(
        house.url,
        'committee',
        '{ honours(filter: { competition: "THU-26" }) { nodes { title achievement members } } }',
      );
      expect(honours.nodes).toHaveLength(shown.length);
      for (const { title } of honours.nodes) expect(shown.some((line) => line.startsWith(title))).toBe(true);
    });
    await page.context().close();
  });
});
