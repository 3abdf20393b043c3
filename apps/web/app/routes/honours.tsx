import { data, useLoaderData, type LoaderFunctionArgs } from 'react-router';
import { Exports, Field, Heading } from '../components.js';
import { visitContext } from '../context.js';
import { HonourLine, HonoursSummary } from '../documents/honours.js';
import { Place, Provinces } from '../documents/places.js';
import { newestSchoolYear } from '../figures.js';
import { ask } from '../gateway.server.js';
import { graphql, Page, persisted } from '../graphql.js';
import { useSpeech } from '../words.js';
import vi from '../words/vi.json';

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

const codesOf = <Words extends object>(words: Words) => Object.keys(words) as (keyof Words & string)[];
/** What the list can be narrowed by, beside unit, period and name: codes whose names are in the words. */
const choices = {
  kind: codesOf(vi.honourKind),
  form: codesOf(vi.form),
  authority: codesOf(vi.authority),
  subject: codesOf(vi.subject),
};
const names = ['search', 'unit', 'period', 'kind', 'form', 'authority', 'subject'] as const;
type Given = Partial<Record<(typeof names)[number], string>>;

/** What an address asks for: what is not a known code is left out, as nothing of it can be found. */
function read(searchParams: URLSearchParams): Given {
  const given: Given = {};
  for (const name of names) {
    const value = searchParams.get(name)?.trim().slice(0, 100);
    if (value && (!(name in choices) || (choices[name as keyof typeof choices] as string[]).includes(value)))
      given[name] = value;
  }
  return given;
}
/** The same filter as the exports spell it. */
const exported = ({ kind, form, authority, subject, ...others }: Given): Record<string, string> => ({
  ...others,
  ...(kind && { kinds: kind }),
  ...(form && { forms: form }),
  ...(authority && { authorities: authority }),
  ...(subject && { subjectKind: subject }),
});
const one = <Code extends string>(value: string | undefined): Code[] | null =>
  value ? [value as Code] : null;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url);
  const given = read(searchParams);
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
  return { given, honours, provinces: units.nodes, periods, unit, period, summary: honoursSummary, start };
}

/** The search box of the home page: an ordinary form with its answer on the page of honours. */
export function HonourSearchForm() {
  const { t, path } = useSpeech();
  return (
    <form className="search" role="search" aria-label={t('honours.find')} action={path('/honours')}>
      <Field id="honours" label={t('honours.find')} hint={t('honours.searchHint')}>
        {(control) => <input {...control} name="search" type="search" maxLength={100} />}
      </Field>
      <button>{t('units.search')}</button>
    </form>
  );
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
      date: date(first.signedOn),
      authority: t(`authority.${first.authority}`),
      unit: nameOf(first.issuer),
    };
  const isNarrowed = names.some((name) => name !== 'search' && given[name]);
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
      <form className="filters" role="search" aria-label={t('honours.filters')}>
        <Field id="search" label={t('honours.search')} hint={t('honours.searchHint')}>
          {(control) => (
            <input {...control} name="search" type="search" maxLength={100} defaultValue={given.search} />
          )}
        </Field>
        <details open={isNarrowed}>
          <summary>{t('honours.filters')}</summary>
          <div className="more">
            <Select name="unit" chosen={given.unit} options={units.map((one) => [one.code, nameOf(one)])} />
            <Select
              name="period"
              chosen={given.period}
              options={periods.map((one) => [one, speech.period(one)])}
            />
            <Select
              name="kind"
              chosen={given.kind}
              options={choices.kind.map((code) => [code, t(`honourKind.${code}`)])}
            />
            <Select
              name="form"
              chosen={given.form}
              options={choices.form.map((code) => [code, t(`form.${code}`)])}
            />
            <Select
              name="authority"
              chosen={given.authority}
              options={choices.authority.map((code) => [code, t(`authority.${code}`)])}
            />
            <Select
              name="subject"
              chosen={given.subject}
              options={choices.subject.map((code) => [code, t(`subject.${code}`)])}
            />
          </div>
        </details>
        <button>{t('honours.show')}</button>
      </form>
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
        <section className="summary" aria-labelledby="summary">
          <h2 id="summary">{t('honours.summary', { unit: nameOf(unit), period: speech.period(period) })}</h2>
          <p className="hint">{t('honours.summaryHint')}</p>
          <div className="scroll" role="group" aria-labelledby="summary" tabIndex={0}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('honours.kind')}</th>
                  <th scope="col">{t('honours.authority')}</th>
                  <th scope="col">{t('honours.subject')}</th>
                  <th scope="col" className="number">
                    {t('honours.count')}
                  </th>
                  <th scope="col">{t('honours.basis')}</th>
                </tr>
              </thead>
              <tbody>
                {summary.map((row) => (
                  <tr key={JSON.stringify(row)}>
                    <th scope="row">
                      {row.form
                        ? t(`form.${row.form}`)
                        : row.emulationTitle && isTitle(row.emulationTitle)
                          ? t(`emulationTitle.${row.emulationTitle}`)
                          : row.exemplarGroup
                            ? t(`exampleGroup.${row.exemplarGroup}`)
                            : row.learningTitle
                              ? nameOf(row.learningTitle)
                              : t(`honourKind.${row.kind}`)}
                    </th>
                    <td>{row.authority ? t(`authority.${row.authority}`) : ''}</td>
                    <td>{row.subjectKind ? t(`subject.${row.subjectKind}`) : ''}</td>
                    <td className="number">{number(row.count)}</td>
                    <td>{t(`honourBasis.${row.basis}`)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
    </>
  );
}

const isTitle = (code: string): code is keyof typeof vi.emulationTitle => code in vi.emulationTitle;

function Select(props: {
  name: 'unit' | 'period' | 'kind' | 'form' | 'authority' | 'subject';
  chosen: string | undefined;
  options: (readonly [value: string, words: string])[];
}) {
  const { t } = useSpeech();
  return (
    <Field id={props.name} label={t(`honours.${props.name}`)}>
      {(control) => (
        <select {...control} name={props.name} defaultValue={props.chosen ?? ''}>
          <option value="">{t('honours.any')}</option>
          {props.options.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
