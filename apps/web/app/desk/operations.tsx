import { useEffect } from 'react';
import {
  useLoaderData,
  useRevalidator,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
} from 'react-router';
import { sessionContext } from '../context.js';
import { graphql } from '../graphql.js';
import { useSpeech, type Speech } from '../words.js';
import { askAs, change, done, Sent, speechOf } from './change.server.js';
import { Operations } from './documents.js';
import { DeskForm, DeskHeading } from './form.js';

const ReplayDeadLetters = graphql(`
  mutation ReplayDeadLetters {
    replayDeadLetters {
      id
    }
  }
`);

export async function loader({ request, context }: LoaderFunctionArgs) {
  const after = new URL(request.url).searchParams.get('after');
  const found = await askAs(context, Operations, { after });
  return { ...found, mayReplay: context.get(sessionContext).role === 'administrator' };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const sent = await Sent.of(request);
  const outcome = await change(context, request, ReplayDeadLetters, {}, sent.key);
  if ('refused' in outcome) return sent.refused(outcome.refused, speechOf(request));
  throw done(request, 'replay');
}

/** What came of a replay; of one that failed, what the log says. */
const inWords = (
  { healed, left, outcome }: { healed: number | null; left: number | null; outcome: string | null },
  t: Speech['t'],
) => (healed === null ? outcome : t('staff.operations.outcome', { healed, left }));

const LOOK_AGAIN_MS = 1_000;

export default function OperationsPage() {
  const { readModel, deadLetters, lastReplay, mayReplay } = useLoaderData<typeof loader>();
  const { t, path, number, instant } = useSpeech();
  const { revalidate } = useRevalidator();
  const isRunning = lastReplay !== null && lastReplay.doneAt === null;
  // What runs there goes on whoever looks; who looks sees it end.
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => void revalidate(), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isRunning, revalidate]);
  return (
    <>
      <DeskHeading title={t('staff.operations.title')} />
      <h2>{t('staff.operations.age')}</h2>
      <dl className="who">
        <dt>{t('staff.operations.asOf')}</dt>
        <dd>{instant(readModel.asOf)}</dd>
        <dt>{t('staff.operations.lag')}</dt>
        <dd className={readModel.lagSeconds > 0 ? 'fault' : undefined}>
          {readModel.lagSeconds > 0
            ? t('staff.operations.behind', { seconds: number(readModel.lagSeconds) })
            : t('staff.operations.none')}
        </dd>
      </dl>
      <h2 id="letters">{t('staff.operations.letters', { count: deadLetters.totalCount })}</h2>
      <p>{t(deadLetters.totalCount > 0 ? 'staff.operations.lettersSay' : 'staff.operations.noLetters')}</p>
      {lastReplay && (
        <p role="status">
          {t('staff.operations.last', { at: instant(lastReplay.requestedAt) })}{' '}
          {lastReplay.doneAt ? inWords(lastReplay, t) : t('staff.operations.running')}
        </p>
      )}
      {deadLetters.nodes.length > 0 && (
        <div className="scroll" role="region" aria-labelledby="letters" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('honours.number')}</th>
                <th scope="col">{t('staff.operations.topic')}</th>
                <th scope="col">{t('staff.operations.reason')}</th>
                <th scope="col" className="number">
                  {t('staff.operations.tries')}
                </th>
                <th scope="col">{t('staff.operations.buriedAt')}</th>
              </tr>
            </thead>
            <tbody>
              {deadLetters.nodes.map((letter) => (
                <tr key={letter.id}>
                  <th scope="row">{letter.id}</th>
                  <td>{letter.topic}</td>
                  <td>{letter.reason}</td>
                  <td className="number">{number(letter.tries)}</td>
                  <td>{instant(letter.buriedAt)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {deadLetters.pageInfo.hasNextPage && (
        <p>
          <a
            href={path(
              `/desk/operations?${new URLSearchParams({ after: deadLetters.pageInfo.endCursor ?? '' })}`,
            )}
          >
            {t('units.more')}
          </a>
        </p>
      )}
      {mayReplay && deadLetters.totalCount > 0 && (
        <DeskForm intent="replay" submit={t('staff.operations.replay')} />
      )}
    </>
  );
}
