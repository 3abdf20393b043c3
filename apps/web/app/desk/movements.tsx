import { useLoaderData, type ActionFunctionArgs, type LoaderFunctionArgs } from 'react-router';
import type { VariablesOf } from 'gql.tada';
import { sessionContext } from '../context.js';
import { graphql } from '../graphql.js';
import { useSpeech } from '../words.js';
import { askAs, change, done, Sent, speechOf, type Fault } from './change.server.js';
import { DeskMovements, Refused, Titles } from './documents.js';
import { Area, Choice, DeskForm, DeskHeading, Hidden, Text, Tick } from './form.js';
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

export async function loader({ request, context }: LoaderFunctionArgs) {
  const [{ movements }, { titles }] = await Promise.all([
    askAs(context, DeskMovements, {}),
    askAs(context, Titles, {}),
  ]);
  const edited = movements.nodes.find(
    ({ code, status }) => status === 'DRAFT' && code === new URL(request.url).searchParams.get('edit'),
  );
  return {
    movements: movements.nodes,
    titles,
    edited: edited ?? null,
    own: context.get(sessionContext).unit,
  };
}

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

export default function MovementsPage() {
  const { movements, titles, edited, own } = useLoaderData<typeof loader>();
  const { t, path, nameOf, date } = useSpeech();
  return (
    <>
      <DeskHeading title={t('staff.movements.title')} />
      {movements.map((one) => (
        <section key={one.code} aria-labelledby={`m-${one.code}`} className="item">
          <h2 id={`m-${one.code}`}>
            {nameOf(one)} <em className="mark">{t(`staff.movements.statusOf.${one.status}`)}</em>
          </h2>
          <p className="hint">
            {[
              one.code,
              nameOf(one.launchedBy),
              `${one.startsOn ? date(one.startsOn) : '…'} – ${one.endsOn ? date(one.endsOn) : '…'}`,
              one.titles.map(nameOf).join(', '),
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
          {one.status === 'DRAFT' && (
            <>
              <p>
                <a href={path(`/desk/movements?edit=${encodeURIComponent(one.code)}#draft`)}>
                  {t('staff.movements.edit', { name: nameOf(one) })}
                </a>
              </p>
              <Act intent={`launch-${one.code}`} one={one} submit={t('staff.movements.launch')} />
            </>
          )}
          {one.status === 'LAUNCHED' && (
            <details className="panel">
              <summary>{t('staff.movements.closing')}</summary>
              <p>{t('staff.movements.closingSays')}</p>
              <Act intent={`close-${one.code}`} one={one} submit={t('staff.movements.close')} />
            </details>
          )}
          {one.status === 'CLOSED' && (
            <Act intent={`reopen-${one.code}`} one={one} submit={t('staff.movements.reopen')} needsReason />
          )}
        </section>
      ))}
      <h2 id="draft">
        {edited ? t('staff.movements.edit', { name: nameOf(edited) }) : t('staff.movements.draft')}
      </h2>
      <DeskForm key={edited?.code} intent="draft" submit={t('staff.movements.saveDraft')}>
        <Hidden name="version" value={edited?.version ?? 0} />
        <div className="fields">
          <Text
            name="code"
            label={t('staff.movements.code')}
            hint={t('staff.movements.codeHint')}
            initial={edited?.code}
          />
          <Text name="name" label={t('staff.movements.name')} initial={edited?.name} />
          <Text name="nameEn" label={t('staff.movements.nameEn')} initial={edited?.nameEn ?? ''} optional />
          <Choice
            name="kind"
            label={t('staff.movements.kind')}
            initial={edited?.kind ?? 'MOVEMENT'}
            options={(['MOVEMENT', 'CAMPAIGN'] as const).map((value) => ({
              value,
              label: t(`staff.movements.kindOf.${value}`),
            }))}
          />
          <Choice
            name="scope"
            label={t('staff.movements.scope')}
            initial={edited?.scope ?? 'MINISTRY_PROVINCE'}
            options={(['NATIONWIDE', 'MINISTRY_PROVINCE', 'CLUSTER', 'AGENCY'] as const).map((value) => ({
              value,
              label: t(`staff.movements.scopeOf.${value}`),
            }))}
          />
          <Choice
            name="launchingAuthority"
            label={t('staff.movements.authority')}
            initial={edited?.launchingAuthority ?? ''}
            empty={t('staff.form.choose')}
            options={(
              [
                'PRIME_MINISTER',
                'MINISTER',
                'PROVINCIAL_CHAIR',
                'DEPARTMENT_DIRECTOR',
                'COMMUNE_CHAIR',
                'HEAD_OF_INSTITUTION',
              ] as const
            ).map((value) => ({ value, label: t(`authority.${value}`) }))}
          />
          <Text
            name="launchedBy"
            label={t('staff.movements.launchedBy')}
            hint={t('staff.decision.issuerHint')}
            initial={edited?.launchedBy.code ?? own}
          />
          <Text
            name="startsOn"
            label={t('staff.movements.startsOn')}
            type="date"
            initial={edited?.startsOn ?? ''}
            optional
          />
          <Text
            name="endsOn"
            label={t('staff.movements.endsOn')}
            type="date"
            initial={edited?.endsOn ?? ''}
            optional
          />
        </div>
        <Area
          name="legalBasis"
          label={t('staff.movements.legalBasis')}
          hint={t('staff.movements.legalBasisHint')}
          rows={3}
          initial={edited?.legalBasis.join('\n')}
        />
        <fieldset>
          <legend>{t('staff.movements.titles')}</legend>
          {titles.map((title) => (
            <Tick
              key={title.code}
              name="title"
              value={title.code}
              label={nameOf(title)}
              initial={edited?.titles.some(({ code }) => code === title.code)}
            />
          ))}
          <Area
            name="titles"
            label={t('staff.movements.newTitles')}
            hint={t('staff.movements.newTitlesHint')}
            rows={3}
          />
        </fieldset>
      </DeskForm>
    </>
  );
}

function Act({
  intent,
  one,
  submit,
  needsReason,
}: {
  intent: string;
  one: { code: string; version: number };
  submit: string;
  needsReason?: boolean;
}) {
  const { t } = useSpeech();
  return (
    <DeskForm intent={intent} submit={submit} quiet>
      <Hidden name="code" value={one.code} />
      <Hidden name="version" value={one.version} />
      {needsReason && <Text name="reason" label={t('staff.form.reason')} />}
    </DeskForm>
  );
}
