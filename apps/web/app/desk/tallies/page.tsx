import {
  data,
  redirect,
  useLoaderData,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
} from 'react-router';
import { Choices, Exports, PeriodChoices } from '../../components.js';
import { sessionContext } from '../../context.js';
import { Place } from '../../documents/places.js';
import { byTitle } from '../../figures.js';
import { ask } from '../../gateway.server.js';
import { useSpeech } from '../../words.js';
import { askAs, done, Sent, speechOf, type Fault } from '../change.server.js';
import { Cells, DeskMovements } from '../documents.js';
import { DeskHeading } from '../form.js';
import { kindOfPeriod, periodsOf } from '../periods.js';
import { cellName, faultsOf, formatCell } from './cells.js';
import { TallyGrid } from './grid.js';
import type { Known } from './row-state.js';
import { cellsOf, saveRow } from './save.server.js';

const COUNTRY = 'VN';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const asked = new URL(request.url).searchParams;
  const session = context.get(sessionContext);
  const { movements } = await askAs(context, DeskMovements, {});
  const open = movements.nodes.filter(({ status, titles }) => status !== 'DRAFT' && titles.length > 0);
  const movement =
    open.find(({ code }) => code === asked.get('movement')) ??
    open.find(({ titles }) => titles.some(({ code }) => code === 'LEARNING_FAMILY')) ??
    open[0];
  if (!movement) return null;
  const kinds = movement.titles.map(({ periodKind }) => periodKind);
  const periods = periodsOf(movement, kinds, new Date().toISOString().slice(0, 10));
  const period = periods.find((one) => one === asked.get('period')) ?? periods[0];
  if (!period) return null;
  const code = asked.get('unit') || session.unit;
  const { unit } = await ask(context, Place, { code });
  if (!unit) throw data({ code: 'NOT_FOUND' }, { status: 404 });
  const titles = byTitle(
    movement.titles
      .filter(({ periodKind }) => periodKind === kindOfPeriod(period))
      .map((title) => ({ ...title, title })),
  ).map(({ title }) => title);
  const cells = (breakdown: boolean) =>
    askAs(context, Cells, { unit: code, period, titles: titles.map((title) => title.code), breakdown });
  // Reports are of communes and provinces; that of the province itself stands below its communes.
  const found = await Promise.all([
    ...(unit.level === 'PROVINCE' ? [cells(true)] : []),
    ...(unit.level === 'PROVINCE' || unit.level === 'COMMUNE' ? [cells(false)] : []),
  ]);
  const units = new Map<
    string,
    { code: string; name: string; nameEn?: string | null; cells: Record<string, Known> }
  >();
  for (const rate of found.flatMap(({ registrationRates }) => registrationRates)) {
    const row = units.get(rate.unit.code) ?? { ...rate.unit, cells: {} };
    row.cells[rate.title.code] = {
      registered: formatCell(rate.basis === 'POOLED' ? null : rate.registered),
      recognised: formatCell(rate.basis === 'POOLED' ? null : rate.recognised),
      version: rate.version,
      roster: rate.basis === 'ROSTER',
      baseline: rate.baseline ?? null,
    };
    units.set(rate.unit.code, row);
  }
  const provinces =
    session.unit === COUNTRY
      ? (
          await askAs(context, Cells, {
            unit: COUNTRY,
            period,
            titles: [titles[0]?.code ?? ''],
            breakdown: true,
          })
        ).registrationRates.map(({ unit: { code: of, name, nameEn } }) => ({ code: of, name, nameEn }))
      : [];
  return {
    movements: open.map(({ code: of, name, nameEn }) => ({ code: of, name, nameEn })),
    movement,
    periods,
    period,
    unit,
    titles,
    units: [...units.values()],
    provinces,
  };
}

/** Without JavaScript: the row whose button was pressed, or every row that was changed. */
export async function action({ request, context }: ActionFunctionArgs) {
  const sent = await Sent.of(request);
  const { t } = speechOf(request);
  const place = { movement: sent.text('movement'), period: sent.text('period') };
  const header = { source: sent.text('source'), asOf: sent.text('asOf'), reason: sent.text('reason') };
  const titles = sent.all('title');
  const wanted = sent.text('row') ? [sent.text('row')] : sent.all('unit');
  const changed = wanted
    .map((unit) => ({ unit, cells: cellsOf(sent, unit, titles) }))
    .filter(({ cells }) => Object.keys(cells).length > 0);
  if (changed.length === 0) throw redirect(request.url.replace(/\.data/, ''));
  if (!header.source)
    return sent.failed([{ field: 'source', message: t('staff.tallies.noSource') }], 'tallies');
  const faults: Fault[] = [];
  let rows = 0;
  for (const { unit, cells } of changed) {
    const wrong = Object.entries(cells).flatMap(([title, pair]) =>
      Object.entries(faultsOf(pair)).map(([side, fault]) => ({
        field: cellName(unit, title, side),
        message: t(`staff.tallies.fault.${fault}`),
      })),
    );
    faults.push(...wrong);
    if (wrong.length > 0) continue;
    const answers = await saveRow(context, request, place, unit, cells, header, sent.key);
    const refused = Object.entries(answers).flatMap(([title, answer]) =>
      'reason' in answer
        ? [
            {
              field:
                answer.field === 'reason'
                  ? 'reason'
                  : cellName(
                      unit,
                      title,
                      answer.field?.startsWith('recognised') ? 'recognised' : 'registered',
                    ),
              message: answer.message,
            },
          ]
        : [],
    );
    faults.push(...refused);
    if (refused.length === 0) rows++;
  }
  if (faults.length > 0) return sent.failed(faults, 'tallies');
  throw done(request, 'tallies', { count: rows });
}

export default function TalliesPage() {
  const found = useLoaderData<typeof loader>();
  const { t, path, nameOf, period: inWords } = useSpeech();
  if (!found) return <DeskHeading title={t('staff.tallies.title')} />;
  const { movements, movement, periods, period, unit, titles, units, provinces } = found;
  const to = (change: Record<string, string>) =>
    path(
      `/desk/tallies?${new URLSearchParams({ movement: movement.code, period, unit: unit.code, ...change })}`,
    );
  return (
    <>
      <DeskHeading title={t('staff.tallies.title')} />
      <p className="lead">
        {nameOf(movement)}: {nameOf(unit)}, {inWords(period)}
      </p>
      {movements.length > 1 && (
        <Choices
          label={t('staff.tallies.movement')}
          choices={movements.map((one) => ({
            to: path(`/desk/tallies?${new URLSearchParams({ movement: one.code, unit: unit.code })}`),
            name: nameOf(one),
            chosen: one.code === movement.code,
          }))}
        />
      )}
      <PeriodChoices periods={periods} period={period} to={(one) => to({ period: one })} />
      {provinces.length > 0 && (
        <details className="panel" open={unit.level === 'COUNTRY'}>
          <summary>{t('staff.tallies.province')}</summary>
          <ul className="found">
            {provinces.map((one) => (
              <li key={one.code}>
                <a href={to({ unit: one.code })}>{nameOf(one)}</a>
              </li>
            ))}
          </ul>
        </details>
      )}
      {units.length > 0 && <Exports file="rates" query={{ unit: unit.code, period, breakdown: 'true' }} />}
      {units.length > 0 && (
        <TallyGrid
          key={`${movement.code}/${period}/${unit.code}`}
          movement={movement.code}
          period={period}
          place={unit.code}
          titles={titles}
          units={units}
        />
      )}
    </>
  );
}
