import {
  ErrorCode,
  type Answer,
  type CommandDefinition,
  type Refusal,
  type SentInputOf,
  type ServiceName,
  type ValueOf,
} from '@app/contracts';
import { Pool } from 'undici';
import { CodedError, headerNames } from './command-context.js';
import { traceparentOf, type Trace } from './logging.js';

export interface Sending {
  /** The caller's own Authorization header: the service checks it again. */
  authorization?: string;
  idempotencyKey: string;
  trace: Trace;
  /** Aborts the request when the person has gone. */
  signal?: AbortSignal;
  /** Nothing is kept: the answer says what would be done. */
  rehearsal?: boolean;
  /** Refused items of a list are left out, and told as `skipped` of the answer's value. */
  skipRefused?: boolean;
}
/** What an answer's value has besides where refused items were left out. */
export type Skipping<Value> = Value & { skipped?: Refusal[] };

/** A service that is down says so within this time. */
const CONNECT_TIMEOUT_MS = 1_000;

/** Sends commands to the services that own them, over kept connections and never without a deadline. */
export class CommandClient {
  private readonly pools = new Map<ServiceName, Pool>();

  constructor(
    urls: Record<ServiceName, string>,
    private readonly deadlineMs: number,
  ) {
    for (const [service, url] of Object.entries(urls))
      this.pools.set(
        service as ServiceName,
        new Pool(url, { connections: 64, connect: { timeout: CONNECT_TIMEOUT_MS }, pipelining: 1 }),
      );
  }

  /** Throws CodedError for everything but an answer; a refusal is an answer. */
  async send<D extends CommandDefinition>(
    definition: D,
    input: SentInputOf<D>,
    sending: Sending,
  ): Promise<Answer<ValueOf<D>>> {
    const deadline = AbortSignal.timeout(this.deadlineMs);
    const request = {
      method: 'POST' as const,
      path: `/commands/${definition.name}`,
      headers: {
        'content-type': 'application/json',
        ...(sending.authorization && { [headerNames.authorization]: sending.authorization }),
        [headerNames.idempotencyKey]: sending.idempotencyKey,
        [headerNames.deadline]: String(Date.now() + this.deadlineMs),
        [headerNames.trace]: traceparentOf(sending.trace),
        ...(sending.rehearsal && { [headerNames.rehearsal]: 'true' }),
        ...(sending.skipRefused && { [headerNames.refusedItems]: 'skip' }),
      },
      body: JSON.stringify(input),
      signal: sending.signal ? AbortSignal.any([deadline, sending.signal]) : deadline,
    };
    const { status, body } = await this.request(definition.service, request).catch((error: Error) => {
      throw new CodedError('SERVICE_UNAVAILABLE', `${definition.service} does not answer (${error.message})`);
    });
    if (status === 200) return body as Answer<ValueOf<D>>;
    const fault = body as { code?: unknown; message?: string; field?: string };
    const code = ErrorCode.safeParse(fault.code);
    throw code.success
      ? new CodedError(code.data, fault.message ?? '', fault.field)
      : new Error(`${definition.name} failed in ${definition.service} with status ${status}`);
  }

  private async request(service: ServiceName, request: Parameters<Pool['request']>[0]) {
    const pool = this.pools.get(service) as Pool;
    const attempt = async () => {
      const response = await pool.request(request);
      return { status: response.statusCode, body: await response.body.json() };
    };
    try {
      return await attempt();
    } catch (error) {
      // A kept connection that the service closed meanwhile; the idempotency key makes the second try harmless.
      if (!['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes((error as { code?: string }).code ?? ''))
        throw error;
      return attempt();
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.destroy()));
  }
}
