import type { VariablesOf } from 'gql.tada';
import { redirect, useLoaderData, type ActionFunctionArgs, type LoaderFunctionArgs } from 'react-router';
import { sessionContext } from '../../context.js';
import { graphql } from '../../graphql.js';
import { useSpeech } from '../../words.js';
import { askAs, change, Sent, speechOf, type Fault } from '../change.server.js';
import { Area, Choice, DeskForm, DeskHeading, Text, Tick } from '../form.js';
import { pastedRows } from '../paste.js';
import { untilSeen } from '../places.server.js';
import { CompetitionTold, DeskCompetition } from './documents.js';

const ReportCompetitionTally = graphql(
  `
    mutation ReportCompetitionTally($input: ReportCompetitionTallyInput!) {
      reportCompetitionTally(input: $input) {
        ...CompetitionTold
      }
    }
  `,
  [CompetitionTold],
);

type Tally = VariablesOf<typeof ReportCompetitionTally>['input'];
const levels = ['PROVINCE', 'COMMUNE', 'INSTITUTION', 'NATIONAL', 'INTERNATIONAL'] as const;
const headings = [
  ['ma', 'code'],
  ['ten', 'giai', 'name'],
  ['so giai', 'so luong', 'count'],
] as const;

export const loader = ({ context }: LoaderFunctionArgs) => ({ own: context.get(sessionContext).unit });

/** Numbers of a competition whose entries are not kept here. */
export async function action({ request, context }: ActionFunctionArgs) {
  const sent = await Sent.of(request);
  const speech = speechOf(request);
  const { t, path } = speech;
  const faults: Fault[] = [];
  for (const name of ['code', 'name', 'period', 'organiser', 'source'] as const)
    if (!sent.text(name)) faults.push({ field: name, message: t(`staff.competitions.need.${name}`) });
  const entries = sent.integer('entries');
  if (entries === null || Number.isNaN(entries))
    faults.push({ field: 'entries', message: t('staff.tallies.fault.notNumber') });
  const ranks = pastedRows(sent.text('ranks'), headings).map(
    ({ line, cells: [code = '', name = '', count = ''] }) => {
      if (!code || !name || !/^\d+$/.test(count))
        faults.push({
          field: 'ranks',
          message: t('staff.form.inRow', { row: line, message: t('staff.competitions.badRank') }),
        });
      return { code, name, count: Number(count) };
    },
  );
  if (ranks.length === 0) faults.push({ field: 'ranks', message: t('staff.competitions.need.ranks') });
  if (faults.length > 0) return sent.failed(faults);
  const input: Tally = {
    code: sent.text('code'),
    name: sent.text('name'),
    nameEn: sent.optional('nameEn'),
    level: sent.text('level') as Tally['level'],
    period: sent.text('period'),
    organiser: sent.text('organiser'),
    entries: entries ?? 0,
    ranks,
    source: sent.text('source'),
    // What bears the code already is replaced by those alone who say so.
    expectedVersion: sent.text('replace') ? null : 0,
  };
  const outcome = await change(context, request, ReportCompetitionTally, { input }, sent.key);
  if ('refused' in outcome) {
    const { refused } = outcome;
    return refused.reason === 'CONFLICT'
      ? sent.failed([{ field: 'code', message: t('staff.competitions.tallyTaken', { code: input.code }) }])
      : sent.refused(refused, speech);
  }
  await untilSeen(async () => {
    const { competition } = await askAs(context, DeskCompetition, { code: input.code });
    return (competition?.version ?? 0) >= outcome.done.version;
  });
  const told = new URLSearchParams({ done: 'competitionTally', what: input.name });
  throw redirect(path(`/desk/competitions?${told}`));
}

export default function CompetitionTallyPage() {
  const { own } = useLoaderData<typeof loader>();
  const { t, path } = useSpeech();
  return (
    <>
      <DeskHeading
        title={t('staff.competitions.tally')}
        trail={[
          { to: path('/desk'), name: t('desk.title') },
          { to: path('/desk/competitions'), name: t('staff.competitions.title') },
        ]}
      />
      <p className="lead">{t('staff.competitions.tallySays')}</p>
      <DeskForm intent="tally" submit={t('staff.competitions.tallyIt')}>
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
          <Text name="period" label={t('competitions.period')} hint={t('staff.competitions.periodHint')} />
          <Text name="organiser" label={t('staff.competitions.organiser')} initial={own} />
          <Text name="entries" label={t('staff.competitions.tallyEntries')} inputMode="numeric" />
          <Text name="source" label={t('staff.tallies.source')} hint={t('staff.tallies.sourceHint')} />
        </div>
        <Area
          name="ranks"
          label={t('staff.competitions.ranks')}
          hint={t('staff.competitions.tallyRanksHint')}
          rows={5}
        />
        <Tick name="replace" label={t('staff.competitions.tallyReplace')} />
      </DeskForm>
    </>
  );
}
