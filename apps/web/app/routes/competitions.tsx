import { useLoaderData, type LoaderFunctionArgs } from 'react-router';
import { Heading } from '../components.js';
import { CompetitionLine } from '../documents/competitions.js';
import { ask } from '../gateway.server.js';
import { graphql, Page, persisted } from '../graphql.js';
import { useSpeech } from '../words.js';

const Competitions = persisted(
  graphql(
    `
      query Competitions($unit: UnitCode, $period: Period, $level: CompetitionLevel, $after: String) {
        competitions(unit: $unit, period: $period, level: $level, first: 20, after: $after) {
          nodes {
            ...CompetitionLine
            organiser {
              name
              nameEn
            }
            organiserName
            prizeCount
          }
          pageInfo {
            ...Page
          }
          totalCount
        }
      }
    `,
    [CompetitionLine, Page],
  ),
);

export async function loader({ request, context }: LoaderFunctionArgs) {
  const after = new URL(request.url).searchParams.get('after');
  return ask(context, Competitions, { unit: null, period: null, level: null, after });
}

export default function CompetitionList() {
  const { competitions } = useLoaderData<typeof loader>();
  const { t, path, nameOf, period } = useSpeech();
  const { hasNextPage, endCursor } = competitions.pageInfo;
  return (
    <>
      <Heading title={t('competitions.title')} />
      {competitions.nodes.length === 0 && <p className="empty">{t('competitions.none')}</p>}
      <ul className="plain">
        {competitions.nodes.map((one) => (
          <li key={one.code}>
            <a href={path(`/competitions/${encodeURIComponent(one.code)}`)}>
              <strong>{nameOf(one)}</strong>
            </a>
            <span className="hint">
              {[
                t(`level.${one.level}`),
                period(one.period),
                one.organiser ? nameOf(one.organiser) : one.organiserName,
                one.entryCount !== null && t('competitions.entries', { count: one.entryCount }),
                one.prizeCount !== null
                  ? t('competitions.prizes', { count: one.prizeCount })
                  : t('competitions.pending'),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      {hasNextPage && endCursor && (
        <p>
          <a href={path(`/competitions?${new URLSearchParams({ after: endCursor })}`)}>{t('honours.more')}</a>
        </p>
      )}
    </>
  );
}
