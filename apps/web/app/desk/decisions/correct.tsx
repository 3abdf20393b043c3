import type { ResultOf, VariablesOf } from 'gql.tada';
import {
  data,
  redirect,
  useLoaderData,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
} from 'react-router';
import { sessionContext } from '../../context.js';
import { graphql } from '../../graphql.js';
import { useSpeech } from '../../words.js';
import { change, Sent, speechOf } from '../change.server.js';
import { DecisionFields } from '../decision-fields.js';
import { decisionOf } from '../decision.server.js';
import { Told } from '../documents.js';
import { DeskForm, DeskHeading, Text } from '../form.js';
import { untilSeen } from '../places.server.js';
import type { Awards } from './documents.js';
import { awardsOf, decisionAt } from './recorded.server.js';

const CorrectAwards = graphql(
  `
    mutation CorrectAwards($input: CorrectAwardsInput!) {
      correctAwards(input: $input) {
        ...Told
      }
    }
  `,
  [Told],
);

type Awarded = ResultOf<typeof Awards>['awards']['nodes'][number];
type Correction = VariablesOf<typeof CorrectAwards>['input']['corrections'][number];
/** What a correction may change; of an award it is sent only where it is another than it was. */
const names = ['name', 'position', 'unit', 'achievement'] as const;
const stated = ({ recipient, achievement }: Awarded): Record<(typeof names)[number], string> => ({
  name: recipient.name,
  position: recipient.position ?? '',
  unit: recipient.unit.code,
  achievement: achievement ?? '',
});

async function awardAt({ request, params, context }: LoaderFunctionArgs) {
  const id = params.id ?? '';
  const [decision, awards] = await Promise.all([decisionAt(context, request, id), awardsOf(context, id)]);
  const award = awards.find((one) => one.id === params.award && one.status === 'PUBLISHED');
  if (!award) throw data({ code: 'NOT_FOUND' }, { status: 404 });
  return { decision, award };
}

export async function loader(asked: LoaderFunctionArgs) {
  if (asked.context.get(sessionContext).role === 'auditor')
    throw data({ code: 'FORBIDDEN' }, { status: 403 });
  return awardAt(asked);
}

/** One award of a published decision is put right by another decision of the same office: its certificates keep their codes. */
export async function action(asked: ActionFunctionArgs) {
  const { request, params, context } = asked;
  const sent = await Sent.of(request);
  const speech = speechOf(request);
  const { t, path } = speech;
  const { award } = await awardAt(asked);
  const { decision, faults } = decisionOf(sent, speech, 'by');
  const reason = sent.text('reason');
  if (!reason) faults.unshift({ field: 'reason', message: t('staff.form.needReason') });
  const was = stated(award);
  const changed = Object.fromEntries(
    names.filter((name) => sent.text(name) !== was[name]).map((name) => [name, sent.text(name)]),
  );
  const certificateNumber = sent.optional('certificateNumber');
  for (const name of names)
    if (changed[name] === '') faults.unshift({ field: name, message: t('staff.corrections.notEmpty') });
  if (Object.keys(changed).length === 0 && !certificateNumber)
    faults.unshift({ field: 'name', message: t('staff.corrections.nothing') });
  if (faults.length > 0) return sent.failed(faults);
  const correction: Correction = {
    id: award.id,
    ...changed,
    ...(certificateNumber && { certificateNumber }),
  };
  const input = { decision, reason, corrections: [correction] };
  const outcome = await change(context, request, CorrectAwards, { input }, sent.key);
  if ('refused' in outcome) {
    const field =
      outcome.refused.field?.replace(/^decision\./, 'by.').replace(/^corrections\.0\./, '') ?? null;
    return sent.refused({ ...outcome.refused, field }, speech, 'reason');
  }
  const id = params.id ?? '';
  await untilSeen(async () => {
    const now = (await awardsOf(context, id)).find((one) => one.id === award.id);
    return (
      now !== undefined &&
      Object.entries(changed).every(([name, value]) => stated(now)[name as 'name'] === value)
    );
  });
  const number = new URL(request.url).searchParams.get('number');
  throw redirect(
    path(`/desk/decisions/${id}?${new URLSearchParams({ ...(number && { number }), done: 'corrected' })}`),
  );
}

export default function CorrectPage() {
  const { decision: found, award } = useLoaderData<typeof loader>();
  const { t, path, date } = useSpeech();
  const { decision, id } = found;
  const was = stated(award);
  return (
    <>
      <DeskHeading
        title={t('staff.corrections.title', { name: award.recipient.name })}
        trail={[
          { to: path('/desk'), name: t('desk.title') },
          { to: path('/desk/decisions'), name: t('staff.decisions.title') },
          {
            to: path(`/desk/decisions/${id}?${new URLSearchParams({ number: decision.number })}`),
            name: t('honours.decisionLine', { number: decision.number, date: date(decision.signedOn) }),
          },
        ]}
      />
      <p className="lead">{award.title}</p>
      <p>{t('staff.corrections.lead')}</p>
      <DeskForm intent="correct" submit={t('staff.corrections.submit')}>
        <div className="fields">
          <Text name="name" label={t('honours.recipient')} initial={was.name} />
          <Text name="position" label={t('staff.examples.position')} initial={was.position} />
          <Text name="unit" label={t('staff.examples.unit')} initial={was.unit} />
          <Text name="achievement" label={t('honours.achievement')} initial={was.achievement} />
          <Text name="certificateNumber" label={t('staff.corrections.number')} optional />
        </div>
        <Text name="reason" label={t('staff.form.reason')} />
        <DecisionFields
          prefix="by"
          legend={t('staff.corrections.by')}
          issuer={decision.issuer.code}
          authority={decision.authority}
        />
      </DeskForm>
    </>
  );
}
