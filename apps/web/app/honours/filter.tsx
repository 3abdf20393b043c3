import { Field } from '../components.js';
import { useSpeech } from '../words.js';
import vi from '../words/vi.json';

const codesOf = <Words extends object>(words: Words) => Object.keys(words) as (keyof Words & string)[];
/** What the list can be narrowed by, beside unit, period and name: codes whose names are in the words. */
export const choices = {
  kind: codesOf(vi.honourKind),
  form: codesOf(vi.form),
  authority: codesOf(vi.authority),
  subject: codesOf(vi.subject),
};
const names = ['search', 'unit', 'period', 'kind', 'form', 'authority', 'subject'] as const;
export type Given = Partial<Record<(typeof names)[number], string>>;

/** What an address asks for: what is not a known code is left out, as nothing of it can be found. */
export function readFilter(searchParams: URLSearchParams): Given {
  const given: Given = {};
  for (const name of names) {
    const value = searchParams.get(name)?.trim().slice(0, 100);
    if (value && (!(name in choices) || (choices[name as keyof typeof choices] as string[]).includes(value)))
      given[name] = value;
  }
  return given;
}
/** The same filter as the exports spell it. */
export const exported = ({ kind, form, authority, subject, ...others }: Given): Record<string, string> => ({
  ...others,
  ...(kind && { kinds: kind }),
  ...(form && { forms: form }),
  ...(authority && { authorities: authority }),
  ...(subject && { subjectKind: subject }),
});
/** The search box of the home page: an ordinary form with its answer on the page of honours. */
export function HonourSearchForm() {
  const { t, path } = useSpeech();
  return (
    <form className="search" role="search" aria-label={t('honours.find')} action={path('/honours')}>
      <Field id="honours" label={t('honours.find')} hint={t('honours.searchHint')}>
        {(control) => <input {...control} name="search" type="search" maxLength={100} />}
      </Field>
      <button>{t('units.search')}</button>
    </form>
  );
}

/** The filters above the list: an ordinary form. */
export function HonourFilter({
  given,
  periods,
  units,
}: {
  given: Given;
  periods: string[];
  units: { code: string; name: string; nameEn: string | null }[];
}) {
  const { t, nameOf, period } = useSpeech();
  const isNarrowed = names.some((name) => name !== 'search' && given[name]);
  return (
    <form className="filters" role="search" aria-label={t('honours.filters')}>
      <Field id="search" label={t('honours.search')} hint={t('honours.searchHint')}>
        {(control) => (
          <input {...control} name="search" type="search" maxLength={100} defaultValue={given.search} />
        )}
      </Field>
      <details open={isNarrowed}>
        <summary>{t('honours.filters')}</summary>
        <div className="more">
          <Select name="unit" chosen={given.unit} options={units.map((one) => [one.code, nameOf(one)])} />
          <Select name="period" chosen={given.period} options={periods.map((one) => [one, period(one)])} />
          <Select
            name="kind"
            chosen={given.kind}
            options={choices.kind.map((code) => [code, t(`honourKind.${code}`)])}
          />
          <Select
            name="form"
            chosen={given.form}
            options={choices.form.map((code) => [code, t(`form.${code}`)])}
          />
          <Select
            name="authority"
            chosen={given.authority}
            options={choices.authority.map((code) => [code, t(`authority.${code}`)])}
          />
          <Select
            name="subject"
            chosen={given.subject}
            options={choices.subject.map((code) => [code, t(`subject.${code}`)])}
          />
        </div>
      </details>
      <button>{t('honours.show')}</button>
    </form>
  );
}

function Select(props: {
  name: 'unit' | 'period' | 'kind' | 'form' | 'authority' | 'subject';
  chosen: string | undefined;
  options: (readonly [value: string, words: string])[];
}) {
  const { t } = useSpeech();
  return (
    <Field id={props.name} label={t(`honours.${props.name}`)}>
      {(control) => (
        <select {...control} name={props.name} defaultValue={props.chosen ?? ''}>
          <option value="">{t('honours.any')}</option>
          {props.options.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
