import { z } from 'zod';
import type { RefusalReason } from './refusals.js';

export type ServiceName = 'movements' | 'competitions' | 'exemplars';

/** Codes of errors that are not a rule's no; the same on the wire between services and in `errors[].extensions.code`. */
export const ErrorCode = z.enum([
  'BAD_USER_INPUT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'SERVICE_UNAVAILABLE',
  'RATE_LIMITED',
]);
export type ErrorCode = z.infer<typeof ErrorCode>;

/** A rule's no. `field` is the path of the input at fault, `params` fill the message. Nothing was changed. */
export const Refusal = z.object({
  reason: z.custom<RefusalReason>((value) => typeof value === 'string'),
  field: z.string().optional(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
});
export type Refusal = z.infer<typeof Refusal>;

export const refuse = (reason: RefusalReason, field?: string, params: Refusal['params'] = {}) =>
  ({ refusal: { reason, field, params } }) as const;

/** What a command answers: a value, or a refusal. */
export type Answer<Value> = { value: Value } | { refusal: Refusal };
export const isRefusal = (answer: object): answer is { refusal: Refusal } => 'refusal' in answer;

export interface CommandDefinition<Input extends z.ZodType = z.ZodType, Value extends z.ZodType = z.ZodType> {
  service: ServiceName;
  name: string;
  input: Input;
  value: Value;
}
export type InputOf<D extends CommandDefinition> = z.output<D['input']>;
export type SentInputOf<D extends CommandDefinition> = z.input<D['input']>;
export type ValueOf<D extends CommandDefinition> = z.output<D['value']>;

export const command = <Input extends z.ZodType, Value extends z.ZodType>(
  service: ServiceName,
  name: string,
  input: Input,
  value: Value,
): CommandDefinition<Input, Value> => ({ service, name, input, value });

/** What every event of a topic carries at least: the version of its aggregate, rising by one with each change. */
export type Versioned = { version: number };

export interface Topic<State extends Versioned = Versioned> {
  /** `<service>.<aggregate>`; deployments may prefix it. */
  name: string;
  /** What can have happened; StateAnnounced repeats the present state and changes nothing. */
  types: readonly string[];
  /** Id of the aggregate: the key of the log. */
  key: (state: State) => string;
  state: z.ZodType<State>;
}

export const topic = <State extends Versioned>(definition: Topic<State>): Topic<State> => ({
  ...definition,
  types: [...definition.types, 'StateAnnounced'],
});

export interface DomainEvent {
  topic: Topic;
  type: string;
  state: Versioned;
}

/** The event that says `type` happened and carries the whole state after it. */
export function happened<State extends Versioned>(on: Topic<State>, type: string, state: State): DomainEvent {
  if (!on.types.includes(type)) throw new Error(`${type} is not an event of ${on.name}`);
  return { topic: on as unknown as Topic, type, state };
}
