import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchSample, newDataDir, removeDataDir, type Launched } from '../support/launcher.js';
import { eventually } from '../support/eventually.js';
import { chromiumMissing, startBrowser, violations } from './browser.js';
import { askAs, deskOf, says } from './desk.js';

const missing = chromiumMissing();
if (missing) console.warn(`Examples of the desk are not looked at: ${missing}`);
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

const published = async () => {
  const { exemplars } = await askAs<{ exemplars: { nodes: { name: string; featured: boolean }[] } }>(
    house.url,
    'editor',
    '{ exemplars(first: 100) { nodes { name featured } } }',
  );
  return exemplars.nodes.filter(({ name }) => name === 'Vàng A Gương');
};

inBrowser('the desk of examples', () => {
  it('nominates, and asks whether a person is a minor', async () => {
    const page = await deskOf(browser, house.url, 'editor');
    await page.goto('/desk/examples');
    await page.getByLabel('Nhóm').selectOption('INDIVIDUAL');
    await page.getByLabel('Tên', { exact: true }).last().fill('Vàng A Gương');
    await page.getByLabel('Mã đơn vị').fill('11-THPT-LQD');
    await page.getByLabel('Kỳ', { exact: true }).fill('2024-2025');
    await page.getByLabel('Tiêu đề', { exact: true }).fill('Người thầy của bản');
    await page.getByLabel('Câu chuyện', { exact: true }).fill('Thầy Gương mở lớp học buổi tối.');
    await page.getByRole('button', { name: 'Đề cử' }).click();
    await says(page, 'Hãy nói rõ người này đã thành niên hay chưa.');
    expect(await page.getByLabel('Câu chuyện', { exact: true }).inputValue()).toContain('buổi tối');
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('Người chưa thành niên?').selectOption('no');
    await page.getByRole('button', { name: 'Đề cử' }).click();
    await says(page, 'Đã đề cử.');
    await page.context().close();
  });

  it('reviews, by another person than who nominated', async () => {
    const page = await deskOf(browser, house.url, 'reviewer');
    await page.goto('/desk/examples?status=NOMINATED');
    await page.getByRole('link', { name: 'Vàng A Gương' }).click();
    await page.getByRole('button', { name: 'Bắt đầu xét duyệt' }).click();
    await says(page, 'Đã bắt đầu xét duyệt.');
    await page.getByLabel('Kết luận').selectOption('RETURN');
    await page.getByRole('button', { name: 'Ghi kết luận' }).click();
    await says(page, 'Hãy ghi rõ vì sao.');
    await page.getByLabel('Ghi chú').fill('Thêm số liệu');
    await page.getByRole('button', { name: 'Ghi kết luận' }).click();
    await says(page, 'trả lại để bổ sung');
    const editor = await deskOf(browser, house.url, 'editor');
    await editor.getByRole('link', { name: /được trả lại để bổ sung/ }).click();
    await editor.getByRole('link', { name: 'Vàng A Gương' }).click();
    await says(editor, 'Ghi chú: Thêm số liệu');
    await editor.getByLabel('Câu chuyện').fill('Thầy Gương dạy 40 người biết chữ.');
    await editor.getByRole('button', { name: 'Gửi bổ sung' }).click();
    await says(editor, 'Đã gửi bổ sung.');
    await editor.context().close();
    await page.reload();
    await page.getByLabel('Kết luận').selectOption('APPROVE');
    await page.getByRole('button', { name: 'Ghi kết luận' }).click();
    await says(page, 'đã duyệt');
    await page.context().close();
  });

  it('publishes with a basis only, features, and withdraws', async () => {
    const page = await deskOf(browser, house.url, 'editor');
    await page.goto('/desk/examples?status=APPROVED');
    await page.getByRole('link', { name: 'Vàng A Gương' }).click();
    await page.getByRole('button', { name: 'Công bố', exact: true }).click();
    await says(page, 'Hãy chọn loại căn cứ.');
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('Loại căn cứ').selectOption('CONSENT');
    await page.getByLabel('Nội dung căn cứ').fill('Ông Vàng A Gương đồng ý bằng văn bản');
    await page.getByLabel('Ngày đồng ý').fill('2025-05-01');
    await page.getByRole('button', { name: 'Công bố', exact: true }).click();
    await says(page, 'Đã công bố điển hình.');
    await eventually(async () => expect(await published()).toMatchObject([{ featured: false }]));
    await page.getByRole('button', { name: 'Nêu bật' }).click();
    await says(page, 'đang nêu bật');
    await eventually(async () => expect(await published()).toMatchObject([{ featured: true }]));
    await page.getByText('Gỡ khỏi trang công khai').first().click();
    await page.getByLabel('Lý do').fill('Rút lại sự đồng ý');
    await page.getByLabel('Người được nêu rút lại sự đồng ý').check();
    await page.getByRole('button', { name: 'Gỡ khỏi trang công khai' }).click();
    await says(page, 'Đã gỡ điển hình.');
    await eventually(async () => expect(await published()).toEqual([]));
    await page.context().close();
  });

  it('records a conference by names', async () => {
    const page = await deskOf(browser, house.url, 'editor');
    await page.goto('/desk/conferences');
    await page.getByRole('button', { name: 'Ghi hội nghị' }).click();
    await says(page, 'Hãy nhập: Tên hội nghị.');
    await page.getByLabel('Tên hội nghị').fill('Hội nghị thử');
    await page.getByLabel('Ngày tổ chức').fill('2025-04-25');
    await page.getByLabel('Kỳ', { exact: true }).fill('2024-2025');
    await page
      .getByLabel('Người, tập thể được tôn vinh')
      .fill('Lò Văn Một;cá nhân;11-THPT-LQD\nTổ Toán;tập thể;11-THPT-LQD');
    await page.getByRole('button', { name: 'Ghi hội nghị' }).click();
    await says(page, 'Đã ghi hội nghị.');
    await says(page, '2 người, tập thể được tôn vinh');
    await page.context().close();
  });
});
