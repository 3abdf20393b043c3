import { data, useLoaderData, type LoaderFunctionArgs } from 'react-router';
import { Choices } from '../../components.js';
import { sessionContext } from '../../context.js';
import { Place } from '../../documents/places.js';
import { UnitRates } from '../../documents/rates.js';
import { byTitle } from '../../figures.js';
import { ask } from '../../gateway.server.js';
import { Percent } from '../../rates/below-table.js';
import { useSpeech } from '../../words.js';
import { askAs } from '../change.server.js';
import { DeskHeading } from '../form.js';
import { periodsOf } from '../periods.js';
import { UnitAndPeriod } from '../unit-and-period.js';
import { addressOf, ApprovedReports, ReportOf } from './documents.js';
import { FiguresRow, FiguresTable } from './figures-table.js';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const asked = new URL(request.url).searchParams;
  const code = asked.get('unit')?.trim() || context.get(sessionContext).unit;
  const { unit, periods: known } = await ask(context, Place, { code });
  if (!unit) throw data({ code: 'NOT_FOUND' }, { status: 404 });
  const today = new Date().toISOString().slice(0, 10);
  const periods = [...new Set([...periodsOf({}, ['CALENDAR_YEAR'], today), ...known])];
  const period = periods.find((one) => one === asked.get('period')) ?? known[0] ?? periods[0] ?? '2025';
  const isAll = asked.get('versions') === 'all';
  const [{ registrationRates }, { approvedReports: reports }] = await Promise.all([
    ask(context, UnitRates, { unit: code, period }),
    askAs(context, ApprovedReports, { unit: code, period, currentOnly: !isAll, after: asked.get('after') }),
  ]);
  const rows = await Promise.all(
    byTitle(registrationRates).map(async (row) => {
      const place = { unit: code, title: row.title.code, period };
      return { row, approved: (await askAs(context, ReportOf, place)).approvedReport };
    }),
  );
  return {
    unit,
    periods,
    period,
    isAll,
    isLater: asked.has('after'),
    reports,
    rows,
  };
}

export default function ReportsPage() {
  const { unit, periods, period, isAll, isLater, reports, rows } = useLoaderData<typeof loader>();
  const speech = useSpeech();
  const { t, path, nameOf, instant, number } = speech;
  const to = (change: Record<string, string>) =>
    path(
      `/desk/reports?${new URLSearchParams({ unit: unit.code, period, ...(isAll && { versions: 'all' }), ...change })}`,
    );
  return (
    <>
      <DeskHeading title={t('staff.reports.title')} />
      <p className="lead">{t('staff.reports.lead')}</p>
      <UnitAndPeriod unit={unit} period={period} periods={periods} to={to} />
      <h2 id="own">{t('staff.reports.own', { unit: nameOf(unit), period: speech.period(period) })}</h2>
      {rows.length === 0 && <p className="empty">{t('staff.reports.nothing')}</p>}
      {rows.length > 0 && (
        <FiguresTable labelledBy="own" first={t('rates.chooseTitle')}>
          {rows.map(({ row, approved }) => (
            <FiguresRow
              key={row.title.code}
              to={path(addressOf({ unit: unit.code, title: row.title.code, period }))}
              name={nameOf(row.title)}
              registered={row.registered}
              registeredRate={<Percent row={row} of="REGISTERED" />}
              recognised={row.recognised}
              recognisedRate={<Percent row={row} of="RECOGNISED" />}
              approved={approved}
            />
          ))}
        </FiguresTable>
      )}
      <h2>{t('staff.reports.all', { unit: nameOf(unit), total: number(reports.totalCount) })}</h2>
      <Choices
        label={t('staff.reports.versions')}
        choices={(['current', 'all'] as const).map((versions) => ({
          to: to({ versions }),
          name: t(`staff.reports.${versions}Versions`),
          chosen: isAll === (versions === 'all'),
        }))}
      />
      {reports.nodes.length === 0 && <p className="empty">{t('staff.reports.none')}</p>}
      <ul className="plain">
        {reports.nodes.map((one) => (
          <li key={one.id}>
            <a
              href={path(
                addressOf({
                  unit: one.unit.code,
                  title: one.title.code,
                  period: one.period,
                  version: one.version,
                }),
              )}
            >
              {nameOf(one.unit)}: {nameOf(one.title)}, {speech.period(one.period)}
            </a>
            {!one.current && <em className="mark">{t('staff.reports.replaced')}</em>}
            <span className="hint">
              {[
                t('staff.reports.version', { version: one.version, at: instant(one.approvedAt) }),
                one.unitsBelow > 0 &&
                  t('staff.reports.below', {
                    approved: number(one.approvedBelow),
                    total: number(one.unitsBelow),
                  }),
                one.reason,
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      <p className="onwards">
        {isLater && <a href={to({})}>{t('honours.first')}</a>}
        {reports.pageInfo.hasNextPage && (
          <a href={to({ after: reports.pageInfo.endCursor ?? '' })}>{t('units.more')}</a>
        )}
      </p>
    </>
  );
}
