import { useLoaderData, type LoaderFunctionArgs } from 'react-router';
import { Choices, Field, Heading } from '../components.js';
import { visitContext } from '../context.js';
import { Examples } from '../documents/examples.js';
import { Provinces } from '../documents/places.js';
import { ExampleCards } from '../example-cards.js';
import { newestSchoolYear } from '../figures.js';
import { ask } from '../gateway.server.js';
import { graphql, persisted } from '../graphql.js';
import { useSpeech } from '../words.js';
import vi from '../words/vi.json';

/** Counts of examples by group; good practices stand apart. */
const ExamplesSummary = persisted(
  graphql(`
    query ExamplesSummary($unit: UnitCode!, $period: Period!) {
      exemplarsSummary(unit: $unit, period: $period) {
        group
        basis
        count
      }
    }
  `),
);

const groups = Object.keys(vi.exampleGroup) as (keyof typeof vi.exampleGroup)[];
const PAGE = 24;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url);
  const { HOME_UNIT: unit } = context.get(visitContext).config;
  const search = (searchParams.get('search') ?? '').trim().slice(0, 100);
  const group = groups.find((one) => one === searchParams.get('group')) ?? null;
  const period = searchParams.get('period');
  const [{ exemplars }, { periods }] = await Promise.all([
    ask(context, Examples, {
      filter: { search: search || null, group, period, unit: null, featured: null },
      first: PAGE,
      after: searchParams.get('after'),
    }),
    ask(context, Provinces, {}),
  ]);
  const counted = period ?? newestSchoolYear(periods) ?? periods[0] ?? null;
  const summary = counted ? await ask(context, ExamplesSummary, { unit, period: counted }) : null;
  return { search, group, period, counted, examples: exemplars, summary: summary?.exemplarsSummary ?? [] };
}

export default function ExampleList() {
  const { search, group, period, counted, examples, summary } = useLoaderData<typeof loader>();
  const speech = useSpeech();
  const { t, path, number } = speech;
  const given = { ...(search && { search }), ...(group && { group }), ...(period && { period }) };
  const without = (name: 'group' | 'after', value?: string) =>
    path(`/examples?${new URLSearchParams({ ...given, [name]: value ?? '' })}`);
  const { hasNextPage, endCursor } = examples.pageInfo;
  return (
    <>
      <Heading title={t('examples.title')} />
      {/* A minor is found here, not by a search engine. */}
      {examples.nodes.some(({ noindex }) => noindex) && <meta name="robots" content="noindex" />}
      <p className="lead">{t('examples.lead')}</p>
      {counted && summary.length > 0 && (
        <ul className="tally" aria-label={t('examples.summary', { period: speech.period(counted) })}>
          {summary.map((row) => (
            <li key={row.group + row.basis}>
              <b>{number(row.count)}</b> {t(`exampleGroup.${row.group}`)}
              <span className="hint">
                {speech.period(counted)}, {t(`honourBasis.${row.basis}`)}
              </span>
            </li>
          ))}
        </ul>
      )}
      <form className="search" role="search">
        <Field id="search" label={t('examples.search')} hint={t('honours.searchHint')}>
          {(control) => (
            <input {...control} name="search" type="search" maxLength={100} defaultValue={search} />
          )}
        </Field>
        {group && <input type="hidden" name="group" value={group} />}
        {period && <input type="hidden" name="period" value={period} />}
        <button>{t('units.search')}</button>
      </form>
      <Choices
        label={t('examples.group')}
        choices={[
          { to: without('group'), name: t('honours.any'), chosen: group === null },
          ...groups.map((one) => ({
            to: without('group', one),
            name: t(`exampleGroup.${one}`),
            chosen: one === group,
          })),
        ]}
      />
      <h2 className="hidden">{t('examples.list')}</h2>
      {examples.nodes.length === 0 ? (
        <p className="empty">{t('examples.none')}</p>
      ) : (
        <ExampleCards examples={examples.nodes} />
      )}
      {hasNextPage && endCursor && (
        <p className="onwards">
          <a href={without('after', endCursor)}>{t('honours.more')}</a>
        </p>
      )}
    </>
  );
}
