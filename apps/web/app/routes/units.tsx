import { useLoaderData, type LoaderFunctionArgs } from 'react-router';
import { Field, Heading } from '../components.js';
import { ask } from '../gateway.server.js';
import { graphql, Page, persisted, UnitName } from '../graphql.js';
import { useSpeech } from '../words.js';

/** Units whose name contains the words, with or without diacritics. */
const UnitSearch = persisted(
  graphql(
    `
      query UnitSearch($search: String!, $after: String) {
        units(search: $search, first: 50, after: $after) {
          nodes {
            ...UnitName
            level
            parent {
              ...UnitName
            }
          }
          pageInfo {
            ...Page
          }
          totalCount
        }
      }
    `,
    [UnitName, Page],
  ),
);

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url);
  const search = (searchParams.get('search') ?? '').trim().slice(0, 100);
  const after = searchParams.get('after');
  if (!search) return { search, units: null };
  const { units } = await ask(context, UnitSearch, { search, after });
  return { search, units };
}

/** Finds a unit by part of its name; an ordinary form with its answer on a page of its own. */
export function UnitSearchForm({ search }: { search?: string }) {
  const { t, path } = useSpeech();
  return (
    <form className="search" role="search" aria-label={t('units.title')} action={path('/units')}>
      <Field id="search" label={t('units.label')} hint={t('units.hint')}>
        {(control) => (
          <input {...control} name="search" type="search" required maxLength={100} defaultValue={search} />
        )}
      </Field>
      <button>{t('units.search')}</button>
    </form>
  );
}

export default function Units() {
  const { search, units } = useLoaderData<typeof loader>();
  const { t, path, nameOf } = useSpeech();
  return (
    <>
      <Heading title={t('units.title')} />
      <UnitSearchForm search={search} />
      {units && (
        <>
          <p aria-live="polite">
            {units.totalCount > 0 ? t('units.found', { count: units.totalCount }) : t('units.none')}
          </p>
          <ul className="found">
            {units.nodes.map((unit) => (
              <li key={unit.code}>
                <a href={path(`/rates/${unit.code}`)}>{nameOf(unit)}</a>
                {unit.parent && <span className="hint"> {nameOf(unit.parent)}</span>}
              </li>
            ))}
          </ul>
          {units.pageInfo.hasNextPage && units.pageInfo.endCursor && (
            <p>
              <a href={path(`/units?${new URLSearchParams({ search, after: units.pageInfo.endCursor })}`)}>
                {t('units.more')}
              </a>
            </p>
          )}
        </>
      )}
    </>
  );
}
