import { redirect, useLoaderData, type LoaderFunctionArgs } from 'react-router';
import { titleBars } from '../charts.server.js';
import { Bars, Heading } from '../components.js';
import { visitContext } from '../context.js';
import { Examples } from '../documents/examples.js';
import { type HonourCount, HonoursSummary } from '../documents/honours.js';
import { Place } from '../documents/places.js';
import { UnitRates, type UnitRow } from '../documents/rates.js';
import { ExampleCards } from '../example-cards.js';
import { byTitle, newestSchoolYear, newestYear, rateKinds, countOf, rateOf, statedOf } from '../figures.js';
import { ask } from '../gateway.server.js';
import { graphql, Page, persisted, TitleName } from '../graphql.js';
import { HonourSearchForm } from '../honours/filter.js';
import { languageOf, speaking, useSpeech } from '../words.js';
import { CertificateForm } from './certificate.js';
import { rememberedLanguage } from './language.js';
import { UnitSearchForm } from './units.js';

/** Movements and campaigns that are launched. */
const Movements = persisted(
  graphql(
    `
      query Movements($after: String) {
        movements(status: LAUNCHED, first: 20, after: $after) {
          nodes {
            code
            name
            nameEn
            kind
            startsOn
            startsOnPrecision
            endsOn
            legalBasis
            titles {
              ...TitleName
            }
          }
          pageInfo {
            ...Page
          }
          totalCount
        }
      }
    `,
    [TitleName, Page],
  ),
);

export async function loader({ request, context }: LoaderFunctionArgs) {
  const language = languageOf(new URL(request.url).pathname);
  // Who once chose English comes back to it by the plain address.
  if (language === 'vi' && rememberedLanguage(request) === 'en')
    throw redirect('/en', { headers: { vary: 'cookie', 'cache-control': 'private, no-cache' } });
  const { HOME_UNIT: code } = context.get(visitContext).config;
  const [{ unit, periods }, { movements }, { exemplars }] = await Promise.all([
    ask(context, Place, { code }),
    ask(context, Movements, {}),
    ask(context, Examples, { filter: { unit: code }, first: 12, after: null }),
  ]);
  const period = newestYear(periods) ?? '2025';
  const schoolYear = newestSchoolYear(periods) ?? period;
  const [{ registrationRates: rows }, { honoursSummary }] = await Promise.all([
    ask(context, UnitRates, { unit: code, period }),
    ask(context, HonoursSummary, { unit: code, period: schoolYear }),
  ]);
  return {
    code,
    unit,
    period,
    rows: byTitle(rows),
    movements: movements.nodes,
    honours: {
      period: schoolYear,
      // Learning titles and examples have places of their own on the page.
      rows: honoursSummary.filter(({ kind }) => kind !== 'LEARNING_TITLE' && kind !== 'EXEMPLAR'),
    },
    // Search engines read this page, and must not find minors by it.
    examples: exemplars.nodes.filter(({ noindex }) => !noindex).slice(0, 3),
    drawing: rows.length > 0 ? titleBars(byTitle(rows), speaking(language)) : null,
  };
}

export const headers = () => ({ 'cache-control': 'public, no-cache', vary: 'cookie' });

export default function Home() {
  const { code, unit, period, rows, movements, drawing, honours, examples } = useLoaderData<typeof loader>();
  const speech = useSpeech();
  const { t, path, nameOf } = speech;
  const name = unit ? nameOf(unit) : code;
  return (
    <>
      <div className="hero">
        <Heading isHome title={t('home.title', { unit: name })} />
        <p className="lead">{t('home.lead')}</p>
        <HonourSearchForm />
      </div>
      <div className="beside">
        <section aria-labelledby="figures">
          <h2 id="figures">{t('home.figures', { period: speech.period(period) })}</h2>
          {drawing ? (
            <>
              <ul className="cards">
                {rows.map((row) => (
                  <KeyFigure key={row.title.code} row={row} />
                ))}
              </ul>
              <h3 className="drawn">{t('chart.heading')}</h3>
              <Bars drawing={drawing} />
            </>
          ) : (
            <p className="empty">{t('home.none')}</p>
          )}
          <p className="onwards">
            <a href={path(`/rates/${code}?period=${encodeURIComponent(period)}`)}>{t('home.all')}</a>
            {code !== 'VN' && <a href={path('/rates')}>{t('home.country')}</a>}
          </p>
        </section>
        <div className="asides">
          <section aria-labelledby="find">
            <h2 id="find">{t('units.title')}</h2>
            <UnitSearchForm />
          </section>
          <section aria-labelledby="check">
            <h2 id="check">{t('certificate.title')}</h2>
            <CertificateForm />
          </section>
          {honours.rows.length > 0 && (
            <section aria-labelledby="honoured">
              <h2 id="honoured">{t('home.honours', { period: speech.period(honours.period) })}</h2>
              <HonourCounts rows={honours.rows} />
              <p>
                <a href={path(`/honours?${new URLSearchParams({ unit: code, period: honours.period })}`)}>
                  {t('home.allHonours')}
                </a>
              </p>
            </section>
          )}
        </div>
      </div>
      {examples.length > 0 && (
        <section aria-labelledby="examples">
          <h2 id="examples">{t('examples.title')}</h2>
          <ExampleCards examples={examples} />
          <p>
            <a href={path('/examples')}>{t('home.allExamples')}</a>
          </p>
        </section>
      )}
      {movements.length > 0 && (
        <section aria-labelledby="movements">
          <h2 id="movements">{t('home.movements')}</h2>
          <ul className="tidings">
            {movements.map((movement) => (
              <li key={movement.code}>
                <strong>{nameOf(movement)}</strong>
                <span className="hint">
                  {[movement.startsOn?.slice(0, 4), movement.endsOn?.slice(0, 4)].filter(Boolean).join('–')}
                  {movement.legalBasis.length > 0 && ` (${movement.legalBasis.join(', ')})`}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** The figure of a title that says most: recognised where there is any, else registered; with its baseline and day. */
function KeyFigure({ row }: { row: UnitRow }) {
  const { t, nameOf, percent, printed, quantity, date, countedIn } = useSpeech();
  const of = rateKinds.findLast((kind) => countOf(row, kind) !== null) ?? 'REGISTERED';
  const count = countOf(row, of);
  const computed = rateOf(row, of).percent;
  const stated = statedOf(row, of);
  return (
    <li className={of.toLowerCase()}>
      <h3>{nameOf(row.title)}</h3>
      <p className="figure">
        {computed !== null ? percent(computed) : stated ? printed(stated.percent) : '–'}
      </p>
      <p>
        {count ? `${quantity(count)} ${t(`kind.${of}`)}` : t('gap.NUMERATOR_UNKNOWN')}
        {computed === null && stated && <em className="mark">{t('chart.statedKey')}</em>}
      </p>
      <p className="hint">
        {row.baseline
          ? t('home.ofBaseline', { baseline: quantity(row.baseline), counts: countedIn(row.title) })
          : t('gap.BASELINE_UNKNOWN')}
        {row.baseline?.origin === 'DERIVED' && ` (${t('rates.derived')})`}
        {row.asOf && `; ${date(row.asOf)}`}
      </p>
    </li>
  );
}

/** How many of each form by each authority; collectives and individuals stand apart, and nothing is added up. */
function HonourCounts({ rows }: { rows: HonourCount[] }) {
  const { t, number } = useSpeech();
  const nameOf = ({ kind, form, authority }: HonourCount) =>
    [form ? t(`form.${form}`) : t(`honourKind.${kind}`), authority && t(`authority.${authority}`)]
      .filter(Boolean)
      .join(', ');
  const groups = Map.groupBy(rows, nameOf);
  return (
    <ul className="counts">
      {[...groups].map(([name, group]) => (
        <li key={name}>
          <b>
            {group
              .map(({ count, subjectKind }) =>
                subjectKind ? t(`home.of.${subjectKind}`, { count, number: number(count) }) : number(count),
              )
              .join(', ')}
          </b>
          <span className="hint">{name}</span>
        </li>
      ))}
    </ul>
  );
}
