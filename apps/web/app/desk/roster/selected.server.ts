import { graphql } from '../../graphql.js';
import { atClosedReason, change } from '../change.server.js';
import { decisionOf } from '../decision.server.js';
import { Told } from '../documents.js';
import { cellOf, finish, type Task } from './task.server.js';

const RecogniseSubjects = graphql(
  `
    mutation RecogniseSubjects($input: RecogniseSubjectsInput!) {
      recogniseSubjects(input: $input) {
        ...Told
      }
    }
  `,
  [Told],
);

const WithdrawSubjects = graphql(
  `
    mutation WithdrawSubjects($input: ChangeSubjectsInput!) {
      withdrawSubjects(input: $input) {
        ...Told
      }
    }
  `,
  [Told],
);

const RevokeRecognition = graphql(
  `
    mutation RevokeRecognition($input: ChangeSubjectsInput!) {
      revokeRecognition(input: $input) {
        ...Told
      }
    }
  `,
  [Told],
);

/** Recognises, withdraws or revokes those that were ticked. */
export async function changeSelected(task: Task) {
  const { request, context, sent, speech } = task;
  const { t } = speech;
  const ids = sent.all('id');
  if (ids.length === 0) return sent.failed([{ field: 'act', message: t('staff.form.nothingChosen') }]);
  const act = sent.text('act');
  const key = `${sent.key}/${act}`;
  if (act === 'recognise') {
    const { decision, faults } = decisionOf(sent, speech);
    if (faults.length > 0) return sent.failed(faults);
    const input = { ...cellOf(sent), ids, decision, reason: sent.optional('closedReason') };
    const outcome = await change(context, request, RecogniseSubjects, { input }, key);
    if ('refused' in outcome) return sent.refused(outcome.refused, speech, 'act', atClosedReason);
    throw await finish(task, 'recognised', outcome.done);
  }
  const reason = sent.text('reason');
  if (!reason) return sent.failed([{ field: 'reason', message: t('staff.form.needReason') }]);
  const input = { ...cellOf(sent), ids, reason };
  const outcome =
    act === 'revoke'
      ? await change(context, request, RevokeRecognition, { input }, key)
      : await change(context, request, WithdrawSubjects, { input }, key);
  if ('refused' in outcome) return sent.refused(outcome.refused, speech, 'act');
  throw await finish(task, act === 'revoke' ? 'recognitionRevoked' : 'withdrawn', outcome.done);
}
