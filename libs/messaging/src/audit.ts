import { auditTopics, happened, type AuditState, type ServiceName, type Topic } from '@app/contracts';
import type { Log } from '@app/platform';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { leaseClient } from './lease.js';
import { announce, type Outbox } from './outbox.js';
import type { Announcement } from './republish.js';

const SEALER_LOCK = 7_205_003;
const BATCH = 500;
const EVERY_MS = 500;
const LONGEST_PAUSE_MS = 5_000;
/** No change commits that much later than it wrote its audit row: a command's deadline is at most a minute. */
const SETTLED_MS = 120_000;
const MOST_TARGET = 2_000;

/** Both a transaction of TypeORM and a connection. */
interface Queries {
  query(statement: string, parameters: unknown[]): Promise<unknown>;
}

/** What a verification found. */
export interface AuditVerification {
  sealed: string;
  unsealed: string;
  /** Place and hash of the last seal: kept elsewhere it tells later whether the end was cut off. */
  head: string | null;
  /** Where the first fault is: place in the chain, row. */
  seq: string | null;
  audit_id: string | null;
  fault: string | null;
}

/** Recomputes the chain of a service. */
export async function verifyAudit(database: Queries): Promise<AuditVerification> {
  const answer = await database.query('select * from audit_verify()', []);
  const rows = Array.isArray(answer) ? answer : (answer as { rows: unknown[] }).rows;
  return rows[0] as AuditVerification;
}

/** Sealed rows as they are announced, in the order of the chain. */
const sealedRows = `
  select s.seq::float as seq, to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, a.actor, a.role, a.unit,
    a.action, case when length(a.target) > ${MOST_TARGET} then left(a.target, ${MOST_TARGET}) || '…' else a.target end as target,
    a.digest_before as "digestBefore", a.digest_after as "digestAfter", a.correlation_id as "correlationId", s.hash
  from audit_seal s join audit a on a.id = s.audit_id
  where s.seq > $1 order by s.seq limit ${BATCH}`;

const stateOf = (service: ServiceName, row: { seq: number }): AuditState =>
  ({ id: `${service}-${row.seq}`, service, ...row, version: 1 }) as AuditState;

/** The sealed audit of a service, for a republish; its rows never change, so none needs a lock. */
export const auditAnnouncement = (service: ServiceName): Announcement => ({
  topic: auditTopics[service] as unknown as Topic,
  page: async (tx, after) => {
    const beyond = after === null ? 0 : Number(after.slice(service.length + 1));
    const rows = await tx.query<{ seq: number }[]>(sealedRows, [beyond]);
    return rows.map((row) => stateOf(service, row));
  },
});

/** $1: up to this row all are sealed. A row that was committed late, with a lower id, is sealed later. */
const sealStatement = `
  with recursive todo as materialized (
    select row_number() over (order by a.id) as n, a as entry from audit a
    where a.id > $1 and not exists (select from audit_seal s where s.audit_id = a.id)
    order by a.id limit ${BATCH}
  ), chain as (
    select 0::bigint as n, coalesce(last.seq, 0) as seq, null::audit as entry, coalesce(last.hash, repeat('0', 64)) as hash
    from (select) one left join (select seq, hash from audit_seal order by seq desc limit 1) last on true
    union all
    select t.n, c.seq + 1, t.entry, audit_hash(c.hash, t.entry, c.seq + 1) from chain c join todo t on t.n = c.n + 1
  )
  insert into audit_seal (seq, audit_id, hash, sealed_at)
  select seq, (entry).id, hash, clock_timestamp() from chain where n > 0 order by seq
  returning seq`;

/** What is sealed that long had no row of a lower id still to come. */
const settledStatement = `
  select coalesce(max(audit_id), 0) as id from audit_seal
  where sealed_at < clock_timestamp() - interval '${SETTLED_MS} milliseconds'`;

/**
 * Chains the committed rows of the audit by hash, twice a second, and announces them. One sealer a service is active, by an
 * advisory lock of the connection that seals; were there two, the key of audit_seal would let only one of them commit.
 */
export class Sealer {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private trouble: string | null = null;

  constructor(
    private readonly databaseUrl: string,
    private readonly service: ServiceName,
    private readonly outbox: Outbox,
    private readonly log: Log,
  ) {}

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** null while sealing works, else the last trouble. */
  complaint = (): string | null => this.trouble;

  private async run(): Promise<void> {
    let pause = EVERY_MS;
    while (!this.stopping.signal.aborted) {
      const client = leaseClient(this.databaseUrl);
      try {
        await client.connect();
        await this.sealWhileHolding(client, () => (pause = EVERY_MS));
      } catch (error) {
        this.trouble = (error as Error).message;
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
        this.log.warn({ err: error, pause }, 'sealing of the audit interrupted; tries again');
      } finally {
        await client.end().catch(() => undefined);
      }
      await this.rest(pause);
    }
  }

  private async sealWhileHolding(client: pg.Client, went: () => void): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [
        SEALER_LOCK,
      ]);
      if (rows[0]?.held) break;
      this.trouble = null;
      await this.rest(EVERY_MS);
    }
    // The first time everything is looked through, then only what can still have come.
    let settled = '0';
    let settledAt = 0;
    while (!this.stopping.signal.aborted) {
      const sealed = await this.sealBatch(client, settled);
      this.trouble = null;
      went();
      if (sealed === BATCH) continue;
      if (Date.now() - settledAt > SETTLED_MS) {
        const { rows } = await client.query<{ id: string }>(settledStatement);
        settled = rows[0]?.id ?? '0';
        settledAt = Date.now();
      }
      await this.rest(EVERY_MS);
    }
  }

  /** Seals and their announcement are one commit: a crash before it leaves the rows for the next sealer. */
  private async sealBatch(client: pg.Client, settled: string): Promise<number> {
    await client.query('begin');
    const { rows } = await client.query<{ seq: string }>({
      name: 'seal',
      text: sealStatement,
      values: [settled],
    });
    const first = rows[0];
    if (first) {
      const sealed = await client.query<{ seq: number }>(sealedRows, [Number(first.seq) - 1]);
      const events = sealed.rows.map((row) =>
        happened(auditTopics[this.service], 'ChangeSealed', stateOf(this.service, row)),
      );
      await announce(client, events);
    }
    await client.query('commit');
    if (first) this.outbox.signals.emit('committed');
    return rows.length;
  }

  private async rest(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
