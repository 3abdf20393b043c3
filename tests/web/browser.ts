import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type Page } from 'playwright-core';

/** The first is the same browser without windows of its own, which take half of its work. */
const places = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];
const executablePath =
  process.env.CHROMIUM_PATH ?? places.find((place) => existsSync(place)) ?? '/usr/bin/chromium';

/** Why there is no browser; null where there is one. On CI a missing one is a failure, not a reason to skip. */
export function chromiumMissing(): string | null {
  if (existsSync(executablePath)) return null;
  const reason = `no Chromium at ${executablePath} (apt-get install chromium, or CHROMIUM_PATH)`;
  if (process.env.CI) throw new Error(`CI must look at the pages: ${reason}`);
  return reason;
}

// Root, which a container runs its tests as, may use no sandbox.
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] });

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe finds wrong with the page as it stands, one line a rule, and whether it is wider than the screen. Needs
 * JavaScript, and runs beside the page's own policy.
 */
export async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  return page.evaluate(async () => {
    interface Violation {
      id: string;
      nodes: { target: string[]; failureSummary?: string }[];
    }
    interface Axe {
      run: (options: { resultTypes: string[] }) => Promise<{ violations: Violation[] }>;
    }
    // What is in order is not gathered: that takes longer than to look.
    const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run({
      resultTypes: ['violations'],
    });
    const { scrollWidth, clientWidth } = document.documentElement;
    return [
      ...violations.map(
        ({ id, nodes }) =>
          `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} (${failureSummary})`).join('; ')}`,
      ),
      ...(scrollWidth > clientWidth ? [`${scrollWidth} px on a screen of ${clientWidth}`] : []),
    ];
  });
}

/** What a page complains of to the developer, the refusals of its policy among it. */
export function complaints(page: Page): string[] {
  const heard: string[] = [];
  page.on('console', (message) => message.type() === 'error' && heard.push(message.text()));
  page.on('pageerror', (error) => heard.push(error.message));
  // Who goes on to another page gives up what the first was still fetching.
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    if (why !== 'net::ERR_ABORTED') heard.push(`${request.url()} ${why}`);
  });
  return heard;
}

/** How much of the page moved after it was first drawn (cumulative layout shift). */
export const jumped = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[])
            sum += entry.value;
        }).observe({ type: 'layout-shift', buffered: true });
        // Letters may come after the page; what is buffered is told in a later task.
        void document.fonts.ready.then(() => setTimeout(() => resolve(sum), 150));
      }),
  );
