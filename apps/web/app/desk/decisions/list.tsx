import type { VariablesOf } from 'gql.tada';
import { useLoaderData, type ActionFunctionArgs, type LoaderFunctionArgs } from 'react-router';
import { sessionContext } from '../../context.js';
import { graphql } from '../../graphql.js';
import { useSpeech } from '../../words.js';
import enumWords from '../../words/vi.json';
import { askAs, change, done, Sent, speechOf, type Fault } from '../change.server.js';
import { Told } from '../documents.js';
import { Choice, DeskForm, DeskHeading, Text, useFailure } from '../form.js';
import { untilSeen } from '../places.server.js';
import { Decisions } from './documents.js';

const ReportAwardTally = graphql(
  `
    mutation ReportAwardTally($input: ReportAwardTallyInput!) {
      reportAwardTally(input: $input) {
        ...Told
      }
    }
  `,
  [Told],
);

/** What is counted of a unit and those below it in a period. */
const AwardCounts = graphql(`
  query AwardCounts($unit: UnitCode!, $period: Period!) {
    honoursSummary(unit: $unit, period: $period) {
      form
      authority
      subjectKind
      basis
      count
    }
  }
`);

type Tally = VariablesOf<typeof ReportAwardTally>['input'];
const forms = Object.keys(enumWords.form) as Tally['form'][];
const authorities = Object.keys(enumWords.authority) as Tally['authority'][];
const counted = ['collectives', 'households', 'individuals'] as const;
const subjectOf = { collectives: 'COLLECTIVE', households: 'HOUSEHOLD', individuals: 'INDIVIDUAL' } as const;

const statuses = ['DRAFT', 'PUBLISHED', 'DROPPED'] as const;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const asked = new URL(request.url).searchParams;
  const status = statuses.find((one) => one === asked.get('status')) ?? null;
  const number = asked.get('number')?.trim() || null;
  const { decisions } = await askAs(context, Decisions, { status, number, after: asked.get('after') });
  const { role, unit } = context.get(sessionContext);
  return { decisions, status, number, own: unit, mayWrite: role !== 'auditor' };
}

/** Numbers of awards without names. */
export async function action({ request, context }: ActionFunctionArgs) {
  const sent = await Sent.of(request);
  const speech = speechOf(request);
  const { t } = speech;
  const faults: Fault[] = (['authority', 'form', 'unit', 'period', 'achievement', 'source'] as const)
    .filter((name) => !sent.text(name))
    .map((name) => ({
      field: name,
      message: t('staff.form.required', { label: t(`staff.awardTally.${name}`) }),
    }));
  const numbers = { collectives: 0, households: 0, individuals: 0 };
  for (const name of counted) {
    const value = sent.integer(name);
    if (Number.isNaN(value)) faults.push({ field: name, message: t('staff.tallies.fault.notNumber') });
    numbers[name] = value ?? 0;
  }
  if (counted.every((name) => !sent.text(name)))
    faults.push({ field: 'collectives', message: t('staff.awardTally.noNumbers') });
  if (faults.length > 0) return sent.failed(faults);
  const input: Tally = {
    authority: sent.text('authority') as Tally['authority'],
    form: sent.text('form') as Tally['form'],
    unit: sent.text('unit'),
    period: sent.text('period'),
    achievement: sent.text('achievement'),
    ...numbers,
    source: sent.text('source'),
  };
  const outcome = await change(context, request, ReportAwardTally, { input }, sent.key);
  if ('refused' in outcome) return sent.refused(outcome.refused, speech);
  await untilSeen(async () => {
    const { honoursSummary } = await askAs(context, AwardCounts, { unit: input.unit, period: input.period });
    const counts = honoursSummary.filter(
      ({ basis, form, authority }) =>
        basis === 'TALLY' && form === input.form && authority === input.authority,
    );
    return counted.every(
      (name) =>
        numbers[name] === 0 ||
        counts.some(({ subjectKind, count }) => subjectKind === subjectOf[name] && count >= numbers[name]),
    );
  });
  throw done(request, 'awardTally');
}

export default function DecisionsPage() {
  const failure = useFailure('tally');
  const { decisions, status, number, own, mayWrite } = useLoaderData<typeof loader>();
  const { t, path, nameOf, date } = useSpeech();
  return (
    <>
      <DeskHeading title={t('staff.decisions.title')} />
      {mayWrite && (
        <p>
          <a className="button" href={path('/desk/decisions/new')}>
            {t('staff.decisions.record')}
          </a>
        </p>
      )}
      <form className="search" role="search">
        <div className="field">
          <label htmlFor="number">{t('staff.decision.number')}</label>
          <input id="number" name="number" defaultValue={number ?? ''} />
        </div>
        <div className="field">
          <label htmlFor="status">{t('staff.roster.status')}</label>
          <select id="status" name="status" defaultValue={status ?? ''}>
            <option value="">{t('honours.any')}</option>
            {statuses.map((one) => (
              <option key={one} value={one}>
                {t(`staff.decisions.statusOf.${one}`)}
              </option>
            ))}
          </select>
        </div>
        <button className="quiet">{t('units.search')}</button>
      </form>
      {decisions.nodes.length === 0 && <p className="empty">{t('staff.decisions.none')}</p>}
      <ul className="plain">
        {decisions.nodes.map(({ id, decision, ...one }) => (
          <li key={id}>
            <a href={path(`/desk/decisions/${id}?${new URLSearchParams({ number: decision.number })}`)}>
              {t('honours.decisionLine', { number: decision.number, date: date(decision.signedOn) })}
            </a>
            <em className="mark">{t(`staff.decisions.statusOf.${one.status}`)}</em>
            <span className="hint">
              {[
                one.form && t(`form.${one.form}`),
                one.emulationTitle && t(`emulationTitle.${one.emulationTitle}`),
                one.competition,
                t(`authority.${decision.authority}`),
                nameOf(decision.issuer),
                t('staff.decisions.count', { count: one.recipients }),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      {decisions.pageInfo.hasNextPage && (
        <p>
          <a
            href={path(
              `/desk/decisions?${new URLSearchParams({ status: status ?? '', after: decisions.pageInfo.endCursor ?? '' })}`,
            )}
          >
            {t('units.more')}
          </a>
        </p>
      )}
      {mayWrite && (
        <details className="panel" open={failure !== null}>
          <summary>{t('staff.awardTally.title')}</summary>
          <p className="hint">{t('staff.awardTally.says')}</p>
          <DeskForm intent="tally" submit={t('staff.awardTally.report')}>
            <div className="fields">
              <Choice
                name="authority"
                label={t('staff.awardTally.authority')}
                empty={t('staff.form.choose')}
                options={authorities.map((value) => ({ value, label: t(`authority.${value}`) }))}
              />
              <Choice
                name="form"
                label={t('staff.awardTally.form')}
                empty={t('staff.form.choose')}
                options={forms.map((value) => ({ value, label: t(`form.${value}`) }))}
              />
              <Text name="unit" label={t('staff.awardTally.unit')} initial={own} />
              <Text
                name="period"
                label={t('staff.awardTally.period')}
                hint={t('staff.competitions.periodHint')}
              />
              <Text name="achievement" label={t('staff.awardTally.achievement')} />
              <Text name="source" label={t('staff.awardTally.source')} hint={t('staff.tallies.sourceHint')} />
              {counted.map((name) => (
                <Text key={name} name={name} label={t(`staff.awardTally.${name}`)} inputMode="numeric" />
              ))}
            </div>
          </DeskForm>
        </details>
      )}
    </>
  );
}
