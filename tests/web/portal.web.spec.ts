// Above 300 lines: what is done here shares one house, which takes longer to start than most of its tests take.
import { expect, it } from '@jest/globals';
import { mkdirSync } from 'node:fs';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { examples } from '../../apps/web/app/examples.js';
import { chromiumMissing, complaints, violations } from './browser.js';
import { alive, places } from './desk.js';
import { addInvented, type Invented } from './invented.js';
import { budget } from './pages.js';
import { withSample } from './sample.js';

let invented: Invented;
const { sample, inBrowser } = withSample('The pages are', async () => {
  invented = await addInvented(sample.house.url);
});

async function visit(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await sample.browser.newContext({
    javaScriptEnabled: false,
    baseURL: sample.house.url,
    ...options,
  });
  const page = await context.newPage();
  await page.goto(path);
  return page;
}
/** The words of the page; spaces that do not break are read as spaces. */
const main = async (page: Page) => (await page.locator('main').innerText()).replaceAll('\u00a0', ' ');

inBrowser('what visitors do, without JavaScript', () => {
  it('follows the figures of the home page to the communes, sorts them, and changes the period', async () => {
    const page = await visit('/');
    expect(await main(page)).toContain('67,87 %');
    expect(await main(page)).toMatch(/trên 104\.000 đăng ký\s*tỷ lệ do nguồn công bố/);
    await page.getByRole('link', { name: 'Xem tỷ lệ của từng xã, phường' }).click();
    expect(await page.locator('h1').innerText()).toBe('Tỷ lệ học tập: Điện Biên');
    expect(await main(page)).toContain('suy ra từ tỷ lệ đã công bố');
    expect(await main(page)).toContain('45 trên 45 xã, phường, đặc khu có số liệu');
    const first = () => page.locator('tbody th').first().innerText();
    expect(await page.locator('tbody tr').count()).toBe(45);
    expect(await first()).toBe('Xã Búng Lao');
    await page.locator('thead').getByRole('link', { name: 'Đơn vị' }).click();
    expect(await first()).toBe('Xã Xa Dung');
    expect(await page.locator('thead th').first().getAttribute('aria-sort')).toBe('descending');
    await page
      .getByRole('navigation', { name: 'Kỳ số liệu' })
      .getByRole('link', { name: 'năm 2024' })
      .last()
      .click();
    expect(await main(page)).toContain('63,73 %');
    await page.context().close();
  });

  it('holds no registered percentage against a target for recognised', async () => {
    const page = await visit('/rates/11?period=2025');
    const lanes = (await page.locator('.bars .hidden').innerText()).split('; ');
    expect(lanes).toHaveLength(8);
    for (const lane of lanes) expect(/chỉ tiêu/.test(lane)).toBe(/được công nhận/.test(lane));
    await page.context().close();
  });

  it('shows each of the 34 provinces as a tile that leads to it, in words where there is no figure', async () => {
    const page = await visit('/rates?period=2025&title=LEARNING_CLAN');
    const tiles = await page.locator('.tiles a').allInnerTexts();
    expect(tiles).toHaveLength(34);
    expect(tiles.filter((tile) => tile.includes('67,87'))).toEqual([expect.stringContaining('Điện Biên')]);
    expect(tiles.filter((tile) => /chưa biết tổng số|chưa báo cáo/.test(tile))).toHaveLength(33);
    await page.getByRole('link', { name: 'Hà Nội' }).first().click();
    expect(await page.locator('h1').innerText()).toBe('Tỷ lệ học tập: Thành phố Hà Nội');
    await page.context().close();
  });

  it('finds a unit without diacritics', async () => {
    const page = await visit('/');
    await page.getByLabel('Tên xã, phường, đặc khu, tỉnh').fill('muong thanh');
    await page.getByLabel('Tên xã, phường, đặc khu, tỉnh').press('Enter');
    await page.getByRole('link', { name: 'Phường Mường Thanh' }).click();
    expect(await page.locator('h1').innerText()).toBe('Tỷ lệ học tập: Phường Mường Thanh');
    await page.context().close();
  });

  it('chooses English, is remembered, and comes back', async () => {
    const page = await visit('/rates/11?period=2024');
    await page.getByRole('link', { name: 'Switch to English' }).click();
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/en/rates/11?period=2024');
    await page.goto('/');
    expect(page.url()).toBe(`${sample.house.url}/en`);
    await page.getByRole('link', { name: 'Chuyển sang tiếng Việt' }).click();
    expect(page.url()).toBe(`${sample.house.url}/`);
    expect(await page.getAttribute('html', 'lang')).toBe('vi');
    for (const to of ['//evil.example/', 'https://evil.example', '/\\evil.example', '/.//evil.example']) {
      const elsewhere = await fetch(`${sample.house.url}/language/en?${new URLSearchParams({ to })}`, {
        redirect: 'manual',
      });
      expect(elsewhere.headers.get('location')).toBe('/en');
    }
    await page.context().close();
  });

  it('finds an honour without diacritics, reads on by pages, and prints an annex', async () => {
    const page = await visit('/');
    await page.getByRole('searchbox', { name: 'Tìm trong danh sách khen thưởng' }).fill('lo van hoa');
    await page.getByRole('searchbox', { name: 'Tìm trong danh sách khen thưởng' }).press('Enter');
    expect(await main(page)).toContain('Lò Văn Hoà');
    expect(await main(page)).toContain('Số 12/QĐ-THU ngày 20/05/2025');
    await page.goto('/honours?search=gi%C3%A0ng');
    expect(await page.locator('.honours tbody tr').count()).toBe(50);
    await page.getByRole('link', { name: 'Trang sau' }).click();
    expect(await page.locator('.honours tbody tr').count()).toBe(5);
    expect(await page.locator('.honours tbody td').first().innerText()).toBe('51');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.annex').innerText()).toMatch(
      /Phụ lục\s+DANH SÁCH KHEN THƯỞNG\s+\(Kèm theo Quyết định số 12\/QĐ-THU ngày 20 tháng 5 năm 2025 của Giám đốc/,
    );
    expect(await page.locator('.annex').isVisible()).toBe(true);
    expect(await page.locator('header.site').isVisible()).toBe(false);
    await page.goto('/honours?search=nguyen+thi+anh');
    expect(await main(page)).not.toContain('Nguyễn Thị Ánh');
    await page.context().close();
  });

  it('reads the results of a competition by rank, field and school', async () => {
    const page = await visit('/competitions/KHKT-TINH-2024-2025');
    expect(await main(page)).toMatch(/Cộng\s+56\s+58,95/);
    expect(await main(page)).toContain('39 không có giải');
    await page.goto('/competitions/THU-2025');
    const groups = () => page.locator('#entries ~ section h3').allInnerTexts();
    expect(await groups()).toEqual(['Giải Nhất (1)', 'Không có giải (2)']);
    await page.getByRole('link', { name: 'lĩnh vực' }).click();
    expect(await groups()).toEqual(['Sinh học (1)', 'Vật lí (2)']);
    await page.context().close();
  });

  it.each([
    ['valid', () => invented.valid, 'CÓ HIỆU LỰC', 'Lò Văn Hoà'],
    [
      'valid, typed without dashes in small letters',
      () => invented.valid.replaceAll('-', '').toLowerCase(),
      'CÓ HIỆU LỰC',
      'Lò Văn Hoà',
    ],
    ['revoked', () => invented.revoked, 'ĐÃ BỊ HỦY BỎ', '20/06/2025'],
    ['mistyped', () => 'ABCD', 'MÃ GÕ SAI', 'so từng nhóm chữ'],
  ])('tells a certificate that is %s', async (_, code, verdict, more) => {
    const page = await visit('/certificates');
    await page.getByLabel('Mã trên giấy').fill(code());
    await page.getByRole('button', { name: 'Kiểm tra' }).click();
    expect(await page.locator('.verdict h2').innerText()).toContain(verdict);
    expect(await page.locator('.verdict').innerText()).toContain(more);
    await page.context().close();
  });

  it('asks for the code where none was typed, with a summary that leads to the field', async () => {
    const page = await visit('/certificates');
    await page.getByRole('button', { name: 'Kiểm tra' }).click();
    await page.getByRole('alert').getByRole('link', { name: 'Hãy nhập mã in trên giấy.' }).click();
    expect(new URL(page.url()).hash).toBe('#code');
    expect(await page.getAttribute('#code', 'aria-invalid')).toBe('true');
    await page.context().close();
  });

  it('reads an example with the honours behind it, and nothing of one that was withdrawn', async () => {
    const page = await visit('/');
    await page.getByRole('link', { name: 'Lò Văn Hoà' }).click();
    expect(await page.locator('h1').innerText()).toBe('Lò Văn Hoà');
    expect(await page.locator('.story .prose').innerHTML()).toContain('<strong>thử nghiệm</strong>');
    expect(await page.locator('.story .prose h2').innerText()).toBe('Việc đã làm');
    expect(await main(page)).toMatch(/Khen thưởng của điển hình\s+Giấy khen.*12\/QĐ-THU/s);
    await page.getByRole('link', { name: 'Switch to English' }).click();
    expect(await main(page)).toContain('The trial story of a teacher.');
    await page.goto('/examples?search=quang');
    expect(await main(page)).toContain('Chưa có điển hình nào như vậy');
    expect((await page.goto(`/examples/${invented.withdrawn}`))?.status()).toBe(404);
    await page.context().close();
  });

  it('keeps minors out of search engines', async () => {
    const page = await visit(`/examples/${invented.minor}`);
    const robots = () =>
      page.locator('meta[name=robots]').evaluateAll((all) => all.map((one) => one.getAttribute('content')));
    expect(await robots()).toEqual(['noindex']);
    await page.goto('/examples');
    expect(await robots()).toEqual(['noindex']);
    await page.goto('/');
    expect([await robots(), (await main(page)).includes('Vàng Thị Mẫu')]).toEqual([[], false]);
    await page.goto(`/examples/${invented.featured}`);
    expect(await robots()).toEqual([]);
    await page.context().close();
  });

  it('runs the examples of open data', async () => {
    const page = await visit('/about');
    await page.getByRole('button', { name: 'Chạy câu hỏi này' }).first().click();
    expect(await page.locator('.answer').innerText()).toContain('"percent": 67.87');
    for (const { name } of examples) {
      await page.goto(`/about?run=${name}`);
      expect(await page.locator('.answer').innerText()).toMatch(/^\{\s+"data"/);
      expect(await page.locator('.answer').innerText()).not.toContain('"errors"');
    }
    await page.context().close();
  });

  it('reaches everything by keyboard, the way past the menu first', async () => {
    const page = await visit('/', { javaScriptEnabled: true });
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Đến nội dung chính');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    await page.context().close();
  });
});

inBrowser('over the wire', () => {
  const packed = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(sample.house.url + path, {
      headers: { 'accept-encoding': 'br', ...headers },
    });
    return { response, bytes: Number(response.headers.get('content-length')), text: await response.text() };
  };

  it.each(Object.entries(budget.pages))('%s weighs at most %i bytes of HTML and CSS', async (path, most) => {
    const { response, bytes, text } = await packed(path);
    expect(response.headers.get('content-encoding')).toBe('br');
    const linked = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, href = '']) => href);
    const weights = async (hrefs: string[]) =>
      (await Promise.all(hrefs.map((href) => packed(href)))).reduce((sum, one) => sum + one.bytes, 0);
    const page = bytes + (await weights(linked(/<link rel="stylesheet" href="([^"]+)"/g)));
    const fonts = await weights(linked(/<link rel="preload" as="font"[^>]*href="([^"]+)"/g));
    expect(text).not.toContain('<script');
    expect(page).toBeLessThanOrEqual(most);
    expect(most).toBeLessThanOrEqual(budget.most.page);
    expect(fonts).toBeGreaterThan(0);
    expect(page + fonts).toBeLessThanOrEqual(budget.most.pageWithFonts);
  });

  it('answers 304 to who has the page already, and not after it changed', async () => {
    const first = await packed('/rates/11');
    const etag = first.response.headers.get('etag') ?? '';
    const again = await packed('/rates/11', { 'if-none-match': etag });
    expect([again.response.status, again.text]).toEqual([304, '']);
    expect((await packed('/rates/11?sort=name&order=desc', { 'if-none-match': etag })).response.status).toBe(
      200,
    );
    const [, file = ''] = /href="(\/assets\/[^"]+\.css)"/.exec(first.text) ?? [];
    expect((await packed(file)).response.headers.get('cache-control')).toContain('immutable');
  });

  it('takes no form that is too long, or does not say how long it is', async () => {
    const post = async (init: RequestInit) =>
      (await fetch(`${sample.house.url}/desk`, { method: 'POST', redirect: 'manual', ...init })).status;
    expect(await post({ body: 'x'.repeat(2_000_001) })).toBe(413);
    const endless = new Blob(['x']).stream();
    expect(await post({ body: endless, duplex: 'half' } as RequestInit)).toBe(411);
  });

  it('answers HEAD as GET, without the page', async () => {
    const [get, head] = [await fetch(sample.house.url), await fetch(sample.house.url, { method: 'HEAD' })];
    for (const name of ['etag', 'content-type', 'cache-control', 'vary'])
      expect([name, head.headers.get(name)]).toEqual([name, get.headers.get(name)]);
    expect(await head.text()).toBe('');
  });

  it('keeps answers about certificates out of every cache', async () => {
    expect((await packed(`/certificates/${invented.valid}`)).response.headers.get('cache-control')).toBe(
      'no-store',
    );
  });

  it('lets a page run no script that is not its own', async () => {
    const policy = (await packed('/')).response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'none';");
    expect(policy).toContain("default-src 'none'");
  });
});

inBrowser('the desk', () => {
  it.each(places)(
    'is for who signed in, keeps tokens from the browser, and is left for good ($language at $width px)',
    async ({ t, path, width }) => {
      const desk = path('/desk');
      const page = await visit(desk, { javaScriptEnabled: true, viewport: { width, height: 900 } });
      const account = page.locator('button[value="department-staff"]');
      const heard = complaints(page);
      await account.click();
      await page.waitForURL('**/desk');
      expect(await main(page)).toContain(t('desk.hello', { name: 'Cán bộ Sở' }));
      expect(await main(page)).toContain('Điện Biên (11)');
      expect(await violations(page)).toEqual([]);
      const cookies = (await page.context().cookies()).filter(({ name }) => name.startsWith('session'));
      expect(cookies.length).toBeGreaterThan(0);
      for (const { httpOnly, sameSite, value } of cookies) {
        expect({ httpOnly, sameSite }).toEqual({ httpOnly: true, sameSite: 'Lax' });
        expect(Buffer.from(value, 'base64url').toString()).not.toContain('eyJ');
      }
      expect(await page.content()).not.toContain('eyJhbGci');
      const response = await page.goto(desk);
      expect(response?.headers()['cache-control']).toBe('private, no-store');
      expect(response?.headers()['content-security-policy']).toMatch(
        /script-src 'self' 'nonce-[\w+/=]{24}';/,
      );
      await alive(page);
      expect(heard).toEqual([]);

      const forged = (headers: Record<string, string>, form: Record<string, string>) =>
        page.context().request.post(sample.house.url + desk, { headers, form, maxRedirects: 0 });
      const token = (await page.locator('[name=formToken]').getAttribute('value')) ?? '';
      expect(
        (await forged({ origin: 'https://evil.example' }, { formToken: token })).status(),
      ).toBeGreaterThanOrEqual(400);
      expect((await forged({ origin: sample.house.url }, { formToken: 'x' })).status()).toBe(403);
      expect((await forged({ origin: sample.house.url }, {})).status()).toBe(403);

      await page.getByRole('button', { name: t('desk.signOut') }).click();
      // The provider asks once more, in its own language.
      await page.getByRole('button', { name: 'Đăng xuất' }).click();
      await page.waitForURL(sample.house.url + path('/'));
      await page.goto(desk);
      // Neither here nor at the provider is anybody signed in.
      expect(await account.count()).toBe(1);
      await page.context().close();
    },
  );

  it('says so when an attempt to sign in was not ours', async () => {
    const page = await visit('/auth/callback?code=x&state=y', { javaScriptEnabled: true });
    const heading = () => page.locator('h1').innerText();
    expect(await heading()).toBe('Không đăng nhập được');
    expect(await violations(page)).toEqual([]);
    // The provider comes back to one address, whatever the language.
    await page.goto(`${sample.house.url}/language/en?to=/about`);
    await page.goto(`${sample.house.url}/auth/callback?code=x&state=y`);
    expect(await heading()).toBe('You are not signed in');
    await page.context().close();
  });
});

/** Only when asked for, since no two runs draw every pixel alike. */
(chromiumMissing() || !process.env.UPDATE_PICTURES ? it.skip : it)(
  'takes the pictures of the README (UPDATE_PICTURES=1)',
  async () => {
    mkdirSync('docs/pictures', { recursive: true });
    for (const [name, path, width, height, colorScheme] of [
      ['home', '/', 1200, 1000, 'light'],
      ['rates', '/rates/11?period=2025', 1200, 1000, 'light'],
      ['map', '/rates?period=2025&title=LEARNING_CLAN#below', 1200, 900, 'dark'],
      ['honours', '/honours?search=giang', 1200, 900, 'light'],
      ['certificate', `/certificates/${invented.revoked}`, 1000, 760, 'light'],
      ['phone', '/en', 360, 740, 'dark'],
    ] as const) {
      const page = await visit(path, { viewport: { width, height }, colorScheme });
      // A first visit may begin before the letters have come.
      await page.reload();
      const [, section] = path.split('#');
      if (section) await page.locator(`#${section}`).evaluate((part) => part.scrollIntoView());
      await page.screenshot({ path: `docs/pictures/${name}.png` });
      await page.context().close();
    }
  },
);
