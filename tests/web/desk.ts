import { expect } from '@jest/globals';
import { refusalMessage, type RefusalReason } from '@app/contracts';
import type { Browser, Page } from 'playwright-core';
import { speaking, type Language, type Speech } from '../../apps/web/app/words.js';
import { ask } from '../../apps/standalone/src/load-sample.js';
import { signIn } from '../../scripts/sign-in.mjs';
import { eventually } from '../support/eventually.js';
import { complaints, violations } from './browser.js';

/** Where a task is done, in the words of the pages themselves. */
export interface Place extends Speech {
  width: number;
  javaScriptEnabled: boolean;
  /** Stands in what the task enters, which the same task elsewhere in this house must not find. */
  mark: string;
  /** What the gateway says when it refuses; whatever is not given here may stand in it. */
  refusal: (reason: RefusalReason, params?: Record<string, string | number>) => RegExp;
}
const place = (language: Language, width: number, mark: string, javaScriptEnabled = true): Place => ({
  ...speaking(language),
  ...{ width, mark, javaScriptEnabled },
  refusal: (reason, params = {}) =>
    new RegExp(
      refusalMessage({ reason, params }, language)
        .replace(/[.*+?^$()|[\]\\]/g, '\\$&')
        .replace(/\{\w+\}/g, '.+'),
    ),
});

const atADesk = place('vi', 1280, 'A');
/** Every task of the desk is done at a desk in Vietnamese and on a phone in English. */
export const places = [atADesk, place('en', 360, 'B')];
/** Short ones also the other way round. */
export const everyPlace = [...places, place('en', 1280, 'C'), place('vi', 360, 'D')];
/** Some also where no script runs. */
export const withoutScript = place('vi', 360, 'E', false);

/** A page of the desk of one of the sample accounts, signed in as a person does it. */
export async function deskOf(
  browser: Browser,
  url: string,
  account: string,
  options: {
    at?: Place;
    width?: number;
    colorScheme?: 'light' | 'dark';
  } = {},
): Promise<Page> {
  const { at = atADesk, width = at.width, colorScheme } = options;
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height: 900 },
    javaScriptEnabled: at.javaScriptEnabled,
    colorScheme,
  });
  const page = await context.newPage();
  await page.goto(at.path('/desk'));
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
