import { Field, PeriodChoices } from '../components.js';
import { useSpeech } from '../words.js';

/** Which unit and period a page of figures is about. `to` is the address of the page for another period. */
export function UnitAndPeriod({
  unit,
  period,
  periods,
  to,
}: {
  unit: { code: string };
  period: string;
  periods: string[];
  to: (change: { period: string }) => string;
}) {
  const { t } = useSpeech();
  return (
    <>
      <form className="search" role="search">
        <Field id="unit" label={t('staff.reports.unit')}>
          {(control) => <input {...control} name="unit" defaultValue={unit.code} />}
        </Field>
        <input type="hidden" name="period" value={period} />
        <button className="quiet">{t('honours.show')}</button>
      </form>
      <PeriodChoices periods={periods} period={period} to={(one) => to({ period: one })} />
    </>
  );
}
