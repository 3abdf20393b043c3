import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchSample, newDataDir, removeDataDir, type Launched } from '../support/launcher.js';
import { eventually } from '../support/eventually.js';
import { chromiumMissing, startBrowser, violations } from './browser.js';
import { alive, askAs, deskOf, says } from './desk.js';

const missing = chromiumMissing();
if (missing) console.warn(`The rest of the desk is not looked at: ${missing}`);
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
      ...{
        movement: 'XHHT-2023-2030',
        unit: CLOSED,
        title: 'LEARNING_CLAN',
        period: '2025',
      },
      subjects: [{ key: 'DH-1', name: 'Dòng họ Lường' }],
    });
    await made('administrator', 'closeUnit', {
      unit: CLOSED,
      on: '2026-03-01',
      document: 'NQ 1',
    });
  }, 60_000);

  it.each([true, false])(
    'is corrected in the grid with the reason above it (JavaScript: %s)',
    async (live) => {
      const page = await deskOf(browser, house.url, 'department-staff', {
        javaScriptEnabled: live,
      });
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
      const { tallies } = await askAs<{
        tallies: { nodes: { registered: { value: number } }[] };
      }>(
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

inBrowser('what was won elsewhere, and numbers without names', () => {
  it('takes prizes of others with their source, and takes them off again with a reason', async () => {
    const page = await deskOf(browser, house.url, 'committee');
    await page.goto('/desk/competitions');
    await page.getByRole('link', { name: 'Giải ở cuộc thi của nơi khác' }).click();
    await page.getByRole('button', { name: 'Ghi giải' }).click();
    for (const fault of ['Hãy nhập: Tên cuộc thi.', 'Hãy nhập: Loại dự thi.', 'Hãy dán ít nhất một dòng.'])
      await says(page, fault);
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('Tên cuộc thi').fill('Cuộc thi thử toàn quốc');
    await page.getByLabel('Đơn vị tổ chức').fill('Bộ Giáo dục và Đào tạo');
    await page.getByLabel('Kỳ', { exact: true }).fill('2024-2025');
    await page.getByLabel('Ngày trao giải').fill('2025-03-20');
    await page.getByLabel('Số quyết định trao giải').fill('512/QĐ-THU');
    await page.getByLabel('Loại dự thi').selectOption('PROJECT');
    const rows = page.getByLabel('Các giải');
    await rows.fill('giải;trường;thí sinh\nGiải Ba;11-THPT-KHONG;Lò Thị Giỏi');
    await page.getByRole('button', { name: 'Ghi giải' }).click();
    await says(page, /Dòng 2: .*11-THPT-KHONG/);
    expect(await rows.getAttribute('aria-invalid')).toBe('true');
    await rows.fill('giải;trường;thí sinh\nGiải Ba;11-THPT-LQD;Lò Thị Giỏi');
    await page.getByLabel('Ngày trao giải').fill('2099-03-20');
    await page.getByRole('button', { name: 'Ghi giải' }).click();
    await page
      .getByRole('alert')
      .getByRole('link', { name: /không hợp lệ ở đây/ })
      .click();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('record-awardedOn');
    await page.getByLabel('Ngày trao giải').fill('2025-03-20');
    await page.getByRole('button', { name: 'Ghi giải' }).click();
    await says(page, 'Đã ghi 1 giải; mọi người xem được ngay.');
    await says(page, /Lò Thị Giỏi.*Cuộc thi thử toàn quốc.*512\/QĐ-THU/);
    await page.getByLabel(/Lò Thị Giỏi/).check();
    await page.getByRole('button', { name: 'Bỏ các giải đã chọn' }).click();
    await says(page, 'Hãy ghi lý do.');
    expect(await page.getByLabel(/Lò Thị Giỏi/).isChecked()).toBe(true);
    await page.getByLabel('Lý do').fill('Ghi nhầm');
    await page.getByRole('button', { name: 'Bỏ các giải đã chọn' }).click();
    await says(page, 'Đã bỏ 1 giải.');
    expect(await page.getByLabel(/Lò Thị Giỏi/).count()).toBe(0);
    await page.context().close();
  });

  it('takes the numbers of a competition, and replaces them where that is asked for', async () => {
    const page = await deskOf(browser, house.url, 'committee');
    await page.goto('/desk/competitions');
    await page.getByRole('link', { name: 'Ghi số liệu tổng hợp của cuộc thi' }).click();
    const form = page.locator('form', {
      has: page.locator('input[name=intent][value=tally]'),
    });
    const fill = async (entries: string) => {
      // React, when it takes a page over, gives a prefilled text area its first text again.
      await alive(page);
      await form.getByLabel('Mã cuộc thi').fill('SO-LIEU');
      await form.getByLabel('Tên cuộc thi').fill('Cuộc thi chỉ có số');
      await form.getByLabel('Kỳ', { exact: true }).fill('2025-2026');
      await form.getByLabel('Số dự án, bài dự thi').fill(entries);
      await form.getByLabel('Nguồn số liệu').fill('Báo cáo 9/BC-SGDĐT');
      await form.getByLabel('Các giải, cao nhất trước').fill('NHAT;Giải Nhất;3\nNHI;Giải Nhì;5');
    };
    await fill('7');
    await form.getByRole('button', { name: 'Ghi số liệu' }).click();
    await page.getByRole('alert').getByRole('link').click();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('tally-ranks');
    expect(await violations(page)).toEqual([]);
    await fill('20');
    await form.getByRole('button', { name: 'Ghi số liệu' }).click();
    await says(page, 'Đã ghi số liệu của Cuộc thi chỉ có số.');
    await page.getByRole('link', { name: 'Ghi số liệu tổng hợp của cuộc thi' }).click();
    await fill('21');
    await form.getByRole('button', { name: 'Ghi số liệu' }).click();
    await says(page, 'Mã SO-LIEU đã được dùng.');
    await form.getByLabel('Thay số liệu đã ghi trước đây dưới mã này').check();
    await form.getByRole('button', { name: 'Ghi số liệu' }).click();
    await says(page, 'Đã ghi số liệu của Cuộc thi chỉ có số.');
    await page.getByRole('link', { name: 'Cuộc thi chỉ có số' }).click();
    await says(page, '21 dự án, bài dự thi');
    await says(page, 'Báo cáo 9/BC-SGDĐT');
    await page.context().close();
  });

  it('takes the numbers of awards, each refusal at its field', async () => {
    const page = await deskOf(browser, house.url, 'council-secretary');
    await page.goto('/desk/decisions');
    await page.getByText('Ghi số liệu khen thưởng không kèm tên').click();
    const form = page.locator('form', {
      has: page.locator('input[name=intent][value=tally]'),
    });
    await form.getByRole('button', { name: 'Ghi số liệu' }).click();
    for (const fault of ['Hãy nhập: Nguồn số liệu.', 'Hãy nhập ít nhất một số.']) await says(page, fault);
    expect(await violations(page)).toEqual([]);
    await form.getByLabel('Thẩm quyền').selectOption('COMMUNE_CHAIR');
    await form.getByLabel('Hình thức khen thưởng').selectOption('BANG_KHEN');
    await form.getByLabel('Kỳ', { exact: true }).fill('2025');
    await form.getByLabel('Thành tích').fill('Xây dựng xã hội học tập');
    await form.getByLabel('Nguồn số liệu').fill('Báo cáo 10/BC-SGDĐT');
    await form.getByLabel('Cá nhân').fill('33');
    await form.getByRole('button', { name: 'Ghi số liệu' }).click();
    await page
      .getByRole('alert')
      .getByRole('link', { name: /không có thẩm quyền/ })
      .click();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('tally-authority');
    await form.getByLabel('Thẩm quyền').selectOption('PROVINCIAL_CHAIR');
    await form.getByRole('button', { name: 'Ghi số liệu' }).click();
    await says(page, 'Đã ghi số liệu khen thưởng.');
    await page.context().close();
    const { honoursSummary } = await askAs<{
      honoursSummary: { count: number }[];
    }>(
      house.url,
      'council-secretary',
      '{ honoursSummary(unit: "11", period: "2025") { count form authority basis subjectKind } }',
    );
    expect(honoursSummary).toContainEqual({
      ...{ count: 33, form: 'BANG_KHEN', authority: 'PROVINCIAL_CHAIR' },
      ...{ basis: 'TALLY', subjectKind: 'INDIVIDUAL' },
    });
  });
});

inBrowser('a nomination', () => {
  it.each([true, false])('rests on awards chosen from the list of honours (JavaScript: %s)', async (live) => {
    const [name, number] = live ? ['Quàng Văn Mẫu', '71/QĐ-THU'] : ['Quàng Thị Mẫu', '72/QĐ-THU'];
    await made('council-secretary', 'recordCommendations', {
      decision: {
        number,
        signedOn: '2025-05-20',
        authority: 'DEPARTMENT_DIRECTOR',
        issuer: '11',
      },
      ...{ form: 'GIAY_KHEN', period: '2024-2025', publish: true },
      recipients: [
        {
          ...{
            kind: 'INDIVIDUAL',
            name,
            unit: '11-THPT-LQD',
            position: 'Giáo viên',
          },
          ...{
            achievement: 'Dạy giỏi',
            minor: false,
            birthDate: '1980-02-01',
          },
        },
      ],
    });
    await eventually(async () => {
      const { honours } = await askAs<{ honours: { totalCount: number } }>(
        house.url,
        'editor',
        'query ($search: String) { honours(filter: { search: $search }) { totalCount } }',
        { search: name },
      );
      expect(honours.totalCount).toBe(1);
    });
    const page = await deskOf(browser, house.url, 'editor', {
      javaScriptEnabled: live,
    });
    await page.goto('/desk/examples');
    const form = page.locator('form', {
      has: page.locator('input[name=intent][value=nominate]'),
    });
    const find = form.getByRole('button', { name: 'Tìm khen thưởng' });
    await find.click();
    await says(page, 'Hãy nhập tên cần tìm.');
    await form.getByLabel('Nhóm').selectOption('INDIVIDUAL');
    await form.getByLabel('Tên', { exact: true }).fill(name);
    await form.getByLabel('Mã đơn vị').fill('11-KHONG-CO');
    await find.click();
    await says(page, 'Không có mã này.');
    await form.getByLabel('Mã đơn vị').fill('11-THPT-LQD');
    await find.click();
    await says(page, 'Chọn những khen thưởng làm căn cứ cho đề cử.');
    if (live) expect(await violations(page)).toEqual([]);
    await form.getByLabel(new RegExp(`${name}.*${number}`)).check();
    // Another search and a form that is not complete keep what was chosen.
    await form.getByLabel('Tên trong danh sách khen thưởng').fill('không ai cả');
    await find.click();
    await says(page, /Chọn những khen thưởng/);
    await form.getByRole('button', { name: 'Đề cử' }).click();
    await says(page, 'Hãy nhập: Kỳ.');
    expect(await form.getByLabel(new RegExp(`${name}.*${number}`)).isChecked()).toBe(true);
    await form.getByLabel('Người chưa thành niên?').selectOption('no');
    await form.getByLabel('Kỳ', { exact: true }).fill('2024-2025');
    await form.getByLabel('Tiêu đề', { exact: true }).fill('Người thầy của bản');
    await form.getByLabel('Câu chuyện', { exact: true }).fill('Dạy 40 người biết chữ.');
    await form.getByRole('button', { name: 'Đề cử' }).click();
    await says(page, 'Đã đề cử.');
    await says(page, /Giấy khen.*: Dạy giỏi/);
    await page.context().close();
  });

  it.each([true, false])('is sent by Enter from its own fields (JavaScript: %s)', async (live) => {
    const page = await deskOf(browser, house.url, 'editor', { javaScriptEnabled: live });
    await page.goto('/desk/examples');
    const form = page.locator('form', {
      has: page.locator('input[name=intent][value=nominate]'),
    });
    if (live) await alive(page);
    await form.getByLabel('Tên', { exact: true }).fill('Vàng A Mẫu');
    await form.getByLabel('Tên', { exact: true }).press('Enter');
    await says(page, 'Hãy nhập: Kỳ.');
    if (live) {
      // The search of awards has a field of its own.
      await form.getByLabel('Tên trong danh sách khen thưởng').press('Enter');
      await says(page, 'Không có khen thưởng nào như vậy trong đơn vị này.');
    }
    await page.context().close();
  });

  it('that was returned keeps what is typed before scripts come, and chooses its awards anew', async () => {
    const name = 'Quàng Văn Mẫu';
    const found = async () => {
      const { nominations } = await askAs<{
        nominations: { nodes: { id: string; version: number; status: string; honours: object[] }[] };
      }>(
        house.url,
        'editor',
        'query ($search: String) { nominations(search: $search) { nodes { id version status honours { id } } } }',
        { search: name },
      );
      return nominations.nodes[0];
    };
    const { id, version } = (await found()) ?? {};
    const returned = { id, verdict: 'RETURN', note: 'Thêm số liệu', expectedVersion: version };
    await made('reviewer', 'reviewExemplar', returned);
    await eventually(async () => expect((await found())?.status).toBe('RETURNED'));

    const page = await deskOf(browser, house.url, 'editor');
    let come: () => void = () => undefined;
    const late = new Promise<void>((resolve) => (come = resolve));
    await page.route('**/assets/*.js', async (route) => {
      await late;
      await route.continue();
    });
    await page.goto(`/desk/examples/${id}`, { waitUntil: 'commit' });
    const [headline, story] = [page.getByLabel('Tiêu đề'), page.getByLabel('Câu chuyện')];
    await headline.fill('Tiêu đề gõ sớm');
    await story.fill('Câu chuyện gõ sớm.');
    come();
    await alive(page);
    expect([await headline.inputValue(), await story.inputValue()]).toEqual([
      'Tiêu đề gõ sớm',
      'Câu chuyện gõ sớm.',
    ]);
    expect(await page.getByLabel(/Giấy khen.*Dạy giỏi/).isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Tìm khen thưởng' }).click();
    await says(page, 'Chọn những khen thưởng làm căn cứ cho đề cử.');
    expect(await story.inputValue()).toBe('Câu chuyện gõ sớm.');
    expect(await violations(page)).toEqual([]);
    await page.getByLabel(/Giấy khen.*Dạy giỏi/).uncheck();
    await headline.press('Enter');
    await says(page, 'Đã gửi bổ sung.');
    expect(await page.locator('main').innerText()).toContain('Câu chuyện gõ sớm.');
    await eventually(async () => expect((await found())?.honours).toEqual([]));
    await page.context().close();
  });
});
