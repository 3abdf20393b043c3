import type { VariablesOf } from 'gql.tada';
import { redirect, useLoaderData, type ActionFunctionArgs, type LoaderFunctionArgs } from 'react-router';
import { Choices } from '../../components.js';
import { sessionContext } from '../../context.js';
import { graphql } from '../../graphql.js';
import { useSpeech } from '../../words.js';
import { askAs, change, Sent, speechOf, type Fault } from '../change.server.js';
import { Area, Choice, DeskForm, DeskHeading, Text } from '../form.js';
import { untilSeen } from '../places.server.js';
import { AwardChoice } from './awards.js';
import { again, findAwards, refusedAward } from './awards.server.js';
import { Nominations, NominationTold } from './documents.js';

const NominateExemplar = graphql(
  `
    mutation NominateExemplar($input: NominateExemplarInput!) {
      nominateExemplar(input: $input) {
        ...NominationTold
      }
    }
  `,
  [NominationTold],
);

type Nominated = VariablesOf<typeof NominateExemplar>['input'];
const statuses = [
  'NOMINATED',
  'UNDER_REVIEW',
  'RETURNED',
  'APPROVED',
  'PUBLISHED',
  'WITHDRAWN',
  'REJECTED',
] as const;
const groups = ['INDIVIDUAL', 'COLLECTIVE', 'GOOD_PERSON_GOOD_DEED', 'GOOD_PRACTICE'] as const;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const asked = new URL(request.url).searchParams;
  const status = statuses.find((one) => one === asked.get('status')) ?? null;
  const search = asked.get('search')?.trim() ?? '';
  const { nominations } = await askAs(context, Nominations, {
    status,
    search: search || null,
    after: asked.get('after'),
  });
  const { role, unit } = context.get(sessionContext);
  return { nominations, status, search, own: unit, mayNominate: ['editor', 'administrator'].includes(role) };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const sent = await Sent.of(request);
  const speech = speechOf(request);
  const { t, path } = speech;
  if (sent.text('act') === 'search') return findAwards(context, sent, speech);
  const faults: Fault[] = (['group', 'name', 'unit', 'period', 'headline', 'story'] as const)
    .filter((name) => !sent.text(name))
    .map((name) => ({
      field: name,
      message: t('staff.form.required', { label: t(`staff.examples.${name}`) }),
    }));
  const group = sent.text('group') as Nominated['group'];
  const isPerson = group === 'INDIVIDUAL' || group === 'GOOD_PERSON_GOOD_DEED';
  const minor = sent.text('minor');
  // Whether it is a minor is always stated, never assumed.
  if (isPerson && !minor) faults.push({ field: 'minor', message: t('staff.examples.needMinor') });
  if (faults.length > 0) return again(sent, faults);
  const picked = sent.all('award');
  const input: Nominated = {
    group,
    name: sent.text('name'),
    unit: sent.text('unit'),
    position: sent.optional('position'),
    period: sent.text('period'),
    headline: sent.text('headline'),
    headlineEn: sent.optional('headlineEn'),
    story: sent.text('story'),
    storyEn: sent.optional('storyEn'),
    minor: isPerson ? minor === 'yes' : null,
    awards: picked.length > 0 ? picked : null,
  };
  const outcome = await change(context, request, NominateExemplar, { input }, sent.key);
  if ('refused' in outcome) return refusedAward(sent, outcome.refused, speech);
  const { id } = outcome.done;
  await untilSeen(async () => {
    const { nominations } = await askAs(context, Nominations, { search: input.name });
    return nominations.nodes.some((one) => one.id === id);
  });
  throw redirect(
    path(`/desk/examples/${id}?${new URLSearchParams({ search: input.name, done: 'nominated' })}`),
  );
}

export default function ExamplesPage() {
  const { nominations, status, search, own, mayNominate } = useLoaderData<typeof loader>();
  const { t, path, nameOf, period } = useSpeech();
  return (
    <>
      <DeskHeading title={t('staff.examples.title')} />
      <p>
        <a href={path('/desk/conferences')}>{t('staff.conferences.title')}</a>
      </p>
      <Choices
        label={t('staff.roster.status')}
        choices={[null, ...statuses].map((one) => ({
          to: path(`/desk/examples?${new URLSearchParams(one ? { status: one } : {})}`),
          name: one ? t(`staff.examples.statusOf.${one}`) : t('honours.any'),
          chosen: one === status,
        }))}
      />
      <form className="search" role="search">
        <div className="field">
          <label htmlFor="search">{t('staff.examples.name')}</label>
          <input id="search" name="search" type="search" defaultValue={search} />
        </div>
        <button className="quiet">{t('units.search')}</button>
      </form>
      {nominations.nodes.length === 0 && <p className="empty">{t('staff.examples.none')}</p>}
      <ul className="plain">
        {nominations.nodes.map((one) => (
          <li key={one.id}>
            <a
              href={path(
                `/desk/examples/${one.id}?${new URLSearchParams(one.name ? { search: one.name } : { status: one.status })}`,
              )}
            >
              {one.name ?? t('staff.examples.erased')}
            </a>
            <em className="mark">{t(`staff.examples.statusOf.${one.status}`)}</em>
            <span className="hint">
              {[
                one.headline,
                t(`staff.examples.groupOf.${one.group}`),
                nameOf(one.unit),
                period(one.period),
                one.awardChanged && t('staff.examples.awardChanged'),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      {nominations.pageInfo.hasNextPage && (
        <p>
          <a
            href={path(
              `/desk/examples?${new URLSearchParams({ ...(status && { status }), search, after: nominations.pageInfo.endCursor ?? '' })}`,
            )}
          >
            {t('units.more')}
          </a>
        </p>
      )}
      {mayNominate && (
        <>
          <h2>{t('staff.examples.nominate')}</h2>
          <DeskForm intent="nominate" submit={t('staff.examples.nominateIt')}>
            <div className="fields">
              <Choice
                name="group"
                label={t('staff.examples.group')}
                empty={t('staff.form.choose')}
                options={groups.map((value) => ({ value, label: t(`staff.examples.groupOf.${value}`) }))}
              />
              <Text name="name" label={t('staff.examples.name')} />
              <Choice
                name="minor"
                label={t('staff.examples.minor')}
                empty={t('staff.examples.notAPerson')}
                options={[
                  { value: 'no', label: t('staff.examples.adult') },
                  { value: 'yes', label: t('staff.examples.isMinor') },
                ]}
              />
              <Text name="unit" label={t('staff.examples.unit')} initial={own} />
              <Text name="position" label={t('staff.examples.position')} optional />
              <Text
                name="period"
                label={t('staff.examples.period')}
                hint={t('staff.competitions.periodHint')}
              />
            </div>
            <Text name="headline" label={t('staff.examples.headline')} />
            <Text name="headlineEn" label={t('staff.examples.headlineEn')} optional />
            <Area name="story" label={t('staff.examples.story')} hint={t('staff.examples.storyHint')} />
            <Area name="storyEn" label={t('staff.examples.storyEn')} rows={4} />
            <AwardChoice intent="nominate" />
          </DeskForm>
        </>
      )}
    </>
  );
}
