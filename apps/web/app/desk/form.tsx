// The forms of the desk and each of their controls: in one file, as every page takes several of them.
import {
  createContext,
  useContext,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
  type KeyboardEvent,
  type ReactNode,
} from 'react';
import { Form, useActionData, useNavigation, useRouteLoaderData, useSearchParams } from 'react-router';
import { ErrorSummary, Field, Heading } from '../components.js';
import { useSpeech } from '../words.js';
import deskVi from '../words/desk.vi.json';
import type { Failure } from './change.server.js';

/** What the frame of the desk knows: see layout.tsx. */
export interface Frame {
  formToken: string;
  /** Idempotency key of the forms of this page as it was made. */
  key: string;
  name: string;
  role: string;
  unit: string;
}
export const useFrame = (): Frame => useRouteLoaderData('desk/layout') as Frame;

const isFailure = (value: unknown): value is Failure =>
  typeof value === 'object' && value !== null && 'faults' in value;
/** What the last form of this page was refused for; null where nothing was. */
export function useFailure(intent?: string): Failure | null {
  const answer: unknown = useActionData();
  return isFailure(answer) && (intent === undefined || answer.intent === intent) ? answer : null;
}

const idOf = (intent: string, name: string) => `${intent}-${name}`;
type DoneWord = keyof typeof deskVi.staff.done extends infer Key
  ? Key extends `${infer What}_other`
    ? What
    : Key
  : never;
const isDone = (what: string): what is DoneWord =>
  what in deskVi.staff.done || `${what}_other` in deskVi.staff.done;

/** Heading of a page of the desk: what was just done, or what is wrong with the form, before anything else. */
export function DeskHeading({ title, trail }: { title: string; trail?: { to: string; name: string }[] }) {
  const { t, path } = useSpeech();
  const failure = useFailure();
  const [search] = useSearchParams();
  const what = search.get('done') ?? '';
  const summary = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (failure) summary.current?.querySelector<HTMLElement>('[role=alert]')?.focus();
  }, [failure]);
  return (
    <>
      <div ref={summary} onClick={goToField}>
        {failure && (
          <ErrorSummary
            errors={failure.faults.map(({ field, message }) => ({
              field: idOf(failure.intent, field),
              message,
            }))}
          />
        )}
      </div>
      {!failure && isDone(what) && (
        <div className="told" role="status">
          <p>
            {t(`staff.done.${what}`, {
              count: Number(search.get('count') ?? 1),
              what: search.get('what') ?? '',
            })}
          </p>
          {search
            .get('warning')
            ?.split(',')
            .map((warning) => (isWarning(warning) ? <p key={warning}>{t(`warning.${warning}`)}</p> : null))}
        </div>
      )}
      <Heading title={title} trail={trail ?? [{ to: path('/desk'), name: t('desk.title') }]} />
    </>
  );
}
/** To the field itself, without a step of the router: that would forget what was wrong. */
function goToField(event: React.MouseEvent<HTMLElement>): void {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  const field = document.getElementById(decodeURIComponent(link?.hash.slice(1) ?? ''));
  if (!field) return;
  event.preventDefault();
  const panel = field.closest('details');
  if (panel) panel.open = true;
  field.focus();
}
const isWarning = (warning: string) =>
  warning === 'ABOVE_BASELINE' || warning === 'RECOGNISED_ABOVE_REGISTERED' || warning === 'STATED_DIFFERS';

const FormContext = createContext<{ intent: string; failure: Failure | null }>({ intent: '', failure: null });

/**
 * Enter in a field presses the one button of its part of the form (a fieldset or a panel), else of the form, and none
 * where there are several: the browser would press the first of the form, whatever that does.
 */
function pressOwnButton(event: KeyboardEvent<HTMLFormElement>, hasMain: boolean): void {
  const { target: field, currentTarget: form } = event;
  if (event.key !== 'Enter' || !(field instanceof HTMLInputElement) || field.type === 'file') return;
  const part = field.closest(':is(fieldset, details):has(button)');
  // The hidden button is the first, and does what the main one does.
  if (hasMain && !part) return;
  event.preventDefault();
  const [button, ...others] = (part ?? form).querySelectorAll<HTMLButtonElement>('button:not([hidden])');
  if (button && others.length === 0) form.requestSubmit(button);
}

/** A form of the desk: it carries the session's token and a key by which a second sending does nothing twice. */
export function DeskForm({
  intent,
  submit,
  children,
  quiet,
  className,
  buttons,
  method = 'post',
  action,
  encType,
}: {
  intent: string;
  /** What its button says. */
  submit?: string;
  children?: ReactNode;
  quiet?: boolean;
  className?: string;
  buttons?: ReactNode;
  method?: 'post';
  action?: string;
  /** With a file. */
  encType?: 'multipart/form-data';
}) {
  const { formToken, key } = useFrame();
  const failure = useFailure(intent);
  const { t } = useSpeech();
  const navigation = useNavigation();
  const isSending = navigation.state !== 'idle' && navigation.formData?.get('intent') === intent;
  // After a success the page has another key, and the form is empty again.
  return (
    <Form
      key={key}
      method={method}
      action={action}
      encType={encType}
      className={className ?? 'desk-form'}
      noValidate
      onKeyDown={(event) => pressOwnButton(event, submit !== undefined)}
    >
      <button hidden disabled={submit === undefined} />
      <input type="hidden" name="formToken" value={formToken} />
      <input type="hidden" name="intent" value={intent} />
      <input type="hidden" name="key" value={`${failure?.key ?? key}/${intent}`} />
      <FormContext value={{ intent, failure }}>{children}</FormContext>
      <p className="buttons">
        {submit && (
          <button
            id={idOf(intent, 'submit')}
            className={quiet ? 'quiet' : undefined}
            aria-disabled={isSending}
          >
            {isSending ? t('staff.form.sending') : submit}
          </button>
        )}
        {buttons}
      </p>
    </Form>
  );
}

interface Labelled {
  name: string;
  label: string;
  hint?: string;
}
/** A field by its name: what was typed is kept where the form comes back. */
function useField(name: string, initial: string) {
  const { intent, failure } = useContext(FormContext);
  const error = failure?.faults.find(({ field }) => field === name)?.message;
  return {
    id: idOf(intent, name),
    value: failure?.values[name]?.[0] ?? initial,
    ...(error !== undefined && { error }),
  };
}

export function Text({
  name,
  label,
  hint,
  initial = '',
  type = 'text',
  options,
  optional,
  inputMode,
}: Labelled & {
  initial?: string;
  type?: 'text' | 'date';
  /** Values to choose from or not. */
  options?: { value: string; label: string }[];
  optional?: boolean;
  inputMode?: 'numeric' | 'decimal';
}) {
  const { t } = useSpeech();
  const { id, value, error } = useField(name, initial);
  return (
    <Field
      id={id}
      label={optional ? `${label} ${t('staff.form.optional')}` : label}
      hint={hint}
      error={error}
    >
      {(control) => (
        <>
          <input
            {...control}
            name={name}
            type={type}
            defaultValue={value}
            inputMode={inputMode}
            autoComplete="off"
            {...(options && { list: `${id}-list` })}
          />
          {options && (
            <datalist id={`${id}-list`}>
              {options.map((option) => (
                <option key={option.value} value={option.value}>
                  {option.label}
                </option>
              ))}
            </datalist>
          )}
        </>
      )}
    </Field>
  );
}

const never = () => () => undefined;
/**
 * What stands in a text area while React takes over the server's page: it would put the first text back, over what was
 * typed on a slow line meanwhile. Of inputs and choices it keeps what it finds.
 */
function useTypedBefore(id: string, value: string): string {
  const isTakenOver = useSyncExternalStore(
    never,
    () => false,
    () => typeof document !== 'undefined',
  );
  const area = isTakenOver ? document.getElementById(id) : null;
  return area instanceof HTMLTextAreaElement ? area.value : value;
}

export function Area({
  name,
  label,
  hint,
  initial = '',
  rows = 8,
}: Labelled & { initial?: string; rows?: number }) {
  const { id, value, error } = useField(name, initial);
  const text = useTypedBefore(id, value);
  return (
    <Field id={id} label={label} hint={hint} error={error}>
      {(control) => (
        <textarea
          {...control}
          name={name}
          rows={rows}
          defaultValue={text}
          className="paste"
          spellCheck={false}
        />
      )}
    </Field>
  );
}

export function Choice({
  name,
  label,
  hint,
  initial = '',
  options,
  empty,
}: Labelled & { initial?: string; options: { value: string; label: string }[]; empty?: string }) {
  const { id, value, error } = useField(name, initial);
  return (
    <Field id={id} label={label} hint={hint} error={error}>
      {(control) => (
        <select {...control} name={name} defaultValue={value}>
          {empty !== undefined && <option value="">{empty}</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function Tick({
  name,
  label,
  initial = false,
  value = 'yes',
}: {
  name: string;
  label: string;
  initial?: boolean;
  value?: string;
}) {
  const { intent, failure } = useContext(FormContext);
  const id = `${idOf(intent, name)}${value === 'yes' ? '' : `-${value}`}`;
  return (
    <p className="tick">
      <input
        type="checkbox"
        id={id}
        name={name}
        value={value}
        defaultChecked={failure ? (failure.values[name] ?? []).includes(value) : initial}
      />
      <label htmlFor={id}>{label}</label>
    </p>
  );
}

/** A file to choose, or to drop here. Larger ones are refused before they are sent, where scripts run. */
export function FileChoice({
  name,
  label,
  hint,
  accept,
  most,
  tooLarge,
}: Labelled & { accept: string; most: number; tooLarge: string }) {
  const { id, error } = useField(name, '');
  const [isTooLarge, setTooLarge] = useState(false);
  return (
    <Field id={id} label={label} hint={hint} error={isTooLarge ? tooLarge : error}>
      {(control) => (
        <input
          {...control}
          name={name}
          type="file"
          accept={accept}
          className="drop"
          onChange={({ currentTarget: input }) => {
            const size = input.files?.[0]?.size ?? 0;
            setTooLarge(size > most);
            if (size > most) input.value = '';
          }}
        />
      )}
    </Field>
  );
}

/** Why the past of a unit that was closed since, or of an approved report, is corrected: there once a refusal asks for it. */
export function ClosedReason() {
  const { failure } = useContext(FormContext);
  const { t } = useSpeech();
  const isAsked =
    failure &&
    ('closedReason' in failure.values || failure.faults.some(({ field }) => field === 'closedReason'));
  return isAsked ? <Text name="closedReason" label={t('staff.form.closedReason')} /> : null;
}

export const Hidden = ({ name, value }: { name: string; value: string | number }) => (
  <input type="hidden" name={name} value={value} />
);
