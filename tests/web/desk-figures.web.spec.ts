import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchSample, newDataDir, removeDataDir, type Launched } from '../support/launcher.js';
import { eventually } from '../support/eventually.js';
import { chromiumMissing, startBrowser, violations } from './browser.js';
import { askAs, deskOf, says } from './desk.js';

const missing = chromiumMissing();
if (missing) console.warn(`Rosters are not looked at: ${missing}`);
const inBrowser = missing ? describe.skip : describe;

const dataDir = newDataDir();
let house: Launched;
let browser: Browser;
const roster = '/desk/roster?title=LEARNING_CLAN&period=2025&unit=03127';

beforeAll(async () => {
  if (missing) return;
  [browser, house] = await Promise.all([startBrowser(), launchSample(dataDir)]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await house?.stop();
  removeDataDir(dataDir);
});

interface Registration {
  name: string;
  key: string | null;
  status: string;
  reason: string | null;
  decisionNumber: string | null;
}
const registered = async (title = 'LEARNING_CLAN') => {
  const { roster: found } = await askAs<{ roster: { nodes: Registration[] } }>(
    house.url,
    'department-staff',
    `query ($title: TitleCode!) { roster(unit: "03127", title: $title, period: "2025") {
      nodes { name key status reason decisionNumber } } }`,
    { title },
  );
  return found.nodes;
};

inBrowser('rosters', () => {
  it('take one, say at its field what is missing, and refuse the same key in the words of the gateway', async () => {
    const page = await deskOf(browser, house.url, 'commune-staff');
    await page.goto(roster);
    await page.getByText('Đăng ký một').click();
    await page.getByLabel('Tên', { exact: true }).fill('Dòng họ Lò');
    await page.getByRole('button', { name: 'Đăng ký', exact: true }).click();
    await page.getByRole('alert').getByRole('link', { name: 'Thiếu mã.' }).click();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('register-key-of-subject');
    expect(await page.getByLabel('Tên', { exact: true }).inputValue()).toBe('Dòng họ Lò');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.type('DH-01');
    await page.keyboard.press('Enter');
    await says(page, 'Đã đăng ký 1 dòng.');
    await says(page, /Dòng họ Lò\s+DH-01\s+đã đăng ký/);
    await page.getByText('Đăng ký một').click();
    await page.getByLabel('Mã', { exact: true }).fill('dh-01');
    await page.getByLabel('Tên', { exact: true }).fill('Dòng họ khác');
    await page.getByRole('button', { name: 'Đăng ký', exact: true }).click();
    await says(page, 'đã được đăng ký cho danh hiệu và kỳ này');
    await page.context().close();
  });

  it.each([true, false])(
    'take many after a preview of what would be refused (JavaScript: %s)',
    async (javaScriptEnabled) => {
      const page = await deskOf(browser, house.url, 'commune-staff', { javaScriptEnabled });
      const prefix = javaScriptEnabled ? 'A' : 'B';
      await page.goto(roster);
      await page.getByText('Dán nhiều dòng từ Excel').click();
      await page
        .getByLabel('Các dòng')
        .fill(
          [
            'Tên\tMã',
            `Dòng họ Quàng ${prefix}\t${prefix}-11`,
            `Dòng họ Cà ${prefix}\t${prefix}-12`,
            `Dòng họ Tòng\t${prefix.toLowerCase()}-11`,
            'Dòng họ thiếu mã\t',
            'Dòng họ Lò\tdh-01',
          ].join('\n'),
        );
      await page.getByRole('button', { name: 'Xem trước' }).click();
      await says(page, '2 dòng ghi được, 3 dòng sẽ bị từ chối. Chưa có gì được ghi.');
      const verdicts = () => page.locator('table').first().locator('tbody td:last-child').allInnerTexts();
      expect(await verdicts()).toEqual([
        'ghi được',
        'ghi được',
        'Trùng mã với dòng 2.',
        'Thiếu mã.',
        'Mã này đã có trong danh sách.',
      ]);
      expect((await registered()).some(({ key }) => key === `${prefix}-11`)).toBe(false);
      if (javaScriptEnabled) expect(await violations(page)).toEqual([]);
      // Whoever insists is told by the gateway, and nothing is recorded: all or none.
      await page.getByLabel('Chọn Dòng họ Lò').first().check();
      await page.getByRole('button', { name: 'Đăng ký các dòng đã chọn' }).click();
      await says(page, /Dòng 6: .*đã được đăng ký/);
      expect((await registered()).some(({ key }) => key === `${prefix}-11`)).toBe(false);
      await page.getByRole('button', { name: 'Đăng ký các dòng đã chọn' }).click();
      await says(page, 'Đã đăng ký 2 dòng.');
      expect((await registered()).filter(({ key }) => key?.startsWith(prefix))).toHaveLength(2);
      await page.context().close();
    },
  );

  it('are searched without diacritics, recognised by decision, and withdrawn with a reason', async () => {
    const page = await deskOf(browser, house.url, 'commune-staff');
    await page.goto(roster);
    await page.getByLabel('Tìm theo tên hoặc mã').fill('dong ho quang');
    await page.getByRole('button', { name: 'Hiện danh sách' }).click();
    await page.waitForURL('**search=dong**');
    expect(await page.locator('tbody tr').count()).toBe(2);
    await page.getByLabel('Chọn Dòng họ Quàng A').check();
    await page.getByText('Công nhận theo quyết định').click();
    await page.getByRole('button', { name: 'Công nhận các dòng đã chọn' }).click();
    await says(page, 'Hãy nhập số quyết định.');
    expect(await page.getByLabel('Chọn Dòng họ Quàng A').isChecked()).toBe(true);
    await page.getByLabel('Số', { exact: true }).fill('9/QĐ-UBND');
    await page.getByLabel('Ngày ký').fill('2025-12-01');
    await page.getByRole('button', { name: 'Công nhận các dòng đã chọn' }).click();
    await says(page, 'Đã công nhận 1 dòng.');
    await says(page, '9/QĐ-UBND');
    // Rule 8a: a recognised one is not withdrawn before recognition is revoked.
    await page.getByLabel('Chọn Dòng họ Quàng A').check();
    await page.getByText('Rút đăng ký, hủy công nhận').click();
    await page.getByLabel('Lý do').fill('Chuyển đi');
    await page.getByRole('button', { name: 'Rút đăng ký các dòng đã chọn' }).click();
    await says(page, 'phải hủy công nhận trước khi rút đăng ký');
    expect(await page.getByLabel('Lý do').inputValue()).toBe('Chuyển đi');
    await page.getByRole('button', { name: 'Hủy công nhận các dòng đã chọn' }).click();
    await says(page, 'Đã hủy công nhận 1 dòng.');
    expect((await registered()).filter(({ reason }) => reason === 'Chuyển đi')).toMatchObject([
      { status: 'REGISTERED', decisionNumber: null },
    ]);
    await page.context().close();
  });
});

inBrowser('baselines, targets and movements', () => {
  it('take baselines of many units at once, and keep what was typed where one is wrong', async () => {
    const page = await deskOf(browser, house.url, 'department-staff');
    await page.goto('/desk/baselines?title=LEARNING_CLAN&period=2025&unit=11');
    await page.getByLabel('Tổng số mới: Phường Mường Thanh').fill('20');
    await page.getByLabel('Hoặc dán từ Excel').fill('Đơn vị\tTổng số\nBúng Lao\t31\nKhông Có\t5');
    await page.getByRole('button', { name: 'Ghi tổng số' }).click();
    await says(page, 'Dòng 3: không có đơn vị “Không Có” ở đây.');
    await says(page, 'Hãy ghi văn bản nguồn.');
    expect(await page.getByLabel('Tổng số mới: Phường Mường Thanh').inputValue()).toBe('20');
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('Hoặc dán từ Excel').fill('Búng Lao\t31');
    await page.getByLabel('Tính đến ngày').fill('2025-12-31');
    await page.getByLabel('Văn bản nguồn').first().fill('Niên giám 2025');
    await page.getByRole('button', { name: 'Ghi tổng số' }).click();
    await says(page, 'Đã ghi 2 tổng số.');
    await says(page, /Xã Búng Lao\s+31\s+Niên giám 2025 \(31\/12\/2025/);
    await page.context().close();
  });

  it('set a target', async () => {
    const page = await deskOf(browser, house.url, 'department-staff');
    await page.goto('/desk/baselines?title=LEARNING_CLAN&period=2025&unit=11');
    await page.getByLabel('Phần trăm').fill('120');
    await page.getByRole('button', { name: 'Đặt chỉ tiêu' }).click();
    await says(page, 'Phần trăm phải lớn hơn 0 và không quá 100.');
    await page.getByLabel('Phần trăm').fill('66,5');
    await page.getByLabel('Văn bản nguồn').last().fill('Kế hoạch 1');
    await page.getByRole('button', { name: 'Đặt chỉ tiêu' }).click();
    await says(page, /Dòng họ học tập: 66,50\s% được công nhận \(Kế hoạch 1\)/);
    await page.context().close();
  });

  it('draft a movement, launch, close and reopen it', async () => {
    const page = await deskOf(browser, house.url, 'department-staff');
    await page.goto('/desk/movements');
    await page.getByLabel('Mã phong trào').fill('THU-1');
    await page.getByRole('button', { name: 'Lưu dự thảo' }).click();
    await says(page, 'Hãy nhập tên.');
    await page.getByLabel('Tên', { exact: true }).fill('Phong trào thử');
    await page.getByLabel('Cơ quan, người phát động').selectOption('DEPARTMENT_DIRECTOR');
    await page.getByLabel('Danh hiệu mới').fill('THU_DH\tTrường thử\ttrường học');
    await page.getByRole('button', { name: 'Lưu dự thảo' }).click();
    await says(page, 'Đã lưu dự thảo.');
    await page.getByRole('link', { name: 'Sửa dự thảo: Phong trào thử' }).click();
    await page.getByLabel('Tên', { exact: true }).fill('Phong trào thử lại');
    await page.getByRole('button', { name: 'Lưu dự thảo' }).click();
    await says(page, 'Phong trào thử lại dự thảo');
    await page.getByRole('button', { name: 'Phát động' }).click();
    await says(page, 'Phong trào THU-1 đang được phát động.');
    const section = page.locator('section', { hasText: 'Phong trào thử lại' });
    await section.getByText('Đóng phong trào').click();
    await section.getByRole('button', { name: 'Đóng' }).click();
    await says(page, 'Phong trào THU-1 đã đóng.');
    await section.getByLabel('Lý do').fill('Còn trường chưa đăng ký');
    await section.getByRole('button', { name: 'Mở lại' }).click();
    await says(page, 'Phong trào THU-1 đang được phát động.');
    await page.context().close();
  });
});

inBrowser('approved reports', () => {
  const report = '/desk/reports/report?unit=11&title=LEARNING_CLAN&period=2025';

  it('are approved with k of n, corrected with a reason, and printed as they were', async () => {
    const page = await deskOf(browser, house.url, 'department-staff');
    await page.goto('/desk/reports?period=2025');
    await page.getByRole('link', { name: 'Dòng họ học tập', exact: true }).click();
    await says(page, 'Báo cáo này chưa được duyệt.');
    const approve = page.getByRole('button', { name: 'Duyệt báo cáo' });
    await approve.click();
    await says(page, /Mới có 0\/45 đơn vị trực thuộc/);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('alert').getByRole('link').click();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('approve-acceptPartial');
    await page.keyboard.press('Space');
    await approve.click();
    await says(page, 'Đã duyệt bản 1.');
    await says(page, '0 trên 45 đơn vị trực thuộc có báo cáo đã duyệt khớp số liệu');
    const again = page.getByRole('button', { name: 'Duyệt bản mới' });
    await page.getByLabel('Duyệt dù chưa đủ').check();
    await again.click();
    await says(page, 'đã có đúng số liệu này');

    const { reportTally } = await askAs<{ reportTally: { reason?: string } }>(
      house.url,
      'department-staff',
      'mutation ($input: ReportTallyInput!) { reportTally(input: $input) { ... on Refusal { reason } } }',
      {
        input: {
          ...{ movement: 'XHHT-2023-2030', title: 'LEARNING_CLAN', period: '2025', unit: '11' },
          ...{ asOf: '2025-12-31', registered: { value: 800 }, source: 'Báo cáo thử', reason: 'Đếm lại' },
        },
      },
    );
    expect(reportTally.reason).toBeUndefined();
    await eventually(async () => {
      await page.goto(report);
      expect(await page.locator('#now ~ .figures').innerText()).toContain('800');
    });
    await page.getByLabel('Duyệt dù chưa đủ').check();
    await again.click();
    await says(page, 'phải nêu lý do');
    await page.getByLabel('Lý do có bản mới').fill('Đếm lại');
    await again.click();
    await says(page, 'Đã duyệt bản 2.');
    expect(await page.locator('#approved ~ .figures').innerText()).toContain('800');
    await page.getByRole('link', { name: /^Bản 1/ }).click();
    await says(page, 'Đã có bản sau thay bản này.');
    expect(await page.locator('#approved ~ .figures').innerText()).toContain('712');
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByText('Đã có bản sau thay bản này.').isVisible()).toBe(true);
    for (const hidden of ['.desk-menu', 'header.site', '.choices'])
      expect(await page.locator(hidden).first().isVisible()).toBe(false);
    await page.context().close();
  });

  it('stand beside the statutory tables, which say what they do not count', async () => {
    const page = await deskOf(browser, house.url, 'council-secretary');
    await page.goto('/desk/statutory?period=2024-2025&unit=11');
    await says(page, /Bằng khen\s+Bộ trưởng.*\s+không rõ\s+.*\s+7\s+0\s+29\s+36/);
    for (const number of ['0601', '0603'])
      for (const format of ['xlsx', 'csv']) {
        const link = page.locator(`a[href*="statutory/${number}.${format}"]`);
        const file = await page.request.get((await link.getAttribute('href')) ?? '');
        expect([number, format, file.status()]).toEqual([number, format, 200]);
        expect(file.headers()['content-disposition']).toContain(`${number}-11-2024-2025.${format}`);
      }
    await page.getByRole('link', { name: 'năm 2025', exact: true }).click();
    await says(page, 'đó không phải là số 0 được báo cáo');
    await page.getByRole('link', { name: 'năm học 2024-2025' }).last().click();
    await says(page, /Bằng khen\s+Bộ trưởng/);
    await page.context().close();
  });
});
