import type { VariablesOf } from 'gql.tada';
import { useLoaderData, type ActionFunctionArgs, type LoaderFunctionArgs } from 'react-router';
import { sessionContext } from '../../context.js';
import { graphql, UnitName } from '../../graphql.js';
import { useSpeech } from '../../words.js';
import { askAs, change, done, Sent, speechOf, type Fault } from '../change.server.js';
import { Refused } from '../documents.js';
import { Area, DeskForm, DeskHeading, Text } from '../form.js';
import { kindOfRecipient } from '../decisions/recipients.server.js';
import { pastedRows } from '../paste.js';
import { untilSeen } from '../places.server.js';

const DeskConferences = graphql(
  `
    query DeskConferences($unit: UnitCode) {
      conferences(unit: $unit, first: 50) {
        nodes {
          id
          name
          heldOn
          period
          basis
          honoureeCount
          unit {
            ...UnitName
          }
        }
        totalCount
      }
    }
  `,
  [UnitName],
);

const HoldConference = graphql(
  `
    mutation HoldConference($input: HoldConferenceInput!) {
      holdConference(input: $input) {
        __typename
        ... on Conference {
          id
        }
        ...Refused
      }
    }
  `,
  [Refused],
);

type Held = VariablesOf<typeof HoldConference>['input'];
const headings = [
  ['ten', 'ho ten', 'name'],
  ['doi tuong', 'kind'],
  ['don vi', 'ma don vi', 'unit'],
] as const;

export async function loader({ context }: LoaderFunctionArgs) {
  const { unit } = context.get(sessionContext);
  const { conferences } = await askAs(context, DeskConferences, { unit });
  return { conferences: conferences.nodes, own: unit };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const sent = await Sent.of(request);
  const speech = speechOf(request);
  const { t } = speech;
  const faults: Fault[] = (['name', 'heldOn', 'period', 'unit'] as const)
    .filter((name) => !sent.text(name))
    .map((name) => ({
      field: name,
      message: t('staff.form.required', { label: t(`staff.conferences.${name}`) }),
    }));
  const honourees = pastedRows(sent.text('honourees'), headings).map(
    ({ line, cells: [name = '', kind = '', unit = ''] }) => {
      const found = kindOfRecipient(kind);
      const message =
        !name || !unit
          ? t('staff.conferences.incomplete')
          : found
            ? null
            : t('staff.decisions.badKind', { kind });
      if (message)
        faults.push({ field: 'honourees', message: t('staff.form.inRow', { row: line, message }) });
      return { name, unit, kind: found ?? 'INDIVIDUAL' };
    },
  );
  const [collectives, individuals] = [sent.integer('collectives'), sent.integer('individuals')];
  for (const [field, value] of Object.entries({ collectives, individuals }))
    if (Number.isNaN(value)) faults.push({ field, message: t('staff.tallies.fault.notNumber') });
  if (faults.length > 0) return sent.failed(faults);
  const input: Held = {
    name: sent.text('name'),
    heldOn: sent.text('heldOn'),
    period: sent.text('period'),
    unit: sent.text('unit'),
    source: sent.optional('source'),
    // Names, or numbers without names: never both.
    ...(honourees.length > 0 ? { honourees } : { collectives, individuals }),
  };
  const outcome = await change(context, request, HoldConference, { input }, sent.key);
  if ('refused' in outcome) return sent.refused(outcome.refused, speech);
  await untilSeen(async () => {
    const { conferences } = await askAs(context, DeskConferences, { unit: input.unit });
    return conferences.nodes.some(({ id }) => id === outcome.done.id);
  });
  throw done(request, 'conference');
}

export default function ConferencesPage() {
  const { conferences, own } = useLoaderData<typeof loader>();
  const { t, path, nameOf, date, period } = useSpeech();
  return (
    <>
      <DeskHeading
        title={t('staff.conferences.title')}
        trail={[
          { to: path('/desk'), name: t('desk.title') },
          { to: path('/desk/examples'), name: t('staff.examples.title') },
        ]}
      />
      {conferences.length === 0 && <p className="empty">{t('staff.conferences.none')}</p>}
      <ul className="plain">
        {conferences.map((one) => (
          <li key={one.id}>
            <b>{one.name}</b>
            <span className="hint">
              {[
                date(one.heldOn),
                period(one.period),
                nameOf(one.unit),
                t('staff.conferences.count', { count: one.honoureeCount }),
                one.basis === 'TALLY' && t('competitions.tally'),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      <h2>{t('staff.conferences.hold')}</h2>
      <DeskForm intent="conference" submit={t('staff.conferences.holdIt')}>
        <div className="fields">
          <Text name="name" label={t('staff.conferences.name')} />
          <Text name="heldOn" label={t('staff.conferences.heldOn')} type="date" />
          <Text
            name="period"
            label={t('staff.conferences.period')}
            hint={t('staff.competitions.periodHint')}
          />
          <Text name="unit" label={t('staff.conferences.unit')} initial={own} />
          <Text name="source" label={t('staff.conferences.source')} optional />
        </div>
        <Area
          name="honourees"
          label={t('staff.conferences.honourees')}
          hint={t('staff.conferences.honoureesHint')}
          rows={5}
        />
        <fieldset>
          <legend>{t('staff.conferences.numbers')}</legend>
          <div className="fields">
            <Text
              name="collectives"
              label={t('staff.conferences.collectives')}
              inputMode="numeric"
              optional
            />
            <Text
              name="individuals"
              label={t('staff.conferences.individuals')}
              inputMode="numeric"
              optional
            />
          </div>
        </fieldset>
      </DeskForm>
    </>
  );
}
