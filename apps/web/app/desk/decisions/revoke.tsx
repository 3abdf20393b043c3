import { useSpeech } from '../../words.js';
import type { Failure } from '../change.server.js';
import { DecisionFields } from '../decision-fields.js';
import { Choice, DeskForm, Hidden, Text, useFailure } from '../form.js';

export const grounds = [
  'FRAUDULENT_ACHIEVEMENT',
  'FALSE_INFORMATION',
  'UNLAWFUL_PROCEDURE',
  'STANDARD_NOT_MET',
  'COMPETITION_RULES_BROKEN',
] as const;

/** What is asked once more before it is done, with the words that the public will read. */
export interface Confirm extends Failure {
  confirm: { act: 'revoke' | 'restore'; names: string[]; on: string };
}
export const isConfirm = (value: unknown): value is Confirm =>
  typeof value === 'object' && value !== null && 'confirm' in value;

/** Whose award is taken back or restored, by which decision and why; nothing is done before it was shown once more. */
export function Change({
  act,
  awards,
  issuer,
  authority,
}: {
  act: 'revoke' | 'restore';
  awards: { id: string; recipient: { name: string } }[];
  issuer: string;
  authority: string;
}) {
  const { t } = useSpeech();
  const failure = useFailure(act);
  return (
    <details className="panel" open={failure !== null}>
      <summary>{t(`staff.decisions.${act}`)}</summary>
      <DeskForm intent={act} submit={t('staff.decisions.look')}>
        <fieldset id={`${act}-award`} tabIndex={-1}>
          <legend>{t('staff.decisions.whose')}</legend>
          {awards.map((award) => (
            <p className="tick" key={award.id}>
              <input
                type="checkbox"
                name="award"
                value={award.id}
                id={`${act}-${award.id}`}
                defaultChecked={failure ? failure.values.award?.includes(award.id) : false}
              />
              <label htmlFor={`${act}-${award.id}`}>{award.recipient.name}</label>
            </p>
          ))}
        </fieldset>
        {act === 'revoke' && (
          <Choice
            name="ground"
            label={t('staff.decisions.ground')}
            hint={t('staff.decisions.groundHint')}
            empty={t('staff.form.choose')}
            options={grounds.map((value) => ({ value, label: t(`staff.decisions.groundOf.${value}`) }))}
          />
        )}
        <Text name="reason" label={t('staff.form.reason')} />
        <DecisionFields
          prefix="by"
          legend={t(`staff.decisions.by.${act}`)}
          issuer={issuer}
          authority={authority}
        />
      </DeskForm>
    </details>
  );
}

export function ConfirmForm({ answer }: { answer: Confirm }) {
  const { t, date } = useSpeech();
  const { act, names, on } = answer.confirm;
  return (
    <section className="confirm" aria-labelledby="confirm">
      <h2 id="confirm">{t(`staff.decisions.confirm.${act}`, { count: names.length })}</h2>
      <p>{names.join(', ')}</p>
      <p>{t('staff.decisions.publicSees')}</p>
      <blockquote className={act === 'revoke' ? 'verdict revoked' : 'verdict valid'}>
        <p>
          <b>{t(act === 'revoke' ? 'certificate.REVOKED' : 'certificate.VALID')}</b>
        </p>
        <p>{t(`staff.decisions.statement.${act}`)}</p>
        {act === 'revoke' && (
          <p>
            {t('certificate.revokedOn')}: {date(on)}
          </p>
        )}
      </blockquote>
      <p>{t(`staff.decisions.effect.${act}`)}</p>
      <DeskForm
        intent={act}
        submit={t(`staff.decisions.do.${act}`)}
        buttons={<a href="">{t('staff.form.cancel')}</a>}
      >
        <Hidden name="confirmed" value="yes" />
        {Object.entries(answer.values).flatMap(([name, values]) =>
          values.map((value) => <Hidden key={name + value} name={name} value={value} />),
        )}
      </DeskForm>
    </section>
  );
}
