import { privateQueries } from '@app/contracts';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { buildSchema, getNamedType, isObjectType } from 'graphql';
import { readFileSync } from 'node:fs';
import { adminUrl, onDatabase } from '../support/databases.js';
import { Desk } from '../support/desk.js';
import { Edge } from '../support/edge.js';
import { eventually } from '../support/eventually.js';
import { startWorld, type World } from '../support/world.js';

/** What grows with the country and the years; whoever reads one of these as a whole is slow in an installation only. */
const growing = {
  movements: ['registration', 'cell', 'baseline', 'tally', 'report'],
  competitions: ['entry', 'award', 'decision', 'duplicate', 'evidence_use', 'award_change', 'award_tally'],
  exemplars: ['exemplar', 'exemplar_tally', 'honouree', 'award_copy'],
  // Units, titles and movements are as many as they are.
  gateway: [
    ...['registration', 'cell', 'baseline', 'tally', 'report', 'competition', 'entry', 'award', 'decision'],
    ...[
      'duplicate',
      'award_tally',
      'honour',
      'exemplar',
      'exemplar_tally',
      'conference',
      'honouree',
      'audit_entry',
    ],
  ],
};
type Service = keyof typeof growing;
const services = Object.keys(growing) as Service[];

let world: World;
let edge: Edge;
beforeAll(async () => {
  // A plan that is kept for any values, and no table read as a whole but where no index will do.
  process.env.PGOPTIONS = '-c enable_seqscan=off -c plan_cache_mode=force_generic_plan';
  world = await startWorld();
  edge = new Edge(world);
});
afterAll(async () => {
  delete process.env.PGOPTIONS;
  await world.stop();
});

const databaseOf = (service: Service) => new URL(world.databaseUrl(service)).pathname.slice(1);

/** How often each was read as a whole. A connection tells what it did when it ends. */
async function readings(): Promise<Record<string, number>> {
  const all: Record<string, number> = {};
  for (const service of services) {
    const others = `from pg_stat_activity where datname = '${databaseOf(service)}' and pid <> pg_backend_pid()`;
    const old = await onDatabase<{ pid: number; ended: boolean }>(
      adminUrl(),
      `select pid, pg_terminate_backend(pid) as ended ${others}`,
    );
    await eventually(async () =>
      expect(
        await onDatabase(
          adminUrl(),
          `select pid ${others} and pid = any('{${old.map(({ pid }) => pid).join()}}')`,
        ),
      ).toEqual([]),
    );
    for (const { name, times } of await onDatabase<{ name: string; times: number }>(
      adminUrl(databaseOf(service)),
      'select relname as name, seq_scan::int as times from pg_stat_user_tables',
    ))
      if (growing[service].includes(name)) all[`${service}.${name}`] = times;
  }
  return all;
}

it('no command reads the whole of a table that grows, however its statements are planned', async () => {
  const before = await readings();
  expect(Object.keys(before)).toHaveLength(Object.values(growing).flat().length);

  await edge.done('draftMovement', {
    ...{ code: 'M', name: 'm', launchingAuthority: 'MINISTER', launchedBy: 'VN' },
    titles: [{ code: 'LEARNING_FAMILY' }, { code: 'LEARNING_CLAN' }, { code: 'LEARNING_COMMUNITY' }],
  });
  await edge.done('launchMovement', { code: 'M' });
  const at = { movement: 'M', title: 'LEARNING_FAMILY', period: '2025', unit: '03127' };
  const roster = { title: 'LEARNING_FAMILY', period: '2025', unit: '03127' };
  const decision = { number: '5/QĐ', signedOn: '2025-12-20', authority: 'COMMUNE_CHAIR', issuer: '03127' };
  for (const key of ['HK-1', 'HK-2'])
    await edge.done('registerSubjects', { ...at, subjects: [{ key, name: 'Hộ một' }] });
  await edge.done('recogniseSubjects', { ...roster, movement: 'M', keys: ['HK-1'], decision });
  await edge.done('revokeRecognition', { ...roster, keys: ['HK-1'], reason: 'nhầm' });
  await edge.done('withdrawSubjects', { ...roster, keys: ['HK-1'], reason: 'nhầm' });
  const clans = { movement: 'M', title: 'LEARNING_CLAN', period: '2025', unit: '03127' };
  for (const value of [4, 5])
    await edge.done('reportTally', { ...clans, source: 's', registered: { value } });
  for (const value of [10, 11])
    await edge.done('recordBaselines', {
      ...{ title: 'LEARNING_CLAN', period: '2025', asOf: '2025-01-01', sourceDocument: 's' },
      baselines: [{ unit: '03127', value: { value } }],
    });
  await edge.done('approveReport', { unit: '03127', title: 'LEARNING_CLAN', period: '2025' });
  await edge.done('withdrawTally', { unit: '03127', title: 'LEARNING_CLAN', period: '2025', reason: 'nhầm' });

  const office = { authority: 'PROVINCIAL_CHAIR', issuer: '11' };
  const cited = { number: '1/QĐ', ...office };
  const { awards } = await edge.done('recordCommendations', {
    ...{
      decision: { number: '1/QĐ', signedOn: '2025-12-20', ...office },
      form: 'BANG_KHEN',
      period: '2024-2025',
    },
    recipients: ['Lò Thị Chi', 'Lo Thi Chi'].map((name) => ({
      ...{ name, kind: 'INDIVIDUAL', unit: '03127', achievement: 'Dạy tốt' },
    })),
    publish: false,
  });
  const [pair] = await eventually(async () => {
    const { possibleDuplicates } = await world.ask<{ possibleDuplicates: { nodes: { id: string }[] } }>(
      '{ possibleDuplicates { nodes { id } } }',
    );
    expect(possibleDuplicates.nodes).toHaveLength(1);
    return possibleDuplicates.nodes;
  });
  await edge.done('decideDuplicate', { id: pair?.id, same: false });
  await edge.done('publishCommendations', { decision: { ...cited, year: 2025 } });
  await edge.done('correctAwards', {
    corrections: [{ id: awards[0]?.id, achievement: 'Dạy giỏi' }],
    ...{ decision: { number: '3/QĐ', signedOn: '2026-01-15', ...office }, reason: 'Ghi sai' },
  });
  await edge.done('revokeAwards', {
    ...{
      decision: { number: '1/QĐ', year: 2025, ...office },
      ground: 'FALSE_INFORMATION',
      reason: 'Khai sai',
    },
    revocation: { number: '4/QĐ', signedOn: '2026-01-16', ...office },
  });
  // Nobody reviews what they nominated.
  const desk = new Desk({
    ask: async (query, variables, account) =>
      world.ask(query, variables, account ? { authorization: await world.authorizationOf(account) } : {}),
  });
  const { id } = await desk.nominate();
  await desk.review(id, 'APPROVE');
  await desk.publish(id);
  await desk.done('featureExemplar', { id, featured: true });
  await desk.done('withdrawExemplar', { id, reason: 'theo đề nghị' });

  expect(await readings()).toEqual(before);
});

/** What is answered from memory, or is of the installation and not of the country. */
const small = [
  'deadLetters',
  'imports',
  'importRows',
  'lastReplay',
  'movement',
  'movements',
  'periods',
  'readModel',
];
const inMemory = ['registrationRates', 'registrationTrend', 'titles', 'unit', 'units'];
const cell = 'unit: "11", title: "LEARNING_CLAN", period: "2025"';
const nowhere = '"0195f3a0-0000-7000-8000-000000000001"';
/** Every other question of the schema, each in the ways in which lists are narrowed: its arguments. */
const questions: Record<string, string[]> = {
  approvedReport: [cell],
  approvedReportLines: [`report: ${nowhere}`],
  approvedReports: ['', 'currentOnly: true, unit: "11"', cell],
  auditTrail: ['', ', actor: "a"', ', action: "a"'].map((more) => `service: COMPETITIONS${more}`),
  awards: [`decision: ${nowhere}`],
  baselines: [cell],
  certificate: ['code: "ABCDEFGHJKMN"'],
  competition: ['code: "C"'],
  competitions: [
    '',
    'unit: "11"',
    'period: "2025"',
    'level: PROVINCE',
    'unit: "11", period: "2025", level: PROVINCE',
  ],
  conferences: ['', 'unit: "11"', 'period: "2025"'],
  decisions: ['', 'number: "1/QĐ"', 'period: "2024-2025"', 'status: DRAFT', 'status: PUBLISHED'],
  entries: ['competition: "C"', 'competition: "C", unit: "11", field: "f", status: ENTERED'],
  exemplar: ['slug: "a"'],
  exemplars: [
    '',
    '{ unit: "11" }',
    '{ period: "2025" }',
    '{ featured: true }',
    '{ search: "lo" }',
    '{ group: INDIVIDUAL }',
  ].map((filter) => filter && `filter: ${filter}`),
  exemplarsSummary: ['unit: "11", period: "2025"', 'unit: "VN", period: "2025"'],
  honours: [
    ...['', '{ unit: "11" }', '{ period: "2024-2025" }', '{ search: "lo thi" }', '{ kinds: [COMMENDATION] }'],
    ...[
      '{ unit: "11", period: "2024-2025", search: "lo" }',
      '{ competition: "C" }',
      '{ subjectKind: INDIVIDUAL }',
    ],
    ...['{ forms: [BANG_KHEN] }', '{ authorities: [PROVINCIAL_CHAIR] }'],
  ].map((filter) => filter && `filter: ${filter}`),
  honoursSummary: ['unit: "11", period: "2024-2025"', 'unit: "VN", period: "2024-2025"'],
  myWork: [''],
  nominations: ['', 'period: "2025"', 'status: PUBLISHED', 'search: "lo"', 'group: INDIVIDUAL'],
  possibleDuplicates: ['', 'status: OPEN'],
  roster: ['', ', status: REGISTERED', ', search: "ho"'].map((more) => `${cell}${more}`),
  statutoryCommendations: ['level: STATE', 'level: MINISTRY_PROVINCE'].map(
    (level) => `unit: "11", period: "2025", ${level}`,
  ),
  statutoryMovements: ['unit: "11", period: "2025"'],
  suggestedExemplars: [''],
  tallies: [cell],
  targets: [cell],
};
const beside: Record<string, string> = {
  honours: 'competition { code } conference { id }',
  exemplars: 'honours { id }',
  competitions: 'entries(first: 5) { nodes { id } } prizesByRank { count }',
};

it('no question does either, of a province or of the country', async () => {
  const schema = buildSchema(readFileSync('apps/gateway/schema.graphql', 'utf8'));
  const fields = schema.getQueryType()?.getFields() ?? {};
  expect(
    Object.keys(fields)
      .filter((name) => !questions[name])
      .sort(),
  ).toEqual([...small, ...inMemory].sort());
  const before = await readings();
  for (const unit of ['VN', '11']) {
    for (const [name, ways] of Object.entries(questions)) {
      const role = privateQueries.get(name)?.[0] ?? 'administrator';
      const who = { authorization: await world.issuer.authorization(`${role} ${unit}`, { role, unit }) };
      for (const way of ways) {
        const type = getNamedType(fields[name]?.type);
        const isPage = isObjectType(type) && 'nodes' in type.getFields();
        const ofEach = `__typename ${beside[name] ?? ''}`;
        const selected = isPage ? `nodes { ${ofEach} } pageInfo { endCursor }` : ofEach;
        await world.ask(`{ ${name}${way && `(${way})`} { ${selected} } }`, {}, who);
      }
    }
  }
  expect(await readings()).toEqual(before);
});
