import type { ResultOf } from 'gql.tada';
import { data, type ActionFunctionArgs } from 'react-router';
import type { Speech } from '../../words.js';
import { askAs, Sent, speechOf } from '../change.server.js';
import { untilSeen } from '../places.server.js';
import { DeskCompetition } from './documents.js';

type Competition = NonNullable<ResultOf<typeof DeskCompetition>['competition']>;

/** What each task of a competition's page starts from: the form as it was sent, and the competition as it is. */
export interface Task extends Pick<ActionFunctionArgs, 'request' | 'context'> {
  sent: Sent;
  speech: Speech;
  competition: Competition;
  /** Waits until the page will show what was changed. */
  seen(isSeen: (now: Competition) => boolean): Promise<void>;
}

export async function taskOf({ request, params, context }: ActionFunctionArgs): Promise<Task> {
  const code = params.code ?? '';
  const sent = await Sent.of(request);
  const find = async () => (await askAs(context, DeskCompetition, { code })).competition;
  const competition = await find();
  if (!competition) throw data({ code: 'NOT_FOUND' }, { status: 404 });
  const seen: Task['seen'] = (isSeen) =>
    untilSeen(async () => {
      const now = await find();
      return now !== null && isSeen(now);
    });
  return { request, context, sent, speech: speechOf(request), competition, seen };
}
