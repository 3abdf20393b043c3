import type { ResultOf } from 'gql.tada';
import { data, type LoaderFunctionArgs } from 'react-router';
import { askAs } from '../change.server.js';
import { Awards, Decisions } from './documents.js';

type Context = LoaderFunctionArgs['context'];
type Awarded = ResultOf<typeof Awards>['awards']['nodes'][number];
const MOST_PAGES = 10;

/** A decision as the desk lists it; 404 thrown where it is not among those of the number in the address. */
export async function decisionAt(context: Context, request: Request, id: string) {
  const number = new URL(request.url).searchParams.get('number');
  const { decisions } = await askAs(context, Decisions, { number });
  const found = decisions.nodes.find((one) => one.id === id);
  if (!found) throw data({ code: 'NOT_FOUND' }, { status: 404 });
  return found;
}
/** Its awards, up to 1,000. */
export async function awardsOf(context: Context, decision: string): Promise<Awarded[]> {
  const awards: Awarded[] = [];
  let after: string | null = null;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { awards: found }: ResultOf<typeof Awards> = await askAs(context, Awards, { decision, after });
    awards.push(...found.nodes);
    if (!found.pageInfo.hasNextPage) break;
    after = found.pageInfo.endCursor;
  }
  return awards;
}
