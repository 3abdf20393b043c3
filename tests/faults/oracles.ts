// What must hold after every experiment (O1-O7), asked of the client's log, the recorded topics and the databases.
import type { Client, Entry } from './client.js';
import { services, type ServiceName } from './ground.js';
import { eventually, type House, type Row } from './house.js';
import { PERIOD, ROSTER, TALLY } from './load.js';
import type { Recorded, Recorder } from './recorder.js';

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

type Versions = Map<string, number>;
const versionsIn = (rows: { key: string; version: number }[]): Versions =>
  new Map(rows.map(({ key, version }) => [key, Number(version)]));

/** At most some of many, for a message. */
/** Longer than a relay keeps what it sent in doubt. */
const CERTAIN_WITHIN_MS = 30_000;

const some = (list: string[]) =>
  list.length > 4 ? `${list.slice(0, 4).join(', ')} and ${list.length - 4} more` : list.join(', ');

function differences(what: string, left: Versions, right: Versions): string[] {
  const wrong = [...new Set([...left.keys(), ...right.keys()])]
    .filter((key) => left.get(key) !== right.get(key))
    .map((key) => `${key} ${left.get(key) ?? 'none'}/${right.get(key) ?? 'none'}`);
  return wrong.length > 0 ? [`${what}: ${some(wrong)}`] : [];
}

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
      faults.push(...(await this.aggregates()), ...(await this.onlyCommitted()), ...this.rising());
      faults.push(...this.recorder.rewritten.map((place) => `O1 the broker lost or replaced ${place}`));
    }
    faults.push(...(await this.readModelBehind()));
    faults.push(...(await this.percentages()), ...(await this.honours()), ...(await this.followed()));
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

  /** O2: each event belongs to a committed change, and each version of an aggregate was said once. */
  private async onlyCommitted(): Promise<string[]> {
    const committed = new Set<string>();
    for (const service of services) {
      const rows = await this.house.query<{ id: string }>(service, 'select correlation_id as id from audit');
      for (const { id } of rows) committed.add(id);
    }
    const spoken = new Map<string, string>();
    const [strange, twice]: string[][] = [[], []];
    for (const { id, topic, key, version, type, correlationId } of this.recorder.records.filter(isEvent)) {
      if (type === 'StateAnnounced' || this.before.has(id)) continue;
      if (!topic.endsWith('.audit') && !committed.has(correlationId))
        strange?.push(`${topic} ${key} ${version}`);
      const place = `${topic} ${key} ${version}`;
      if ((spoken.get(place) ?? id) !== id) twice?.push(place);
      spoken.set(place, id);
    }
    return [
      ...(strange?.length ? [`O2 said but not committed: ${some(strange)}`] : []),
      ...(twice?.length ? [`O5 two events of one version: ${some(twice)}`] : []),
    ];
  }

  /**
   * O3: of each aggregate the versions rise one by one, a repetition of what was said before is a duplicate; and its last
   * record, which a compacted log keeps, is the newest.
   */
  private rising(): string[] {
    const last = new Map<string, number>();
    const kept = new Map<string, number>();
    const seen = new Set<string>();
    const erased = new Set<string>();
    const wrong: string[] = [];
    const ordered = [...this.recorder.records.filter(isEvent)].sort(
      (a, b) => a.topic.localeCompare(b.topic) || a.partition - b.partition || a.offset - b.offset,
    );
    for (const { topic, key, type } of ordered) if (type === 'PersonErased') erased.add(`${topic} ${key}`);
    for (const { topic, key, id, version, type } of ordered) {
      kept.set(`${topic} ${key}`, version);
      if (type === 'StateAnnounced' || seen.has(`${topic} ${id}`)) continue;
      seen.add(`${topic} ${id}`);
      const aggregate = `${topic} ${key}`;
      const before = last.get(aggregate) ?? 0;
      last.set(aggregate, Math.max(version, before));
      // What was not yet sent of a person who is erased is not sent any more, unless it was on its way already.
      if (!erased.has(aggregate) && version !== before + 1)
        wrong.push(`${aggregate}: ${version} after ${before}`);
    }
    for (const [aggregate, version] of kept)
      if (version < (last.get(aggregate) ?? 0) && !this.recorder.sentPast.has(aggregate))
        wrong.push(`${aggregate}: the last record is ${version}, the newest ${last.get(aggregate)}`);
    return wrong.length > 0 ? [`O3 ${some(wrong)}`] : [];
  }

  /** O4: rates as GraphQL answers them against plain SQL over the rosters, tallies and baselines. */
  private async percentages(): Promise<string[]> {
    const expected = new Map<string, string>();
    const rows = await this.house.query<{
      unit: string;
      title: string;
      n: number | null;
      r: number | null;
      of: number;
    }>(
      'movements',
      `select u.code as unit, t.title, n.registered as n, n.recognised as r, b.value as of
       from unit u cross join (values ('${ROSTER}'), ('${TALLY}')) t (title)
       join lateral (select value from baseline where unit_id = u.id and title = t.title and period = '${PERIOD}'
         order by as_of desc, recorded_at desc limit 1) b on true
       left join lateral (
         select count(*)::int as registered, count(*) filter (where status = 'RECOGNISED')::int as recognised
         from registration where unit_id = u.id and title = t.title and period = '${PERIOD}' and status <> 'WITHDRAWN'
         having count(*) > 0
         union all
         select (registered ->> 'value')::int, (recognised ->> 'value')::int
         from tally where unit_id = u.id and title = t.title and period = '${PERIOD}' and status = 'CURRENT') n on true`,
    );
    const pools = new Map<string, { n: number; r: number; of: number }>();
    // Rule 5: two decimals, rounded half up.
    const percent = (n: number, of: number) => Math.floor((n * 20_000 + of) / (2 * of)) / 100;
    for (const { unit, title, n, r, of } of rows) {
      if (n === null || r === null) continue;
      expected.set(`${unit} ${title}`, `${n}/${of} ${percent(n, of)} ${percent(r, of)}`);
      const pool = pools.get(title) ?? { n: 0, r: 0, of: 0 };
      pools.set(title, { n: pool.n + n, r: pool.r + r, of: pool.of + of });
    }
    for (const [title, { n, r, of }] of pools)
      expected.set(`11 ${title}`, `${n}/${of} ${percent(n, of)} ${percent(r, of)}`);
    const shown = new Map<string, string>();
    for (const breakdown of [false, true]) {
      const { registrationRates } = await this.house.ask<{ registrationRates: RateRow[] }>(
        `query ($breakdown: Boolean) {
          registrationRates(unit: "11", period: "${PERIOD}", titles: ["${ROSTER}", "${TALLY}"], breakdown: $breakdown) {
            unit { code } title { code } registered { value } baseline { value }
            registeredRate { percent } recognisedRate { percent } } }`,
        { breakdown },
      );
      for (const { unit, title, registered, baseline, registeredRate, recognisedRate } of registrationRates)
        if (registered)
          shown.set(
            `${unit.code} ${title.code}`,
            `${registered.value}/${baseline?.value} ${registeredRate.percent} ${recognisedRate.percent}`,
          );
    }
    const wrong = [...new Set([...expected.keys(), ...shown.keys()])]
      .filter((key) => expected.get(key) !== shown.get(key))
      .map((key) => `${key} is ${shown.get(key) ?? 'not shown'}, by SQL ${expected.get(key) ?? 'none'}`);
    return wrong.length > 0 ? [`O4 rates: ${some(wrong)}`] : [];
  }

  /** O4: the honours list against the awards in force. */
  private async honours(): Promise<string[]> {
    const rows = await this.house.query<{ id: string }>(
      'competitions',
      `select id::text as id from award where status = 'PUBLISHED'`,
    );
    const truth = new Set(rows.map(({ id }) => id));
    const listed = new Set<string>();
    for (let after: string | null = null; ;) {
      const { honours }: { honours: HonourPage } = await this.house.ask(
        `query ($after: String) { honours(first: 100, after: $after,
           filter: { kinds: [COMMENDATION, EMULATION_TITLE, PRIZE] }) {
           nodes { id } pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
      for (const { id } of honours.nodes) listed.add(id);
      after = honours.pageInfo.endCursor;
      if (!honours.pageInfo.hasNextPage) break;
    }
    const wrong = [...truth, ...listed].filter((id) => truth.has(id) !== listed.has(id));
    return wrong.length > 0 ? [`O4 honours listed or missing wrongly: ${some(wrong)}`] : [];
  }

  /** O1 between services: an example that rests on a revoked award went back to its reviewer, once for each revocation. */
  private async followed(): Promise<string[]> {
    const rows = await this.house.query<{ id: string }>(
      'exemplars',
      `select e.id from exemplar e where not e.award_changed and e.status in ('PUBLISHED', 'APPROVED')
       and exists (select from award_copy a where a.id = any(e.awards) and a.status = 'REVOKED')`,
    );
    return rows.length > 0
      ? [`O1 rests on a revoked award unnoticed: ${some(rows.map(({ id }) => id))}`]
      : [];
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

/** Not what an experiment itself sent to spoil a topic. */
const isEvent = ({ id, version }: Recorded) => version > 0 && !id.startsWith('spoilt');

interface RateRow {
  unit: { code: string };
  title: { code: string };
  registered: { value: number } | null;
  baseline: { value: number } | null;
  registeredRate: { percent: number | null };
  recognisedRate: { percent: number | null };
}
interface HonourPage {
  nodes: { id: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}
