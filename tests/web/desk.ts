import { expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { ask } from '../../apps/standalone/src/load-sample.js';
import { signIn } from '../../scripts/sign-in.mjs';
import { eventually } from '../support/eventually.js';
import { complaints, violations } from './browser.js';

/** A page of the desk of one of the sample accounts, signed in as a person does it; without JavaScript on a phone. */
export async function deskOf(
  browser: Browser,
  url: string,
  account: string,
  options: { width?: number; javaScriptEnabled?: boolean; colorScheme?: 'light' | 'dark' } = {},
): Promise<Page> {
  const { width = options.javaScriptEnabled === false ? 360 : 1280, ...others } = options;
  const context = await browser.newContext({ baseURL: url, viewport: { width, height: 900 }, ...others });
  const page = await context.newPage();
  await page.goto('/desk');
  await page.locator(`button[value="${account}"]`).click();
  await page.waitForURL('**/desk');
  return page;
}

/** Both languages, both widths, both themes: one heading, nothing wider than the screen, nothing for axe, no complaints. */
export async function looksRight(
  browser: Browser,
  url: string,
  account: string,
  paths: Record<string, [vi: string, en: string]>,
): Promise<void> {
  for (const [width, colorScheme] of [
    [1280, 'light'],
    [360, 'dark'],
  ] as const) {
    const page = await deskOf(browser, url, account, { width, colorScheme });
    for (const [path, [vi, en]] of Object.entries(paths))
      for (const [at, heading] of [
        [path, vi],
        [`/en${path}`, en],
      ] as const) {
        await alive(page);
        const heard = complaints(page);
        const response = await page.goto(at);
        const seen = `${at} at ${width} px`;
        expect([seen, response?.status()]).toEqual([seen, 200]);
        expect(await page.locator('h1').allInnerTexts()).toEqual([heading]);
        expect([seen, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([
          seen,
          width,
        ]);
        expect([seen, await violations(page)]).toEqual([seen, []]);
        await alive(page);
        expect([seen, heard]).toEqual([seen, []]);
        page.removeAllListeners();
      }
    await page.context().close();
  }
}

/** Presses Tab until the focus is where it should be: who has no mouse gets there too. */
export async function tabTo(page: Page, selector: string, most = 60): Promise<void> {
  for (let n = 0; n < most; n++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
  }
  throw new Error(`${most} times Tab do not lead to ${selector}`);
}

/** React has taken the page over. */
export const alive = (page: Page) =>
  page.waitForFunction(() =>
    Object.keys(document.querySelector('h1') ?? {}).some((key) => key.startsWith('__react')),
  );

/** Asks the gateway in the name of an account. */
export async function askAs<Answer>(
  url: string,
  account: string,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Answer> {
  return ask<Answer>(url, query, variables, { authorization: `Bearer ${await signIn(url, account)}` });
}

/** Waits until the page says it: not as something that may be chosen, for that is there before anything is done. */
export const says = (page: Page, words: string | RegExp) =>
  eventually(async () => {
    const text = await page.locator('main').evaluate((main) => {
      const choices = [...main.querySelectorAll('select')].map((select) => select.innerText);
      return choices.reduce((left, choice) => left.replace(choice, ''), (main as HTMLElement).innerText);
    });
    if (typeof words === 'string') expect(text).toContain(words);
    else expect(text).toMatch(words);
  });
