import { redirect, useLoaderData, type LoaderFunctionArgs } from 'react-router';
import { titleBars } from '../charts.server.js';
import { Bars, Heading } from '../components.js';
import { visitContext } from '../context.js';
import { Movements, Place, UnitRates } from '../documents.js';
import { byTitle, newestYear, rateKinds, countOf, rateOf, statedOf } from '../figures.js';
import { ask } from '../gateway.server.js';
import { languageOf, speaking, useSpeech } from '../words.js';
import { HonourSearchForm } from './honours.js';
import { rememberedLanguage } from './language.js';
import { UnitSearchForm } from './units.js';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const language = languageOf(new URL(request.url).pathname);
  // Who once chose English comes back to it by the plain address.
  if (language === 'vi' && rememberedLanguage(request) === 'en')
    throw redirect('/en', { headers: { vary: 'cookie', 'cache-control': 'private, no-cache' } });
  const { HOME_UNIT: code } = context.get(visitContext).config;
  const [{ unit, periods }, { movements }] = await Promise.all([
    ask(context, Place, { code }),
    ask(context, Movements, {}),
  ]);
  const period = newestYear(periods) ?? '2025';
  const { registrationRates: rows } = await ask(context, UnitRates, { unit: code, period });
  return {
    code,
    unit,
    period,
    rows: byTitle(rows),
    movements: movements.nodes,
    drawing: rows.length > 0 ? titleBars(byTitle(rows), speaking(language)) : null,
  };
}

export const headers = () => ({ 'cache-control': 'public, no-cache', vary: 'cookie' });

export default function Home() {
  const { code, unit, period, rows, movements, drawing } = useLoaderData<typeof loader>();
  const speech = useSpeech();
  const { t, path, nameOf, percent, quantity } = speech;
  const name = unit ? nameOf(unit) : code;
  return (
    <>
      <Heading title={t('home.title', { unit: name })} />
      <p className="lead">{t('home.lead')}</p>
      <HonourSearchForm />
      <section aria-labelledby="figures">
        <h2 id="figures">{t('home.figures', { period: speech.period(period) })}</h2>
        {drawing ? (
          <>
            <ul className="cards">
              {rows.map((row) => {
                const of = rateKinds.findLast((kind) => countOf(row, kind) !== null) ?? 'REGISTERED';
                const count = countOf(row, of);
                const computed = rateOf(row, of).percent;
                const stated = statedOf(row, of);
                return (
                  <li key={row.title.code}>
                    <h3>{nameOf(row.title)}</h3>
                    <p className="figure">
                      {computed !== null && computed !== undefined
                        ? percent(computed)
                        : stated
                          ? speech.printed(stated.percent)
                          : '–'}
                    </p>
                    <p>
                      {count ? `${quantity(count)} ${t(`kind.${of}`)}` : t('gap.NUMERATOR_UNKNOWN')}
                      {computed === null && stated && <em className="mark">{t('chart.statedKey')}</em>}
                    </p>
                  </li>
                );
              })}
            </ul>
            <h3 className="drawn">{t('chart.heading')}</h3>
            <Bars drawing={drawing} />
          </>
        ) : (
          <p>{t('home.none')}</p>
        )}
        <p className="onwards">
          <a href={path(`/rates/${code}?period=${encodeURIComponent(period)}`)}>{t('home.all')}</a>
          {code !== 'VN' && <a href={path('/rates')}>{t('home.country')}</a>}
        </p>
      </section>
      {movements.length > 0 && (
        <section aria-labelledby="movements">
          <h2 id="movements">{t('home.movements')}</h2>
          <ul className="plain">
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
      <section aria-labelledby="find">
        <h2 id="find">{t('units.title')}</h2>
        <UnitSearchForm />
      </section>
    </>
  );
}
