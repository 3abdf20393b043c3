import {
  data,
  useActionData,
  useLoaderData,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
} from 'react-router';
import { Exports, PeriodChoices, TitleChoices } from '../../components.js';
import { sessionContext } from '../../context.js';
import { byTitle } from '../../figures.js';
import { graphql, UnitName } from '../../graphql.js';
import { useSpeech } from '../../words.js';
import { askAs, Sent, speechOf } from '../change.server.js';
import { Cells, DeskMovements } from '../documents.js';
import { DeskForm, DeskHeading, Hidden, Text, useFailure } from '../form.js';
import { kindOfPeriod, lastDayOf, periodsOf } from '../periods.js';
import { isPreview, PastePanel, PreviewTable } from '../preview.js';
import { RosterList } from './list.js';
import { registerMany, registerOne, Roster } from './register.server.js';
import { changeSelected } from './selected.server.js';

/** The unit that bears a code on a day, one that was closed since too. */
const UnitOn = graphql(
  `
    query UnitOn($code: UnitCode!, $asOf: Date) {
      unit(code: $code, asOf: $asOf) {
        ...UnitName
        level
        parent {
          code
        }
      }
    }
  `,
  [UnitName],
);

const statuses = ['REGISTERED', 'RECOGNISED', 'WITHDRAWN'] as const;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const asked = new URL(request.url).searchParams;
  const session = context.get(sessionContext);
  const { movements } = await askAs(context, DeskMovements, {});
  const open = movements.nodes.filter(({ status, titles }) => status !== 'DRAFT' && titles.length > 0);
  const titles = byTitle(
    [...new Map(open.flatMap((one) => one.titles).map((title) => [title.code, title])).values()].map(
      (title) => ({
        ...title,
        title,
      }),
    ),
  ).map(({ title }) => title);
  const title = titles.find(({ code }) => code === asked.get('title')) ?? titles[0];
  const movement =
    open.find(({ code }) => code === asked.get('movement')) ??
    open.find((one) => one.titles.some(({ code }) => code === title?.code));
  const code = asked.get('unit') || session.unit;
  const periods =
    movement && title ? periodsOf(movement, [title.periodKind], new Date().toISOString().slice(0, 10)) : [];
  const period = periods.find((one) => one === asked.get('period')) ?? periods[0];
  // The map of the period: units that were closed since have their rosters too.
  const { unit } = await askAs(context, UnitOn, { code, asOf: period ? lastDayOf(period) : null });
  if (!unit) throw data({ code: 'NOT_FOUND' }, { status: 404 });
  const above = unit.level === 'COMMUNE' ? (unit.parent?.code ?? session.unit) : unit.code;
  const isOwnCommune = session.unit === unit.code && unit.level === 'COMMUNE';
  const { registrationRates: below } =
    isOwnCommune || !title || !period
      ? { registrationRates: [] }
      : await askAs(context, Cells, { unit: above, period, titles: [title.code], breakdown: true });
  const status = statuses.find((one) => one === asked.get('status')) ?? null;
  const search = asked.get('search')?.trim() ?? '';
  const roster =
    title && period && unit.level === 'COMMUNE'
      ? (
          await askAs(context, Roster, {
            unit: code,
            title: title.code,
            period,
            status,
            search: search || null,
            first: 50,
            after: asked.get('after'),
          })
        ).roster
      : null;
  return {
    titles,
    title: title ?? null,
    movement: movement ? { code: movement.code, name: movement.name, nameEn: movement.nameEn } : null,
    mayWrite: session.role !== 'auditor',
    isOpen: movement?.status === 'LAUNCHED',
    unit,
    communes: below.map((rate) => rate.unit).filter(({ level }) => level === 'COMMUNE'),
    periods,
    period: period ?? null,
    status,
    search,
    roster,
    isLater: asked.has('after'),
    kind: period ? kindOfPeriod(period) : null,
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const sent = await Sent.of(request);
  const task = { request, context, sent, speech: speechOf(request) };
  switch (sent.intent) {
    case 'register':
      return registerOne(task);
    case 'paste':
    case 'registerMany':
      return registerMany(task);
    default:
      return changeSelected(task);
  }
}

export default function RosterPage() {
  const found = useLoaderData<typeof loader>();
  const { titles, title, movement, unit, communes, periods, period, status, search, roster, mayWrite } =
    found;
  const { t, path, nameOf, period: inWords } = useSpeech();
  const answer: unknown = useActionData();
  const isRegistering = useFailure('register') !== null;
  const to = (changed: Record<string, string>) =>
    path(
      `/desk/roster?${new URLSearchParams({ title: title?.code ?? '', period: period ?? '', unit: unit.code, ...changed })}`,
    );
  const cell = (
    <>
      <Hidden name="unit" value={unit.code} />
      <Hidden name="title" value={title?.code ?? ''} />
      <Hidden name="period" value={period ?? ''} />
      <Hidden name="movement" value={movement?.code ?? ''} />
    </>
  );
  return (
    <>
      <DeskHeading title={t('staff.roster.title')} />
      {title && period && (
        <p className="lead">
          {nameOf(title)}: {nameOf(unit)}, {inWords(period)}
        </p>
      )}
      <TitleChoices titles={titles} title={title} to={(one) => to({ title: one, period: '' })} />
      <PeriodChoices periods={periods} period={period} to={(one) => to({ period: one })} />
      <form className="search" role="search">
        <Hidden name="title" value={title?.code ?? ''} />
        <Hidden name="period" value={period ?? ''} />
        {communes.length > 0 ? (
          <div className="field">
            <label htmlFor="unit">{t('staff.roster.commune')}</label>
            <select id="unit" name="unit" defaultValue={unit.code}>
              {unit.level !== 'COMMUNE' && <option value="">{t('staff.form.choose')}</option>}
              {communes.map((one) => (
                <option key={one.code} value={one.code}>
                  {nameOf(one)} ({one.code})
                </option>
              ))}
            </select>
          </div>
        ) : (
          <Hidden name="unit" value={unit.code} />
        )}
        <div className="field">
          <label htmlFor="search">{t('staff.roster.search')}</label>
          <input id="search" name="search" type="search" defaultValue={search} />
        </div>
        <div className="field">
          <label htmlFor="status">{t('staff.roster.status')}</label>
          <select id="status" name="status" defaultValue={status ?? ''}>
            <option value="">{t('honours.any')}</option>
            {statuses.map((one) => (
              <option key={one} value={one}>
                {t(`staff.roster.statusOf.${one}`)}
              </option>
            ))}
          </select>
        </div>
        <button className="quiet">{t('staff.roster.show')}</button>
      </form>
      {!roster && <p className="empty">{t('staff.roster.chooseCommune')}</p>}
      {roster && mayWrite && (
        <>
          {isPreview(answer) && (
            <DeskForm
              intent="registerMany"
              className="desk-form wide"
              submit={t('staff.roster.registerChosen')}
            >
              {cell}
              <Hidden name="rows" value={answer.values.rows?.[0] ?? ''} />
              <PreviewTable answer={answer} columns={[t('staff.roster.key'), t('staff.roster.name')]} />
            </DeskForm>
          )}
          <details className="panel" open={isRegistering}>
            <summary>{t('staff.roster.one')}</summary>
            <DeskForm intent="register" submit={t('staff.roster.register')}>
              {cell}
              <div className="fields">
                <Text name="key-of-subject" label={t('staff.roster.key')} hint={t('staff.roster.keyHint')} />
                <Text name="name" label={t('staff.roster.name')} />
              </div>
            </DeskForm>
          </details>
          <PastePanel name={t('staff.roster.many')} hint={t('staff.roster.rowsHint')}>
            {cell}
          </PastePanel>
        </>
      )}
      {roster && title && period && (
        <Exports
          file="roster"
          query={{ unit: unit.code, title: title.code, period, ...(status && { status }) }}
        />
      )}
      {roster && <RosterList found={{ ...found, roster }} cell={cell} to={to} />}
    </>
  );
}
