import { memo, useSyncExternalStore } from 'react';
import { useSpeech } from '../../words.js';
import { Hidden, useFailure } from '../form.js';
import type { TallyBook } from './book.js';
import { cellName, isAbove, sides } from './cells.js';
import { changedTitles, type Known } from './row-state.js';

export interface Title {
  code: string;
  name: string;
  nameEn?: string | null;
}
export interface UnitRow {
  code: string;
  name: string;
  nameEn?: string | null;
  cells: Record<string, Known>;
}
/** A row of the grid: only the row that changes is drawn again. */
export const GridRow = memo(function GridRow({
  book,
  unit,
  at,
  titles,
  isLive,
}: {
  book: TallyBook;
  unit: UnitRow;
  at: number;
  titles: Title[];
  isLive: boolean;
}) {
  const { t, nameOf, number } = useSpeech();
  const failure = useFailure('tallies');
  const row = useSyncExternalStore(
    book.subscribe,
    () => book.row(unit.code),
    () => book.row(unit.code),
  );
  const changed = changedTitles(row);
  const canBeSaved = changed.length > 0 && row.status !== 'sending';
  return (
    <tr id={`row-${unit.code}`} data-unit={unit.code} data-status={row.status}>
      <th scope="row">
        {nameOf(unit)}
        <Hidden name="unit" value={unit.code} />
      </th>
      {titles.map((title, place) =>
        sides.map((side, n) => {
          const known = row.known[title.code];
          const className = n === 0 ? 'pair-start' : undefined;
          if (!known || known.roster)
            return (
              <td key={title.code + side} className={className}>
                <span className="number">{known?.[side]}</span>{' '}
                <span className="note">{t('staff.tallies.roster')}</span>
              </td>
            );
          const name = cellName(unit.code, title.code, side);
          const fault = row.faults[`${title.code}.${side}`];
          const told = failure?.faults.find(({ field }) => field === name)?.message;
          const words = fault
            ? typeof fault === 'string'
              ? t(`staff.tallies.fault.${fault}`)
              : fault.words
            : isLive
              ? undefined
              : told;
          const text = row.typed[title.code]?.[side] ?? '';
          const above = isAbove(text, known.baseline);
          const id = `tallies-${name}`;
          return (
            <td key={title.code + side} className={className}>
              <input
                id={id}
                name={name}
                inputMode="numeric"
                autoComplete="off"
                aria-label={`${nameOf(unit)}, ${nameOf(title)}, ${t(`staff.tallies.${side}`)}`}
                aria-describedby={words ? `${id}-error` : above ? `${id}-note` : undefined}
                aria-invalid={words ? true : undefined}
                data-row={at}
                data-column={place * 2 + n}
                className={isLive && changed.includes(title.code) ? 'changed' : undefined}
                value={isLive ? text : (failure?.values[name]?.[0] ?? text)}
                onChange={(event) => book.type(unit.code, title.code, side, event.target.value)}
              />
              {words && (
                <span className="error" id={`${id}-error`}>
                  {words}
                </span>
              )}
              {!words && above && (
                <span className="note" id={`${id}-note`}>
                  {t('staff.tallies.above', { baseline: number(known.baseline?.value ?? 0) })}
                </span>
              )}
              {n === 0 && (
                <>
                  <Hidden name={cellName(unit.code, title.code, 'version')} value={known.version} />
                  <Hidden
                    name={cellName(unit.code, title.code, 'was')}
                    value={`${known.registered}|${known.recognised}`}
                  />
                </>
              )}
            </td>
          );
        }),
      )}
      <td className="state">
        {row.status !== 'clean' && (
          <span className={row.status === 'saved' ? 'saved' : undefined}>
            {t(`staff.tallies.status.${row.status}`)}{' '}
          </span>
        )}
        {(!isLive || canBeSaved) && (
          <button
            className="quiet"
            name="row"
            value={unit.code}
            aria-label={t('staff.tallies.saveRow', { unit: nameOf(unit) })}
          >
            {t('staff.tallies.save')}
          </button>
        )}
      </td>
    </tr>
  );
});
