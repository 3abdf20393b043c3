import type { ResultOf, VariablesOf } from 'gql.tada';
import { useActionData, useLoaderData, type ActionFunctionArgs, type LoaderFunctionArgs } from 'react-router';
import { sessionContext } from '../../context.js';
import { graphql } from '../../graphql.js';
import { useSpeech } from '../../words.js';
import { change, done, Sent, speechOf, type Failure } from '../change.server.js';
import { decisionOf } from '../decision.server.js';
import { AwardsTold, Told } from '../documents.js';
import { Choice, DecisionFields, DeskForm, DeskHeading, Hidden, Text, useFailure } from '../form.js';
import { untilSeen } from '../places.server.js';
import type { Awards } from './documents.js';
import { awardsOf, decisionAt } from './recorded.server.js';

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

const RevokeAwards = graphql(
  `
    mutation RevokeAwards($input: RevokeAwardsInput!) {
      revokeAwards(input: $input) {
        ...Told
      }
    }
  `,
  [Told],
);

const RestoreAwards = graphql(
  `
    mutation RestoreAwards($input: RestoreAwardsInput!) {
      restoreAwards(input: $input) {
        ...Told
      }
    }
  `,
  [Told],
);

type Awarded = ResultOf<typeof Awards>['awards']['nodes'][number];
type Ground = VariablesOf<typeof RevokeAwards>['input']['ground'];
const grounds: Ground[] = [
  'FRAUDULENT_ACHIEVEMENT',
  'FALSE_INFORMATION',
  'UNLAWFUL_PROCEDURE',
  'STANDARD_NOT_MET',
  'COMPETITION_RULES_BROKEN',
];
/** Awards of one file of the gateway: decision-files.ts. */
const AWARDS_OF_A_FILE = 50;

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const id = params.id ?? '';
  const [decision, awards] = await Promise.all([decisionAt(context, request, id), awardsOf(context, id)]);
  const { role } = context.get(sessionContext);
  return { decision, awards, mayWrite: role !== 'auditor' };
}

/** What is asked once more before it is done, with the words that the public will read. */
interface Confirm extends Failure {
  confirm: { act: 'revoke' | 'restore'; names: string[]; on: string };
}
const isConfirm = (value: unknown): value is Confirm =>
  typeof value === 'object' && value !== null && 'confirm' in value;

export async function action({ request, params, context }: ActionFunctionArgs) {
  const id = params.id ?? '';
  const sent = await Sent.of(request);
  const speech = speechOf(request);
  const { t } = speech;
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

  const act = sent.intent === 'restore' ? ('restore' as const) : ('revoke' as const);
  const ids = sent.all('award');
  const chosen = awards.filter((award) => ids.includes(award.id));
  const { decision: by, faults } = decisionOf(sent, speech, 'by');
  const reason = sent.text('reason');
  const ground = grounds.find((one) => one === sent.text('ground'));
  if (act === 'revoke' && !ground)
    faults.unshift({ field: 'ground', message: t('staff.decisions.needGround') });
  if (!reason) faults.unshift({ field: 'reason', message: t('staff.form.needReason') });
  if (chosen.length === 0) faults.unshift({ field: 'award', message: t('staff.form.nothingChosen') });
  if (faults.length > 0) return sent.failed(faults);
  if (sent.text('confirmed') !== 'yes') {
    const asked: Confirm = {
      confirm: { act, names: chosen.map(({ recipient }) => recipient.name), on: by.signedOn },
      intent: act,
      key: sent.key.replace(/\/.*$/, ''),
      faults: [],
      values: Object.fromEntries(
        ['award', 'reason', 'ground', ...Object.keys(by).map((name) => `by.${name}`)].map((name) => [
          name,
          sent.all(name),
        ]),
      ),
    };
    return asked;
  }
  const listed = { decision: ref, awards: ids, reason };
  const outcome =
    act === 'revoke'
      ? await change(
          context,
          request,
          RevokeAwards,
          { input: { ...listed, ground: ground as Ground, revocation: by } },
          sent.key,
        )
      : await change(context, request, RestoreAwards, { input: { ...listed, restoration: by } }, sent.key);
  if ('refused' in outcome) {
    const { refused } = outcome;
    const field = refused.field?.replace(/^(revocation|restoration)\./, 'by.') ?? null;
    return sent.refused({ ...refused, field }, speech, 'reason');
  }
  await untilSeen(async () => {
    const now = await awardsOf(context, id);
    return now.every(
      (award) => !ids.includes(award.id) || (award.status === 'REVOKED') === (act === 'revoke'),
    );
  });
  throw done(request, act === 'revoke' ? 'revoked' : 'restored', { count: outcome.done.changed });
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

/** Whose award is taken back or restored, by which decision and why; nothing is done before it was shown once more. */
function Change({
  act,
  awards,
  issuer,
  authority,
}: {
  act: 'revoke' | 'restore';
  awards: Awarded[];
  issuer: string;
  authority: string;
}) {
  const { t } = useSpeech();
  const failure = useFailure(act);
  return (
    <details className="panel" open={failure !== null}>
      <summary>{t(`staff.decisions.${act}`)}</summary>
      <DeskForm intent={act} submit={t('staff.decisions.look')}>
        <fieldset id={`${act}-award`} tabIndex={-1}>
          <legend>{t('staff.decisions.whose')}</legend>
          {awards.map((award) => (
            <p className="tick" key={award.id}>
              <input
                type="checkbox"
                name="award"
                value={award.id}
                id={`${act}-${award.id}`}
                defaultChecked={failure ? failure.values.award?.includes(award.id) : false}
              />
              <label htmlFor={`${act}-${award.id}`}>{award.recipient.name}</label>
            </p>
          ))}
        </fieldset>
        {act === 'revoke' && (
          <Choice
            name="ground"
            label={t('staff.decisions.ground')}
            hint={t('staff.decisions.groundHint')}
            empty={t('staff.form.choose')}
            options={grounds.map((value) => ({ value, label: t(`staff.decisions.groundOf.${value}`) }))}
          />
        )}
        <Text name="reason" label={t('staff.form.reason')} />
        <DecisionFields
          prefix="by"
          legend={t(`staff.decisions.by.${act}`)}
          issuer={issuer}
          authority={authority}
        />
      </DeskForm>
    </details>
  );
}

function ConfirmForm({ answer }: { answer: Confirm }) {
  const { t, date } = useSpeech();
  const { act, names, on } = answer.confirm;
  return (
    <section className="confirm" aria-labelledby="confirm">
      <h2 id="confirm">{t(`staff.decisions.confirm.${act}`, { count: names.length })}</h2>
      <p>{names.join(', ')}</p>
      <p>{t('staff.decisions.publicSees')}</p>
      <blockquote className={act === 'revoke' ? 'verdict revoked' : 'verdict valid'}>
        <p>
          <b>{t(act === 'revoke' ? 'certificate.REVOKED' : 'certificate.VALID')}</b>
        </p>
        <p>{t(`staff.decisions.statement.${act}`)}</p>
        {act === 'revoke' && (
          <p>
            {t('certificate.revokedOn')}: {date(on)}
          </p>
        )}
      </blockquote>
      <p>{t(`staff.decisions.effect.${act}`)}</p>
      <DeskForm
        intent={act}
        submit={t(`staff.decisions.do.${act}`)}
        buttons={<a href="">{t('staff.form.cancel')}</a>}
      >
        <Hidden name="confirmed" value="yes" />
        {Object.entries(answer.values).flatMap(([name, values]) =>
          values.map((value) => <Hidden key={name + value} name={name} value={value} />),
        )}
      </DeskForm>
    </section>
  );
}
