import { useSpeech } from '../../words.js';
import { DecisionFields, HonourChoice } from '../decision-fields.js';
import { Choice, Text, Tick } from '../form.js';
import type { ImportKind } from './kinds.js';

interface Named {
  name: string;
  nameEn: string | null;
}
/** What the page knows of who sends the file, and what there is to choose from. */
interface Known {
  kind: ImportKind;
  own: string;
  isCommune: boolean;
  isSchool: boolean;
  what: { value: string; title: Named; movement: Named | null }[];
  periods: string[];
  competitions: (Named & { code: string })[];
}
const types = ['PHONG_TRAO', 'CONG_TRANG', 'DOT_XUAT', 'NIEN_HAN', 'CONG_HIEN', 'DOI_NGOAI'] as const;

/** What holds for every row of the file; what may differ stands in a column instead. */
export function ParameterFields({ kind, own, what, periods, competitions, isCommune, isSchool }: Known) {
  const { t, nameOf, period } = useSpeech();
  const isOfTitle = kind === 'SUBJECTS' || kind === 'BASELINES';
  const isOfCompetition = kind === 'PROJECTS' || kind === 'PRIZES';
  return (
    <>
      <div className="fields">
        {isOfTitle && (
          <Choice
            name="what"
            label={t('staff.imports.what')}
            empty={t('staff.form.choose')}
            options={what.map(({ value, title, movement }) => ({
              value,
              label: movement ? `${nameOf(title)} – ${nameOf(movement)}` : nameOf(title),
            }))}
          />
        )}
        {isOfCompetition && (
          <Choice
            name="competition"
            label={t('staff.imports.competition')}
            empty={t('staff.form.choose')}
            options={competitions.map((one) => ({ value: one.code, label: `${nameOf(one)} (${one.code})` }))}
          />
        )}
        {kind === 'RECIPIENTS' && <HonourChoice />}
        {!isOfCompetition && (
          <Choice
            name="period"
            label={t('competitions.period')}
            empty={t('staff.form.choose')}
            options={periods.map((value) => ({ value, label: period(value) }))}
          />
        )}
        {(kind === 'SUBJECTS' || kind === 'PROJECTS') && (
          <Text
            name="unit"
            label={t(kind === 'SUBJECTS' ? 'staff.imports.commune' : 'staff.imports.school')}
            hint={t('staff.imports.inColumn')}
            initial={(kind === 'SUBJECTS' ? isCommune : isSchool) ? own : ''}
            optional
          />
        )}
        {kind === 'BASELINES' && (
          <>
            <Text
              name="asOf"
              label={t('staff.baselines.asOf')}
              hint={t('staff.imports.inColumn')}
              type="date"
              optional
            />
            <Text
              name="sourceDocument"
              label={t('staff.baselines.source')}
              hint={t('staff.imports.inColumn')}
              optional
            />
          </>
        )}
        {kind === 'RECIPIENTS' && (
          <>
            <Choice
              name="type"
              label={t('staff.imports.type')}
              initial="PHONG_TRAO"
              options={types.map((value) => ({ value, label: t(`staff.imports.typeOf.${value}`) }))}
            />
            <Choice
              name="publish"
              label={t('staff.imports.publish')}
              initial="false"
              options={[
                { value: 'false', label: t('staff.imports.asDraft') },
                { value: 'true', label: t('staff.imports.published') },
              ]}
            />
            <Text
              name="achievement"
              label={t('honours.achievement')}
              hint={t('staff.imports.inColumn')}
              optional
            />
          </>
        )}
      </div>
      {kind === 'RECIPIENTS' && (
        <>
          <p>{t('staff.imports.decisionSays')}</p>
          <DecisionFields issuer={own} authority="DEPARTMENT_DIRECTOR" />
        </>
      )}
      {kind === 'BASELINES' && <Tick name="final" label={t('staff.baselines.final')} value="true" />}
    </>
  );
}
