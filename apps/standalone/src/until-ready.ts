import { setTimeout as sleep } from 'node:timers/promises';

/** Until the health probe answers 200, or has no complaint but the one of `but`; the error names the last complaint. */
export async function untilReady(
  url: string,
  withinMs: number,
  { path = '/health/ready', but = '' } = {},
): Promise<void> {
  const deadline = Date.now() + withinMs;
  let last = 'no answer';
  while (Date.now() < deadline) {
    try {
      const response = await fetch(url + path, { signal: AbortSignal.timeout(3_000) });
      if (response.ok) return;
      last = await response.text();
      if (but && isReadyBut(last, but)) return;
    } catch (error) {
      last = (error as Error).message;
    }
    await sleep(100);
  }
  throw new Error(`${url} was not ready within ${withinMs} ms: ${last}`);
}

function isReadyBut(body: string, but: string): boolean {
  const { checks } = JSON.parse(body) as { checks: Record<string, string | null> };
  return Object.entries(checks).every(([name, complaint]) => complaint === null || name === but);
}
