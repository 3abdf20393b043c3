import type { ResultOf, VariablesOf } from 'gql.tada';
import type { ActionFunctionArgs } from 'react-router';
import { graphql } from '../../graphql.js';
import { change, done, type Sent, speechOf } from '../change.server.js';
import { decisionOf } from '../decision.server.js';
import { Told } from '../documents.js';
import { untilSeen } from '../places.server.js';
import type { Awards } from './documents.js';
import { awardsOf } from './recorded.server.js';
import { grounds, type Confirm } from './revoke.js';

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
type Revoked = VariablesOf<typeof RevokeAwards>['input'];

/** Takes awards of a decision back, or restores them: nothing is done before it was shown once more. */
export async function revokeOrRestore({
  request,
  context,
  sent,
  id,
  ref,
  awards,
}: Pick<ActionFunctionArgs, 'request' | 'context'> & {
  sent: Sent;
  /** Of the decision by which they were awarded. */
  id: string;
  ref: Revoked['decision'];
  awards: Awarded[];
}) {
  const speech = speechOf(request);
  const { t } = speech;
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
          { input: { ...listed, ground: ground as Revoked['ground'], revocation: by } },
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
