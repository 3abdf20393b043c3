import type { ResultOf } from 'gql.tada';
import { useEffect, useState } from 'react';
import {
  data,
  redirect,
  useLoaderData,
  useRevalidator,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
} from 'react-router';
import { Choices } from '../../components.js';
import { graphql, Page } from '../../graphql.js';
import { useSpeech } from '../../words.js';
import { askAs, Sent, speechOf } from '../change.server.js';
import { askGateway, errorOf } from '../files.server.js';
import { DeskForm, DeskHeading } from '../form.js';
import { Progress } from './documents.js';
import { isUnderWay } from './kinds.js';

const ImportOf = graphql(
  `
    query ImportOf($id: ID!) {
      imports(id: $id) {
        nodes {
          ...Progress
        }
      }
    }
  `,
  [Progress],
);

const ImportRows = graphql(
  `
    query ImportRows($import: ID!, $outcome: ImportOutcome, $after: String) {
      importRows(import: $import, outcome: $outcome, first: 50, after: $after) {
        nodes {
          number
          outcome
          column
          fault {
            code
            message
          }
        }
        pageInfo {
          ...Page
        }
        totalCount
      }
    }
  `,
  [Page],
);

type Progress = ResultOf<typeof ImportOf>['imports']['nodes'][number];
const outcomes = ['REFUSED', 'READY', 'UNCHANGED', 'DONE'] as const;

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const asked = new URL(request.url).searchParams;
  const id = params.id ?? '';
  const { imports } = await askAs(context, ImportOf, { id });
  const found = imports.nodes[0];
  if (!found) throw data({ code: 'NOT_FOUND' }, { status: 404 });
  const outcome = outcomes.find((one) => one === asked.get('outcome')) ?? null;
  const { importRows } = await askAs(context, ImportRows, { import: id, outcome, after: asked.get('after') });
  return { found, outcome, rows: importRows, isLater: asked.has('after') };
}

const acts = ['run', 'check', 'cancel'] as const;

export async function action({ request, params, context }: ActionFunctionArgs) {
  const sent = await Sent.of(request);
  const { t, path } = speechOf(request);
  const act = acts.find((one) => one === sent.intent);
  if (!act) throw data({ code: 'NOT_FOUND' }, { status: 404 });
  const id = params.id ?? '';
  const answer = await askGateway(context, request, `/imports/${encodeURIComponent(id)}/${act}`, {
    method: 'POST',
  });
  const { code } = await errorOf(answer);
  if (answer.status < 300) throw redirect(path(`/desk/imports/${id}`));
  const message = code === 'CONFLICT' ? t('staff.imports.fault.NOT_NOW') : t('staff.fault.UNKNOWN');
  return sent.failed([{ field: 'submit', message }]);
}

export default function ImportPage() {
  const { found, outcome, rows, isLater } = useLoaderData<typeof loader>();
  const { t, path, number, instant } = useSpeech();
  const here = `/desk/imports/${found.id}`;
  const progress = useProgress(found, path(`${here}/events`));
  const counts = {
    READY: progress.ready,
    REFUSED: progress.refused,
    UNCHANGED: progress.unchanged,
    DONE: progress.done,
  };
  const to = (changed: Record<string, string>) => path(`${here}?${new URLSearchParams(changed)}`);
  return (
    <>
      <DeskHeading
        title={progress.fileName}
        trail={[
          { to: path('/desk'), name: t('desk.title') },
          { to: path('/desk/imports'), name: t('staff.imports.title') },
        ]}
      />
      <p className="lead">
        {t(`staff.imports.kindOf.${progress.kind}`)} · {instant(progress.createdAt)}
      </p>
      <p role="status">
        <b>{t(`staff.imports.statusOf.${progress.status}`)}</b>
        {' – '}
        {t(`staff.imports.statusSays.${progress.status}`)}
      </p>
      {progress.fault && <p className="fault">{progress.fault.message}</p>}
      {isUnderWay(progress.status) && <Bar progress={progress} />}
      {progress.rows > 0 && (
        <dl className="who">
          <dt>{t('staff.imports.rows')}</dt>
          <dd>{number(progress.rows)}</dd>
          {outcomes
            .filter((one) => counts[one] > 0)
            .map((one) => [
              <dt key={one}>{t(`staff.imports.outcomeOf.${one}`)}</dt>,
              <dd key={`${one} rows`}>{number(counts[one])}</dd>,
            ])}
        </dl>
      )}
      <Acts progress={progress} />
      {progress.rows > 0 && progress.status !== 'READING' && (
        <>
          <h2 id="rows">{t('staff.imports.byRow')}</h2>
          <p className="onwards">
            {(['xlsx', 'csv'] as const).map((format) => (
              <a key={format} href={path(`${here}/result.${format}`)} download>
                {t('staff.imports.result', { format })}
              </a>
            ))}
          </p>
          <Choices
            label={t('staff.imports.show')}
            choices={[
              { to: to({}), name: t('honours.any'), chosen: outcome === null },
              ...outcomes
                .filter((one) => counts[one] > 0 || one === outcome)
                .map((one) => ({
                  to: to({ outcome: one }),
                  name: `${t(`staff.imports.outcomeOf.${one}`)} (${number(counts[one])})`,
                  chosen: one === outcome,
                })),
            ]}
          />
          {isUnderWay(progress.status) ? (
            <p className="empty">{t('staff.imports.whenDone')}</p>
          ) : (
            <Rows rows={rows.nodes} />
          )}
          {(isLater || rows.pageInfo.hasNextPage) && (
            <p className="onwards">
              {isLater && <a href={to(outcome ? { outcome } : {})}>{t('staff.imports.firstRows')}</a>}
              {rows.pageInfo.hasNextPage && (
                <a href={to({ ...(outcome && { outcome }), after: rows.pageInfo.endCursor ?? '' })}>
                  {t('units.more')}
                </a>
              )}
            </p>
          )}
        </>
      )}
    </>
  );
}

const AGAIN_MS = 3_000;
/** As the gateway tells it while something happens; without scripts, and where it tells nothing, as it was loaded. */
function useProgress(loaded: Progress, events: string): Progress {
  const [told, setTold] = useState<Progress | null>(null);
  const { revalidate } = useRevalidator();
  const goesOn = isUnderWay(loaded.status);
  useEffect(() => {
    if (!goesOn) return;
    let again: ReturnType<typeof setTimeout> | undefined;
    const source = new EventSource(events);
    source.addEventListener('progress', ({ data: text }: MessageEvent<string>) => {
      const progress = JSON.parse(text) as Progress;
      setTold(progress);
      if (isUnderWay(progress.status)) return;
      source.close();
      void revalidate();
    });
    source.addEventListener('error', () => {
      // A line that broke is tried again by the browser; where the answer was no stream, the page is asked for.
      if (source.readyState === EventSource.CLOSED) again = setTimeout(() => void revalidate(), AGAIN_MS);
    });
    return () => {
      source.close();
      clearTimeout(again);
      setTold(null);
    };
  }, [goesOn, events, revalidate]);
  return goesOn ? (told ?? loaded) : loaded;
}

/** How far the present phase is. */
function Bar({ progress }: { progress: Progress }) {
  const { t, path, number } = useSpeech();
  const { status, rows, ready, refused, unchanged, done, rowsPerSecond, secondsLeft } = progress;
  const isRunning = status === 'RUNNING';
  const passed = isRunning ? done : ready + refused + unchanged + done;
  const all = isRunning ? ready + done : rows;
  return (
    <div>
      <progress
        className="import"
        aria-label={t(`staff.imports.statusOf.${status}`)}
        {...(status !== 'READING' && all > 0 && { value: passed, max: all })}
      />
      <p>
        {status !== 'READING' && t('staff.imports.passed', { passed: number(passed), all: number(all) })}
        {rowsPerSecond !== null && ` · ${t('staff.imports.rate', { rate: number(rowsPerSecond) })}`}
        {secondsLeft !== null && ` · ${t('staff.imports.left', { count: secondsLeft })}`}
      </p>
      <p>
        {t('staff.imports.goOn')}{' '}
        <a href={path(`/desk/imports/${progress.id}`)}>{t('staff.imports.lookAgain')}</a>
      </p>
    </div>
  );
}

/** What may be done with it now: the gateway decides once more. */
function Acts({ progress }: { progress: Progress }) {
  const { t } = useSpeech();
  const { status, rows, ready, refused, unchanged, done } = progress;
  const isChecked = rows === ready + refused + unchanged + done;
  if (isUnderWay(status)) return <DeskForm intent="cancel" submit={t('staff.imports.stop')} quiet />;
  if (status !== 'CHECKED' && status !== 'PAUSED') return null;
  return (
    <>
      {isChecked && ready > 0 && (
        <DeskForm
          intent="run"
          submit={t(status === 'PAUSED' ? 'staff.imports.goOnRunning' : 'staff.imports.run', {
            count: ready,
          })}
        />
      )}
      <div className="buttons">
        <DeskForm
          intent="check"
          submit={t(isChecked ? 'staff.imports.checkAgain' : 'staff.imports.goOnChecking')}
          quiet={isChecked}
        />
        <DeskForm intent="cancel" submit={t('staff.imports.giveUp')} quiet />
      </div>
    </>
  );
}

function Rows({ rows }: { rows: ResultOf<typeof ImportRows>['importRows']['nodes'] }) {
  const { t } = useSpeech();
  if (rows.length === 0) return <p className="empty">{t('staff.imports.noRows')}</p>;
  return (
    <div className="scroll" role="region" aria-labelledby="rows" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col" className="number">
              {t('staff.form.line')}
            </th>
            <th scope="col">{t('staff.form.verdict')}</th>
            <th scope="col">{t('staff.imports.column')}</th>
            <th scope="col">{t('staff.imports.message')}</th>
            <th scope="col">{t('staff.imports.code')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ number: line, outcome, column, fault }) => (
            <tr key={line} className={fault ? 'refused' : undefined}>
              <th scope="row" className="number">
                {line}
              </th>
              <td>{t(`staff.imports.outcomeOf.${outcome}`)}</td>
              <td>{column}</td>
              <td>{fault?.message}</td>
              <td>{fault?.code}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
