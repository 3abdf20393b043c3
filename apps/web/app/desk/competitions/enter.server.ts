import { graphql } from '../../graphql.js';
import { change, done } from '../change.server.js';
import { pastedRows } from '../paste.js';
import { faultsOfRows, Previewing } from '../preview.server.js';
import { CompetitionTold } from './documents.js';
import { allEntries, entryHeadings, entryOf } from './entries.server.js';
import type { Task } from './task.server.js';

const SubmitEntries = graphql(
  `
    mutation SubmitEntries($input: SubmitEntriesInput!) {
      submitEntries(input: $input) {
        ...CompetitionTold
      }
    }
  `,
  [CompetitionTold],
);

const WithdrawEntries = graphql(
  `
    mutation WithdrawEntries($competition: ID!, $entries: [String!]!, $reason: String!) {
      withdrawEntries(competition: $competition, entries: $entries, reason: $reason) {
        ...CompetitionTold
      }
    }
  `,
  [CompetitionTold],
);

export async function enterOne({ request, context, sent, speech, competition, seen }: Task) {
  const members = sent.text('members').split('\n').join(';');
  const row = [
    sent.text('code'),
    sent.text('title'),
    sent.text('field'),
    sent.text('unit'),
    members,
    sent.text('supervisors').split('\n').join(';'),
  ];
  const { entry, refused } = entryOf({ line: 1, cells: row }, speech, [], competition.maxMembers);
  if (refused) {
    const field =
      (['code', 'title', 'unit', 'members'] as const).find((name) => !sent.text(name)) ?? 'members';
    return sent.failed([{ field, message: refused }]);
  }
  const outcome = await change(
    context,
    request,
    SubmitEntries,
    { input: { competition: competition.code, entries: [entry] } },
    sent.key,
  );
  if ('refused' in outcome) {
    const { refused: no } = outcome;
    return sent.refused({ ...no, field: no.field?.replace(/^entries\.0\.?/, '') ?? null }, speech);
  }
  await seen(({ version }) => version >= outcome.done.version);
  throw done(request, 'entered', { count: 1 });
}

/** Pasted rows are shown first; those that are ticked are entered then, all or none. */
export async function enterMany({ request, context, sent, speech, competition, seen }: Task) {
  const { t } = speech;
  const pasted = pastedRows(sent.text('rows'), entryHeadings);
  const faults = faultsOfRows(pasted, speech);
  if (faults.length > 0) return sent.failed(faults, 'paste');
  const there = await allEntries(context, competition.code);
  const seenCodes = new Map<string, number>();
  const rows = pasted.map((one) => {
    const row = entryOf(one, speech, there, competition.maxMembers);
    const before = seenCodes.get(row.entry.code);
    if (row.entry.code && before === undefined) seenCodes.set(row.entry.code, row.line);
    const refused = row.refused ?? (before === undefined ? null : t('staff.roster.twice', { line: before }));
    return { ...row, refused };
  });
  const read = rows.map(({ line, entry: { code, title, unit, members }, refused, note }) => ({
    line,
    name: title || code,
    cells: [code, title ?? '', unit, members.map(({ name }) => name).join(', ')],
    refused,
    note,
  }));
  const wanted = sent.intent === 'paste' ? null : new Set(sent.all('take'));
  const previewing = new Previewing(sent, 'enterMany', read, wanted);
  if (!wanted) return previewing.shown();
  const chosen = rows.filter(({ line }) => wanted.has(String(line)));
  if (chosen.length === 0)
    return previewing.shown([{ field: 'submit', message: t('staff.form.nothingChosen') }]);
  const input = { competition: competition.code, entries: chosen.map(({ entry }) => entry) };
  const outcome = await change(context, request, SubmitEntries, { input }, sent.key);
  if ('refused' in outcome) return previewing.refused(outcome.refused, speech, 'entries', chosen, 'submit');
  await seen(({ version }) => version >= outcome.done.version);
  throw done(request, 'entered', { count: chosen.length });
}

export async function withdrawEntries({ request, context, sent, speech, competition, seen }: Task) {
  const { t } = speech;
  const entries = sent.all('entry');
  const reason = sent.text('reason');
  if (entries.length === 0) return sent.failed([{ field: 'reason', message: t('staff.form.nothingChosen') }]);
  if (!reason) return sent.failed([{ field: 'reason', message: t('staff.form.needReason') }]);
  const outcome = await change(
    context,
    request,
    WithdrawEntries,
    { competition: competition.code, entries, reason },
    sent.key,
  );
  if ('refused' in outcome) return sent.refused(outcome.refused, speech, 'reason');
  await seen(({ version }) => version >= outcome.done.version);
  throw done(request, 'entriesWithdrawn', { count: entries.length });
}
