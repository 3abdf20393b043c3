import { useSpeech } from '../words.js';
import enumWords from '../words/vi.json';
import { Choice, Text } from './form.js';

const authorities = [
  'PRESIDENT',
  'PRIME_MINISTER',
  'MINISTER',
  'PROVINCIAL_CHAIR',
  'DEPARTMENT_DIRECTOR',
  'DISTRICT_CHAIR',
  'COMMUNE_CHAIR',
  'HEAD_OF_INSTITUTION',
  'ORGANISING_COMMITTEE',
] as const;

/** A decision as the mutations take it; `prefix` is the name of the input. */
export function DecisionFields({
  prefix = 'decision',
  legend,
  issuer,
  authority = '',
  only = authorities,
}: {
  prefix?: string;
  legend?: string;
  issuer: string;
  authority?: string;
  only?: readonly (typeof authorities)[number][];
}) {
  const { t } = useSpeech();
  return (
    <fieldset>
      <legend>{legend ?? t('staff.decision.legend')}</legend>
      <div className="fields">
        <Text
          name={`${prefix}.number`}
          label={t('staff.decision.number')}
          hint={t('staff.decision.numberHint')}
        />
        <Text name={`${prefix}.signedOn`} label={t('staff.decision.signedOn')} type="date" />
        <Choice
          name={`${prefix}.authority`}
          label={t('staff.decision.authority')}
          initial={authority}
          empty={t('staff.form.choose')}
          options={only.map((one) => ({ value: one, label: t(`authority.${one}`) }))}
        />
        <Text
          name={`${prefix}.issuer`}
          label={t('staff.decision.issuer')}
          hint={t('staff.decision.issuerHint')}
          initial={issuer}
        />
        <Text name={`${prefix}.signatory`} label={t('staff.decision.signatory')} optional />
        <Text name={`${prefix}.position`} label={t('staff.decision.position')} optional />
      </div>
    </fieldset>
  );
}

const forms = Object.keys(enumWords.form) as (keyof typeof enumWords.form)[];
const emulationTitles = Object.keys(enumWords.emulationTitle) as (keyof typeof enumWords.emulationTitle)[];

/** What is awarded: `what` is FORM:<form of commendation> or TITLE:<emulation title>. */
export function HonourChoice() {
  const { t } = useSpeech();
  return (
    <Choice
      name="what"
      label={t('staff.decisions.what')}
      empty={t('staff.form.choose')}
      options={[
        ...forms.map((one) => ({ value: `FORM:${one}`, label: t(`form.${one}`) })),
        ...emulationTitles.map((one) => ({ value: `TITLE:${one}`, label: t(`emulationTitle.${one}`) })),
      ]}
    />
  );
}
