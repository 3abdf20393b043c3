import { InProcessTransport } from '@app/messaging';
import { createApp, readConfig } from '@app/platform';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import pg from 'pg';
import { gatewayVariables } from '../../apps/gateway/src/config.js';
import { GatewayModule } from '../../apps/gateway/src/gateway.module.js';
import { Memory } from '../../apps/gateway/src/memory.js';
import { ask } from '../../apps/standalone/src/load-sample.js';
import { eventually } from '../support/eventually.js';
import { startWorld, type World } from '../support/world.js';

const CHANGES = 2_000;
const AT_ONCE = 16;
const titles = ['LEARNING_CLAN', 'LEARNING_COMMUNITY'];
const movement = 'M';

let world: World;
let second: INestApplication;
let communes: string[];

/** A second gateway on the same database that receives no events: it knows only what it follows. */
beforeAll(async () => {
  world = await startWorld();
  const config = readConfig(gatewayVariables, {
    DATABASE_URL: world.databaseUrl('gateway'),
    PORT: '0',
    NODE_ENV: 'test',
  });
  second = await createApp(GatewayModule.for(config, new InProcessTransport()), {
    name: 'second gateway',
    host: '127.0.0.1',
    port: 0,
    logLevel: 'fatal',
  });
  await second.listen(0, '127.0.0.1');
  const { units } = await world.ask<{ units: { nodes: { code: string }[] } }>(
    '{ units(parent: "11", level: COMMUNE) { nodes { code } } }',
  );
  communes = units.nodes.slice(0, 12).map(({ code }) => code);
  await world.ask(
    `mutation { draftMovement(input: { code: "${movement}", name: "m", launchingAuthority: MINISTER,
    launchedBy: "VN", titles: [{ code: LEARNING_CLAN }, { code: LEARNING_COMMUNITY }] }) { __typename }
    launchMovement(code: "${movement}") { __typename } }`.replace(/code: (LEARNING_\w+)/g, 'code: "$1"'),
  );
});
afterAll(async () => {
  await second.close();
  await world.stop();
});

/** The same numbers in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function randomChange(
  any: (below: number) => number,
  n: number,
): { field: string; type: string; input: object } {
  const place = { title: titles[any(2)], period: '2025', unit: communes[any(communes.length)] };
  const certainty = any(8) === 0 ? 'AT_LEAST' : 'EXACT';
  const key = `k${any(30)}`;
  const decision = {
    number: `${n}/QĐ`,
    signedOn: '2025-06-01',
    authority: 'COMMUNE_CHAIR',
    issuer: place.unit,
  };
  const changes = [
    () => ({
      field: 'registerSubjects',
      type: 'RegisterSubjectsInput',
      input: { movement, ...place, subjects: [{ key, name: key }] },
    }),
    () => ({
      field: 'withdrawSubjects',
      type: 'ChangeSubjectsInput',
      input: { ...place, keys: [key], reason: 'r' },
    }),
    () => ({
      field: 'recogniseSubjects',
      type: 'RecogniseSubjectsInput',
      input: { movement, ...place, subjects: [{ key, name: key }], decision },
    }),
    () => ({
      field: 'revokeRecognition',
      type: 'ChangeSubjectsInput',
      input: { ...place, keys: [key], reason: 'r' },
    }),
    () => ({
      field: 'reportTally',
      type: 'ReportTallyInput',
      input: { movement, ...place, source: 's', registered: { value: any(50), certainty } },
    }),
    () => ({
      field: 'recordBaselines',
      type: 'RecordBaselinesInput',
      input: {
        title: place.title,
        period: '2025',
        asOf: `2025-0${1 + any(9)}-01`,
        sourceDocument: 's',
        final: any(3) === 0,
        baselines: [{ unit: place.unit, value: { value: any(60), certainty } }],
      },
    }),
  ];
  return (changes[any(changes.length)] as (typeof changes)[number])();
}

const rowsOf = async (database: 'gateway' | 'movements', table: string) => {
  const client = new pg.Client({ connectionString: world.databaseUrl(database) });
  await client.connect();
  const { rows } = await client.query<{ cell: object }>(
    `select to_jsonb(c) - 'change_no' as cell from ${table} c where version > 0 order by id`,
  );
  await client.end();
  return rows.map(({ cell }) => cell);
};
/** Memory knows a cell by its unit, title and period and does without its id. */
const byKey = (cells: Iterable<object>) =>
  new Map(
    [...cells].map((cell) => {
      const { unitId, asOf, unit_id = unitId, as_of = asOf, ...rest } = cell as Record<string, unknown>;
      return [[unit_id, rest.title, rest.period].join(), { ...rest, id: undefined, as_of }];
    }),
  );
const memoryOf = (app: INestApplication | undefined) =>
  byKey(app?.get(Memory, { strict: false }).cells.values() ?? []);

it('keeps every gateway equal to the database, and the percentages equal to plain SQL, after thousands of changes', async () => {
  const any = numbers(20_251_122);
  const changes = Array.from({ length: CHANGES }, (_, n) => randomChange(any, n));
  const outcomes = new Map<string, number>();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async (_, lane) => {
      for (const [n, { field, type, input }] of changes.entries()) {
        if (n % AT_ONCE !== lane) continue;
        const { answer } = await world.ask<{ answer: { changed?: number; reason?: string } }>(
          `mutation ($input: ${type}!) { answer: ${field}(input: $input) { ... on Changed { changed } ... on Refusal { reason } } }`,
          { input },
        );
        const outcome = answer.reason ?? 'CHANGED';
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
    }),
  );
  // The load means something only when changes and the refusals of concurrency both came about.
  expect(outcomes.get('CHANGED')).toBeGreaterThan(CHANGES / 5);
  for (const reason of ['EXCEEDS_BASELINE', 'TALLY_EXISTS', 'ROSTER_EXISTS', 'ALREADY_REGISTERED'])
    expect(outcomes.get(reason)).toBeGreaterThan(0);

  const truth = await rowsOf('movements', 'cell');
  await eventually(async () =>
    expect({ readModel: await rowsOf('gateway', 'read_model.cell') }).toEqual({ readModel: truth }),
  );
  for (const [name, gateway] of [['first', world.apps.get('gateway')] as const, ['second', second] as const])
    await eventually(async () => expect({ [name]: memoryOf(gateway) }).toEqual({ [name]: byKey(truth) }));

  const client = new pg.Client({ connectionString: world.databaseUrl('movements') });
  await client.connect();
  for (const title of titles) {
    const { rows } = await client.query<{ percent: number | null; k: number; exact: boolean }>(
      `select round(100.0 * sum((c.registered->>'value')::int) / nullif(sum((c.baseline->>'value')::int), 0), 2)::float as percent,
         count(*)::int as k, bool_and(c.registered->>'certainty' = 'EXACT' and c.baseline->>'certainty' = 'EXACT') as exact
       from cell c join unit u on u.id = c.unit_id join unit p on p.id = u.parent_id and p.code = '11'
       where c.title = $1 and c.basis is not null and c.registered <> 'null' and c.baseline <> 'null'`,
      [title],
    );
    const query = `{ registrationRates(unit: "11", period: "2025", titles: ["${title}"]) { registeredRate { percent gap reportedUnits } } }`;
    for (const url of [world.url, await second.getUrl()]) {
      const { registrationRates } = await ask<{
        registrationRates: {
          registeredRate: { percent: number | null; gap: string | null; reportedUnits: number };
        }[];
      }>(url, query);
      const rate = registrationRates[0]?.registeredRate;
      expect(rate?.reportedUnits).toBe(rows[0]?.k);
      expect(rate?.percent).toBe(rows[0]?.exact ? rows[0].percent : null);
    }
  }
  await client.end();
});
