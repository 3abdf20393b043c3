import type { ActionFunctionArgs } from 'react-router';
import type { VariablesOf } from 'gql.tada';
import { graphql } from '../graphql.js';
import { askAs, change, done, Sent, speechOf, type Fault } from './change.server.js';
import { DeskMovements, Refused } from './documents.js';
import { pastedRows } from './paste.js';
import { untilSeen } from './places.server.js';

const MovementTold = graphql(
  `
    fragment MovementTold on MovementResult @_unmask {
      __typename
      ... on Movement {
        code
        version
        status
      }
      ...Refused
    }
  `,
  [Refused],
);

const DraftMovement = graphql(
  `
    mutation DraftMovement($input: DraftMovementInput!) {
      draftMovement(input: $input) {
        ...MovementTold
      }
    }
  `,
  [MovementTold],
);

const LaunchMovement = graphql(
  `
    mutation LaunchMovement($code: ID!, $expectedVersion: Int) {
      launchMovement(code: $code, expectedVersion: $expectedVersion) {
        ...MovementTold
      }
    }
  `,
  [MovementTold],
);

const CloseMovement = graphql(
  `
    mutation CloseMovement($code: ID!, $expectedVersion: Int) {
      closeMovement(code: $code, expectedVersion: $expectedVersion) {
        ...MovementTold
      }
    }
  `,
  [MovementTold],
);

const ReopenMovement = graphql(
  `
    mutation ReopenMovement($code: ID!, $expectedVersion: Int, $reason: String!) {
      reopenMovement(code: $code, expectedVersion: $expectedVersion, reason: $reason) {
        ...MovementTold
      }
    }
  `,
  [MovementTold],
);

type Draft = VariablesOf<typeof DraftMovement>['input'];
const headings = [
  ['ma', 'code'],
  ['ten', 'name'],
  ['doi tuong', 'dem', 'counts'],
] as const;

export async function action({ request, context }: ActionFunctionArgs) {
  const sent = await Sent.of(request);
  const speech = speechOf(request);
  const { t } = speech;
  const seen = (code: string, version: number) =>
    untilSeen(async () => {
      const { movements } = await askAs(context, DeskMovements, {});
      return movements.nodes.some((one) => one.code === code && one.version >= version);
    });

  if (sent.intent === 'draft') {
    const faults: Fault[] = [];
    for (const name of ['code', 'name', 'launchedBy', 'launchingAuthority'] as const)
      if (!sent.text(name)) faults.push({ field: name, message: t(`staff.movements.need.${name}`) });
    const added = pastedRows(sent.text('titles'), headings).map(
      ({ cells: [code = '', name = '', counts = ''] }) => ({
        code,
        name,
        counts,
      }),
    );
    if (faults.length > 0) return sent.failed(faults);
    const input: Draft = {
      code: sent.text('code'),
      name: sent.text('name'),
      nameEn: sent.optional('nameEn'),
      kind: sent.text('kind') as Draft['kind'],
      scope: sent.text('scope') as Draft['scope'],
      launchingAuthority: sent.text('launchingAuthority') as Draft['launchingAuthority'],
      launchedBy: sent.text('launchedBy'),
      legalBasis: sent
        .text('legalBasis')
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean),
      startsOn: sent.optional('startsOn'),
      endsOn: sent.optional('endsOn'),
      titles: [...sent.all('title').map((code) => ({ code })), ...added],
      expectedVersion: Number(sent.text('version')),
    };
    const outcome = await change(context, request, DraftMovement, { input }, sent.key);
    if ('refused' in outcome) return sent.refused(outcome.refused, speech);
    await seen(outcome.done.code, outcome.done.version);
    const url = new URL(request.url);
    url.searchParams.delete('edit');
    throw done(new Request(url), 'drafted');
  }
  const code = sent.text('code');
  const variables = { code, expectedVersion: Number(sent.text('version')) };
  const reason = sent.text('reason');
  if (sent.intent.startsWith('reopen') && !reason)
    return sent.failed([{ field: 'reason', message: t('staff.form.needReason') }]);
  const outcome = sent.intent.startsWith('launch')
    ? await change(context, request, LaunchMovement, variables, sent.key)
    : sent.intent.startsWith('close')
      ? await change(context, request, CloseMovement, variables, sent.key)
      : await change(context, request, ReopenMovement, { ...variables, reason }, sent.key);
  if ('refused' in outcome) return sent.refused(outcome.refused, speech);
  await seen(code, outcome.done.version);
  throw done(request, sent.intent.startsWith('close') ? 'closed' : 'launched', { what: code });
}
