import type { VariablesOf } from 'gql.tada';
import { Fragment } from 'react';
import {
  data,
  redirect,
  useActionData,
  useLoaderData,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
} from 'react-router';
import { Choices } from '../../components.js';
import { sessionContext } from '../../context.js';
import { graphql } from '../../graphql.js';
import { useSpeech } from '../../words.js';
import { askAs, change, Sent, speechOf, type Failure, type Fault } from '../change.server.js';
import { Area, Choice, DeskForm, DeskHeading, Hidden, Text, Tick } from '../form.js';
import { untilSeen } from '../places.server.js';
import { Nominations, NominationTold } from './documents.js';

/** Awards in force that a nomination may rest on. */
const AwardsOf = graphql(`
  query AwardsOf($search: String!, $unit: UnitCode!) {
    honours(
      filter: { kinds: [COMMENDATION, EMULATION_TITLE, PRIZE], search: $search, unit: $unit }
      first: 20
    ) {
      nodes {
        id
        title
        achievement
        awardedOn
        recipient {
          name
          unit {
            name
            nameEn
          }
        }
        decision {
          number
        }
      }
      totalCount
    }
  }
`);

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

/** The form with the awards to choose from, as they were found or chosen before. */
interface Choosing extends Failure {
  awards: { id: string; label: string }[];
  /** How many more there are than are shown; null: none was looked for just now. */
  more: number | null;
}
const isChoosing = (value: unknown): value is Choosing =>
  typeof value === 'object' && value !== null && 'awards' in value;

/** Null where there is no such unit; any other error is thrown on. */
const nothingThere = (error: unknown): null => {
  const code = (error as { data?: { code?: string } }).data?.code;
  if (code === 'NOT_FOUND' || code === 'BAD_USER_INPUT') return null;
  throw error;
};

export async function action({ request, context }: ActionFunctionArgs) {
  const sent = await Sent.of(request);
  const speech = speechOf(request);
  const { t, path, nameOf, date } = speech;
  const shown = sent.all('shown').map((id) => ({ id, label: sent.text(`label/${id}`) }));
  const picked = sent.all('award');
  const again = (faults: Fault[], awards = shown, more: number | null = null) => {
    const answer: Choosing = { ...sent.failed(faults).data, awards, more };
    return data(answer, { status: faults.length > 0 ? 400 : 200 });
  };

  if (sent.text('act') === 'search') {
    const search = sent.text('honour') || sent.text('name');
    if (!search) return again([{ field: 'honour', message: t('staff.examples.needHonour') }]);
    const unit = sent.text('unit') || context.get(sessionContext).unit;
    const found = await askAs(context, AwardsOf, { search, unit }).catch(nothingThere);
    if (!found) return again([{ field: 'unit', message: t('staff.fault.NOT_FOUND') }]);
    const { nodes, totalCount } = found.honours;
    const kept = shown.filter(({ id }) => picked.includes(id));
    const awards = nodes
      .filter(({ id }) => !picked.includes(id))
      .map(({ id, title, achievement, awardedOn, recipient, decision }) => {
        const about = [
          recipient.name,
          nameOf(recipient.unit),
          achievement,
          decision?.number,
          date(awardedOn),
        ];
        return { id, label: `${title}: ${about.filter(Boolean).join(' · ')}` };
      });
    return again([], [...kept, ...awards], totalCount - nodes.length);
  }
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
  if (faults.length > 0) return again(faults);
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
  if ('refused' in outcome) {
    const { refused } = outcome;
    const at = /^awards\.(\d+)/.exec(refused.field ?? '')?.[1];
    const award = at === undefined ? undefined : shown.find(({ id }) => id === picked[Number(at)]);
    return award
      ? again([{ field: 'award', message: `${award.label}: ${refused.message}` }])
      : again(sent.refused(refused, speech).data.faults);
  }
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
  const answer: unknown = useActionData();
  const choosing = isChoosing(answer) ? answer : null;
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
            <fieldset id="nominate-award" tabIndex={-1}>
              <legend>{t('staff.examples.award')}</legend>
              <Text
                name="honour"
                label={t('staff.examples.honour')}
                hint={t('staff.examples.honourHint')}
                optional
              />
              <p className="buttons">
                <button name="act" value="search" className="quiet">
                  {t('staff.examples.findAwards')}
                </button>
              </p>
              {choosing?.awards.map(({ id, label }) => (
                <Fragment key={id}>
                  <Tick name="award" value={id} label={label} />
                  <Hidden name="shown" value={id} />
                  <Hidden name={`label/${id}`} value={label} />
                </Fragment>
              ))}
              {choosing && choosing.more !== null && (
                <p className="hint" role="status">
                  {choosing.awards.length === 0
                    ? t('staff.examples.noAwards')
                    : choosing.more > 0
                      ? t('staff.form.andMore', { count: choosing.more })
                      : t('staff.examples.pickAwards')}
                </p>
              )}
            </fieldset>
          </DeskForm>
        </>
      )}
    </>
  );
}
