import { useLoaderData, type LoaderFunctionArgs } from 'react-router';
import { graphql, Page } from '../graphql.js';
import { useSpeech } from '../words.js';
import { askAs } from './change.server.js';
import { DeskHeading } from './form.js';

const Trail = graphql(
  `
    query Trail($service: AuditedService!, $actor: String, $action: String, $after: String) {
      auditTrail(service: $service, actor: $actor, action: $action, first: 50, after: $after) {
        nodes {
          id
          seq
          at
          actor
          role
          unit
          action
          target
          correlationId
          hash
        }
        pageInfo {
          ...Page
        }
        totalCount
      }
    }
  `,
  [Page],
);

const services = ['MOVEMENTS', 'COMPETITIONS', 'EXEMPLARS'] as const;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const asked = new URL(request.url).searchParams;
  const service = services.find((one) => one === asked.get('service')) ?? 'MOVEMENTS';
  const actor = asked.get('actor')?.trim() ?? '';
  const action = asked.get('action')?.trim() ?? '';
  const { auditTrail } = await askAs(context, Trail, {
    service,
    actor: actor || null,
    action: action || null,
    after: asked.get('after'),
  });
  return { trail: auditTrail, service, actor, action };
}

export default function TrailPage() {
  const { trail, service, actor, action } = useLoaderData<typeof loader>();
  const { t, path, number, instant } = useSpeech();
  return (
    <>
      <DeskHeading title={t('staff.trail.title')} />
      <p className="lead">{t('staff.trail.lead')}</p>
      <form className="search" role="search">
        <div className="field">
          <label htmlFor="service">{t('staff.trail.service')}</label>
          <select id="service" name="service" defaultValue={service}>
            {services.map((one) => (
              <option key={one} value={one}>
                {t(`staff.trail.serviceOf.${one}`)}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor="actor">{t('staff.trail.actor')}</label>
          <input id="actor" name="actor" defaultValue={actor} />
        </div>
        <div className="field">
          <label htmlFor="action">{t('staff.trail.action')}</label>
          <input id="action" name="action" defaultValue={action} placeholder="RegisterSubjects" />
        </div>
        <button className="quiet">{t('staff.trail.show')}</button>
      </form>
      <h2 id="entries">{t('staff.trail.count', { count: trail.totalCount })}</h2>
      {trail.nodes.length === 0 && <p className="empty">{t('staff.trail.none')}</p>}
      {trail.nodes.length > 0 && (
        <div className="scroll" role="region" aria-labelledby="entries" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col" className="number">
                  {t('honours.number')}
                </th>
                <th scope="col">{t('staff.trail.at')}</th>
                <th scope="col">{t('staff.trail.actor')}</th>
                <th scope="col">{t('staff.trail.action')}</th>
                <th scope="col">{t('staff.trail.target')}</th>
                <th scope="col">{t('staff.trail.seal')}</th>
              </tr>
            </thead>
            <tbody>
              {trail.nodes.map((entry) => (
                <tr key={entry.id}>
                  <td className="number">{number(entry.seq)}</td>
                  <td>{instant(entry.at)}</td>
                  <td>
                    {entry.actor}
                    <span className="hint">{[entry.role, entry.unit].filter(Boolean).join(', ')}</span>
                  </td>
                  <th scope="row">{entry.action}</th>
                  <td className="target">{entry.target}</td>
                  <td>
                    <code title={entry.hash}>{entry.hash.slice(0, 12)}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {trail.pageInfo.hasNextPage && (
        <p>
          <a
            href={path(
              `/desk/trail?${new URLSearchParams({ service, actor, action, after: trail.pageInfo.endCursor ?? '' })}`,
            )}
          >
            {t('units.more')}
          </a>
        </p>
      )}
    </>
  );
}
