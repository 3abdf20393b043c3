import { useLoaderData, type LoaderFunctionArgs } from 'react-router';
import { sessionContext } from '../../context.js';
import { useSpeech } from '../../words.js';
import { askAs } from '../change.server.js';
import { Decisions } from '../documents.js';
import { DeskHeading } from '../form.js';

const statuses = ['DRAFT', 'PUBLISHED', 'DROPPED'] as const;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const asked = new URL(request.url).searchParams;
  const status = statuses.find((one) => one === asked.get('status')) ?? null;
  const number = asked.get('number')?.trim() || null;
  const { decisions } = await askAs(context, Decisions, { status, number, after: asked.get('after') });
  return { decisions, status, number, mayWrite: context.get(sessionContext).role !== 'auditor' };
}

export default function DecisionsPage() {
  const { decisions, status, number, mayWrite } = useLoaderData<typeof loader>();
  const { t, path, nameOf, date } = useSpeech();
  return (
    <>
      <DeskHeading title={t('staff.decisions.title')} />
      {mayWrite && (
        <p>
          <a className="button" href={path('/desk/decisions/new')}>
            {t('staff.decisions.record')}
          </a>
        </p>
      )}
      <form className="search" role="search">
        <div className="field">
          <label htmlFor="number">{t('staff.decision.number')}</label>
          <input id="number" name="number" defaultValue={number ?? ''} />
        </div>
        <div className="field">
          <label htmlFor="status">{t('staff.roster.status')}</label>
          <select id="status" name="status" defaultValue={status ?? ''}>
            <option value="">{t('honours.any')}</option>
            {statuses.map((one) => (
              <option key={one} value={one}>
                {t(`staff.decisions.statusOf.${one}`)}
              </option>
            ))}
          </select>
        </div>
        <button className="quiet">{t('units.search')}</button>
      </form>
      {decisions.nodes.length === 0 && <p className="empty">{t('staff.decisions.none')}</p>}
      <ul className="plain">
        {decisions.nodes.map(({ id, decision, ...one }) => (
          <li key={id}>
            <a href={path(`/desk/decisions/${id}?${new URLSearchParams({ number: decision.number })}`)}>
              {t('honours.decisionLine', { number: decision.number, date: date(decision.signedOn) })}
            </a>
            <em className="mark">{t(`staff.decisions.statusOf.${one.status}`)}</em>
            <span className="hint">
              {[
                one.form && t(`form.${one.form}`),
                one.emulationTitle && t(`emulationTitle.${one.emulationTitle}`),
                one.competition,
                t(`authority.${decision.authority}`),
                nameOf(decision.issuer),
                t('staff.decisions.count', { count: one.recipients }),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      {decisions.pageInfo.hasNextPage && (
        <p>
          <a
            href={path(
              `/desk/decisions?${new URLSearchParams({ status: status ?? '', after: decisions.pageInfo.endCursor ?? '' })}`,
            )}
          >
            {t('units.more')}
          </a>
        </p>
      )}
    </>
  );
}
