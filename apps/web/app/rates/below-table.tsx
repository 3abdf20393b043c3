import type { RateRow } from '../documents/rates.js';
import {
  gapOf,
  rateOf,
  reportedUnits,
  statedOf,
  type Change,
  type RateKind,
  type SortKey,
} from '../figures.js';
import { useSpeech } from '../words.js';

const columns = [
  ['name', 'unit'],
  ['registered', 'registered'],
  ['registeredRate', 'registeredRate'],
  ['recognised', 'recognised'],
  ['recognisedRate', 'recognisedRate'],
  ['baseline', 'baseline'],
  ['reported', 'reportedColumn'],
] as const;

/** The units below, sorted by the address: without a script, a heading is a link to the same page in another order. */
export function BelowTable(props: {
  caption: string;
  rows: RateRow[];
  sort: { key: SortKey; descending: boolean };
  change: Change;
}) {
  const { t, path, nameOf, quantity, number } = useSpeech();
  const { caption, rows, sort, change } = props;
  return (
    <>
      {rows.every((row) => row.basis === null) && <p className="hint">{t('rates.belowNone')}</p>}
      <div className="scroll" role="group" aria-label={caption} tabIndex={0}>
        <table>
          <caption>
            {caption} <span className="hint">{t('rates.sortHint')}</span>
          </caption>
          <thead>
            <tr>
              {columns.map(([key, words]) => {
                const isSorted = sort.key === key;
                const descending = isSorted ? !sort.descending : key !== 'name';
                return (
                  <th
                    key={key}
                    scope="col"
                    className={key === 'name' ? undefined : 'number'}
                    aria-sort={isSorted ? (sort.descending ? 'descending' : 'ascending') : undefined}
                  >
                    <a href={`${change({ sort: key, order: descending ? 'desc' : 'asc' })}#below`}>
                      <span className="hidden">{t('rates.sortBy', { column: '' })}</span>
                      {t(`rates.${words}`)}
                      <span aria-hidden="true">{isSorted ? (sort.descending ? ' ↓' : ' ↑') : ''}</span>
                    </a>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => {
              return (
                <tr key={row.unit.code}>
                  <th scope="row">
                    <a href={path(`/rates/${row.unit.code}?${new URLSearchParams({ period: row.period })}`)}>
                      {nameOf(row.unit)}
                    </a>
                  </th>
                  <td className="number">{row.registered ? quantity(row.registered) : '–'}</td>
                  <td className="number">
                    <Percent row={row} of="REGISTERED" />
                  </td>
                  <td className="number">{row.recognised ? quantity(row.recognised) : '–'}</td>
                  <td className="number">
                    <Percent row={row} of="RECOGNISED" />
                  </td>
                  <td className="number">
                    {row.baseline ? quantity(row.baseline) : '–'}
                    {row.baseline?.origin === 'DERIVED' && <em className="mark">{t('rates.derived')}</em>}
                  </td>
                  <td className="number">
                    {t('rates.reportedShort', {
                      reported: number(reportedUnits(row)),
                      total: number(row.totalUnits),
                    })}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** A percentage, or in words why there is none, with what the source printed, marked as such. */
export function Percent({ row, of }: { row: RateRow; of: RateKind }) {
  const { t, percent, printed } = useSpeech();
  const computed = rateOf(row, of).percent;
  if (computed !== null && computed !== undefined) return <>{percent(computed)}</>;
  const stated = statedOf(row, of);
  return (
    <>
      {stated && (
        <>
          {printed(stated.percent)}
          <em className="mark">{t('chart.statedKey')}</em>{' '}
        </>
      )}
      <span className="gap">{t(`gap.${gapOf(row, of)}`)}</span>
    </>
  );
}
