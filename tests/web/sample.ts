import { afterAll, beforeAll, describe } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchSample, newDataDir, removeDataDir, type Launched } from '../support/launcher.js';
import { chromiumMissing, startBrowser } from './browser.js';

/** In which the tests of a file look around: a browser, and a house with the sample. */
export interface Sample {
  browser: Browser;
  house: Launched;
  dataDir: string;
}

/** Starts both before the tests, and prepares them. Without a browser the tests are skipped; `what` are not looked at. */
export function withSample(
  what: string,
  prepare: (sample: Sample) => Promise<void> = async () => undefined,
): { sample: Sample; inBrowser: typeof describe | typeof describe.skip } {
  const missing = chromiumMissing();
  if (missing) console.warn(`${what} not looked at: ${missing}`);
  const sample = { dataDir: newDataDir() } as Sample;
  beforeAll(async () => {
    if (missing) return;
    [sample.browser, sample.house] = await Promise.all([startBrowser(), launchSample(sample.dataDir)]);
    await prepare(sample);
  }, 120_000);
  afterAll(async () => {
    await sample.browser?.close();
    await sample.house?.stop();
    removeDataDir(sample.dataDir);
  });
  return { sample, inBrowser: missing ? describe.skip : describe };
}
