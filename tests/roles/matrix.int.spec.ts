import {
  competitionsCommands,
  exemplarsCommands,
  movementsCommands,
  permissions,
  privateQueries,
  Role,
} from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { eventually } from '../support/eventually.js';
import { startWorld, type World } from '../support/world.js';

/*
 * The reference: who may do what, in the words of the requirement. Every mutation x every role x own unit, unit below,
 * sibling, unit above and a unit elsewhere is asked of the gateway, and of the service behind it, and compared with it.
 */
const communeWork = ['commune-staff', 'department-staff', 'administrator'];
const provinceWork = ['department-staff', 'administrator'];
const organising = ['committee', 'school-staff', 'administrator'];
const council = ['council-secretary', 'administrator'];
const editing = ['editor', 'administrator'];
const reference: Record<string, string[]> = {
  registerInstitutions: ['administrator'],
  createUnit: ['administrator'],
  renameUnit: ['administrator'],
  moveUnit: ['administrator'],
  mergeUnits: ['administrator'],
  splitUnit: ['administrator'],
  closeUnit: ['administrator'],
  draftMovement: provinceWork,
  launchMovement: provinceWork,
  closeMovement: provinceWork,
  reopenMovement: provinceWork,
  setTargets: provinceWork,
  recordBaselines: communeWork,
  registerSubjects: communeWork,
  recogniseSubjects: communeWork,
  withdrawSubjects: communeWork,
  revokeRecognition: communeWork,
  reportTally: communeWork,
  withdrawTally: communeWork,
  approveReport: communeWork,
  openCompetition: organising,
  submitEntries: organising,
  withdrawEntries: organising,
  awardPrizes: organising,
  removePrizes: organising,
  publishResults: organising,
  reportCompetitionTally: organising,
  recordExternalPrizes: ['committee', 'administrator'],
  removeExternalPrizes: ['committee', 'administrator'],
  recordCommendations: council,
  recordEmulationTitles: council,
  publishCommendations: council,
  reportAwardTally: council,
  correctAwards: council,
  revokeAwards: council,
  restoreAwards: council,
  decideDuplicate: ['committee', ...council],
  nominateExemplar: editing,
  startReview: ['reviewer', 'administrator'],
  reviewExemplar: ['reviewer', 'administrator'],
  supplementExemplar: editing,
  publishExemplar: editing,
  featureExemplar: editing,
  announceExemplar: editing,
  withdrawExemplar: editing,
  reportExemplarTally: editing,
  holdConference: ['editor', ...council],
};
/** From the holder's unit: the units asked for, and whether the role holds there. */
const asked = {
  '11': { own: '11', below: '03127', sibling: '12', above: 'VN', elsewhere: '00004' },
} as const;
const holdsAt = (place: string) => place === 'own' || place === 'below';

const commandOf = (mutation: string) => mutation.charAt(0).toUpperCase() + mutation.slice(1);
const cell = (unit: string) => ({ title: 'LEARNING_CLAN', period: '2025', unit });
const decision = { number: '1', signedOn: '2025-01-01', authority: 'COMMUNE_CHAIR', issuer: 'VN' };
const map = { on: '2026-01-01', document: 'x' };
/** Inputs that a rule refuses, so that what is asked 500 times changes nothing. */
const inputs: Record<string, (unit: string) => object> = {
  registerInstitutions: (unit) => ({ institutions: [{ code: '12345', name: 'x', parent: unit, kind: 'X' }] }),
  createUnit: (unit) => ({ ...map, code: '1', name: 'x', level: 'COMMUNE', parent: unit }),
  renameUnit: (unit) => ({ ...map, unit, name: unit === '11' ? 'Điện Biên' : 'Phường Điện Biên Phủ' }),
  moveUnit: (unit) => ({ ...map, unit, parent: unit }),
  mergeUnits: (unit) => ({ ...map, units: [unit], into: { code: unit } }),
  splitUnit: (unit) => ({ ...map, unit, into: [] }),
  closeUnit: (unit) => ({ ...map, unit }),
  draftMovement: (unit) => ({
    code: 'X',
    name: 'x',
    launchingAuthority: 'MINISTER',
    launchedBy: unit,
    startsOn: '2025-01-02',
    endsOn: '2025-01-01',
    titles: [],
  }),
  launchMovement: (unit) => ({ code: `OF-${unit}` }),
  closeMovement: (unit) => ({ code: `OF-${unit}` }),
  reopenMovement: (unit) => ({ code: `OF-${unit}`, reason: 'x' }),
  setTargets: (unit) => ({ unit, period: '2025', source: 'x', targets: [] }),
  recordBaselines: (unit) => ({
    title: 'UNHEARD_OF',
    period: '2025',
    asOf: '2025-01-01',
    sourceDocument: 'x',
    baselines: [{ unit, value: { value: 1 } }],
  }),
  registerSubjects: (unit) => ({ movement: 'X', ...cell(unit), subjects: [] }),
  recogniseSubjects: (unit) => ({ ...cell(unit), keys: ['x'], decision }),
  withdrawSubjects: (unit) => ({ ...cell(unit), keys: ['x'], reason: 'x' }),
  revokeRecognition: (unit) => ({ ...cell(unit), keys: ['x'], reason: 'x' }),
  reportTally: (unit) => ({ movement: 'X', ...cell(unit), source: 'x' }),
  withdrawTally: (unit) => ({ ...cell(unit), reason: 'x' }),
  approveReport: (unit) => cell(unit),
  openCompetition: (unit) => ({ ...competition(unit), code: 'NEW', ranks: [] }),
  submitEntries: (unit) => ({ competition: `OF-${unit}`, entries: [{ code: 'E2', unit, members: [] }] }),
  withdrawEntries: (unit) => ({ competition: `OF-${unit}`, entries: ['E1'], reason: 'x' }),
  awardPrizes: (unit) => ({ competition: `OF-${unit}`, prizes: [{ entry: 'E9', rank: 'A' }] }),
  removePrizes: (unit) => ({ competition: `OF-${unit}`, prizes: [{ entry: 'E9', rank: 'A' }] }),
  publishResults: (unit) => ({ competition: `OF-${unit}`, decision: { ...decision, issuer: '98765' } }),
  reportCompetitionTally: (unit) => ({
    ...competition(unit),
    code: 'NEW',
    maxMembers: undefined,
    entries: 1,
    ranks: [],
    source: 'x',
  }),
  recordExternalPrizes: (unit) => ({
    period: '2025',
    prizes: [
      {
        competition: 'x',
        level: 'NATIONAL',
        organiserName: 'x',
        rank: 'x',
        kind: 'TEAM',
        unit,
        members: [],
        awardedOn: '2025-01-01',
      },
    ],
  }),
  removeExternalPrizes: (unit) => ({ awards: [awardOf.get(unit)], reason: 'x' }),
  // Nobody may grant these: competence is the first rule asked.
  recordCommendations: (unit) => ({
    decision,
    form: 'BANG_KHEN',
    period: '2025',
    recipients: [recipient(unit)],
  }),
  recordEmulationTitles: (unit) => ({
    decision,
    title: 'CO_THI_DUA_CHINH_PHU',
    period: '2025',
    recipients: [recipient(unit)],
  }),
  publishCommendations: (unit) => ({ decision: decisionOf(unit) }),
  reportAwardTally: (unit) => ({
    authority: 'COMMUNE_CHAIR',
    unit,
    form: 'BANG_KHEN',
    period: '2025',
    collectives: 1,
    individuals: 1,
    achievement: 'x',
    source: 'x',
  }),
  correctAwards: (unit) => ({
    corrections: [{ id: awardOf.get(unit) }],
    decision: { ...decision, issuer: '11' },
    reason: 'x',
  }),
  revokeAwards: (unit) => ({
    decision: decisionOf(unit),
    ground: 'COMPETITION_RULES_BROKEN',
    revocation: { ...decision, issuer: '11' },
    reason: 'x',
  }),
  restoreAwards: (unit) => ({
    decision: decisionOf(unit),
    restoration: { ...decision, issuer: '11' },
    reason: 'x',
  }),
  decideDuplicate: (unit) => ({ id: duplicateOf.get(unit), same: false }),
  // Whether somebody is a minor is not said.
  nominateExemplar: (unit) => ({ ...nomination(unit), group: 'INDIVIDUAL' }),
  // All of one that has ended.
  startReview: (unit) => ({ id: exemplarOf.get(unit) }),
  reviewExemplar: (unit) => ({ id: exemplarOf.get(unit), verdict: 'APPROVE' }),
  supplementExemplar: (unit) => ({ id: exemplarOf.get(unit), headline: 'x' }),
  publishExemplar: (unit) => ({
    id: exemplarOf.get(unit),
    basis: { kind: 'NOT_PERSONAL', statement: 'x' },
  }),
  featureExemplar: (unit) => ({ id: exemplarOf.get(unit), featured: true }),
  announceExemplar: (unit) => ({ id: exemplarOf.get(unit), channel: 'FANPAGE', on: '2025-01-01' }),
  withdrawExemplar: (unit) => ({ id: exemplarOf.get(unit), reason: 'x' }),
  reportExemplarTally: (unit) => ({
    unit,
    period: '2025',
    collectives: -1,
    individuals: 0,
    goodPersonsGoodDeeds: 0,
    source: 'x',
  }),
  // Neither names nor numbers.
  holdConference: (unit) => ({ name: 'x', heldOn: '2025-01-01', unit, period: '2025' }),
};
const nomination = (unit: string) => ({
  name: 'x',
  group: 'GOOD_PRACTICE',
  unit,
  period: '2025',
  headline: 'x',
  story: 'x',
});
const levels: Record<string, string> = { VN: 'NATIONAL', '11': 'PROVINCE', '12': 'PROVINCE' };
const competition = (unit: string) => ({
  code: `OF-${unit}`,
  name: 'x',
  level: levels[unit] ?? 'COMMUNE',
  period: '2025',
  organiser: unit,
  ranks: [{ code: 'A', name: 'Giải Nhất' }],
});
const recipient = (unit: string, birthDate = '1980-01-01') => ({
  name: 'Lò Thị Hòa',
  kind: 'INDIVIDUAL',
  unit,
  birthDate,
  achievement: 'x',
});
const decisionOf = (unit: string) => ({
  number: `OF-${unit}`,
  authority: 'PROVINCIAL_CHAIR',
  issuer: '11',
  year: 2025,
});
/** Of each unit asked for: an award and a pair of one name there. */
const awardOf = new Map<string, string>();
const duplicateOf = new Map<string, string>();
/** A rejected nomination there. */
const exemplarOf = new Map<string, string>();

/** At each unit a competition with a prize that nobody has published, and a decision about two people of one name. */
async function openAt(unit: string): Promise<void> {
  await world.ask(
    `mutation ($edition: OpenCompetitionInput!, $entries: SubmitEntriesInput!, $prizes: AwardPrizesInput!, $decision: RecordCommendationsInput!) {
       openCompetition(input: $edition) { __typename } submitEntries(input: $entries) { __typename }
       awardPrizes(input: $prizes) { __typename } recordCommendations(input: $decision) { __typename } }`,
    {
      edition: competition(unit),
      entries: {
        competition: `OF-${unit}`,
        entries: [{ code: 'E1', kind: 'COLLECTIVE', title: 'x', unit, members: [] }],
      },
      prizes: { competition: `OF-${unit}`, prizes: [{ entry: 'E1', rank: 'A' }] },
      decision: {
        decision: {
          number: `OF-${unit}`,
          signedOn: '2025-08-01',
          authority: 'PROVINCIAL_CHAIR',
          issuer: '11',
        },
        form: 'BANG_KHEN',
        period: '2025',
        recipients: [recipient(unit), { ...recipient(unit), birthDate: null }],
      },
    },
  );
}

async function rejectAt(unit: string): Promise<void> {
  const { nominated } = await world.ask<{ nominated: { id: string } }>(
    `mutation ($input: NominateExemplarInput!) { nominated: nominateExemplar(input: $input) { ... on Nomination { id } } }`,
    { input: nomination(unit) },
  );
  await world.ask(
    `mutation ($input: ReviewExemplarInput!) { reviewExemplar(input: $input) { ... on Refusal { reason } } }`,
    { input: { id: nominated.id, verdict: 'REJECT', note: 'x' } },
    { authorization: await world.issuer.authorization('another', { role: 'administrator', unit: 'VN' }) },
  );
  exemplarOf.set(unit, nominated.id);
}

/** Every command has an address: that of the service which owns it. */
const serviceOf = new Map<string, string>(
  [...movementsCommands, ...competitionsCommands, ...exemplarsCommands].map(({ name, service }) => [
    name,
    service,
  ]),
);

let world: World;
beforeAll(async () => {
  world = await startWorld();
  // A commune with a school cannot just be closed.
  await world.ask(
    `mutation { registerInstitutions(input: { institutions: [{ code: "T", name: "x", parent: "03127", kind: "X" }] }) { __typename } }`,
  );
  // Movements that can be neither launched nor reopened again, one a unit.
  for (const unit of Object.values(asked['11']))
    await world.ask(
      `mutation ($input: DraftMovementInput!) { draftMovement(input: $input) { __typename } launchMovement(code: "OF-${unit}") { __typename } closeMovement(code: "OF-${unit}") { __typename } reopenMovement(code: "OF-${unit}", reason: "x") { __typename } }`,
      {
        input: {
          code: `OF-${unit}`,
          name: 'x',
          launchingAuthority: 'MINISTER',
          launchedBy: unit,
          titles: [],
        },
      },
    );
  for (const unit of Object.values(asked['11'])) await openAt(unit);
  for (const unit of Object.values(asked['11'])) await rejectAt(unit);
  await eventually(async () => {
    const { possibleDuplicates, honours } = await world.ask<{
      possibleDuplicates: { nodes: { id: string; unit: { code: string } }[] };
      honours: { nodes: { id: string; recipient: { unit: { code: string } } }[] };
    }>(
      '{ possibleDuplicates { nodes { id unit { code } } } honours { nodes { id recipient { unit { code } } } } }',
    );
    expect([possibleDuplicates.nodes.length, honours.nodes.length]).toEqual([5, 10]);
    for (const { id, unit } of possibleDuplicates.nodes) duplicateOf.set(unit.code, id);
    for (const { id, recipient } of honours.nodes) awardOf.set(recipient.unit.code, id);
    const { nominations } = await world.ask<{ nominations: { nodes: { status: string }[] } }>(
      '{ nominations { nodes { status } } }',
    );
    expect(nominations.nodes.map(({ status }) => status)).toEqual(Array(5).fill('REJECTED'));
  });
});
afterAll(() => world.stop());

const mutations = buildSchema(readFileSync('apps/gateway/schema.graphql', 'utf8'))
  .getMutationType()
  ?.getFields();
async function askGateway(mutation: string, input: object, authorization: string | null): Promise<string> {
  const parameters = mutations?.[mutation]?.args ?? [];
  const variables = parameters[0]?.name === 'input' ? { input } : input;
  const query = `mutation (${parameters.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ')}) {
    ${mutation}(${parameters.map(({ name }) => `${name}: $${name}`).join(', ')}) { __typename } }`;
  const response = await fetch(`${world.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
    body: JSON.stringify({ query, variables }),
  });
  const { errors } = (await response.json()) as { errors?: { extensions: { code: string } }[] };
  return errors?.[0]?.extensions.code ?? 'ALLOWED';
}
async function askService(mutation: string, input: object, authorization: string | null): Promise<string> {
  const service = await world.apps.get(serviceOf.get(commandOf(mutation)) ?? '')?.getUrl();
  const response = await fetch(`${service}/commands/${commandOf(mutation)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
    body: JSON.stringify(input),
  });
  const { code } = (await response.json()) as { code?: string };
  return code ?? 'ALLOWED';
}

describe.each([
  ['the gateway', askGateway],
  ['the service', askService],
])('every mutation, role and unit, asked of %s', (_, ask) => {
  it.each(Object.keys(reference))('%s', async (mutation) => {
    const expected: string[] = [];
    const answered: string[] = [];
    const closing = mutation === 'closeMovement';
    for (const role of Role.options)
      for (const [place, unit] of Object.entries(asked['11'])) {
        const may = reference[mutation]?.includes(role) && holdsAt(place);
        // Closing would succeed: the place where it may be done is tried with a movement that is not there.
        const input = closing && may ? { code: 'NOT-THERE' } : inputs[mutation]?.(unit);
        const authorization = await world.issuer.authorization('x', { role, unit: '11' });
        expected.push(`${role} at ${place}: ${may ? 'ALLOWED' : 'FORBIDDEN'}`);
        answered.push(`${role} at ${place}: ${await ask(mutation, input ?? {}, authorization)}`);
      }
    expect(answered).toEqual(expected);
    expect(await ask(mutation, inputs[mutation]?.('11') ?? {}, null)).toBe('UNAUTHENTICATED');
  });
});

const schema = readFileSync('apps/gateway/schema.graphql', 'utf8');
/** Fields of the schema's Query or Mutation. */
const fieldsOf = (type: string): string[] => {
  const block = new RegExp(`type ${type} \\{([\\s\\S]*?)\\n\\}`).exec(schema)?.[1] ?? '';
  return [...block.matchAll(/^ {2}(\w+)[(:]/gm)].map((match) => match[1] ?? '');
};
/** Those that the gateway asks already; the contracts name more. */
const questions = [...privateQueries].filter(([field]) => fieldsOf('Query').includes(field));

describe('private questions', () => {
  const ofCell = '(unit: "03127", title: "LEARNING_CLAN", period: "2025") { totalCount }';
  it.each(questions)('%s', async (field, roles) => {
    const argumentsOf: Record<string, string> = {
      deadLetters: '',
      lastReplay: '',
      myWork: '',
      auditTrail: '(service: MOVEMENTS)',
      decisions: '',
      awards: '(decision: "00000000-0000-7000-8000-000000000000")',
      possibleDuplicates: '',
      nominations: '',
      suggestedExemplars: '',
      entries: '(competition: "x")',
      imports: '',
      importRows: '(import: "00000000-0000-7000-8000-000000000000")',
    };
    const node = field === 'lastReplay' ? '{ id }' : '{ totalCount }';
    const query = `{ ${field}${field in argumentsOf ? `${argumentsOf[field]} ${node}` : ofCell} }`;
    const codeOf = (headers: Record<string, string>) =>
      fetch(`${world.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query }),
      })
        .then((response) => response.json() as Promise<{ errors?: { extensions: { code: string } }[] }>)
        .then(({ errors }) => errors?.[0]?.extensions.code ?? 'ALLOWED');
    expect(await codeOf({})).toBe('UNAUTHENTICATED');
    for (const role of Role.options) {
      const authorization = await world.issuer.authorization('x', { role, unit: '11' });
      expect([role, await codeOf({ authorization })]).toEqual([
        role,
        roles.includes(role) ? 'ALLOWED' : 'FORBIDDEN',
      ]);
    }
  });

  it('a roster elsewhere answers as if it did not exist', async () => {
    const place = { title: 'LEARNING_CLAN', period: '2025', unit: '03127' };
    await world.ask(
      `mutation ($draft: DraftMovementInput!, $input: RegisterSubjectsInput!) {
         draftMovement(input: $draft) { __typename } launchMovement(code: "M") { __typename }
         registerSubjects(input: $input) { ... on Changed { changed } } }`,
      {
        draft: {
          code: 'M',
          name: 'm',
          launchingAuthority: 'MINISTER',
          launchedBy: 'VN',
          titles: [{ code: 'LEARNING_CLAN' }],
        },
        input: { movement: 'M', ...place, subjects: [{ key: 'k', name: 'Họ Lò' }] },
      },
    );
    const countFor = async (unit: string) => {
      const { roster } = await world.ask<{ roster: { totalCount: number } }>(
        `{ roster(unit: "03127", title: "LEARNING_CLAN", period: "2025") { totalCount } }`,
        {},
        { authorization: await world.issuer.authorization('x', { role: 'commune-staff', unit }) },
      );
      return roster.totalCount;
    };
    for (let seen = 0; seen !== 1;) seen = await countFor('03127');
    expect(await countFor('03151')).toBe(0);
  });
});

describe('the tables are complete', () => {
  it('every command has its row, in the code, in this reference and in the docs', () => {
    const commands = [...movementsCommands, ...competitionsCommands, ...exemplarsCommands];
    expect([...permissions.keys()].sort()).toEqual(commands.map(({ name }) => name).sort());
    const docs = readFileSync('docs/roles.md', 'utf8');
    for (const mutation of Object.keys(reference)) {
      const row = docs.split('\n').find((line) => line.startsWith(`| \`${mutation}\``)) ?? '';
      for (const role of Role.options)
        expect([mutation, role, row.includes(role)]).toEqual([
          mutation,
          role,
          reference[mutation]?.includes(role),
        ]);
    }
    for (const [field, roles] of questions) {
      const row = docs.split('\n').find((line) => line.startsWith(`| \`${field}\``)) ?? '';
      for (const role of Role.options)
        expect([field, role, row.includes(role)]).toEqual([field, role, roles.includes(role)]);
    }
  });

  it('every mutation of the schema has its row', () => {
    // The gateway's own, which is no command of a service: tests/flows/operations.int.spec.ts.
    const own = ['replayDeadLetters'];
    expect(fieldsOf('Mutation').sort()).toEqual([...Object.keys(reference), ...own].sort());
  });
});
