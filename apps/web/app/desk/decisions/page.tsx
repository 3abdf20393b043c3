import { useActionData, useLoaderData, type ActionFunctionArgs, type LoaderFunctionArgs } from 'react-router';
import { sessionContext } from '../../context.js';
import { graphql } from '../../graphql.js';
import { useSpeech } from '../../words.js';
import { change, done, Sent, speechOf } from '../change.server.js';
import { AwardsTold } from '../documents.js';
import { DeskForm, DeskHeading } from '../form.js';
import { untilSeen } from '../places.server.js';
import { awardsOf, decisionAt } from './recorded.server.js';
import { Change, ConfirmForm, isConfirm } from './revoke.js';
import { revokeOrRestore } from './revoke.server.js';

const PublishCommendations = graphql(
  `
    mutation PublishCommendations($decision: DecisionRef!) {
      publishCommendations(decision: $decision) {
        ...AwardsTold
      }
    }
  `,
  [AwardsTold],
);

/** Awards of one file of the gateway: decision-files.ts. */
const AWARDS_OF_A_FILE = 50;

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const id = params.id ?? '';
  const [decision, awards] = await Promise.all([decisionAt(context, request, id), awardsOf(context, id)]);
  const { role } = context.get(sessionContext);
  return { decision, awards, mayWrite: role !== 'auditor' };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const id = params.id ?? '';
  const sent = await Sent.of(request);
  const speech = speechOf(request);
  const [{ decision }, awards] = await Promise.all([decisionAt(context, request, id), awardsOf(context, id)]);
  const ref = {
    number: decision.number,
    authority: decision.authority,
    issuer: decision.issuer.code,
    year: Number(decision.signedOn.slice(0, 4)),
  };

  if (sent.intent === 'publish') {
    const outcome = await change(context, request, PublishCommendations, { decision: ref }, sent.key);
    if ('refused' in outcome) return sent.refused(outcome.refused, speech);
    await untilSeen(async () => (await decisionAt(context, request, id)).status === 'PUBLISHED');
    throw done(request, 'awarded', { count: outcome.done.awards.length });
  }
  return revokeOrRestore({ request, context, sent, id, ref, awards });
}

export default function DecisionPage() {
  const { decision: found, awards, mayWrite } = useLoaderData<typeof loader>();
  const { id, decision, status } = found;
  const answer: unknown = useActionData();
  const { t, path, nameOf, date, period } = useSpeech();
  const confirm = isConfirm(answer) ? answer : null;
  const inForce = awards.filter((award) => award.status === 'PUBLISHED');
  const revoked = awards.filter((award) => award.status === 'REVOKED');
  const parts = Math.ceil(awards.length / AWARDS_OF_A_FILE);
  return (
    <>
      <DeskHeading
        title={t('honours.decisionLine', { number: decision.number, date: date(decision.signedOn) })}
        trail={[
          { to: path('/desk'), name: t('desk.title') },
          { to: path('/desk/decisions'), name: t('staff.decisions.title') },
        ]}
      />
      <p className="lead">
        {[
          t(`staff.decisions.statusOf.${status}`),
          found.form && t(`form.${found.form}`),
          found.emulationTitle && t(`emulationTitle.${found.emulationTitle}`),
          found.competition,
          period(found.period),
          t(`authority.${decision.authority}`),
          nameOf(decision.issuer),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {confirm && <ConfirmForm answer={confirm} />}
      <h2 id="recipients">{t('staff.decisions.count', { count: awards.length })}</h2>
      {status === 'DRAFT' && mayWrite && (
        <>
          <p>{t('staff.decisions.draftSays', { count: awards.length })}</p>
          <DeskForm intent="publish" submit={t('staff.decisions.publish')} />
        </>
      )}
      {status === 'PUBLISHED' && inForce.length > 0 && (
        <p className="onwards">
          {Array.from({ length: parts }, (_, at) => (
            <a key={at} href={path(`/desk/decisions/${id}/certificates?part=${at + 1}`)} download>
              {parts === 1
                ? t('staff.decisions.allInOne')
                : t('staff.decisions.part', { part: at + 1, parts })}
            </a>
          ))}
        </p>
      )}
      <div className="scroll" role="region" aria-labelledby="recipients" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('honours.recipient')}</th>
              <th scope="col">{t('honours.award')}</th>
              <th scope="col">{t('honours.achievement')}</th>
              <th scope="col">{t('staff.roster.status')}</th>
              <th scope="col">{t('staff.decisions.certificates')}</th>
            </tr>
          </thead>
          <tbody>
            {awards.map((award) => (
              <tr key={award.id}>
                <th scope="row">
                  {award.recipient.name}
                  <span className="hint">
                    {[award.recipient.position, nameOf(award.recipient.unit)].filter(Boolean).join(', ')}
                  </span>
                </th>
                <td>{award.title}</td>
                <td>{award.achievement}</td>
                <td>
                  {t(`staff.decisions.awardStatus.${award.status}`)}
                  {award.status === 'REVOKED' && award.revocation && (
                    <span className="hint">
                      {t('honours.decisionLine', {
                        number: award.revocation.decision.number,
                        date: date(award.revocation.decision.signedOn),
                      })}
                    </span>
                  )}
                </td>
                <td>
                  {award.status === 'PUBLISHED' &&
                    award.certificates.map(({ code, holder }) => (
                      <a key={code} href={`/certificates/${code}.pdf`} className="certificate">
                        {t('staff.decisions.print', { holder })}
                      </a>
                    ))}
                  {mayWrite && award.status === 'PUBLISHED' && (
                    <a
                      className="certificate"
                      href={path(
                        `/desk/decisions/${id}/corrections/${award.id}?${new URLSearchParams({ number: decision.number })}`,
                      )}
                    >
                      {t('staff.corrections.of', { name: award.recipient.name })}
                    </a>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {mayWrite && status === 'PUBLISHED' && !confirm && (
        <>
          {inForce.length > 0 && (
            <Change
              act="revoke"
              awards={inForce}
              issuer={decision.issuer.code}
              authority={decision.authority}
            />
          )}
          {revoked.length > 0 && (
            <Change
              act="restore"
              awards={revoked}
              issuer={decision.issuer.code}
              authority={decision.authority}
            />
          )}
        </>
      )}
    </>
  );
}
