import type { ReactNode } from 'react';
import type { Drawing } from './charts.server.js';
import { useSpeech } from './words.js';

/** Heading and title of a page, with the way back up. `isHome`: its title names the site already. */
export function Heading({
  title,
  trail = [],
  isHome = false,
}: {
  title: string;
  trail?: { to: string; name: string }[];
  isHome?: boolean;
}) {
  const { t } = useSpeech();
  return (
    <>
      <title>{isHome ? title : `${title} – ${t('site.name')}`}</title>
      {trail.length > 0 && (
        <nav className="trail" aria-label={t('rates.unit')}>
          <ol>
            {trail.map(({ to, name }) => (
              <li key={to}>
                <a href={to}>{name}</a>
              </li>
            ))}
          </ol>
        </nav>
      )}
      <h1>{title}</h1>
    </>
  );
}

/** Links of which one is chosen, such as periods. */
export function Choices({
  label,
  choices,
}: {
  label: string;
  choices: { to: string; name: string; chosen: boolean }[];
}) {
  return (
    <nav className="choices" aria-label={label}>
      <span aria-hidden="true">{label}</span>
      <ul>
        {choices.map(({ to, name, chosen }) => (
          <li key={to}>
            <a href={to} aria-current={chosen ? 'true' : undefined}>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** `to` is the address of this page for another period. */
export function PeriodChoices({
  periods,
  period,
  to,
}: {
  periods: string[];
  period: string | null;
  to: (period: string) => string;
}) {
  const { t, period: inWords } = useSpeech();
  const choices = periods.map((one) => ({ to: to(one), name: inWords(one), chosen: one === period }));
  return <Choices label={t('period.switch')} choices={choices} />;
}

/** `to` is the address of this page for the title of a code. */
export function TitleChoices({
  titles,
  title,
  to,
}: {
  titles: { code: string; name: string; nameEn: string | null }[];
  title: { code: string } | null;
  to: (code: string) => string;
}) {
  const { t, nameOf } = useSpeech();
  const choices = titles.map((one) => ({
    to: to(one.code),
    name: nameOf(one),
    chosen: one.code === title?.code,
  }));
  return <Choices label={t('rates.chooseTitle')} choices={choices} />;
}

/** A drawing of the server with its key; its words are for those who do not see it. */
export function Bars({ drawing }: { drawing: Drawing }) {
  const { t } = useSpeech();
  return (
    <figure className="bars">
      <ul className="key" aria-label={t('chart.legend')}>
        <li>{t('chart.registered')}</li>
        <li className="recognised">{t('chart.recognised')}</li>
        <li className="stated">{t('chart.statedKey')}</li>
        <li className="target">{t('chart.targetKey')}</li>
      </ul>
      <p className="hidden">{drawing.words}</p>
      <div className="narrow" dangerouslySetInnerHTML={{ __html: drawing.narrow }} />
      <div className="wide" dangerouslySetInnerHTML={{ __html: drawing.wide }} />
      <figcaption>{t('chart.note')}</figcaption>
    </figure>
  );
}

export interface FormError {
  /** Id of the field. */
  field: string;
  message: string;
}

/** What is wrong, on top of the page and each with the way to its field. */
export function ErrorSummary({ errors }: { errors: FormError[] }) {
  const { t } = useSpeech();
  if (errors.length === 0) return null;
  return (
    <div className="error-summary" role="alert" tabIndex={-1} aria-labelledby="error-summary">
      <h2 id="error-summary">{t('error.summary')}</h2>
      <ul>
        {errors.map(({ field, message }) => (
          <li key={field + message}>
            <a href={`#${field}`}>{message}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A label, its hint, its error and the control that they are about; `children` takes what ties them together. */
export function Field({
  id,
  label,
  hint,
  error,
  children,
}: {
  id: string;
  label: string;
  hint?: string;
  error?: string;
  children: (control: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }) => ReactNode;
}) {
  const { t } = useSpeech();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className={error ? 'field at-fault' : 'field'}>
      <label htmlFor={id}>{label}</label>
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p className="error" id={`${id}-error`}>
          <span className="hidden">{t('error.prefix')} </span>
          {error}
        </p>
      )}
      {children({
        id,
        ...(described && { 'aria-describedby': described }),
        ...(error && { 'aria-invalid': true as const }),
      })}
    </div>
  );
}

/** A list as files, for staff: who is not signed in signs in first. `file`: its name among the gateway's exports. */
export function Exports({
  file,
  query = {},
  formats = ['xlsx', 'csv'],
}: {
  file: string;
  query?: Record<string, string>;
  formats?: readonly ('xlsx' | 'csv' | 'pdf')[];
}) {
  const { t, path } = useSpeech();
  const search = new URLSearchParams(query);
  return (
    <p className="exports">
      {t('exports.label')}{' '}
      {formats.map((format) => (
        <a key={format} href={path(`/desk/exports/${file}.${format}${search.size > 0 ? `?${search}` : ''}`)}>
          {t(`exports.${format}`)}
        </a>
      ))}
    </p>
  );
}
