import { memo, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { Field } from '../../components.js';
import { useSpeech } from '../../words.js';
import { Hidden, useFailure, useFrame } from '../form.js';
import { TallyBook, changedTitles, type Batch, type Known, type Row, type RowAnswer } from './book.js';
import { blockOf, cellName, isAbove, sides } from './cells.js';

interface Title {
  code: string;
  name: string;
  nameEn?: string | null;
}
interface UnitRow {
  code: string;
  name: string;
  nameEn?: string | null;
  cells: Record<string, Known>;
}
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

function HeaderFields({ book, isLive }: { book: TallyBook; isLive: boolean }) {
  const { t } = useSpeech();
  const failure = useFailure('tallies');
  const header = useSyncExternalStore(
    book.subscribe,
    () => book.header,
    () => book.header,
  );
  const isMissing = useSyncExternalStore(
    book.subscribe,
    () => book.summary().includes('noSource') && !book.header.source.trim(),
    () => false,
  );
  const error =
    failure?.faults.find(({ field }) => field === 'source')?.message ??
    (isMissing ? t('staff.tallies.noSource') : undefined);
  const asked = useSyncExternalStore(book.subscribe, book.reasonAsked, () => undefined);
  const reasonError = failure?.faults.find(({ field }) => field === 'reason')?.message ?? asked;
  const field = (name: 'source' | 'asOf' | 'reason') => ({
    value: isLive ? header[name] : (failure?.values[name]?.[0] ?? ''),
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => book.setHeader({ [name]: event.target.value }),
  });
  return (
    <div className="fields">
      <Field
        id="tallies-source"
        label={t('staff.tallies.source')}
        hint={t('staff.tallies.sourceHint')}
        error={error}
      >
        {(control) => <input {...control} name="source" autoComplete="off" {...field('source')} />}
      </Field>
      <Field id="tallies-asOf" label={`${t('staff.tallies.asOf')} ${t('staff.form.optional')}`}>
        {(control) => <input {...control} name="asOf" type="date" {...field('asOf')} />}
      </Field>
      <Field
        id="tallies-reason"
        label={`${t('staff.tallies.reason')} ${t('staff.form.optional')}`}
        hint={t('staff.tallies.reasonHint')}
        error={reasonError}
      >
        {(control) => <input {...control} name="reason" autoComplete="off" {...field('reason')} />}
      </Field>
    </div>
  );
}

/** What is done, left and failed, as it changes. */
function Progress({
  book,
  isLive,
  cut,
  total,
}: {
  book: TallyBook;
  isLive: boolean;
  cut: number;
  total: number;
}) {
  const { t } = useSpeech();
  const summary = useSyncExternalStore(book.subscribe, book.summary, () => '{}');
  const counts = JSON.parse(summary) as Partial<Record<Row['status'], number>> & { unkept?: boolean };
  const waiting = (counts.waiting ?? 0) + (counts.sending ?? 0);
  const said = [
    counts.saved && t('staff.tallies.count.saved', { count: counts.saved }),
    counts.typed && t('staff.tallies.count.typed', { count: counts.typed }),
    waiting > 0 && t('staff.tallies.count.waiting', { count: waiting }),
    counts.refused && t('staff.tallies.count.refused', { count: counts.refused }),
    counts.noSource && t('staff.tallies.count.noSource', { count: counts.noSource }),
    cut > 0 && t('staff.tallies.cut', { count: cut }),
  ].filter(Boolean);
  return (
    <div className={`progress${counts.waiting ? ' offline' : ''}`}>
      <p role="status" data-live={isLive}>
        {said.join(' · ') || t('staff.tallies.count.rows', { count: total })}
        {(counts.waiting ?? 0) > 0 && ` – ${t('staff.tallies.offline')}`}
      </p>
      {(counts.signedOut ?? 0) > 0 && (
        <p className="fault">
          {t('staff.tallies.signedOut')} <a href="">{t('staff.tallies.reload')}</a>
        </p>
      )}
      {counts.unkept && <p className="fault">{t('staff.tallies.unkept')}</p>}
    </div>
  );
}

const GridRow = memo(function GridRow({
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
