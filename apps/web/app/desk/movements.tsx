import { useLoaderData, type LoaderFunctionArgs } from 'react-router';
import { sessionContext } from '../context.js';
import { useSpeech } from '../words.js';
import { askAs } from './change.server.js';
import { DeskMovements, Titles } from './documents.js';
import { Area, Choice, DeskForm, DeskHeading, Hidden, Text, Tick } from './form.js';

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

export { action } from './movements.server.js';

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
              (one.startsOn || one.endsOn) &&
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
