import { Fragment } from 'react';
import { useActionData } from 'react-router';
import { useSpeech } from '../../words.js';
import { Hidden, Text, Tick } from '../form.js';
import type { Award, Choosing } from './awards.server.js';

const isChoosing = (value: unknown): value is Choosing =>
  typeof value === 'object' && value !== null && 'awards' in value;

/** The awards that a nomination rests on: looked for in the list of honours, and ticked. `initial`: those of now. */
export function AwardChoice({ intent, initial = [] }: { intent: string; initial?: Award[] }) {
  const answer: unknown = useActionData();
  const { t } = useSpeech();
  const choosing = isChoosing(answer) ? answer : null;
  const awards = choosing?.awards ?? initial;
  return (
    <fieldset id={`${intent}-award`} tabIndex={-1}>
      <legend>{t('staff.examples.award')}</legend>
      <Text name="honour" label={t('staff.examples.honour')} hint={t('staff.examples.honourHint')} optional />
      <p className="buttons">
        <button name="act" value="search" className="quiet">
          {t('staff.examples.findAwards')}
        </button>
      </p>
      {awards.map(({ id, label }) => (
        <Fragment key={id}>
          <Tick name="award" value={id} label={label} initial={!choosing} />
          <Hidden name="shown" value={id} />
          <Hidden name={`label/${id}`} value={label} />
        </Fragment>
      ))}
      {choosing && choosing.more !== null && (
        <p className="hint" role="status">
          {awards.length === 0
            ? t('staff.examples.noAwards')
            : choosing.more > 0
              ? t('staff.form.andMore', { count: choosing.more })
              : t('staff.examples.pickAwards')}
        </p>
      )}
    </fieldset>
  );
}
