import { newCertificateCode } from '@app/certificates';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { speaking } from '../../apps/web/app/words.js';
import { complaints, jumped, violations } from './browser.js';
import { addInvented, type Invented } from './invented.js';
import { portalPages } from './pages.js';
import { withSample } from './sample.js';

let invented: Invented;
const { sample, inBrowser } = withSample('The pages of the portal are', async () => {
  invented = await addInvented(sample.house.url);
});

/** Both themes at both widths, each language in each of them once. */
const views = [
  { language: 'vi', width: 1280, colorScheme: 'light' },
  { language: 'vi', width: 360, colorScheme: 'dark' },
  { language: 'en', width: 1280, colorScheme: 'dark' },
  { language: 'en', width: 360, colorScheme: 'light' },
] as const;
inBrowser.each(views)('every page of the portal in $language at $width px, $colorScheme', (view) => {
  const { language, width, colorScheme } = view;
  const { t, path: addressOf } = speaking(language);
  /** Without JavaScript, as the portal must work, and with it, which axe needs. */
  let page: Page;
  let reader: Page;
  beforeAll(async () => {
    const options = { baseURL: sample.house.url, viewport: { width, height: 900 }, colorScheme };
    page = await (await sample.browser.newContext({ ...options, javaScriptEnabled: false })).newPage();
    reader = await (await sample.browser.newContext(options)).newPage();
  });
  afterAll(async () => {
    await page.context().close();
    await reader.context().close();
  });

  it.each(portalPages)('%s', async (path) => {
    const [heard, read] = [complaints(page), complaints(reader)];
    const response = await page.goto(addressOf(path));
    expect(response?.status()).toBe(200);
    expect(await page.getAttribute('html', 'lang')).toBe(language);
    expect(await page.locator('h1').count()).toBe(1);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await reader.goto(addressOf(path));
    expect(await jumped(reader)).toBeLessThan(0.01);
    expect(await violations(reader)).toEqual([]);
    expect([...heard, ...read]).toEqual([]);
  });

  it('certificates that are valid, revoked and unknown, each unmistakable', async () => {
    const verdicts = [];
    for (const code of [invented.valid, invented.revoked, newCertificateCode()]) {
      await reader.goto(addressOf(`/certificates/${code}`));
      expect(await violations(reader)).toEqual([]);
      verdicts.push(await reader.locator('.verdict h2').innerText());
      expect(await reader.locator('main').innerText()).toContain(sample.house.url);
    }
    expect(verdicts.map((verdict) => verdict.replace(/\s+/g, ' '))).toEqual([
      `✓ ${t('certificate.VALID')}`,
      `✗ ${t('certificate.REVOKED')}`,
      `? ${t('certificate.UNKNOWN')}`,
    ]);
  });

  it.each([
    '/nowhere',
    '/rates/99999',
    '/competitions/NONE',
    '/rates/11?period=nonsense',
    '/honours?unit=99999',
    '/examples/nobody',
  ])('%s says in words that it is not there, with its status', async (path) => {
    expect((await reader.goto(addressOf(path)))?.status()).toBe(404);
    expect(await violations(reader)).toEqual([]);
    expect(await reader.locator('h1').innerText()).toBe(t('error.404'));
  });
});
