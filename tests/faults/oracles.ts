// What must hold after every experiment (O1-O7), asked of the client's log, the recorded topics and the databases.
import type { Client, Entry } from './client.js';
import { differences, some, versionsIn, type Versions } from './differences.js';
import { services, type ServiceName } from './ground.js';
import { eventually, type House, type Row } from './house.js';
import { followed, honours, percentages } from './oracles-of-answers.js';
import { onlyCommitted, rising } from './oracles-of-topics.js';
import { isEvent, type Recorder } from './recorder.js';

export interface Findings {
  acknowledged: number;
  inTable: number;
  inTopic: number;
  inReadModel: number;
  duplicates: number;
  /** From the call to the moment at which everything was where it belongs. */
  recoveredMs: number;
  faults: string[];
}

/** Topic to table and column of the id; the read model has the same names. Audits apart. */
export const owned: Record<ServiceName, Record<string, string>> = {
  movements: {
    'movements.unit': 'id',
    'movements.unit-map': 'id',
    'movements.title': 'code',
    'movements.movement': 'code',
    'movements.baseline': 'id',
    'movements.cell': 'id',
    'movements.tally': 'id',
    'movements.registration': 'id',
    'movements.report': 'id',
  },
  competitions: {
    'competitions.competition': 'code',
    'competitions.entry': 'id',
    'competitions.decision': 'id',
    'competitions.award': 'id',
    'competitions.award-tally': 'id',
    'competitions.duplicate': 'id',
  },
  exemplars: {
    'exemplars.exemplar': 'id',
    'exemplars.exemplar-tally': 'id',
    'exemplars.conference': 'id',
    'exemplars.honouree': 'id',
  },
};
const tableOf = (topic: string) => topic.split('.')[1]?.replaceAll('-', '_') as string;
const topicsWithKeys = services.flatMap((service) =>
  Object.entries(owned[service]).map(([topic, key]) => ({ service, topic, key, table: tableOf(topic) })),
);

/** Longer than a relay keeps what it sent in doubt. */
const CERTAIN_WITHIN_MS = 30_000;

export class Oracles {
  private readonly house: House;
  private readonly recorder: Recorder;
  /** What stood in the topics before the first command: the units of the law, which no command made. */
  private readonly before: Set<string>;
  private projected: Set<string> | null = null;

  constructor(house: House, recorder: Recorder) {
    this.house = house;
    this.recorder = recorder;
    this.before = new Set(recorder.records.map(({ id }) => id));
  }

  /** Everything that must hold once the fault is over and the load has ended. `withinMs`: O7. */
  async check(
    clients: Client[],
    { withinMs = 60_000, topicsLost = false, since = Date.now() } = {},
  ): Promise<Findings> {
    const entries = clients.flatMap(({ log }) => log);
    const acknowledged = entries.filter(({ outcome }) => outcome === 'acknowledged');
    const faults: string[] = [];
    const settled = await this.atRest(withinMs - (Date.now() - since));
    if (settled) faults.push(`O7 not at rest after ${withinMs} ms: ${settled}`);
    const recoveredMs = Date.now() - since;
    const unknown = entries.filter(({ outcome }) => outcome === 'unknown');
    if (unknown.length > 0)
      faults.push(`O1 never answered: ${some(unknown.map(({ command, key }) => `${command} ${key}`))}`);
    const inTable = await this.inTables(acknowledged, faults);
    let [inTopic, inReadModel] = [0, 0];
    const doubtful = await this.certain();
    if (doubtful) faults.push(`O7 ${doubtful}`);
    if (!topicsLost) {
      await this.recorder.caughtUp();
      ({ inTopic, inReadModel } = await this.inTopics(acknowledged, faults));
      faults.push(
        ...(await this.aggregates()),
        ...(await onlyCommitted(this.house, this.recorder, this.before)),
      );
      faults.push(...rising(this.recorder));
      faults.push(...this.recorder.rewritten.map((place) => `O1 the broker lost or replaced ${place}`));
    }
    faults.push(...(await this.readModelBehind()));
    faults.push(
      ...(await percentages(this.house)),
      ...(await honours(this.house)),
      ...(await followed(this.house)),
    );
    faults.push(...(await this.rebuilt()));
    faults.push(...new Set(clients.flatMap(({ complaints }) => complaints)));
    return {
      acknowledged: acknowledged.length,
      inTable,
      inTopic,
      inReadModel,
      duplicates: this.duplicates(),
      recoveredMs,
      faults,
    };
  }

  /** Records that were sent more than once. */
  duplicates(): number {
    const ids = this.recorder.records.map(({ topic, id }) => `${topic} ${id}`);
    return ids.length - new Set(ids).size;
  }

  /** O7: everyone ready, the old map loaded, nothing unsent, nothing unsealed, lag below 2 s, the read model as the tables. Else what is not. */
  async atRest(withinMs: number): Promise<string | null> {
    try {
      await eventually(async () => {
        for (const program of Object.values(this.house.programs)) {
          const { ready, body } = await program.health();
          if (!ready) throw new Error(`${program.name} is not ready: ${JSON.stringify(body?.checks)}`);
          for (const [name, { lagSeconds }] of Object.entries(body?.figures ?? {}))
            if ((lagSeconds ?? 0) > 2) throw new Error(`${program.name}, ${name}: ${lagSeconds} s behind`);
        }
        for (const service of services) {
          const [row] = await this.house.query<{ unsent: number; unsealed: number }>(
            service,
            `select (select count(*)::int from outbox) as unsent,
               (select count(*)::int from audit a where not exists (select from audit_seal s where s.audit_id = a.id)) as unsealed`,
          );
          if (row?.unsent || row?.unsealed)
            throw new Error(`${service}: ${row.unsent} events unsent, ${row.unsealed} audit rows unsealed`);
        }
        // Movements is ready before it: between two provinces everything looks still.
        const [map] = await this.house.query<{ whole: boolean }>(
          'movements',
          'select old_units_loaded as whole from unit_map',
        );
        if (!map?.whole) throw new Error('movements still loads the units until 30 June 2025');
        const behind = await this.readModelBehind();
        if (behind.length > 0) throw new Error(behind.join('; '));
      }, withinMs);
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** Until no relay is in doubt, so that nothing is said once more afterwards. Else which one is. */
  async certain(): Promise<string | null> {
    try {
      await eventually(async () => {
        for (const service of services) {
          const [row] = await this.house.query<{ kept: number }>(
            service,
            'select count(*)::int as kept from outbox_in_doubt',
          );
          if (row?.kept) throw new Error(`${service}: ${row.kept} events in doubt`);
        }
      }, CERTAIN_WITHIN_MS);
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** Which topics have a table of their own in the read model. */
  private async inReadModel(): Promise<Set<string>> {
    if (this.projected) return this.projected;
    const rows = await this.house.query<{ name: string }>(
      'gateway',
      `select tablename as name from pg_tables where schemaname = 'read_model'`,
    );
    const tables = new Set(rows.map(({ name }) => name));
    this.projected = new Set(
      topicsWithKeys.filter(({ table }) => tables.has(table)).map(({ topic }) => topic),
    );
    return this.projected;
  }

  private async readModelBehind(): Promise<string[]> {
    const projected = await this.inReadModel();
    const behind: string[] = [];
    for (const { service, topic, table, key } of topicsWithKeys) {
      if (!projected.has(topic)) continue;
      const sums = `select count(*)::int as rows, coalesce(sum(version), 0)::float as versions from`;
      const [truth] = await this.house.query<Row>(service, `${sums} ${table}`);
      const [read] = await this.house.query<Row>('gateway', `${sums} read_model.${table}`);
      if (JSON.stringify(truth) !== JSON.stringify(read))
        behind.push(
          ...differences(
            `O1 ${table} in table/read model`,
            await this.versions(service, table, key),
            await this.versions('gateway', `read_model.${table}`, key),
          ),
        );
    }
    for (const service of services) {
      const [truth] = await this.house.query<{ n: number }>(
        service,
        'select count(*)::int as n from audit_seal',
      );
      const [read] = await this.house.query<{ n: number }>(
        'gateway',
        'select count(*)::int as n from read_model.audit_entry where service = $1',
        [service],
      );
      if (truth?.n !== read?.n)
        behind.push(`O1 audit of ${service}: ${truth?.n} sealed, ${read?.n} in the read model`);
    }
    return behind;
  }

  private async versions(database: ServiceName | 'gateway', table: string, key: string): Promise<Versions> {
    return versionsIn(await this.house.query(database, `select ${key}::text as key, version from ${table}`));
  }

  /** O1, O2: one audit row for each acknowledged change, and no other change. */
  private async inTables(acknowledged: Entry[], faults: string[]): Promise<number> {
    let found = 0;
    for (const service of services) {
      const rows = await this.house.query<{ correlation_id: string; action: string }>(
        service,
        `select correlation_id, action from audit where actor <> 'system'`,
      );
      const byId = Map.groupBy(rows, ({ correlation_id }) => correlation_id);
      for (const { correlationId, command, key } of acknowledged.filter(
        (entry) => entry.service === service,
      )) {
        const count = (byId.get(correlationId) ?? []).filter(({ action }) => action === command).length;
        if (count > 0) found++;
        if (count !== 1)
          faults.push(
            `${count === 0 ? 'O1 lost' : `O5 done ${count} times`} in ${service}: ${command} ${key}`,
          );
      }
    }
    return found;
  }

  /** O1: at least one event of each acknowledged change, and the read model at its versions or above. */
  private async inTopics(
    acknowledged: Entry[],
    faults: string[],
  ): Promise<{ inTopic: number; inReadModel: number }> {
    const projected = await this.inReadModel();
    const read = new Map<string, Versions>();
    for (const { topic, table, key } of topicsWithKeys)
      if (projected.has(topic)) read.set(topic, await this.versions('gateway', `read_model.${table}`, key));
    const byId = Map.groupBy(
      this.recorder.records.filter((record) => isEvent(record) && !record.topic.endsWith('.audit')),
      ({ correlationId }) => correlationId,
    );
    // What a person who was erased did not yet say is not said any more: the erasure takes its place.
    const erasures = new Map(
      this.recorder.records.filter(({ type }) => type === 'PersonErased').map((event) => [event.key, event]),
    );
    let [inTopic, inReadModel] = [0, 0];
    const lost: string[] = [];
    for (const { correlationId, command, key, answer } of acknowledged) {
      const erasure = erasures.get((answer as { exemplar?: { id: string } } | null)?.exemplar?.id ?? '');
      const events = byId.get(correlationId) ?? (erasure ? [erasure] : []);
      if (events.length > 0) inTopic++;
      else lost.push(`${command} ${key}`);
      const visible = events.every(
        (event) => !read.has(event.topic) || (read.get(event.topic)?.get(event.key) ?? 0) >= event.version,
      );
      if (events.length > 0 && visible) inReadModel++;
      else if (events.length > 0) faults.push(`O1 not in the read model: ${command} ${key}`);
    }
    if (lost.length > 0) faults.push(`O1 in no topic: ${some(lost)}`);
    return { inTopic, inReadModel };
  }

  /** O1, O2: each aggregate stands in its table and in its topic at one version. */
  private async aggregates(): Promise<string[]> {
    const faults: string[] = [];
    const events = Map.groupBy(this.recorder.records.filter(isEvent), ({ topic }) => topic);
    for (const { service, topic, table, key } of topicsWithKeys) {
      const last: Versions = new Map();
      for (const event of events.get(topic) ?? [])
        last.set(event.key, Math.max(event.version, last.get(event.key) ?? 0));
      faults.push(
        ...differences(`O1 ${table} in table/topic`, await this.versions(service, table, key), last),
      );
    }
    for (const service of services) {
      const sealed = await this.house.query<{ id: string }>(
        service,
        `select '${service}-' || seq as id from audit_seal`,
      );
      const said = new Set((events.get(`${service}.audit`) ?? []).map(({ key }) => key));
      const unsaid = sealed.filter(({ id }) => !said.has(id)).map(({ id }) => id);
      if (unsaid.length > 0) faults.push(`O1 audit in no topic: ${some(unsaid)}`);
      const [verified] = await this.house.query<{ fault: string | null }>(
        service,
        'select * from audit_verify()',
      );
      if (verified?.fault) faults.push(`audit of ${service}: ${verified.fault}`);
    }
    return faults;
  }

  /** O6: built again, the read model is the same. */
  private async rebuilt(): Promise<string[]> {
    const before = await this.fingerprint();
    const outcome = await this.house.job('gateway', 'rebuild');
    const after = await this.fingerprint();
    const faults = outcome.includes('equal to the one that served') ? [] : [`O6 ${outcome}`];
    const differing = Object.keys(before).filter((table) => before[table] !== after[table]);
    return differing.length > 0
      ? [...faults, `O6 the rebuilt read model differs in ${differing.join(', ')}`]
      : faults;
  }

  /** A hash of each table of the read model, the numbers of changes left out. */
  async fingerprint(): Promise<Record<string, string>> {
    const tables = await this.house.query<{ name: string }>(
      'gateway',
      `select tablename as name from pg_tables where schemaname = 'read_model' order by 1`,
    );
    const hashes: Record<string, string> = {};
    for (const { name } of tables) {
      const [row] = await this.house.query<{ hash: string }>(
        'gateway',
        `select md5(coalesce(string_agg(r, '|' order by r collate "C"), '')) as hash
         from (select (to_jsonb(t) - 'change_no')::text as r from read_model.${name} t) s`,
      );
      hashes[name] = row?.hash ?? '';
    }
    return hashes;
  }
}
