import type { ReactNode } from 'react';
import { useSpeech, type Speech } from '../../words.js';

/** Figures of titles or of units, and which report of them is approved. `first` heads what the rows are of. */
export function FiguresTable(props: { labelledBy: string; first: string; children: ReactNode }) {
  const { t } = useSpeech();
  return (
    <div className="scroll" role="region" aria-labelledby={props.labelledBy} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{props.first}</th>
            {(['registered', 'registeredRate', 'recognised', 'recognisedRate'] as const).map((column) => (
              <th key={column} scope="col" className="number">
                {t(`rates.${column}`)}
              </th>
            ))}
            <th scope="col">{t('staff.reports.state')}</th>
          </tr>
        </thead>
        <tbody>{props.children}</tbody>
      </table>
    </div>
  );
}

type Quantity = Parameters<Speech['quantity']>[0] | null | undefined;

export function FiguresRow(props: {
  to: string;
  name: string;
  registered: Quantity;
  registeredRate: ReactNode;
  recognised: Quantity;
  recognisedRate: ReactNode;
  approved: { version: number; approvedAt: string } | null;
}) {
  const { t, quantity, instant } = useSpeech();
  const { to, name, registered, registeredRate, recognised, recognisedRate, approved } = props;
  return (
    <tr>
      <th scope="row">
        <a href={to}>{name}</a>
      </th>
      <td className="number">{registered ? quantity(registered) : '–'}</td>
      <td className="number">{registeredRate}</td>
      <td className="number">{recognised ? quantity(recognised) : '–'}</td>
      <td className="number">{recognisedRate}</td>
      <td>
        {approved
          ? t('staff.reports.version', { version: approved.version, at: instant(approved.approvedAt) })
          : t('staff.reports.notYet')}
      </td>
    </tr>
  );
}
