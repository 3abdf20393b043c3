import type { ResultOf } from 'gql.tada';
import type { ReactNode } from 'react';
import { useSpeech } from '../../words.js';
import { DecisionFields } from '../decision-fields.js';
import { ClosedReason, DeskForm, Text, useFailure } from '../form.js';
import type { Roster } from './register.server.js';

/** A page of the roster; who may write ticks lines and says below what becomes of them. */
export function RosterList({
  found: { roster, unit, search, status, isLater, mayWrite },
  cell,
  to,
}: {
  found: {
    roster: ResultOf<typeof Roster>['roster'];
    unit: { code: string };
    search: string;
    status: string | null;
    isLater: boolean;
    mayWrite: boolean;
  };
  /** Fields that say which roster it is. */
  cell: ReactNode;
  /** The address of this page with something changed. */
  to: (changed: Record<string, string>) => string;
}) {
  const { t } = useSpeech();
  const selected = useFailure('selected');
  const acted = selected?.values.act?.[0];
  return (
    <DeskForm intent="selected" className="desk-form wide">
      {cell}
      <h2 id="list">{t('staff.roster.list', { count: roster.totalCount })}</h2>
      {roster.nodes.length === 0 && <p className="empty">{t('staff.roster.none')}</p>}
      {roster.nodes.length > 0 && (
        <div className="scroll" role="region" aria-labelledby="list" tabIndex={0}>
          <table>
            <thead>
              <tr>
                {mayWrite && <th scope="col">{t('staff.form.pick')}</th>}
                <th scope="col">{t('staff.roster.name')}</th>
                <th scope="col">{t('staff.roster.key')}</th>
                <th scope="col">{t('staff.roster.status')}</th>
                <th scope="col">{t('staff.roster.note')}</th>
              </tr>
            </thead>
            <tbody>
              {roster.nodes.map((one) => (
                <tr key={one.id}>
                  {mayWrite && (
                    <td className="number">
                      {one.status !== 'WITHDRAWN' && (
                        <input
                          type="checkbox"
                          name="id"
                          value={one.id}
                          defaultChecked={selected?.values.id?.includes(one.id)}
                          aria-label={t('staff.form.pickThis', { name: one.name })}
                        />
                      )}
                    </td>
                  )}
                  <th scope="row">{one.name}</th>
                  <td>{one.key ?? t('staff.roster.secret')}</td>
                  <td>{t(`staff.roster.statusOf.${one.status}`)}</td>
                  <td className="hint">
                    {[one.decisionNumber, one.byRecognition && t('staff.roster.byRecognition'), one.reason]
                      .filter(Boolean)
                      .join(' · ')}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className="onwards">
        {isLater && <a href={to({ search, status: status ?? '' })}>{t('honours.first')}</a>}
        {roster.pageInfo.hasNextPage && (
          <a href={to({ search, status: status ?? '', after: roster.pageInfo.endCursor ?? '' })}>
            {t('units.more')}
          </a>
        )}
      </p>
      {mayWrite && roster.nodes.length > 0 && (
        <div id="selected-act" tabIndex={-1}>
          <details className="panel" open={acted === 'recognise'}>
            <summary>{t('staff.roster.recognise')}</summary>
            <DecisionFields issuer={unit.code} authority="COMMUNE_CHAIR" />
            <ClosedReason />
            <button name="act" value="recognise">
              {t('staff.roster.recogniseSelected')}
            </button>
          </details>
          <details className="panel" open={acted === 'withdraw' || acted === 'revoke'}>
            <summary>{t('staff.roster.withdraw')}</summary>
            <Text name="reason" label={t('staff.form.reason')} />
            <p className="buttons">
              <button name="act" value="withdraw" className="danger">
                {t('staff.roster.withdrawSelected')}
              </button>
              <button name="act" value="revoke" className="danger">
                {t('staff.roster.revokeSelected')}
              </button>
            </p>
          </details>
        </div>
      )}
    </DeskForm>
  );
}
