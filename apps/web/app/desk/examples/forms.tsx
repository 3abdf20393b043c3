import type { ResultOf } from 'gql.tada';
import { useSpeech } from '../../words.js';
import { Area, Choice, DeskForm, Hidden, Text, Tick, useFailure } from '../form.js';
import { AwardChoice } from './awards.js';
import type { NominationRow } from './documents.js';

export const bases = ['CONSENT', 'LEGAL_DUTY', 'NOT_PERSONAL'] as const;
export const channels = ['PORTAL', 'FANPAGE'] as const;
export const verdicts = ['APPROVE', 'RETURN', 'REJECT'] as const;

const awardOf = ({ id, title, achievement }: { id: string; title: string; achievement: string | null }) => ({
  id,
  label: [title, achievement].filter(Boolean).join(': '),
});

/** What may be done with a nomination, by who looks at it and how far it is. */
export function ExampleForms({
  one,
  mayEdit,
  mayReview,
}: {
  one: ResultOf<typeof NominationRow>;
  mayEdit: boolean;
  mayReview: boolean;
}) {
  const { t } = useSpeech();
  const isAnnouncing = useFailure('announce') !== null;
  const version = <Hidden name="version" value={one.version} />;
  const isOpen = one.status === 'NOMINATED' || one.status === 'UNDER_REVIEW';
  return (
    <>
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
          <Hidden name="name" value={one.name ?? ''} />
          <Hidden name="unit" value={one.unit.code} />
          <AwardChoice intent="supplement" initial={(one.honours ?? []).map(awardOf)} />
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
