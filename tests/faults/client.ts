// A client that keeps its own log: what it asked for, under which key, and what it was told. Nothing else is believed.
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceName } from './ground.js';
import type { House } from './house.js';

export interface Entry {
  key: string;
  /** Trace id of every attempt: it stands in the audit row and in the events. */
  correlationId: string;
  service: ServiceName;
  command: string;
  /** unknown: no attempt was answered; it is asked again under the same key, never counted as lost or as done. */
  outcome: 'acknowledged' | 'refused' | 'unknown';
  /** Value or refusal; over GraphQL only its type. */
  answer: unknown;
  attempts: number;
  /** When it was first asked for, and when an answer came, in milliseconds. */
  askedAt: number;
  answeredAt: number;
}

export interface Sending {
  key?: string;
  /** Who asks. */
  subject?: string;
  /** Through the gateway's GraphQL, or at the service's own door. */
  via?: 'graphql' | 'command';
  /** Whether a refusal is what is expected. */
  refused?: boolean;
  /** How long an unknown outcome is asked about. */
  withinMs?: number;
}

const ATTEMPT_MS = 12_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_000;

export class Client {
  readonly log: Entry[] = [];
  /** What no client should ever be told, whatever breaks: no answer of the house, or not the one expected. */
  readonly complaints: string[] = [];
  /** Answers that said SERVICE_UNAVAILABLE, and connections that broke. */
  readonly interruptions = { unavailable: 0, broken: 0 };
  /** The experiment broke off: nobody asks any more. */
  givenUp = false;
  private readonly house: House;

  constructor(house: House) {
    this.house = house;
  }

  get acknowledged(): Entry[] {
    return this.log.filter(({ outcome }) => outcome === 'acknowledged');
  }

  /** Asks until it is answered. The value; null: refused, or never answered (then the entry stays unknown). */
  async send<Value = Record<string, unknown>>(
    service: ServiceName,
    command: string,
    input: object,
    {
      key = randomUUID(),
      subject = 'tester',
      via = 'command',
      refused = false,
      withinMs = 600_000,
    }: Sending = {},
  ): Promise<Value | null> {
    const entry: Entry = {
      key,
      correlationId: randomBytes(16).toString('hex'),
      service,
      command,
      outcome: 'unknown',
      answer: null,
      attempts: 0,
      askedAt: Date.now(),
      answeredAt: 0,
    };
    this.log.push(entry);
    const deadline = Date.now() + withinMs;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      entry.attempts++;
      const answer = await this.attempt(entry, input, subject, via);
      if (answer) {
        Object.assign(entry, answer, { answeredAt: Date.now() });
        if ((entry.outcome === 'refused') !== refused)
          this.complaints.push(`${command} was ${entry.outcome}: ${JSON.stringify(entry.answer)}`);
        return entry.outcome === 'acknowledged' ? (entry.answer as Value) : null;
      }
      if (this.givenUp || Date.now() > deadline) return null;
      await sleep(pause);
    }
  }

  /** null: not answered. */
  private async attempt(
    entry: Entry,
    input: object,
    subject: string,
    via: 'graphql' | 'command',
  ): Promise<Pick<Entry, 'outcome' | 'answer'> | null> {
    const { service, command, key, correlationId } = entry;
    const graphql = via === 'graphql';
    const { url } = this.house.programs[graphql ? 'gateway' : service];
    const body = graphql ? { query: mutationOf(command), variables: { input } } : input;
    try {
      const response = await fetch(graphql ? `${url}/graphql` : `${url}/commands/${command}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: await this.house.authorization('administrator', subject),
          'idempotency-key': key,
          traceparent: `00-${correlationId}-${'1'.repeat(16)}-01`,
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(ATTEMPT_MS),
      });
      const told = (await response.json()) as Told;
      const code = told.code ?? told.errors?.[0]?.extensions?.code;
      if (code === 'SERVICE_UNAVAILABLE') {
        this.interruptions.unavailable++;
        return null;
      }
      if (code || response.status !== 200) {
        // Anything else is not what a client of a house that is only interrupted may be told; it is asked again all the same.
        this.complaints.push(`${command} was told ${response.status} ${JSON.stringify(told)}`);
        return null;
      }
      const refusal = graphql ? told.data?.answer?.reason && told.data.answer : told.refusal;
      if (refusal) return { outcome: 'refused', answer: refusal };
      return { outcome: 'acknowledged', answer: graphql ? told.data?.answer : told.value };
    } catch {
      this.interruptions.broken++;
      return null;
    }
  }
}

interface Told {
  code?: string;
  value?: unknown;
  refusal?: unknown;
  data?: { answer?: { reason?: string } } | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** Of a command whose GraphQL mutation has the one argument `input`. */
const mutationOf = (command: string) =>
  `mutation ($input: ${command}Input!) { answer: ${command[0]?.toLowerCase()}${command.slice(1)}(input: $input) {
    __typename ... on Refusal { reason message field } } }`;
