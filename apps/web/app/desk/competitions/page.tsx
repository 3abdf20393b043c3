import {
  data,
  useActionData,
  useLoaderData,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
} from 'react-router';
import { Exports } from '../../components.js';
import { sessionContext } from '../../context.js';
import { graphql } from '../../graphql.js';
import { useSpeech } from '../../words.js';
import { askAs, change, done, type Failure } from '../change.server.js';
import { decisionOf } from '../decision.server.js';
import { AwardsTold } from '../documents.js';
import { Area, DeskForm, DeskHeading, Hidden, Text } from '../form.js';
import { isPreview, PastePanel, PreviewTable } from '../preview.js';
import { DeskCompetition } from './documents.js';
import { enterMany, enterOne, withdrawEntries } from './enter.server.js';
import { allEntries } from './entries.server.js';
import { savePrizes } from './prizes.server.js';
import { Prizes } from './prizes.js';
import { Publish } from './publish.js';
import { taskOf, type Task } from './task.server.js';

const PublishResults = graphql(
  `
    mutation PublishResults($input: PublishResultsInput!) {
      publishResults(input: $input) {
        ...AwardsTold
      }
    }
  `,
  [AwardsTold],
);

export async function loader({ params, context }: LoaderFunctionArgs) {
  const code = params.code ?? '';
  const [{ competition }, entries] = await Promise.all([
    askAs(context, DeskCompetition, { code }),
    allEntries(context, code),
  ]);
  if (!competition) throw data({ code: 'NOT_FOUND' }, { status: 404 });
  const { role, unit } = context.get(sessionContext);
  return { competition, entries, own: unit, mayWrite: role !== 'auditor' && competition.basis === 'ROSTER' };
}

export async function action(asked: ActionFunctionArgs) {
  const task = await taskOf(asked);
  switch (task.sent.intent) {
    case 'enter':
      return enterOne(task);
    case 'paste':
    case 'enterMany':
      return enterMany(task);
    case 'withdraw':
      return withdrawEntries(task);
    case 'prizes':
      return savePrizes(task);
    default:
      return publish(task);
  }
}

async function publish({ request, context, sent, speech, competition, seen }: Task) {
  const { decision, faults } = decisionOf(sent, speech);
  if (faults.length > 0) return sent.failed(faults);
  const input = { competition: competition.code, decision, expectedVersion: Number(sent.text('version')) };
  const outcome = await change(context, request, PublishResults, { input }, sent.key);
  if ('refused' in outcome) return sent.refused(outcome.refused, speech);
  await seen(({ status }) => status === 'PUBLISHED');
  throw done(request, 'published', { count: outcome.done.awards.length });
}

export default function CompetitionDeskPage() {
  const { competition, entries, own, mayWrite } = useLoaderData<typeof loader>();
  const { t, path, nameOf, period, date } = useSpeech();
  const answer: unknown = useActionData();
  const failed = (intent: string) => (answer as Partial<Failure> | undefined)?.intent === intent;
  const entered = entries.filter(({ status }) => status === 'ENTERED');
  const isOpen = mayWrite && competition.status !== 'PUBLISHED';
  return (
    <>
      <DeskHeading
        title={nameOf(competition)}
        trail={[
          { to: path('/desk'), name: t('desk.title') },
          { to: path('/desk/competitions'), name: t('staff.competitions.title') },
        ]}
      />
      <p className="lead">
        {t(`staff.competitions.statusOf.${competition.status}`)} · {period(competition.period)} ·{' '}
        {t('competitions.entries', { count: entered.length })}
      </p>
      {competition.decision && (
        <p>
          {t('honours.decisionLine', {
            number: competition.decision.number,
            date: date(competition.decision.signedOn),
          })}{' '}
          <a href={path(`/competitions/${encodeURIComponent(competition.code)}`)}>
            {t('staff.competitions.public')}
          </a>
        </p>
      )}
      {competition.decision && <Exports file={`competitions/${encodeURIComponent(competition.code)}`} />}
      {isPreview(answer) && (
        <DeskForm intent="enterMany" className="desk-form wide" submit={t('staff.competitions.enterChosen')}>
          <Hidden name="rows" value={answer.values.rows?.[0] ?? ''} />
          <PreviewTable
            answer={answer}
            columns={[
              t('staff.competitions.entryCode'),
              t('staff.competitions.entryTitle'),
              t('competitions.school'),
              t('competitions.members'),
            ]}
          />
        </DeskForm>
      )}
      {isOpen && (
        <>
          <details className="panel" open={failed('enter')}>
            <summary>{t('staff.competitions.enterOne')}</summary>
            <DeskForm intent="enter" submit={t('staff.competitions.enterIt')}>
              <div className="fields">
                <Text name="code" label={t('staff.competitions.entryCode')} />
                <Text name="title" label={t('staff.competitions.entryTitle')} />
                <Text name="field" label={t('competitions.field')} optional />
                <Text name="unit" label={t('staff.competitions.entryUnit')} />
              </div>
              <Area
                name="members"
                label={t('competitions.members')}
                hint={t('staff.competitions.membersHint')}
                rows={3}
              />
              <Area
                name="supervisors"
                label={t('competitions.supervisors')}
                hint={t('staff.competitions.supervisorsHint')}
                rows={2}
              />
            </DeskForm>
          </details>
          <PastePanel name={t('staff.competitions.enterMany')} hint={t('staff.competitions.rowsHint')} />
        </>
      )}
      {entered.length > 0 && (
        <Prizes key={competition.version} competition={competition} entries={entered} isOpen={isOpen} />
      )}
      {isOpen && entered.length > 0 && (
        <details className="panel" open={failed('withdraw')}>
          <summary>{t('staff.competitions.withdraw')}</summary>
          <DeskForm intent="withdraw" submit={t('staff.competitions.withdrawIt')}>
            {entered
              .filter(({ prizes }) => prizes.length === 0)
              .map((entry) => (
                <p className="tick" key={entry.id}>
                  <input
                    type="checkbox"
                    name="entry"
                    value={entry.code}
                    id={`withdraw-entry-${entry.code}`}
                  />
                  <label htmlFor={`withdraw-entry-${entry.code}`}>
                    {entry.code} – {entry.title ?? entry.members.join(', ')}
                  </label>
                </p>
              ))}
            <Text name="reason" label={t('staff.form.reason')} />
          </DeskForm>
        </details>
      )}
      {isOpen && <Publish competition={competition} entries={entered} own={own} />}
    </>
  );
}
