import { data, useLoaderData, type LoaderFunctionArgs } from 'react-router';
import { titleBars } from '../charts.server.js';
import { Bars, Exports, Heading, PeriodChoices, TitleChoices } from '../components.js';
import { Place } from '../documents/places.js';
import { RatesBelow, UnitRates } from '../documents/rates.js';
import {
  byTitle,
  newestYear,
  sorted,
  sortKeys,
  type Change,
  type RateKind,
  type SortKey,
} from '../figures.js';
import { ask } from '../gateway.server.js';
import { BelowTable } from '../rates/below-table.js';
import { FigureCards } from '../rates/figure-cards.js';
import { isOnMap, TileMap } from '../rates/tile-map.js';
import { languageOf, speaking, useSpeech } from '../words.js';

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { pathname, searchParams } = new URL(request.url);
  const code = params.unit ?? 'VN';
  const { unit, periods } = await ask(context, Place, { code });
  if (!unit) throw data({ code: 'NOT_FOUND' }, { status: 404 });
  const period = searchParams.get('period') ?? newestYear(periods) ?? '2025';
  const hasBelow = unit.level === 'COUNTRY' || unit.level === 'PROVINCE';
  const [{ registrationRates: rows }, below] = await Promise.all([
    ask(context, UnitRates, { unit: code, period }),
    hasBelow ? ask(context, RatesBelow, { unit: code, period, titles: null }) : null,
  ]);
  const known = byTitle(below?.registrationRates ?? rows).map(({ title }) => [title.code, title] as const);
  const titles = [...new Map(known).values()];
  const wanted = searchParams.get('title');
  const title = titles.find((one) => one.code === wanted) ?? titles[0] ?? null;
  const ofTitle = (below?.registrationRates ?? []).filter((row) => row.title.code === title?.code);
  const key: SortKey = sortKeys.find((one) => one === searchParams.get('sort')) ?? 'name';
  const descending = searchParams.get('order') === 'desc';
  // The map shows what there is: recognised, unless only registrations were reported.
  const given = searchParams.get('of')?.toUpperCase();
  const anyRecognised = ofTitle.some((row) => row.recognised !== null);
  const of: RateKind =
    given === 'REGISTERED' || given === 'RECOGNISED' ? given : anyRecognised ? 'RECOGNISED' : 'REGISTERED';
  return {
    unit,
    period,
    periods: [...new Set([...periods, period])],
    rows: byTitle(rows),
    drawing: rows.length > 0 ? titleBars(byTitle(rows), speaking(languageOf(pathname))) : null,
    titles,
    title,
    below: sorted(ofTitle, key, descending),
    sort: { key, descending },
    of,
  };
}

export default function Rates() {
  const { unit, period, periods, rows, drawing, titles, title, below, sort, of } =
    useLoaderData<typeof loader>();
  const speech = useSpeech();
  const { t, path, nameOf } = speech;
  const name = nameOf(unit);
  const above = [unit.parent?.parent?.parent, unit.parent?.parent, unit.parent].filter((one) => one != null);
  const change: Change = (changed) => {
    const all = {
      period,
      ...(title && { title: title.code }),
      ...(sort.key !== 'name' || sort.descending
        ? { sort: sort.key, order: sort.descending ? 'desc' : 'asc' }
        : {}),
      ...changed,
    };
    return path(`/rates/${unit.code}?${new URLSearchParams(all)}`);
  };
  return (
    <>
      <Heading
        title={t('rates.title', { unit: name })}
        trail={above.map((one) => ({
          to: path(`/rates/${one.code}?${new URLSearchParams({ period })}`),
          name: nameOf(one),
        }))}
      />
      <p className="lead">{t('rates.lead', { period: speech.period(period) })}</p>
      <PeriodChoices periods={periods} period={period} to={(one) => change({ period: one })} />
      {drawing ? (
        <section aria-labelledby="own">
          <h2 id="own">{t('rates.ofUnit', { unit: name })}</h2>
          <FigureCards rows={rows} />
          <h3 className="drawn">{t('rates.chart')}</h3>
          <Bars drawing={drawing} />
        </section>
      ) : (
        <p className="empty">
          {t('rates.none', { unit: name, period: speech.period(period) })} {t('rates.otherPeriod')}
        </p>
      )}
      {title && below.length > 0 && (
        <section aria-labelledby="below">
          <h2 id="below">{t('rates.below')}</h2>
          <TitleChoices titles={titles} title={title} to={(one) => `${change({ title: one })}#below`} />
          {unit.level === 'COUNTRY' &&
            (isOnMap(below) ? (
              <TileMap rows={below} of={of} change={change} />
            ) : (
              <p className="empty">{t('rates.noMap', { count: below.length })}</p>
            ))}
          <BelowTable
            caption={t('rates.belowOf', { title: nameOf(title), unit: name, period: speech.period(period) })}
            rows={below}
            sort={sort}
            change={change}
          />
        </section>
      )}
      {(rows.length > 0 || below.length > 0) && (
        <Exports
          file="rates"
          query={{ unit: unit.code, period, ...(below.length > 0 && { breakdown: 'true' }) }}
        />
      )}
    </>
  );
}
