import { data, useLoaderData, type LoaderFunctionArgs } from 'react-router';
import { Exports, Heading } from '../components.js';
import { visitContext } from '../context.js';
import { HonourLine, HonoursSummary } from '../documents/honours.js';
import { Place, Provinces } from '../documents/places.js';
import { newestSchoolYear } from '../figures.js';
import { ask } from '../gateway.server.js';
import { graphql, Page, persisted } from '../graphql.js';
import { HonourCounts } from '../honours/counts.js';
import { type choices, exported, HonourFilter, readFilter } from '../honours/filter.js';
import { useSpeech } from '../words.js';

/** Published honours in legal order of precedence. */
const Honours = persisted(
  graphql(
    `
      query Honours($filter: HonourFilter, $after: String) {
        honours(filter: $filter, first: 50, after: $after) {
          nodes {
            ...HonourLine
          }
          pageInfo {
            ...Page
          }
          totalCount
        }
      }
    `,
    [HonourLine, Page],
  ),
);

const one = <Code extends string>(value: string | undefined): Code[] | null =>
  value ? [value as Code] : null;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url);
  const given = readFilter(searchParams);
  const { HOME_UNIT } = context.get(visitContext).config;
  const [{ honours }, { units, periods }, { unit }] = await Promise.all([
    ask(context, Honours, {
      after: searchParams.get('after'),
      filter: {
        search: given.search ?? null,
        unit: given.unit ?? null,
        period: given.period ?? null,
        kinds: one<(typeof choices.kind)[number]>(given.kind),
        forms: one<(typeof choices.form)[number]>(given.form),
        authorities: one<(typeof choices.authority)[number]>(given.authority),
        subjectKind: (given.subject as (typeof choices.subject)[number] | undefined) ?? null,
      },
    }),
    ask(context, Provinces, {}),
    ask(context, Place, { code: given.unit ?? HOME_UNIT }),
  ]);
  if (!unit) throw data({ code: 'NOT_FOUND' }, { status: 404 });
  const period = given.period ?? newestSchoolYear(periods) ?? periods[0] ?? '2025';
  const { honoursSummary } = await ask(context, HonoursSummary, { unit: unit.code, period });
  const start = Math.max(0, Math.min(1_000_000, Number(searchParams.get('start')) || 0));
  // What was asked for can be chosen, or the form would say that nothing is.
  const chosable = given.period && !periods.includes(given.period) ? [given.period, ...periods] : periods;
  return {
    given,
    honours,
    provinces: units.nodes,
    periods: chosable,
    unit,
    period,
    summary: honoursSummary,
    start,
  };
}

export default function HonoursList() {
  const { given, honours, provinces, periods, unit, period, summary, start } = useLoaderData<typeof loader>();
  const speech = useSpeech();
  const { t, path, nameOf, date, number } = speech;
  const next = new URLSearchParams({
    ...given,
    after: honours.pageInfo.endCursor ?? '',
    start: String(start + honours.nodes.length),
  });
  // An annex is of one decision: where all that is listed was decided by the same, it is named as the annex's.
  const [first, ...others] = new Map(
    honours.nodes.map(({ decision }) => [decision && `${decision.issuer.name} ${decision.number}`, decision]),
  ).values();
  const decided = first &&
    others.length === 0 && {
      number: first.number,
      date: speech.formalDate(first.signedOn),
      authority: t(`authority.${first.authority}`),
      unit: nameOf(first.issuer),
    };
  const units =
    provinces.some(({ code }) => code === given.unit) || !given.unit ? provinces : [unit, ...provinces];
  return (
    <>
      <div className="annex">
        <p>
          <b>{t('honours.annex')}</b>
        </p>
        <p>
          <b>{t('honours.annexTitle')}</b>
          <br />
          {[given.unit && nameOf(unit), given.period && speech.period(given.period)]
            .filter(Boolean)
            .join(', ')}
        </p>
        <p>
          <i>({decided ? t('honours.annexOf', decided) : t('honours.annexExtract')})</i>
        </p>
      </div>
      <Heading title={t('honours.title')} />
      <HonourFilter given={given} periods={periods} units={units} />
      <p className="count">
        {honours.totalCount > 0 ? t('honours.total', { count: honours.totalCount }) : t('honours.none')}{' '}
        <span className="hint">{honours.totalCount > 0 ? t('honours.print') : t('honours.noneHint')}</span>
      </p>
      {honours.nodes.length > 0 && (
        <Exports file="honours" query={exported(given)} formats={['xlsx', 'csv', 'pdf']} />
      )}
      {honours.nodes.length > 0 && (
        <div className="scroll" role="group" aria-label={t('honours.caption')} tabIndex={0}>
          <table className="honours">
            <caption>{t('honours.caption')}</caption>
            <thead>
              <tr>
                <th scope="col" className="number">
                  {t('honours.number')}
                </th>
                <th scope="col">{t('honours.recipient')}</th>
                <th scope="col">{t('honours.award')}</th>
                <th scope="col">{t('honours.achievement')}</th>
                <th scope="col">{t('honours.decision')}</th>
              </tr>
            </thead>
            <tbody>
              {honours.nodes.map((honour, at) => (
                <tr key={honour.id}>
                  <td className="number">{number(start + at + 1)}</td>
                  <th scope="row">
                    <b>{honour.recipient.name}</b>
                    {honour.recipient.posthumous && <em className="mark">{t('honours.posthumous')}</em>}
                    <span className="hint">
                      {[
                        honour.members.length > 1 ? honour.members.join(', ') : null,
                        honour.recipient.position,
                        nameOf(honour.recipient.unit),
                      ]
                        .filter((part) => part && part !== honour.recipient.name)
                        .join(', ')}
                    </span>
                  </th>
                  <td>
                    {honour.slug ? (
                      <a href={path(`/examples/${honour.slug}`)}>{honour.title}</a>
                    ) : (
                      honour.title
                    )}
                    {honour.conference && <span className="hint">{honour.conference.name}</span>}
                    {honour.competition && (
                      <a
                        className="hint"
                        href={path(`/competitions/${encodeURIComponent(honour.competition.code)}`)}
                      >
                        {nameOf(honour.competition)}
                      </a>
                    )}
                  </td>
                  <td>{honour.achievement ?? ''}</td>
                  <td>
                    {honour.decision
                      ? t('honours.decisionLine', {
                          number: honour.decision.number,
                          date: date(honour.decision.signedOn),
                        })
                      : date(honour.awardedOn)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className="onwards">
        {start > 0 && <a href={path(`/honours?${new URLSearchParams(given)}`)}>{t('honours.first')}</a>}
        {honours.pageInfo.hasNextPage && <a href={path(`/honours?${next}`)}>{t('honours.more')}</a>}
      </p>
      {summary.length > 0 && (
        <HonourCounts counts={summary} of={nameOf(unit)} period={speech.period(period)} />
      )}
    </>
  );
}
