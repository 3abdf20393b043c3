import type { VariablesOf } from 'gql.tada';
import { redirect, useLoaderData, type ActionFunctionArgs, type LoaderFunctionArgs } from 'react-router';
import { sessionContext } from '../../context.js';
import { CompetitionLine } from '../../documents/competitions.js';
import { graphql, UnitName } from '../../graphql.js';
import { useSpeech } from '../../words.js';
import { askAs, change, Sent, speechOf, type Fault } from '../change.server.js';
import { Area, Choice, DeskForm, DeskHeading, Text } from '../form.js';
import { pastedRows } from '../paste.js';
import { untilSeen } from '../places.server.js';
import { CompetitionTold, DeskCompetition } from './documents.js';

const DeskCompetitions = graphql(
  `
    query DeskCompetitions($unit: UnitCode, $after: String) {
      competitions(unit: $unit, first: 50, after: $after) {
        nodes {
          ...CompetitionLine
          organiser {
            ...UnitName
          }
        }
        totalCount
      }
    }
  `,
  [CompetitionLine, UnitName],
);

const OpenCompetition = graphql(
  `
    mutation OpenCompetition($input: OpenCompetitionInput!) {
      openCompetition(input: $input) {
        ...CompetitionTold
      }
    }
  `,
  [CompetitionTold],
);

type Edition = VariablesOf<typeof OpenCompetition>['input'];
const levels = ['PROVINCE', 'COMMUNE', 'INSTITUTION', 'NATIONAL', 'INTERNATIONAL'] as const;
const headings = [
  ['ma', 'code'],
  ['ten', 'giai', 'name'],
  ['so luong', 'toi da', 'quota'],
  ['dac biet', 'phu', 'special'],
] as const;

export async function loader({ context }: LoaderFunctionArgs) {
  const { unit, role } = context.get(sessionContext);
  const { competitions } = await askAs(context, DeskCompetitions, { unit });
  return { competitions: competitions.nodes, own: unit, mayOpen: role !== 'auditor' };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const sent = await Sent.of(request);
  const speech = speechOf(request);
  const { t, path } = speech;
  const faults: Fault[] = [];
  for (const name of ['code', 'name', 'period', 'organiser'] as const)
    if (!sent.text(name)) faults.push({ field: name, message: t(`staff.competitions.need.${name}`) });
  const ranks = pastedRows(sent.text('ranks'), headings).map(
    ({ line, cells: [code = '', name = '', quota = '', special = ''] }) => {
      if (!code || !name || !/^\d*$/.test(quota))
        faults.push({
          field: 'ranks',
          message: t('staff.form.inRow', { row: line, message: t('staff.competitions.badRank') }),
        });
      return { code, name, quota: quota ? Number(quota) : null, special: special !== '' };
    },
  );
  if (ranks.length === 0) faults.push({ field: 'ranks', message: t('staff.competitions.need.ranks') });
  const maxMembers = sent.integer('maxMembers');
  if (Number.isNaN(maxMembers))
    faults.push({ field: 'maxMembers', message: t('staff.tallies.fault.notNumber') });
  if (faults.length > 0) return sent.failed(faults);
  const input: Edition = {
    code: sent.text('code'),
    name: sent.text('name'),
    nameEn: sent.optional('nameEn'),
    level: sent.text('level') as Edition['level'],
    period: sent.text('period'),
    organiser: sent.text('organiser'),
    maxMembers,
    ranks,
    // A new one: what bears the code already is not replaced unseen.
    expectedVersion: 0,
  };
  const outcome = await change(context, request, OpenCompetition, { input }, sent.key);
  if ('refused' in outcome) {
    const { refused } = outcome;
    return refused.reason === 'CONFLICT'
      ? sent.failed([{ field: 'code', message: t('staff.competitions.codeTaken', { code: input.code }) }])
      : sent.refused(refused, speech);
  }
  await untilSeen(async () =>
    Boolean((await askAs(context, DeskCompetition, { code: input.code })).competition),
  );
  throw redirect(path(`/desk/competitions/${encodeURIComponent(input.code)}?done=opened`));
}

export default function CompetitionsPage() {
  const { competitions, own, mayOpen } = useLoaderData<typeof loader>();
  const { t, path, nameOf, period } = useSpeech();
  return (
    <>
      <DeskHeading title={t('staff.competitions.title')} />
      <p>
        <a href={path('/desk/external-prizes')}>{t('staff.external.title')}</a>
        {mayOpen && (
          <>
            {' · '}
            <a href={path('/desk/competition-tallies')}>{t('staff.competitions.tally')}</a>
          </>
        )}
      </p>
      {competitions.length === 0 && <p className="empty">{t('staff.competitions.none')}</p>}
      <ul className="plain">
        {competitions.map((one) => (
          <li key={one.code}>
            <a
              href={path(
                `${one.basis === 'TALLY' ? '' : '/desk'}/competitions/${encodeURIComponent(one.code)}`,
              )}
            >
              {nameOf(one)}
            </a>
            <em className="mark">{t(`staff.competitions.statusOf.${one.status}`)}</em>
            <span className="hint">
              {[
                one.code,
                t(`level.${one.level}`),
                period(one.period),
                one.organiser && nameOf(one.organiser),
                one.basis === 'TALLY' && t('competitions.tally'),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      {mayOpen && (
        <>
          <h2>{t('staff.competitions.open')}</h2>
          <DeskForm intent="open" submit={t('staff.competitions.openIt')}>
            <div className="fields">
              <Text name="code" label={t('staff.competitions.code')} hint={t('staff.movements.codeHint')} />
              <Text name="name" label={t('staff.competitions.name')} />
              <Text name="nameEn" label={t('staff.movements.nameEn')} optional />
              <Choice
                name="level"
                label={t('competitions.level')}
                initial="PROVINCE"
                options={levels.map((value) => ({ value, label: t(`level.${value}`) }))}
              />
              <Text
                name="period"
                label={t('competitions.period')}
                hint={t('staff.competitions.periodHint')}
              />
              <Text name="organiser" label={t('staff.competitions.organiser')} initial={own} />
              <Text
                name="maxMembers"
                label={t('staff.competitions.maxMembers')}
                hint={t('staff.competitions.maxMembersHint')}
                inputMode="numeric"
                optional
              />
            </div>
            <Area
              name="ranks"
              label={t('staff.competitions.ranks')}
              hint={t('staff.competitions.ranksHint')}
              rows={5}
              initial={t('staff.competitions.ranksExample')}
            />
          </DeskForm>
        </>
      )}
    </>
  );
}
