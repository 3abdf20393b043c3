import { useSyncExternalStore } from 'react';
import { Field } from '../../components.js';
import { useSpeech } from '../../words.js';
import { useFailure } from '../form.js';
import type { TallyBook } from './book.js';
import type { Row } from './row-state.js';

/** What goes with every row that is saved from now on. */
export function HeaderFields({ book, isLive }: { book: TallyBook; isLive: boolean }) {
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
export function Progress({
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
