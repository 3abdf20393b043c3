import type { ResultOf } from 'gql.tada';
import type { RouterContextProvider } from 'react-router';
import { askAs } from './change.server.js';
import { UnitsBelow } from './documents.js';

type Context = Readonly<RouterContextProvider>;
type Level = 'COMMUNE' | 'INSTITUTION' | 'PROVINCE' | null;

/** Units directly below the one of the code, up to 300, to choose from. */
export async function unitsBelow(context: Context, parent: string, level: Level = null) {
  const nodes: ResultOf<typeof UnitsBelow>['units']['nodes'] = [];
  let after: string | null = null;
  for (let page = 0; page < 3; page++) {
    const { units }: ResultOf<typeof UnitsBelow> = await askAs(context, UnitsBelow, { parent, level, after });
    nodes.push(...units.nodes);
    if (!units.pageInfo.hasNextPage) break;
    after = units.pageInfo.endCursor;
  }
  return nodes;
}

const PAUSE_MS = 100;
const MOST_TRIES = 80;
/** Waits until the pages show what was just changed; gives up after eight seconds, and the page is then a little old. */
export async function untilSeen(isSeen: () => Promise<boolean>): Promise<void> {
  for (let n = 0; n < MOST_TRIES; n++) {
    if (await isSeen()) return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
