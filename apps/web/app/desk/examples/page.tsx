import type { VariablesOf } from 'gql.tada';
import { data, useLoaderData, type ActionFunctionArgs, type LoaderFunctionArgs } from 'react-router';
import { sessionContext } from '../../context.js';
import { graphql } from '../../graphql.js';
import { useSpeech } from '../../words.js';
import { askAs, change, done, Sent, speechOf } from '../change.server.js';
import { Area, Choice, DeskForm, DeskHeading, Hidden, Text, Tick, useFailure } from '../form.js';
import { untilSeen } from '../places.server.js';
import { Nominations, NominationTold } from './documents.js';

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
const bases = ['CONSENT', 'LEGAL_DUTY', 'NOT_PERSONAL'] as const;
const channels = ['PORTAL', 'FANPAGE'] as const;
const verdicts = ['APPROVE', 'RETURN', 'REJECT'] as const;

/** Found by the name in the address; one that was erased has none any more, and is looked for among all. */
async function nominationAt(context: Context, request: Request, id: string) {
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

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { role } = context.get(sessionContext);
  return {
    one: await nominationAt(context, request, params.id ?? ''),
    mayEdit: role === 'editor' || role === 'administrator',
    mayReview: role === 'reviewer' || role === 'administrator',
  };
}

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
      const input = {
        id,
        headline: sent.optional('headline'),
        story: sent.optional('story'),
        expectedVersion,
      };
      const outcome = await change(context, request, SupplementExemplar, { input }, sent.key);
      if ('refused' in outcome) return sent.refused(outcome.refused, speech);
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

export default function ExamplePage() {
  const { one, mayEdit, mayReview } = useLoaderData<typeof loader>();
  const { t, path, nameOf, period, date } = useSpeech();
  const isAnnouncing = useFailure('announce') !== null;
  const version = <Hidden name="version" value={one.version} />;
  const isOpen = one.status === 'NOMINATED' || one.status === 'UNDER_REVIEW';
  return (
    <>
      <DeskHeading
        title={one.name ?? t('staff.examples.erased')}
        trail={[
          { to: path('/desk'), name: t('desk.title') },
          { to: path('/desk/examples'), name: t('staff.examples.title') },
        ]}
      />
      <p className="lead">
        {[
          t(`staff.examples.statusOf.${one.status}`),
          one.featured && t('staff.examples.isFeatured'),
          t(`staff.examples.groupOf.${one.group}`),
          one.minor === true && t('staff.examples.isMinor'),
          nameOf(one.unit),
          period(one.period),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {one.awardChanged && <p className="warning">{t('staff.examples.awardChanged')}</p>}
      {one.note && (
        <p className="warning">
          {t('staff.examples.note')}: {one.note}
        </p>
      )}
      {one.headline && <h2>{one.headline}</h2>}
      {one.story && <pre className="command story">{one.story}</pre>}
      {one.honours && one.honours.length > 0 && (
        <ul>
          {one.honours.map((honour) => (
            <li key={honour.id}>
              {honour.title}
              {honour.achievement && `: ${honour.achievement}`}
            </li>
          ))}
        </ul>
      )}
      {one.channels.length > 0 && (
        <>
          <h2>{t('staff.channels.title')}</h2>
          <ul>
            {one.channels.map(({ channel, on }) => (
              <li key={`${channel} ${on}`}>
                {t(`staff.channels.of.${channel}`)}: {date(on)}
              </li>
            ))}
          </ul>
        </>
      )}
      {mayReview && one.status === 'NOMINATED' && (
        <DeskForm intent="start" submit={t('staff.examples.startReview')} quiet>
          {version}
        </DeskForm>
      )}
      {mayReview && isOpen && (
        <DeskForm intent="review" submit={t('staff.examples.review')}>
          {version}
          <Choice
            name="verdict"
            label={t('staff.examples.verdict')}
            empty={t('staff.form.choose')}
            options={verdicts.map((value) => ({ value, label: t(`staff.examples.verdictOf.${value}`) }))}
          />
          <Text name="note" label={t('staff.examples.note')} hint={t('staff.examples.noteHint')} />
        </DeskForm>
      )}
      {mayEdit && one.status === 'RETURNED' && (
        <DeskForm intent="supplement" submit={t('staff.examples.supplement')}>
          {version}
          <Text name="headline" label={t('staff.examples.headline')} initial={one.headline ?? ''} />
          <Area name="story" label={t('staff.examples.story')} initial={one.story ?? ''} />
        </DeskForm>
      )}
      {mayEdit && one.status === 'APPROVED' && (
        <DeskForm intent="publish" submit={t('staff.examples.publish')}>
          {version}
          <h2>{t('staff.examples.basis')}</h2>
          <p>{t('staff.examples.basisSays')}</p>
          <Choice
            name="basis.kind"
            label={t('staff.examples.basisKind')}
            empty={t('staff.form.choose')}
            options={bases.map((value) => ({ value, label: t(`staff.examples.basisOf.${value}`) }))}
          />
          <Text
            name="basis.statement"
            label={t('staff.examples.statement')}
            hint={t('staff.examples.statementHint')}
          />
          <Text name="basis.givenOn" label={t('staff.examples.givenOn')} type="date" optional />
          {one.minor === true && (
            <fieldset>
              <legend>{t('staff.examples.ofMinor')}</legend>
              <Tick name="basis.representativeConsent" label={t('staff.examples.representative')} />
              <Tick name="basis.childConsent" label={t('staff.examples.child')} />
              <Tick name="basis.childUnderSeven" label={t('staff.examples.underSeven')} />
            </fieldset>
          )}
          <Tick name="featured" label={t('staff.examples.feature')} />
        </DeskForm>
      )}
      {mayEdit && one.status === 'PUBLISHED' && (
        <>
          <DeskForm
            intent="feature"
            submit={t(one.featured ? 'staff.examples.unfeature' : 'staff.examples.feature')}
            quiet
          >
            {version}
            <Hidden name="featured" value={one.featured ? 'no' : 'yes'} />
          </DeskForm>
          <details className="panel" open={isAnnouncing}>
            <summary>{t('staff.channels.note')}</summary>
            <DeskForm intent="announce" submit={t('staff.channels.submit')}>
              {version}
              <div className="fields">
                <Choice
                  name="channel"
                  label={t('staff.channels.channel')}
                  empty={t('staff.form.choose')}
                  options={channels.map((value) => ({ value, label: t(`staff.channels.of.${value}`) }))}
                />
                <Text name="on" label={t('staff.channels.on')} type="date" />
              </div>
            </DeskForm>
          </details>
          <details className="panel">
            <summary>{t('staff.examples.withdraw')}</summary>
            <p>{t('staff.examples.withdrawSays')}</p>
            <DeskForm intent="withdraw" submit={t('staff.examples.withdraw')}>
              {version}
              <Text name="reason" label={t('staff.form.reason')} />
              <Tick name="consentWithdrawn" label={t('staff.examples.consentWithdrawn')} />
            </DeskForm>
          </details>
        </>
      )}
    </>
  );
}
