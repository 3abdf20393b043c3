import type { ActionFunctionArgs } from 'react-router';
import type { Speech } from '../../words.js';
import { askAs, done, type Sent } from '../change.server.js';
import { Cells } from '../documents.js';
import { untilSeen } from '../places.server.js';

/** What each task of the roster starts from: the form as it was sent. */
export interface Task extends Pick<ActionFunctionArgs, 'request' | 'context'> {
  sent: Sent;
  speech: Speech;
}

/** The roster that the form is of. */
export const cellOf = (sent: Sent) => ({
  unit: sent.text('unit'),
  title: sent.text('title'),
  period: sent.text('period'),
});

/** Back to the page, once its figures show the change. */
export async function finish(
  { request, context, sent }: Task,
  what: string,
  outcome: { changed: number; version?: number | null; warnings: string[] },
) {
  const cell = cellOf(sent);
  await untilSeen(async () => {
    const { registrationRates } = await askAs(context, Cells, {
      ...cell,
      titles: [cell.title],
      breakdown: false,
    });
    return (registrationRates[0]?.version ?? 0) >= (outcome.version ?? 0);
  });
  return done(request, what, {
    count: outcome.changed,
    ...(outcome.warnings.length > 0 && { warning: outcome.warnings.join(',') }),
  });
}
