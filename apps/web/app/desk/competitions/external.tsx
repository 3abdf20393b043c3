import type { ResultOf, VariablesOf } from 'gql.tada';
import { useLoaderData, type ActionFunctionArgs, type LoaderFunctionArgs } from 'react-router';
import { sessionContext } from '../../context.js';
import { graphql, Page, UnitName } from '../../graphql.js';
import { useSpeech } from '../../words.js';
import { askAs, change, done, Sent, speechOf, type Fault } from '../change.server.js';
import { Told } from '../documents.js';
import { Area, Choice, DeskForm, DeskHeading, Text } from '../form.js';
import { namesOf, pastedRows } from '../paste.js';
import { untilSeen } from '../places.server.js';
import { faultsOfRows } from '../preview.server.js';
import { memberOf } from './entries.server.js';

/** Prizes of a unit and those below it; without a decision: of competitions of others. */
const DeskPrizes = graphql(
  `
    query DeskPrizes($unit: UnitCode!, $search: String, $after: String) {
      honours(filter: { kinds: [PRIZE], unit: $unit, search: $search }, first: 100, after: $after) {
        nodes {
          id
          title
          members
          awardedOn
          period
          externalDecision
          recipient {
            name
            unit {
              ...UnitName
            }
          }
          competition {
            name
            nameEn
            organiserName
          }
          decision {
            number
          }
        }
        pageInfo {
          ...Page
        }
      }
    }
  `,
  [UnitName, Page],
);

const RecordExternalPrizes = graphql(
  `
    mutation RecordExternalPrizes($input: RecordExternalPrizesInput!) {
      recordExternalPrizes(input: $input) {
        ...Told
      }
    }
  `,
  [Told],
);

const RemoveExternalPrizes = graphql(
  `
    mutation RemoveExternalPrizes($awards: [ID!]!, $reason: String!) {
      removeExternalPrizes(awards: $awards, reason: $reason) {
        ...Told
      }
    }
  `,
  [Told],
);

type Context = LoaderFunctionArgs['context'];
type Recorded = VariablesOf<typeof RecordExternalPrizes>['input'];
type Prize = Recorded['prizes'][number];
type Honour = ResultOf<typeof DeskPrizes>['honours']['nodes'][number];
const levels = ['NATIONAL', 'INTERNATIONAL', 'PROVINCE', 'COMMUNE', 'INSTITUTION'] as const;
const kinds = ['PROJECT', 'INDIVIDUAL', 'TEAM', 'COLLECTIVE'] as const;
const headings = [
  ['giai', 'rank', 'prize'],
  ['truong', 'don vi', 'ma truong', 'unit', 'school'],
  ['thi sinh', 'thanh vien', 'hoc sinh', 'members', 'winners'],
  ['ten', 'du an', 'de tai', 'title'],
] as const;

/** Pages of 100 prizes that are looked through for those of others. */
const MOST_PAGES = 10;
async function externalPrizes(context: Context, unit: string, search: string | null): Promise<Honour[]> {
  const found: Honour[] = [];
  let after: string | null = null;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { honours }: ResultOf<typeof DeskPrizes> = await askAs(context, DeskPrizes, {
      unit,
      search,
      after,
    });
    found.push(...honours.nodes.filter(({ decision }) => decision === null));
    if (!honours.pageInfo.hasNextPage) break;
    after = honours.pageInfo.endCursor;
  }
  return found;
}

export async function loader({ request, context }: LoaderFunctionArgs) {
  const search = new URL(request.url).searchParams.get('search')?.trim() ?? '';
  const { unit, role } = context.get(sessionContext);
  return {
    prizes: await externalPrizes(context, unit, search || null),
    search,
    mayWrite: role === 'committee' || role === 'administrator',
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const sent = await Sent.of(request);
  const speech = speechOf(request);
  const { t } = speech;
  const { unit: own } = context.get(sessionContext);

  if (sent.intent === 'remove') {
    const awards = sent.all('award');
    const faults: Fault[] = [
      ...(awards.length > 0 ? [] : [{ field: 'submit', message: t('staff.form.nothingChosen') }]),
      ...(sent.text('reason') ? [] : [{ field: 'reason', message: t('staff.form.needReason') }]),
    ];
    if (faults.length > 0) return sent.failed(faults);
    const variables = { awards, reason: sent.text('reason') };
    const outcome = await change(context, request, RemoveExternalPrizes, variables, sent.key);
    if ('refused' in outcome) return sent.refused(outcome.refused, speech);
    const search = new URL(request.url).searchParams.get('search')?.trim() ?? '';
    await untilSeen(async () =>
      (await externalPrizes(context, own, search || null)).every(({ id }) => !awards.includes(id)),
    );
    throw done(request, 'externalRemoved', { count: awards.length });
  }

  const faults: Fault[] = (['competition', 'level', 'organiserName', 'period', 'awardedOn', 'kind'] as const)
    .filter((name) => !sent.text(name))
    .map((name) => ({
      field: name,
      message: t('staff.form.required', { label: t(`staff.external.${name}`) }),
    }));
  const pasted = pastedRows(sent.text('rows'), headings);
  const common = {
    competition: sent.text('competition'),
    level: sent.text('level') as Prize['level'],
    organiserName: sent.text('organiserName'),
    kind: sent.text('kind') as Prize['kind'],
    awardedOn: sent.text('awardedOn'),
    decisionNumber: sent.optional('decisionNumber'),
  };
  const prizes = pasted.map(({ line, cells: [rank = '', unit = '', names = '', title = ''] }): Prize => {
    const members = namesOf(names).map(memberOf);
    const wrong = !rank
      ? t('staff.external.needRank')
      : !unit
        ? t('staff.competitions.needUnit')
        : members.length === 0
          ? t('staff.competitions.needMembers')
          : members.includes(undefined)
            ? t('staff.competitions.badBirthDate')
            : null;
    if (wrong) faults.push({ field: 'rows', message: t('staff.form.inRow', { row: line, message: wrong }) });
    return {
      ...common,
      ...{ rank, unit, title: title || null },
      members: members.filter((one) => one !== undefined),
    };
  });
  faults.push(...faultsOfRows(prizes, speech));
  if (faults.length > 0) return sent.failed(faults);
  const input: Recorded = { period: sent.text('period'), prizes };
  const prizesNow = () => externalPrizes(context, own, prizes.at(-1)?.members[0]?.name ?? null);
  const before = new Set((await prizesNow()).map(({ id }) => id));
  const outcome = await change(context, request, RecordExternalPrizes, { input }, sent.key);
  if ('refused' in outcome) {
    const { refused } = outcome;
    const [, at = '', part = ''] = /^prizes\.(\d+)\.?(\w*)/.exec(refused.field ?? '') ?? [];
    // What stands above the rows is of all of them.
    if (part in common) return sent.failed([{ field: part, message: refused.message }]);
    const line = pasted[Number(at)]?.line;
    if (at === '' || line === undefined) return sent.refused(refused, speech, 'rows', { prizes: 'rows' });
    const message = t('staff.form.inRow', { row: line, message: refused.message });
    return sent.failed([{ field: 'rows', message }]);
  }
  await untilSeen(async () => (await prizesNow()).some(({ id }) => !before.has(id)));
  throw done(request, 'externalRecorded', { count: prizes.length });
}

export default function ExternalPrizesPage() {
  const { prizes, search, mayWrite } = useLoaderData<typeof loader>();
  const { t, path, nameOf, date, period } = useSpeech();
  const lines = prizes.map((one) => {
    const name = `${one.title}: ${one.members.join(', ') || one.recipient.name}`;
    const about = [
      one.competition && nameOf(one.competition),
      one.competition?.organiserName,
      nameOf(one.recipient.unit),
      period(one.period),
      date(one.awardedOn),
      one.externalDecision,
    ];
    return { id: one.id, name, about: about.filter(Boolean).join(' · ') };
  });
  return (
    <>
      <DeskHeading
        title={t('staff.external.title')}
        trail={[
          { to: path('/desk'), name: t('desk.title') },
          { to: path('/desk/competitions'), name: t('staff.competitions.title') },
        ]}
      />
      <p className="lead">{t('staff.external.lead')}</p>
      <form className="search" role="search">
        <div className="field">
          <label htmlFor="search">{t('competitions.members')}</label>
          <input id="search" name="search" type="search" defaultValue={search} />
        </div>
        <button className="quiet">{t('units.search')}</button>
      </form>
      {lines.length === 0 && <p className="empty">{t('staff.external.none')}</p>}
      {!mayWrite && (
        <ul className="plain">
          {lines.map(({ id, name, about }) => (
            <li key={id}>
              {name} <span className="hint">{about}</span>
            </li>
          ))}
        </ul>
      )}
      {mayWrite && lines.length > 0 && (
        <DeskForm intent="remove" submit={t('staff.external.remove')} quiet>
          {lines.map(({ id, name, about }) => (
            <p className="tick" key={id}>
              <input type="checkbox" name="award" value={id} id={`remove-award-${id}`} />
              <label htmlFor={`remove-award-${id}`}>
                {name} <span className="hint">{about}</span>
              </label>
            </p>
          ))}
          <Text name="reason" label={t('staff.form.reason')} />
        </DeskForm>
      )}
      {mayWrite && (
        <>
          <h2>{t('staff.external.record')}</h2>
          <DeskForm intent="record" submit={t('staff.external.recordIt')}>
            <div className="fields">
              <Text name="competition" label={t('staff.external.competition')} />
              <Choice
                name="level"
                label={t('staff.external.level')}
                initial="NATIONAL"
                options={levels.map((value) => ({ value, label: t(`level.${value}`) }))}
              />
              <Text name="organiserName" label={t('staff.external.organiserName')} />
              <Text
                name="period"
                label={t('staff.external.period')}
                hint={t('staff.competitions.periodHint')}
              />
              <Text name="awardedOn" label={t('staff.external.awardedOn')} type="date" />
              <Text
                name="decisionNumber"
                label={t('staff.external.decisionNumber')}
                hint={t('staff.external.decisionHint')}
                optional
              />
              <Choice
                name="kind"
                label={t('staff.external.kind')}
                empty={t('staff.form.choose')}
                options={kinds.map((value) => ({ value, label: t(`staff.external.kindOf.${value}`) }))}
              />
            </div>
            <Area name="rows" label={t('staff.external.rows')} hint={t('staff.external.rowsHint')} rows={5} />
          </DeskForm>
        </>
      )}
    </>
  );
}
