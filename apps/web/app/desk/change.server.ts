import type { TadaDocumentNode } from 'gql.tada';
import { data, redirect, type RouterContextProvider } from 'react-router';
import { sessionContext } from '../context.js';
import { ask, askForChange } from '../gateway.server.js';
import { languageOf, speaking } from '../words.js';

type Context = Readonly<RouterContextProvider>;

/** Why a change was not made. `reason` is a refusal or an error code; of UNKNOWN nobody knows whether it was made. */
export interface Refused {
  reason: string;
  message: string;
  /** Path in the input, such as 'subjects.3.key'; null: no single one. */
  field: string | null;
}
interface RefusalNode extends Refused {
  __typename: 'Refusal';
}
type Done<Data> = Exclude<Data[keyof Data], { __typename: 'Refusal' }>;
export type Outcome<Value> = { done: Value } | { refused: Refused };

/** No answer came, or none that says what became of it: the same key may be sent again. */
const unanswered = ['SERVICE_UNAVAILABLE', 'RATE_LIMITED', 'INTERNAL'];
const told = ['CONFLICT', 'FORBIDDEN', 'UNAUTHENTICATED', 'BAD_USER_INPUT', 'NOT_FOUND'] as const;

/** Asks for one change in the name of who is signed in. `document` is one mutation whose answer may be a Refusal. */
export async function change<Data extends object, Variables>(
  context: Context,
  request: Request,
  document: TadaDocumentNode<Data, Variables>,
  variables: Variables,
  idempotencyKey: string,
): Promise<Outcome<Done<Data>>> {
  const { t } = speechOf(request);
  const unknown = { reason: 'UNKNOWN', message: t('staff.fault.UNKNOWN'), field: null };
  const token = context.get(sessionContext).accessToken;
  const answer = await askForChange(context, document, variables, { token, idempotencyKey }).catch(
    () => null,
  );
  if (!answer) return { refused: unknown };
  const error = answer.errors?.[0];
  if (error) {
    const code = error.extensions?.code ?? 'INTERNAL';
    if (unanswered.includes(code)) return { refused: unknown };
    const known = told.find((one) => one === code);
    const words = known ? t(`staff.fault.${known}`) : error.message;
    // GraphQL itself names the place of a value that is none of its kind.
    const field = error.extensions?.field ?? /at "input\.([\w.]+)"/.exec(error.message)?.[1] ?? null;
    return {
      refused: {
        reason: code,
        message: code === 'BAD_USER_INPUT' && !field ? `${words} (${error.message})` : words,
        field,
      },
    };
  }
  const value = Object.values(answer.data ?? {})[0] as RefusalNode | Done<Data> | undefined;
  if (!value) return { refused: unknown };
  return isRefusal(value) ? { refused: value } : { done: value };
}
const isRefusal = (value: object): value is RefusalNode =>
  '__typename' in value && value.__typename === 'Refusal';

/** Asks in the name of who is signed in. */
export const askAs = <Data, Variables>(
  context: Context,
  document: TadaDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> => ask(context, document, variables, { token: context.get(sessionContext).accessToken });

export interface Fault {
  /** Name of the field of the form. */
  field: string;
  message: string;
}
/** What an action answers that did not do it: the page shows the form again as it was typed. */
export interface Failure {
  intent: string;
  key: string;
  faults: Fault[];
  values: Record<string, string[]>;
}

/** Field of a form that is not there before it is asked for: ClosedReason in form.tsx. */
const CLOSED_REASON = 'closedReason';
/** Where a refusal that asks for a reason is shown: another field may be named `reason`. */
export const atClosedReason = { reason: CLOSED_REASON };

/** A form as it was sent. */
export class Sent {
  readonly intent: string;
  /** Of this form and what it does: sent again it changes nothing twice. */
  readonly key: string;

  private constructor(private readonly form: FormData) {
    this.intent = this.text('intent');
    this.key = this.text('key');
  }
  static async of(request: Request): Promise<Sent> {
    return new Sent(await request.formData());
  }
  /** Of a form with a file, which was received already. */
  static with(fields: FormData): Sent {
    return new Sent(fields);
  }

  text(name: string): string {
    const value = this.form.get(name);
    return typeof value === 'string' ? value.normalize('NFC').trim() : '';
  }
  /** Null where nothing was typed. */
  optional(name: string): string | null {
    return this.text(name) || null;
  }
  /** Null where nothing was typed; NaN where it is not a whole number. */
  integer(name: string): number | null {
    const text = this.text(name).replace(/[\s.,](?=\d{3}\b)/g, '');
    if (text === '') return null;
    return /^\d+$/.test(text) ? Number(text) : NaN;
  }
  all(name: string): string[] {
    return this.form.getAll(name).filter((value) => typeof value === 'string');
  }
  has(name: string): boolean {
    return this.form.has(name);
  }

  /** The form again with what is wrong with it. */
  failed(faults: Fault[], intent = this.intent) {
    const names = [...new Set(this.form.keys())].filter((name) => name !== 'formToken');
    const failure: Failure = {
      intent,
      key: this.key.replace(/\/.*$/, ''),
      faults,
      values: Object.fromEntries(names.map((name) => [name, this.all(name)])),
    };
    return data(failure, { status: 400 });
  }

  /** A refusal at the field that it is about: of 'subjects.3.key' the nearest name that the form has. */
  refused(
    { field, message }: Refused,
    { t }: ReturnType<typeof speaking>,
    otherwise = 'submit',
    names: Record<string, string> = {},
  ) {
    return this.failed([{ ...this.placeOf(field, names, otherwise), message: inRow(field, message, t) }]);
  }
  private placeOf(path: string | null, names: Record<string, string>, otherwise: string): { field: string } {
    const parts = path?.split('.') ?? [];
    for (let length = parts.length; length > 0; length--) {
      const name = parts.slice(0, length).join('.');
      const field = names[name] ?? name;
      if (this.has(field) || field === CLOSED_REASON) return { field };
    }
    return { field: otherwise };
  }
}

/** 'subjects.3.key' is in the fourth row. */
const inRow = (path: string | null, message: string, t: ReturnType<typeof speaking>['t']): string => {
  const at = /\.(\d+)(\.|$)/.exec(path ?? '')?.[1];
  return at === undefined ? message : t('staff.form.inRow', { row: Number(at) + 1, message });
};

/** Back to the page with a word on what was done: one of staff.done. */
export function done(request: Request, what: string, more: Record<string, string | number> = {}): Response {
  const url = new URL(request.url);
  const address = new URLSearchParams(url.search);
  for (const name of ['done', 'count', 'warning', '_routes']) address.delete(name);
  address.set('done', what);
  for (const [name, value] of Object.entries(more)) address.set(name, String(value));
  return redirect(`${url.pathname.replace(/\.data$/, '')}?${address}`);
}

/** Speech of a request's address. */
export const speechOf = (request: Request) => speaking(languageOf(new URL(request.url).pathname));
