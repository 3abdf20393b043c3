import type { VariablesOf } from 'gql.tada';
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from 'react-router';
import { graphql } from '../../graphql.js';
import { askAs, change, done, Sent, speechOf } from '../change.server.js';
import { untilSeen } from '../places.server.js';
import { findAwards, refusedAward } from './awards.server.js';
import { Nominations, NominationTold } from './documents.js';
import { bases, channels, verdicts } from './forms.js';

const StartReview = graphql(
  `
    mutation StartReview($id: ID!, $expectedVersion: Int) {
      startReview(id: $id, expectedVersion: $expectedVersion) {
        ...NominationTold
      }
    }
  `,
  [NominationTold],
);

const ReviewExemplar = graphql(
  `
    mutation ReviewExemplar($input: ReviewExemplarInput!) {
      reviewExemplar(input: $input) {
        ...NominationTold
      }
    }
  `,
  [NominationTold],
);

const SupplementExemplar = graphql(
  `
    mutation SupplementExemplar($input: SupplementExemplarInput!) {
      supplementExemplar(input: $input) {
        ...NominationTold
      }
    }
  `,
  [NominationTold],
);

const PublishExemplar = graphql(
  `
    mutation PublishExemplar($input: PublishExemplarInput!) {
      publishExemplar(input: $input) {
        ...NominationTold
      }
    }
  `,
  [NominationTold],
);

const FeatureExemplar = graphql(
  `
    mutation FeatureExemplar($id: ID!, $featured: Boolean!, $expectedVersion: Int) {
      featureExemplar(id: $id, featured: $featured, expectedVersion: $expectedVersion) {
        ...NominationTold
      }
    }
  `,
  [NominationTold],
);

const AnnounceExemplar = graphql(
  `
    mutation AnnounceExemplar($input: AnnounceExemplarInput!) {
      announceExemplar(input: $input) {
        ...NominationTold
      }
    }
  `,
  [NominationTold],
);

const WithdrawExemplar = graphql(
  `
    mutation WithdrawExemplar($input: WithdrawExemplarInput!) {
      withdrawExemplar(input: $input) {
        ...NominationTold
      }
    }
  `,
  [NominationTold],
);

type Published = VariablesOf<typeof PublishExemplar>['input'];
type Context = LoaderFunctionArgs['context'];

/** Found by the name in the address; one that was erased has none any more, and is looked for among all. */
export async function nominationAt(context: Context, request: Request, id: string) {
  const name = new URL(request.url).searchParams.get('search');
  const found =
    (name && (await findNomination(context, name, id))) || (await findNomination(context, null, id));
  if (!found) throw data({ code: 'NOT_FOUND' }, { status: 404 });
  return found;
}
const MOST_PAGES = 20;
async function findNomination(context: Context, search: string | null, id: string) {
  let after: string | null = null;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer: Awaited<ReturnType<typeof nominationsOf>> = await nominationsOf(context, search, after);
    const found = answer.nodes.find((one) => one.id === id);
    if (found) return found;
    if (!answer.pageInfo.hasNextPage) break;
    after = answer.pageInfo.endCursor;
  }
  return null;
}
const nominationsOf = async (context: Context, search: string | null, after: string | null) =>
  (await askAs(context, Nominations, { search, after })).nominations;

export async function action({ request, params, context }: ActionFunctionArgs) {
  const id = params.id ?? '';
  const sent = await Sent.of(request);
  const speech = speechOf(request);
  const { t } = speech;
  const expectedVersion = Number(sent.text('version'));
  const seen = (version: number) =>
    untilSeen(async () => (await nominationAt(context, request, id)).version >= version);
  const finish = async (what: string, version: number) => {
    await seen(version);
    return done(request, what);
  };

  switch (sent.intent) {
    case 'start': {
      const outcome = await change(context, request, StartReview, { id, expectedVersion }, sent.key);
      if ('refused' in outcome) return sent.refused(outcome.refused, speech);
      throw await finish('reviewStarted', outcome.done.version);
    }
    case 'review': {
      const verdict = verdicts.find((one) => one === sent.text('verdict'));
      if (!verdict) return sent.failed([{ field: 'verdict', message: t('staff.examples.needVerdict') }]);
      const note = sent.optional('note');
      if (verdict !== 'APPROVE' && !note)
        return sent.failed([{ field: 'note', message: t('staff.examples.needNote') }]);
      const input = { id, verdict, note, expectedVersion };
      const outcome = await change(context, request, ReviewExemplar, { input }, sent.key);
      if ('refused' in outcome) return sent.refused(outcome.refused, speech, 'verdict');
      throw await finish('reviewed', outcome.done.version);
    }
    case 'supplement': {
      if (sent.text('act') === 'search') return findAwards(context, sent, speech);
      const input = {
        id,
        headline: sent.optional('headline'),
        story: sent.optional('story'),
        awards: sent.all('award'),
        expectedVersion,
      };
      const outcome = await change(context, request, SupplementExemplar, { input }, sent.key);
      if ('refused' in outcome) return refusedAward(sent, outcome.refused, speech);
      throw await finish('supplemented', outcome.done.version);
    }
    case 'announce': {
      const channel = channels.find((one) => one === sent.text('channel'));
      const on = sent.text('on');
      const faults = [
        ...(channel ? [] : [{ field: 'channel', message: t('staff.channels.need') }]),
        ...(on ? [] : [{ field: 'on', message: t('staff.channels.needDay') }]),
      ];
      if (!channel || faults.length > 0) return sent.failed(faults);
      const input = { id, channel, on, expectedVersion };
      const outcome = await change(context, request, AnnounceExemplar, { input }, sent.key);
      if ('refused' in outcome) return sent.refused(outcome.refused, speech, 'on');
      throw await finish('announced', outcome.done.version);
    }
    case 'publish': {
      const kind = bases.find((one) => one === sent.text('basis.kind'));
      const statement = sent.text('basis.statement');
      if (!kind) return sent.failed([{ field: 'basis.kind', message: t('staff.examples.needBasis') }]);
      if (!statement)
        return sent.failed([{ field: 'basis.statement', message: t('staff.examples.needStatement') }]);
      const basis: Published['basis'] = {
        kind,
        statement,
        givenOn: sent.optional('basis.givenOn'),
        representativeConsent: sent.has('basis.representativeConsent'),
        childConsent: sent.has('basis.childConsent'),
        childUnderSeven: sent.has('basis.childUnderSeven'),
      };
      const input = { id, basis, featured: sent.has('featured'), expectedVersion };
      const outcome = await change(context, request, PublishExemplar, { input }, sent.key);
      if ('refused' in outcome) return sent.refused(outcome.refused, speech, 'basis.kind');
      throw await finish('examplePublished', outcome.done.version);
    }
    case 'feature': {
      const variables = { id, featured: sent.text('featured') === 'yes', expectedVersion };
      const outcome = await change(context, request, FeatureExemplar, variables, sent.key);
      if ('refused' in outcome) return sent.refused(outcome.refused, speech);
      throw await finish('featured', outcome.done.version);
    }
    default: {
      const reason = sent.text('reason');
      if (!reason) return sent.failed([{ field: 'reason', message: t('staff.form.needReason') }]);
      const input = { id, reason, consentWithdrawn: sent.has('consentWithdrawn'), expectedVersion };
      const outcome = await change(context, request, WithdrawExemplar, { input }, sent.key);
      if ('refused' in outcome) return sent.refused(outcome.refused, speech, 'reason');
      throw await finish('exampleWithdrawn', outcome.done.version);
    }
  }
}
