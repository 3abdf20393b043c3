import { data, useLoaderData, type LoaderFunctionArgs } from 'react-router';
import type { ResultOf } from 'gql.tada';
import { Choices, Exports, Heading } from '../components.js';
import { CompetitionLine, EntryLine, Rank } from '../documents/competitions.js';
import { Decision } from '../documents/honours.js';
import { shareOf } from '../figures.js';
import { ask } from '../gateway.server.js';
import { graphql, Page, persisted, UnitName } from '../graphql.js';
import { useSpeech, type Speech } from '../words.js';

/** One competition with its numbers and a page of its entries. */
const Competition = persisted(
  graphql(
    `
      query Competition($code: ID!, $after: String) {
        competition(code: $code) {
          ...CompetitionLine
          source
          organiser {
            ...UnitName
          }
          organiserName
          prizeCount
          withoutPrize
          prizesByRank {
            rank {
              ...Rank
            }
            count
            percentOfEntries
          }
          decision {
            ...Decision
          }
          entries(first: 100, after: $after) {
            nodes {
              ...EntryLine
            }
            pageInfo {
              ...Page
            }
            totalCount
          }
        }
      }
    `,
    [CompetitionLine, UnitName, Rank, Decision, EntryLine, Page],
  ),
);

type EntryRow = ResultOf<typeof EntryLine>;

const ways = ['rank', 'field', 'school'] as const;
type Way = (typeof ways)[number];
/** Most entries of one page: five questions of 100. */
const MOST_PAGES = 5;

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const code = params.code ?? '';
  const { competition } = await ask(context, Competition, { code, after: null });
  if (!competition) throw data({ code: 'NOT_FOUND' }, { status: 404 });
  const entries = [...competition.entries.nodes];
  let page = competition.entries.pageInfo;
  for (let n = 1; n < MOST_PAGES && page.hasNextPage; n++) {
    const more = await ask(context, Competition, { code, after: page.endCursor });
    entries.push(...(more.competition?.entries.nodes ?? []));
    page = more.competition?.entries.pageInfo ?? { hasNextPage: false, endCursor: null };
  }
  const by: Way = ways.find((way) => way === new URL(request.url).searchParams.get('by')) ?? 'rank';
  return { competition, entries, by };
}

/** Entries in groups: ranks in their order and what won nothing last, fields and schools in Vietnamese order. */
function grouped(entries: EntryRow[], by: Way, { t, nameOf }: Speech): [name: string, entries: EntryRow[]][] {
  const mainPrize = (entry: EntryRow) => entry.prizes.find(({ special }) => !special) ?? entry.prizes[0];
  const nameFor = {
    rank: (entry: EntryRow) => mainPrize(entry)?.name ?? t('competitions.noPrize'),
    field: (entry: EntryRow) => entry.field ?? t('competitions.noField'),
    school: (entry: EntryRow) => nameOf(entry.unit),
  }[by];
  const order = (entry: EntryRow) => mainPrize(entry)?.order ?? Infinity;
  const collator = new Intl.Collator('vi');
  const groups = new Map<string, EntryRow[]>();
  const inOrder =
    by === 'rank'
      ? entries.toSorted((a, b) => (order(a) === order(b) ? 0 : order(a) - order(b)))
      : entries.toSorted((a, b) => collator.compare(nameFor(a), nameFor(b)));
  for (const entry of inOrder) groups.set(nameFor(entry), [...(groups.get(nameFor(entry)) ?? []), entry]);
  return [...groups];
}

export default function CompetitionPage() {
  const { competition, entries, by } = useLoaderData<typeof loader>();
  const speech = useSpeech();
  const { t, path, nameOf, number, percent, date } = speech;
  const { decision, entryCount, prizeCount, withoutPrize } = competition;
  const here = path(`/competitions/${encodeURIComponent(competition.code)}`);
  return (
    <>
      <Heading
        title={nameOf(competition)}
        trail={[{ to: path('/competitions'), name: t('competitions.title') }]}
      />
      <dl className="who">
        <dt>{t('competitions.level')}</dt>
        <dd>{t(`level.${competition.level}`)}</dd>
        <dt>{t('competitions.period')}</dt>
        <dd>{speech.period(competition.period)}</dd>
        <dt>{t('competitions.organiser')}</dt>
        <dd>{competition.organiser ? nameOf(competition.organiser) : competition.organiserName}</dd>
        {decision && (
          <>
            <dt>{t('honours.decision')}</dt>
            <dd>{t('honours.decisionLine', { number: decision.number, date: date(decision.signedOn) })}</dd>
          </>
        )}
        {competition.source && (
          <>
            <dt>{t('competitions.source')}</dt>
            <dd>
              {competition.source}
              {competition.basis === 'TALLY' && <em className="mark">{t('competitions.tally')}</em>}
            </dd>
          </>
        )}
      </dl>
      {prizeCount === null ? (
        <p className="empty">{t('competitions.pending')}</p>
      ) : (
        <section aria-labelledby="results">
          <h2 id="results">{t('competitions.results')}</h2>
          <div className="scroll" role="group" aria-labelledby="results" tabIndex={0}>
            <table className="narrow-table">
              <thead>
                <tr>
                  <th scope="col">{t('competitions.rank')}</th>
                  <th scope="col" className="number">
                    {t('competitions.count')}
                  </th>
                  <th scope="col" className="number">
                    {t('competitions.share')}
                  </th>
                </tr>
              </thead>
              <tbody>
                {competition.prizesByRank.map(({ rank, count, percentOfEntries }) => (
                  <tr key={rank.code}>
                    <th scope="row">
                      {rank.name}
                      {rank.special && <em className="mark">{t('competitions.special')}</em>}
                    </th>
                    <td className="number">{number(count)}</td>
                    <td className="number">{percentOfEntries === null ? '–' : percent(percentOfEntries)}</td>
                  </tr>
                ))}
              </tbody>
              <tfoot>
                <tr>
                  <th scope="row">{t('competitions.total')}</th>
                  <td className="number">{number(prizeCount)}</td>
                  <td className="number">
                    {entryCount && withoutPrize !== null
                      ? percent(shareOf(entryCount - withoutPrize, entryCount))
                      : '–'}
                  </td>
                </tr>
              </tfoot>
            </table>
          </div>
          <p>
            {[
              entryCount !== null && t('competitions.entries', { count: entryCount }),
              withoutPrize !== null && t('competitions.without', { count: withoutPrize }),
            ]
              .filter(Boolean)
              .join('; ')}
          </p>
        </section>
      )}
      {prizeCount !== null && competition.basis !== 'TALLY' && (
        <Exports file={`competitions/${encodeURIComponent(competition.code)}`} />
      )}
      {entries.length > 0 && (
        <section aria-labelledby="entries">
          <h2 id="entries">{t('competitions.entriesHeading')}</h2>
          <Choices
            label={t('competitions.group')}
            choices={ways.map((way) => ({
              to: `${here}?by=${way}#entries`,
              name: t(`competitions.by.${way}`),
              chosen: way === by,
            }))}
          />
          {entries.length < competition.entries.totalCount && (
            <p>
              {t('competitions.cut', {
                shown: number(entries.length),
                total: number(competition.entries.totalCount),
              })}
            </p>
          )}
          {grouped(entries, by, speech).map(([name, group]) => (
            <section key={name}>
              <h3>
                {name} <span className="hint">({number(group.length)})</span>
              </h3>
              <ul className="plain">
                {group.map((entry) => (
                  <li key={entry.id}>
                    <b>{entry.title ?? entry.members.join(', ')}</b>
                    {by !== 'rank' && entry.prizes.length > 0 && (
                      <em className="mark">{entry.prizes.map((prize) => prize.name).join(', ')}</em>
                    )}
                    <span className="hint">
                      {[
                        entry.title && entry.members.join(', '),
                        nameOf(entry.unit),
                        by !== 'field' && entry.field,
                      ]
                        .filter(Boolean)
                        .join(' · ')}
                      {entry.supervisors.length > 0 &&
                        ` · ${t('competitions.supervisors')}: ${entry.supervisors.join(', ')}`}
                    </span>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </section>
      )}
    </>
  );
}
