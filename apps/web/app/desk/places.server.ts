const PAUSE_MS = 100;
const MOST_TRIES = 80;
/** Waits until the pages show what was just changed; gives up after eight seconds, and the page is then a little old. */
export async function untilSeen(isSeen: () => Promise<boolean>): Promise<void> {
  for (let n = 0; n < MOST_TRIES; n++) {
    if (await isSeen()) return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
