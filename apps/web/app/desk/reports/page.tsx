import { data, useLoaderData, type ActionFunctionArgs, type LoaderFunctionArgs } from 'react-router';
import { Choices } from '../../components.js';
import { sessionContext } from '../../context.js';
import { Place } from '../../documents/places.js';
import { UnitRates, type UnitRow } from '../../documents/rates.js';
import { ask } from '../../gateway.server.js';
import { FigureCards } from '../../rates/figure-cards.js';
import { useSpeech } from '../../words.js';
import { askAs, change, done, Sent, speechOf } from '../change.server.js';
import { DeskForm, DeskHeading, Hidden, Text, Tick } from '../form.js';
import { untilSeen } from '../places.server.js';
import { addressOf, ApproveReport, ReportLines, ReportOf } from './documents.js';
import { FiguresRow, FiguresTable } from './figures-table.js';

/** To choose from, the newest first; each older one is in the list of all versions. */
const MOST_VERSIONS = 20;
const roles = ['commune-staff', 'department-staff', 'administrator'];

function placeOf(request: Request) {
  const asked = new URL(request.url).searchParams;
  const of = (name: string) => asked.get(name) ?? '';
  return { unit: of('unit'), title: of('title'), period: of('period') };
}

export async function loader({ request, context }: LoaderFunctionArgs) {
  const asked = new URL(request.url).searchParams;
  const place = placeOf(request);
  const version = Number(asked.get('version')) || null;
  const [{ unit }, { approvedReport: last }, wanted, { registrationRates }] = await Promise.all([
    ask(context, Place, { code: place.unit }),
    askAs(context, ReportOf, place),
    version ? askAs(context, ReportOf, { ...place, version }) : null,
    ask(context, UnitRates, { unit: place.unit, period: place.period }),
  ]);
  const report = wanted ? wanted.approvedReport : last;
  const now = registrationRates.find((row) => row.title.code === place.title) ?? null;
  if (!unit || (version && !report) || (!report && !now)) throw data({ code: 'NOT_FOUND' }, { status: 404 });
  const lines =
    report && report.unitsBelow > 0
      ? (await askAs(context, ReportLines, { report: report.id, after: asked.get('after') }))
          .approvedReportLines
      : null;
  return {
    place,
    unit,
    report,
    now,
    last: last?.version ?? 0,
    lines,
    isLater: asked.has('after'),
    mayApprove: roles.includes(context.get(sessionContext).role),
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const sent = await Sent.of(request);
  const place = placeOf(request);
  const { path } = speechOf(request);
  const input = {
    ...place,
    acceptPartial: sent.has('acceptPartial'),
    reason: sent.optional('reason'),
    expectedVersion: Number(sent.text('version')),
  };
  const outcome = await change(context, request, ApproveReport, { input }, sent.key);
  // A tick that is not set is not in the form: its refusal stands there all the same.
  if ('refused' in outcome) {
    const { field, message } = outcome.refused;
    return sent.failed([
      { field: field === 'acceptPartial' || field === 'reason' ? field : 'submit', message },
    ]);
  }
  const { version } = outcome.done;
  await untilSeen(
    async () => (await askAs(context, ReportOf, { ...place, version })).approvedReport !== null,
  );
  const address = new URL(path(addressOf(place)), request.url);
  throw done(new Request(address), 'approved', { count: version });
}

export default function ReportPage() {
  const { place, unit, report, now, last, lines, isLater, mayApprove } = useLoaderData<typeof loader>();
  const speech = useSpeech();
  const { t, path, nameOf, instant, number } = speech;
  const title = report?.title ?? now?.title;
  const to = (version: number) => path(addressOf({ ...place, version }));
  return (
    <>
      <DeskHeading
        title={`${title ? nameOf(title) : place.title}: ${nameOf(report?.unit ?? unit)}, ${speech.period(place.period)}`}
        trail={[
          { to: path('/desk'), name: t('desk.title') },
          {
            to: path(`/desk/reports?${new URLSearchParams({ unit: place.unit, period: place.period })}`),
            name: t('staff.reports.title'),
          },
        ]}
      />
      {last > 0 && (
        <Choices
          label={t('staff.reports.versions')}
          choices={Array.from({ length: Math.min(last, MOST_VERSIONS) }, (_, back) => last - back).map(
            (version) => ({
              to: to(version),
              name: t('staff.reports.versionName', { version }),
              chosen: version === report?.version,
            }),
          )}
        />
      )}
      {report ? (
        <section aria-labelledby="approved">
          <h2 id="approved">
            {t('staff.reports.approvedAs', { version: report.version, at: instant(report.approvedAt) })}
          </h2>
          {!report.current && <p className="warning">{t('staff.reports.isReplaced')}</p>}
          {report.reason && (
            <p>
              {t('staff.form.reason')}: {report.reason}
            </p>
          )}
          {report.unit.parentName && <p className="hint">{report.unit.parentName}</p>}
          {report.unitsBelow > 0 && (
            <p>
              {t('staff.reports.below', {
                approved: number(report.approvedBelow),
                total: number(report.unitsBelow),
              })}
            </p>
          )}
          <FigureCards rows={[{ ...report, ...report.figures } satisfies UnitRow]} />
          {report.figures.source && (
            <p className="hint">
              {t('rates.source')}: {report.figures.source}
            </p>
          )}
          {lines && (
            <Lines
              lines={lines}
              place={place}
              first={isLater ? to(report.version) : null}
              next={`${to(report.version)}&${new URLSearchParams({ after: lines.pageInfo.endCursor ?? '' })}`}
            />
          )}
          <p className="hint screen">{t('staff.reports.print')}</p>
        </section>
      ) : (
        <p className="empty">{t('staff.reports.notYetLong')}</p>
      )}
      {mayApprove && now && (report?.current ?? true) && (
        <section aria-labelledby="now" className="screen">
          <h2 id="now">{t(last > 0 ? 'staff.reports.correct' : 'staff.reports.now')}</h2>
          <p>{t(last > 0 ? 'staff.reports.correctSays' : 'staff.reports.approveSays')}</p>
          <FigureCards rows={[now]} />
          <DeskForm
            intent="approve"
            submit={t(last > 0 ? 'staff.reports.approveAgain' : 'staff.reports.approve')}
          >
            <Hidden name="version" value={last} />
            {last > 0 && <Text name="reason" label={t('staff.reports.reason')} />}
            {unit.level !== 'COMMUNE' && (
              <Tick name="acceptPartial" label={t('staff.reports.acceptPartial')} />
            )}
          </DeskForm>
        </section>
      )}
    </>
  );
}

type Loaded = ReturnType<typeof useLoaderData<typeof loader>>;
/** The units directly below as they were then, each with the version that was approved. */
function Lines(props: {
  lines: NonNullable<Loaded['lines']>;
  place: Loaded['place'];
  first: string | null;
  next: string;
}) {
  const { t, path, nameOf, percent } = useSpeech();
  const { lines, place, first, next } = props;
  return (
    <>
      <h3 id="lines">{t('rates.below')}</h3>
      <FiguresTable labelledBy="lines" first={t('rates.unit')}>
        {lines.nodes.map(({ unit, report }) => {
          const figures = report?.figures;
          const rate = (one: { percent: number | null } | undefined) =>
            one?.percent === null || one === undefined ? '–' : percent(one.percent);
          return (
            <FiguresRow
              key={unit.code}
              to={path(addressOf({ ...place, unit: unit.code }))}
              name={nameOf(unit)}
              registered={figures?.registered}
              registeredRate={rate(figures?.registeredRate)}
              recognised={figures?.recognised}
              recognisedRate={rate(figures?.recognisedRate)}
              approved={report}
            />
          );
        })}
      </FiguresTable>
      <p className="onwards">
        {first && <a href={first}>{t('honours.first')}</a>}
        {lines.pageInfo.hasNextPage && <a href={next}>{t('units.more')}</a>}
      </p>
    </>
  );
}
