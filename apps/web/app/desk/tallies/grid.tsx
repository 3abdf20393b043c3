import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useSpeech } from '../../words.js';
import { Hidden, useFailure, useFrame } from '../form.js';
import { TallyBook } from './book.js';
import { blockOf, cellName, sides } from './cells.js';
import { HeaderFields, Progress } from './grid-header.js';
import { GridRow, type Title, type UnitRow } from './grid-row.js';
import type { Batch, RowAnswer } from './row-state.js';

interface Grid {
  movement: string;
  period: string;
  /** Code of the unit whose rows these are. */
  place: string;
  titles: Title[];
  units: UnitRow[];
}

/** How long one row may take before it counts as not answered. */
const DEADLINE_MS = 20_000;

const never = () => () => undefined;

/** Sends one row; whatever is no clear answer of ours leaves it waiting. */
async function sendRow(
  address: string,
  form: Record<string, string>,
  unit: string,
  batch: Batch,
): Promise<RowAnswer> {
  const body = new URLSearchParams({ ...form, ...batch.header, unit, key: batch.key });
  for (const [title, cell] of Object.entries(batch.cells))
    for (const part of ['registered', 'recognised', 'version'] as const)
      body.set(cellName(unit, title, part), String(cell[part]));
  const response = await fetch(address, {
    method: 'POST',
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  if (response.type === 'opaqueredirect' || response.status === 403) return 'signed out';
  const isAnswer = response.ok && response.headers.get('content-type')?.includes('json');
  return isAnswer ? ((await response.json()) as RowAnswer) : 'away';
}

/** All communes of a place and the titles of a movement, typed as in a spreadsheet; without JavaScript a plain form. */
export function TallyGrid({ movement, period, place, titles, units }: Grid) {
  const { t, path, nameOf } = useSpeech();
  const { formToken, key, name, unit: own } = useFrame();
  const failure = useFailure('tallies');
  const address = path('/desk/tallies/row');
  const [book] = useState(
    () =>
      new TallyBook(
        `tallies/${own}/${name}/${movement}/${period}`,
        Object.fromEntries(units.map(({ code, cells }) => [code, cells])),
        (unit, batch) => sendRow(address, { formToken, movement, period }, unit, batch),
      ),
  );
  const isLive = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const [cut, setCut] = useState(0);
  const table = useRef<HTMLTableElement>(null);
  useEffect(() => {
    book.restore(localStorage);
    const again = () => book.flush();
    window.addEventListener('online', again);
    return () => {
      window.removeEventListener('online', again);
      book.stop();
    };
  }, [book]);
  const columns = useMemo(
    () => titles.flatMap(({ code }) => sides.map((side) => ({ title: code, side }))),
    [titles],
  );

  const cellAt = (row: number, column: number) =>
    table.current?.querySelector<HTMLInputElement>(`[data-row="${row}"][data-column="${column}"]`) ?? null;
  /** The next cell that can be typed into, in the direction; false where there is none. */
  const move = (row: number, column: number, down: number, right: number): boolean => {
    let [r, c] = [row + down, column + right];
    for (; r >= 0 && r < units.length && c >= 0 && c < columns.length; r += down, c += right) {
      const cell = cellAt(r, c);
      if (!cell) continue;
      cell.focus();
      cell.select();
      return true;
    }
    return false;
  };

  function onKeyDown(event: React.KeyboardEvent<HTMLTableElement>) {
    const cell = event.target;
    if (!(cell instanceof HTMLInputElement) || cell.dataset.row === undefined) return;
    const [row, column] = [Number(cell.dataset.row), Number(cell.dataset.column)];
    const { selectionStart: start, selectionEnd: end, value } = cell;
    const whole = start === 0 && end === value.length;
    const { key: pressed, shiftKey, ctrlKey, metaKey, altKey } = event;
    if (altKey) return;
    const unit = units[row]?.code ?? '';
    if ((ctrlKey || metaKey) && pressed.toLowerCase() === 's') {
      event.preventDefault();
      return book.save(unit, true);
    }
    if (ctrlKey || metaKey) {
      if (pressed === 'Home' && move(-1, -1, 1, 1)) event.preventDefault();
      return;
    }
    if (pressed === 'Enter') {
      event.preventDefault();
      if (!move(row, column, shiftKey ? -1 : 1, 0)) book.save(unit);
      return;
    }
    if (pressed === 'Escape') {
      const at = columns[column];
      if (at) book.revert(unit, at.title, at.side);
      return;
    }
    if (shiftKey) return;
    const moved =
      pressed === 'ArrowDown'
        ? move(row, column, 1, 0)
        : pressed === 'ArrowUp'
          ? move(row, column, -1, 0)
          : pressed === 'ArrowRight' && (whole || end === value.length)
            ? move(row, column, 0, 1)
            : pressed === 'ArrowLeft' && (whole || start === 0)
              ? move(row, column, 0, -1)
              : false;
    if (moved || pressed === 'ArrowDown' || pressed === 'ArrowUp') event.preventDefault();
  }

  function onPaste(event: React.ClipboardEvent<HTMLTableElement>) {
    const cell = event.target;
    const text = event.clipboardData.getData('text/plain');
    if (!(cell instanceof HTMLInputElement) || cell.dataset.row === undefined || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    const [row, column] = [Number(cell.dataset.row), Number(cell.dataset.column)];
    let left = 0;
    const touched = new Set<string>();
    blockOf(text).forEach((line, down) =>
      line.forEach((value, right) => {
        const [unit, at] = [units[row + down], columns[column + right]];
        if (!unit || !at || unit.cells[at.title]?.roster) {
          left += value.trim() ? 1 : 0;
          return;
        }
        book.type(unit.code, at.title, at.side, value.trim());
        touched.add(unit.code);
      }),
    );
    setCut(left);
    for (const unit of touched) book.save(unit);
  }

  /** Who leaves a row has finished it. */
  function onBlur(event: React.FocusEvent<HTMLTableElement>) {
    const row = event.target.closest('tr');
    const next = event.relatedTarget instanceof Element ? event.relatedTarget.closest('tr') : null;
    if (row?.dataset.unit && row !== next) book.save(row.dataset.unit);
  }

  return (
    <form
      method="post"
      className="desk-form wide"
      onSubmit={(event) => {
        event.preventDefault();
        const button = event.nativeEvent.submitter;
        const unit = button instanceof HTMLButtonElement ? button.value : '';
        if (unit) book.save(unit, true);
        else book.saveAll();
      }}
    >
      <Hidden name="formToken" value={formToken} />
      <Hidden name="intent" value="tallies" />
      <Hidden name="key" value={failure?.key ?? key} />
      <Hidden name="movement" value={movement} />
      <Hidden name="period" value={period} />
      <Hidden name="place" value={place} />
      {titles.map(({ code }) => (
        <Hidden key={code} name="title" value={code} />
      ))}
      <HeaderFields book={book} isLive={isLive} />
      <p id="grid-help" className="hint">
        {t('staff.tallies.help')}
      </p>
      <Progress book={book} isLive={isLive} cut={cut} total={units.length} />
      <div className="grid-scroll" role="region" aria-label={t('staff.tallies.grid')} tabIndex={0}>
        <table ref={table} className="grid" onKeyDown={onKeyDown} onPaste={onPaste} onBlur={onBlur}>
          <caption className="hidden">{t('staff.tallies.grid')}</caption>
          <thead>
            <tr>
              <th scope="col" rowSpan={2}>
                {t('rates.unit')}
              </th>
              {titles.map((title) => (
                <th key={title.code} scope="colgroup" colSpan={2} className="pair-start">
                  {nameOf(title)}
                </th>
              ))}
              <th scope="col" rowSpan={2}>
                {t('staff.tallies.state')}
              </th>
            </tr>
            <tr>
              {columns.map(({ title, side }) => (
                <th
                  key={title + side}
                  scope="col"
                  className={side === 'registered' ? 'pair-start' : undefined}
                >
                  {t(`staff.tallies.${side}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {units.map((unit, at) => (
              <GridRow key={unit.code} book={book} unit={unit} at={at} titles={titles} isLive={isLive} />
            ))}
          </tbody>
        </table>
      </div>
      <p className="buttons">
        <button>{t('staff.tallies.saveAll')}</button>
      </p>
    </form>
  );
}
