import { data, useLoaderData, type LoaderFunctionArgs } from 'react-router';
import type { ReactNode } from 'react';
import { Exports } from '../../components.js';
import { sessionContext } from '../../context.js';
import { Place } from '../../documents/places.js';
import { ask } from '../../gateway.server.js';
import { useSpeech } from '../../words.js';
import { askAs } from '../change.server.js';
import { DeskHeading } from '../form.js';
import { periodsOf } from '../periods.js';
import { UnitAndPeriod } from '../unit-and-period.js';
import { StatutoryTables } from './documents.js';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const asked = new URL(request.url).searchParams;
  const code = asked.get('unit')?.trim() || context.get(sessionContext).unit;
  const { unit } = await ask(context, Place, { code });
  if (!unit) throw data({ code: 'NOT_FOUND' }, { status: 404 });
  const today = new Date().toISOString().slice(0, 10);
  const periods = periodsOf({}, ['CALENDAR_YEAR', 'SCHOOL_YEAR'], today);
  const given = asked.get('period');
  const period = given && /^\d{4}(-\d{4})?$/.test(given) ? given : today.slice(0, 4);
  const tables = await askAs(context, StatutoryTables, { unit: code, period });
  return { unit, period, periods: [...new Set([...periods, period])], tables };
}

export default function StatutoryPage() {
  const { unit, period, periods, tables } = useLoaderData<typeof loader>();
  const speech = useSpeech();
  const { t, path, nameOf, number } = speech;
  const query = { unit: unit.code, period };
  const to = (change: Record<string, string>) =>
    path(`/desk/statutory?${new URLSearchParams({ ...query, ...change })}`);
  return (
    <>
      <DeskHeading title={t('staff.statutory.title')} />
      <p className="lead">
        {t('staff.statutory.lead', { unit: nameOf(unit), period: speech.period(period) })}
      </p>
      <UnitAndPeriod unit={unit} period={period} periods={periods} to={to} />
      <Table
        number="0601"
        query={query}
        isEmpty={tables.statutoryMovements.length === 0}
        columns={['scope', 'kind', 'duration', 'count', 'begun']}
      >
        {tables.statutoryMovements.map(({ scope, kind, years, duration, count, begun }) => (
          <tr key={[scope, kind, years, duration].join(' ')}>
            <th scope="row">{t(`staff.movements.scopeOf.${scope}`)}</th>
            <td>{t(`staff.movements.kindOf.${kind}`)}</td>
            <td>{duration ? t(`staff.statutory.durationOf.${duration}`) : t('staff.statutory.untold')}</td>
            <td className="number">{number(count)}</td>
            <td className="number">{number(begun)}</td>
          </tr>
        ))}
      </Table>
      {(
        [
          ['0602', tables.state],
          ['0603', tables.ministryOrProvince],
        ] as const
      ).map(([of, { rows, otherPeriods }]) => (
        <Table
          key={of}
          number={of}
          query={query}
          isEmpty={rows.length === 0}
          columns={[
            'form',
            'authority',
            'type',
            'basis',
            'collectives',
            'households',
            'individuals',
            'total',
          ]}
          note={
            otherPeriods.length > 0 && (
              <p className="warning">
                {t('staff.statutory.otherPeriods')}{' '}
                {otherPeriods.map((one) => (
                  <a key={one} href={to({ period: one })}>
                    {speech.period(one)}
                  </a>
                ))}
              </p>
            )
          }
        >
          {rows.map(({ form, authority, type, basis, collectives, households, individuals, total }) => (
            <tr key={[form, authority, type, basis].join(' ')}>
              <th scope="row">{t(`form.${form}`)}</th>
              <td>{t(`authority.${authority}`)}</td>
              <td>{type ? t(`staff.imports.typeOf.${type}`) : t('staff.statutory.untold')}</td>
              <td>{t(`honourBasis.${basis}`)}</td>
              <td className="number">{number(collectives)}</td>
              <td className="number">{number(households)}</td>
              <td className="number">{number(individuals)}</td>
              <td className="number">{number(total)}</td>
            </tr>
          ))}
        </Table>
      ))}
    </>
  );
}

type Column =
  | 'scope'
  | 'kind'
  | 'duration'
  | 'count'
  | 'begun'
  | 'form'
  | 'authority'
  | 'type'
  | 'basis'
  | 'collectives'
  | 'households'
  | 'individuals'
  | 'total';
const counted: readonly Column[] = ['count', 'begun', 'collectives', 'households', 'individuals', 'total'];

/** One of the tables with its files; nothing recorded is no reported zero, and says so. */
function Table(props: {
  number: '0601' | '0602' | '0603';
  query: { unit: string; period: string };
  isEmpty: boolean;
  columns: readonly Column[];
  note?: ReactNode;
  children: ReactNode;
}) {
  const { t } = useSpeech();
  const id = `table-${props.number}`;
  return (
    <section>
      <h2 id={id}>{t(`staff.statutory.tableOf.${props.number}`)}</h2>
      {props.note}
      {props.isEmpty ? (
        <p className="empty">{t('staff.statutory.none')}</p>
      ) : (
        <div className="scroll" role="region" aria-labelledby={id} tabIndex={0}>
          <table>
            <thead>
              <tr>
                {props.columns.map((column) => (
                  <th key={column} scope="col" className={counted.includes(column) ? 'number' : undefined}>
                    {t(`staff.statutory.columns.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>{props.children}</tbody>
          </table>
        </div>
      )}
      <Exports file={`statutory/${props.number}`} query={props.query} />
    </section>
  );
}
