import type { ReactNode } from 'react';
import { useSpeech } from '../words.js';
import type { Failure } from './change.server.js';
import { Area, DeskForm, useFailure } from './form.js';

/** A pasted row as it was read. */
export interface ReadRow {
  line: number;
  /** What its tick is called by; where it is empty, by its line. */
  name: string;
  /** As the columns of PreviewTable. */
  cells: string[];
  /** Why it would be refused. */
  refused: string | null;
  note?: string | null;
}

/** What an action answers to rows that were pasted, before it records them: see preview.server.ts. */
export interface Preview extends Failure {
  preview: (ReadRow & { note: string | null; take: boolean })[];
}
export const isPreview = (value: unknown): value is Preview =>
  typeof value === 'object' && value !== null && 'preview' in value;

/** A panel to paste rows into; `children` say what they are of. */
export function PastePanel({ name, hint, children }: { name: string; hint: string; children?: ReactNode }) {
  const { t } = useSpeech();
  return (
    <details className="panel" open={useFailure('paste') !== null}>
      <summary>{name}</summary>
      <DeskForm intent="paste" submit={t('staff.form.preview')}>
        {children}
        <Area name="rows" label={t('staff.roster.rows')} hint={hint} />
      </DeskForm>
    </details>
  );
}

/** The rows, each to be taken or left; it stands in the form that records them. */
export function PreviewTable({
  answer: { preview, intent },
  columns,
  says,
}: {
  answer: Preview;
  columns: string[];
  says?: string;
}) {
  const { t } = useSpeech();
  const good = preview.filter(({ refused }) => refused === null).length;
  return (
    <>
      <h2 id="preview">{t('staff.form.previewOf', { count: preview.length })}</h2>
      <p>
        {t('staff.form.previewSays', { good, bad: preview.length - good })} {says}
      </p>
      <div className="scroll" role="region" aria-labelledby="preview" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('staff.form.pick')}</th>
              <th scope="col">{t('staff.form.line')}</th>
              {columns.map((column) => (
                <th scope="col" key={column}>
                  {column}
                </th>
              ))}
              <th scope="col">{t('staff.form.verdict')}</th>
            </tr>
          </thead>
          <tbody>
            {preview.map((row) => (
              <tr key={row.line} className={row.refused ? 'refused' : undefined}>
                <td className="number">
                  <input
                    key={`${row.take} ${row.refused}`}
                    type="checkbox"
                    id={`${intent}-take-${row.line}`}
                    name="take"
                    value={row.line}
                    defaultChecked={row.take}
                    aria-label={t('staff.form.pickThis', { name: row.name || String(row.line) })}
                  />
                </td>
                <td className="number">{row.line}</td>
                {row.cells.map((cell, at) => (
                  <td key={columns[at]}>{cell}</td>
                ))}
                <td className={row.refused ? 'fault' : 'hint'}>
                  {row.refused ?? row.note ?? t('staff.form.fine')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
