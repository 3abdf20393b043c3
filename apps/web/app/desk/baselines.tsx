import { data, useLoaderData, type LoaderFunctionArgs } from 'react-router';
import { PeriodChoices, TitleChoices } from '../components.js';
import { sessionContext } from '../context.js';
import { Place } from '../documents/places.js';
import { byTitle } from '../figures.js';
import { ask } from '../gateway.server.js';
import { useSpeech } from '../words.js';
import { Targets } from './baselines.server.js';
import { askAs } from './change.server.js';
import { Cells, Titles } from './documents.js';
import { Area, Choice, ClosedReason, DeskForm, DeskHeading, Hidden, Text, Tick, useFailure } from './form.js';
import { periodsOf } from './periods.js';
import { formatCell } from './tallies/cells.js';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const asked = new URL(request.url).searchParams;
  const session = context.get(sessionContext);
  const code = asked.get('unit') || session.unit;
  const [{ unit }, { titles: all }] = await Promise.all([
    ask(context, Place, { code }),
    askAs(context, Titles, {}),
  ]);
  if (!unit) throw data({ code: 'NOT_FOUND' }, { status: 404 });
  const titles = byTitle(all.map((title) => ({ ...title, title }))).map(({ title }) => title);
  const title = titles.find((one) => one.code === asked.get('title')) ?? titles[0];
  const periods = title ? periodsOf({}, [title.periodKind], new Date().toISOString().slice(0, 10)) : [];
  const period = periods.find((one) => one === asked.get('period')) ?? periods[0];
  if (!title || !period) throw data({ code: 'NOT_FOUND' }, { status: 404 });
  const cells = (breakdown: boolean) =>
    askAs(context, Cells, { unit: code, period, titles: [title.code], breakdown });
  const [own, below, { targets }] = await Promise.all([
    cells(false),
    unit.level === 'COMMUNE' ? null : cells(true),
    askAs(context, Targets, { unit: code, period }),
  ]);
  const rates = [...own.registrationRates, ...(below?.registrationRates ?? [])];
  return {
    titles,
    title,
    periods,
    period,
    unit,
    rows: rates.map((rate) => ({ ...rate.unit, version: rate.version, baseline: rate.baseline })),
    targets: targets.nodes,
    mayWrite: session.role !== 'auditor',
    maySetTargets: ['department-staff', 'administrator'].includes(session.role),
  };
}

export { action } from './baselines.server.js';

export default function BaselinesPage() {
  const { titles, title, periods, period, unit, rows, targets, mayWrite, maySetTargets } =
    useLoaderData<typeof loader>();
  const { t, path, nameOf, period: inWords, quantity, date, percent, countedIn, sourceOf } = useSpeech();
  const failure = useFailure('baselines');
  const to = (changed: Record<string, string>) =>
    path(
      `/desk/baselines?${new URLSearchParams({ title: title.code, period, unit: unit.code, ...changed })}`,
    );
  const cell = (
    <>
      <Hidden name="unit" value={unit.code} />
      <Hidden name="title" value={title.code} />
      <Hidden name="period" value={period} />
    </>
  );
  return (
    <>
      <DeskHeading title={t('staff.baselines.title')} />
      <p className="lead">
        {t('staff.baselines.lead', {
          title: nameOf(title),
          counts: countedIn(title),
          unit: nameOf(unit),
          period: inWords(period),
        })}
      </p>
      <TitleChoices titles={titles} title={title} to={(one) => to({ title: one, period: '' })} />
      <PeriodChoices periods={periods} period={period} to={(one) => to({ period: one })} />
      <DeskForm
        intent="baselines"
        submit={mayWrite ? t('staff.baselines.record') : undefined}
        className="desk-form wide"
      >
        {cell}
        {mayWrite && (
          <div className="fields">
            <Text name="asOf" label={t('staff.baselines.asOf')} type="date" />
            <Text
              name="sourceDocument"
              label={t('staff.baselines.source')}
              hint={t('staff.baselines.sourceHint')}
            />
            <Choice
              name="origin"
              label={t('staff.baselines.origin')}
              initial="PUBLISHED"
              options={(['PUBLISHED', 'DERIVED'] as const).map((value) => ({
                value,
                label: t(`origin.${value}`),
              }))}
            />
            <Tick name="final" label={t('staff.baselines.final')} />
            <ClosedReason />
          </div>
        )}
        <h2 id="values">{t('staff.baselines.values')}</h2>
        <div className="scroll" role="region" aria-labelledby="values" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('rates.unit')}</th>
                <th scope="col" className="number">
                  {t('staff.baselines.now')}
                </th>
                {mayWrite && <th scope="col">{t('staff.baselines.new')}</th>}
                <th scope="col">{t('rates.source')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => {
                const name = `value/${row.code}`;
                const error = failure?.faults.find(({ field }) => field === name)?.message;
                return (
                  <tr key={row.code}>
                    <th scope="row">
                      {nameOf(row)}
                      <Hidden name="code" value={row.code} />
                      <Hidden name="name" value={row.name} />
                      <Hidden name={`version/${row.code}`} value={row.version} />
                    </th>
                    <td className="number">{row.baseline ? quantity(row.baseline) : '–'}</td>
                    {mayWrite && (
                      <td>
                        <input
                          id={`baselines-${name}`}
                          name={name}
                          inputMode="numeric"
                          autoComplete="off"
                          defaultValue={failure?.values[name]?.[0] ?? ''}
                          aria-label={`${t('staff.baselines.new')}: ${nameOf(row)}`}
                          aria-invalid={error ? true : undefined}
                          aria-describedby={error ? `baselines-${name}-error` : undefined}
                          placeholder={row.baseline ? formatCell(row.baseline) : undefined}
                        />
                        {error && (
                          <span className="fault" id={`baselines-${name}-error`}>
                            {error}
                          </span>
                        )}
                      </td>
                    )}
                    <td className="hint">
                      {row.baseline &&
                        `${sourceOf(row.baseline)} (${date(row.baseline.asOf)}; ${t(`origin.${row.baseline.origin}`)})`}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
        {mayWrite && (
          <Area
            name="rows"
            label={t('staff.baselines.paste')}
            hint={t('staff.baselines.pasteHint')}
            rows={4}
          />
        )}
      </DeskForm>

      <h2 id="targets">{t('staff.baselines.targets')}</h2>
      {targets.length === 0 && <p className="empty">{t('staff.baselines.noTargets')}</p>}
      <ul>
        {targets.map((one) => (
          <li key={one.title.code + one.of}>
            {nameOf(one.title)}: {percent(one.percent)} {t(`kind.${one.of}`)} ({one.source})
          </li>
        ))}
      </ul>
      {maySetTargets && (
        <DeskForm intent="target" submit={t('staff.baselines.setTarget')}>
          {cell}
          <Hidden name="version" value={rows[0]?.version ?? 0} />
          <div className="fields">
            <Choice
              name="targets.0.of"
              label={t('staff.baselines.targetOf')}
              initial="RECOGNISED"
              options={(['RECOGNISED', 'REGISTERED'] as const).map((value) => ({
                value,
                label: t(`kind.${value}`),
              }))}
            />
            <Text name="targets.0.percent" label={t('staff.baselines.percent')} inputMode="decimal" />
            <Text name="source" label={t('staff.baselines.source')} />
          </div>
        </DeskForm>
      )}
    </>
  );
}
