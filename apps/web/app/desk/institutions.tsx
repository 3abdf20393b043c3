import { useLoaderData, type ActionFunctionArgs, type LoaderFunctionArgs } from 'react-router';
import { graphql, Page, UnitName } from '../graphql.js';
import { languages, speaking, useSpeech } from '../words.js';
import deskVi from '../words/desk.vi.json';
import { askAs, change, done, Sent, speechOf, type Fault } from './change.server.js';
import { Told } from './documents.js';
import { Area, DeskForm, DeskHeading } from './form.js';
import { bareName, pastedRows } from './paste.js';
import { untilSeen } from './places.server.js';

const Institutions = graphql(
  `
    query Institutions($search: String, $after: String) {
      units(level: INSTITUTION, search: $search, first: 50, after: $after) {
        nodes {
          ...UnitName
          kind
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
);

const RegisterInstitutions = graphql(
  `
    mutation RegisterInstitutions($input: RegisterInstitutionsInput!) {
      registerInstitutions(input: $input) {
        ...Told
      }
    }
  `,
  [Told],
);

const headings = [
  ['ma', 'code'],
  ['ten', 'name'],
  ['loai', 'kind'],
  ['xa', 'tinh', 'truc thuoc', 'parent'],
] as const;

const isKnown = (kind: string): kind is keyof typeof deskVi.staff.institutions.kindOf =>
  kind in deskVi.staff.institutions.kindOf;
/** The code of a kind as it was typed: in words of either language, or a code, which may be one that has no words here. */
function kindOf(typed: string): string {
  const named = Object.keys(deskVi.staff.institutions.kindOf)
    .filter(isKnown)
    .find((kind) =>
      languages.some((language) => {
        const words = speaking(language).t(`staff.institutions.kindOf.${kind}`);
        return bareName(words) === bareName(typed);
      }),
    );
  return named ?? typed;
}

export async function loader({ request, context }: LoaderFunctionArgs) {
  const asked = new URL(request.url).searchParams;
  const search = asked.get('search')?.trim() ?? '';
  const { units } = await askAs(context, Institutions, { search: search || null, after: asked.get('after') });
  return { units, search };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const sent = await Sent.of(request);
  const speech = speechOf(request);
  const { t } = speech;
  const faults: Fault[] = [];
  const institutions = pastedRows(sent.text('institutions'), headings).map(({ line, cells }) => {
    const [code = '', name = '', kind = '', parent = ''] = cells;
    if (!code || !name || !kind || !parent)
      faults.push({
        field: 'institutions',
        message: t('staff.form.inRow', { row: line, message: t('staff.institutions.incomplete') }),
      });
    return { code, name, kind: kindOf(kind), parent };
  });
  if (institutions.length === 0)
    faults.push({ field: 'institutions', message: t('staff.form.nothingPasted') });
  if (faults.length > 0) return sent.failed(faults);
  const outcome = await change(context, request, RegisterInstitutions, { input: { institutions } }, sent.key);
  if ('refused' in outcome) return sent.refused(outcome.refused, speech, 'institutions');
  const last = institutions.at(-1);
  await untilSeen(async () => {
    const { units } = await askAs(context, Institutions, { search: last?.code ?? '' });
    return units.totalCount > 0;
  });
  throw done(request, 'institutions', { count: outcome.done.changed });
}

export default function InstitutionsPage() {
  const { units, search } = useLoaderData<typeof loader>();
  const { t, path, nameOf } = useSpeech();
  return (
    <>
      <DeskHeading title={t('staff.institutions.title')} />
      <form className="search" role="search">
        <div className="field">
          <label htmlFor="search">{t('staff.institutions.search')}</label>
          <input id="search" name="search" type="search" defaultValue={search} />
        </div>
        <button className="quiet">{t('units.search')}</button>
      </form>
      <h2 id="list">{t('staff.institutions.count', { count: units.totalCount })}</h2>
      <div className="scroll" role="region" aria-labelledby="list" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('staff.institutions.code')}</th>
              <th scope="col">{t('staff.institutions.name')}</th>
              <th scope="col">{t('staff.institutions.kind')}</th>
              <th scope="col">{t('staff.institutions.parent')}</th>
            </tr>
          </thead>
          <tbody>
            {units.nodes.map((unit) => (
              <tr key={unit.code}>
                <td>{unit.code}</td>
                <th scope="row">{nameOf(unit)}</th>
                <td>
                  {unit.kind && isKnown(unit.kind) ? t(`staff.institutions.kindOf.${unit.kind}`) : unit.kind}
                </td>
                <td>{unit.parent && nameOf(unit.parent)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {units.pageInfo.hasNextPage && (
        <p>
          <a
            href={path(
              `/desk/institutions?${new URLSearchParams({ search, after: units.pageInfo.endCursor ?? '' })}`,
            )}
          >
            {t('units.more')}
          </a>
        </p>
      )}
      <h2>{t('staff.institutions.register')}</h2>
      <DeskForm intent="institutions" submit={t('staff.institutions.registerThem')}>
        <Area
          name="institutions"
          label={t('staff.roster.rows')}
          hint={t('staff.institutions.hint')}
          rows={5}
        />
      </DeskForm>
    </>
  );
}
