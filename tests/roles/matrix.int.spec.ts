import { movementsCommands, permissions, privateQueries, Role } from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { startWorld, type World } from '../support/world.js';

/*
 * The reference: who may do what, in the words of the requirement. Every mutation x every role x own unit, unit below,
 * sibling, unit above and a unit elsewhere is asked of the gateway, and of the service behind it, and compared with it.
 */
const communeWork = ['commune-staff', 'department-staff', 'administrator'];
const provinceWork = ['department-staff', 'administrator'];
const reference: Record<string, string[]> = {
  registerInstitutions: ['administrator'],
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
};
/** From the holder's unit: the units asked for, and whether the role holds there. */
const asked = {
  '11': { own: '11', below: '03127', sibling: '12', above: 'VN', elsewhere: '00004' },
} as const;
const holdsAt = (place: string) => place === 'own' || place === 'below';

const commandOf = (mutation: string) => mutation.charAt(0).toUpperCase() + mutation.slice(1);
const cell = (unit: string) => ({ title: 'LEARNING_CLAN', period: '2025', unit });
const decision = { number: '1', signedOn: '2025-01-01', authority: 'COMMUNE_CHAIR', issuer: 'VN' };
/** Inputs that a rule refuses, so that what is asked 500 times changes nothing. */
const inputs: Record<string, (unit: string) => object> = {
  registerInstitutions: (unit) => ({ institutions: [{ code: '12345', name: 'x', parent: unit, kind: 'X' }] }),
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
};

let world: World;
let service: string;
beforeAll(async () => {
  world = await startWorld();
  service = (await world.apps.get('movements')?.getUrl()) ?? '';
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
});
afterAll(() => world.stop());

const scalars = new Set(['launchMovement', 'closeMovement', 'reopenMovement', 'withdrawTally']);
async function askGateway(mutation: string, input: object, authorization: string | null): Promise<string> {
  const type = `${commandOf(mutation)}Input`.replace(
    /^(Withdraw|Revoke).*(Subjects|Recognition)Input$/,
    'ChangeSubjectsInput',
  );
  const literal = (value: unknown) => JSON.stringify(value);
  const query = scalars.has(mutation)
    ? `mutation { ${mutation}(${Object.entries(input)
        .map(([name, value]) => `${name}: ${literal(value)}`)
        .join(', ')}) { __typename } }`
    : `mutation ($input: ${type}!) { ${mutation}(input: $input) { __typename } }`;
  const response = await fetch(`${world.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
    body: JSON.stringify({ query, variables: { input } }),
  });
  const { errors } = (await response.json()) as { errors?: { extensions: { code: string } }[] };
  return errors?.[0]?.extensions.code ?? 'ALLOWED';
}
async function askService(mutation: string, input: object, authorization: string | null): Promise<string> {
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

describe('private questions', () => {
  const ofCell = '(unit: "03127", title: "LEARNING_CLAN", period: "2025") { totalCount }';
  it.each([...privateQueries])('%s', async (field, roles) => {
    const argumentsOf: Record<string, string> = {
      deadLetters: '',
      myWork: '',
      auditTrail: '(service: MOVEMENTS)',
    };
    const query = `{ ${field}${field in argumentsOf ? `${argumentsOf[field]} { totalCount }` : ofCell} }`;
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
    const names = movementsCommands.map(({ name }) => name).sort();
    expect([...permissions.keys()].sort()).toEqual(names);
    expect(Object.keys(reference).map(commandOf).sort()).toEqual(names);
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
    for (const [field, roles] of privateQueries) {
      const row = docs.split('\n').find((line) => line.startsWith(`| \`${field}\``)) ?? '';
      for (const role of Role.options)
        expect([field, role, row.includes(role)]).toEqual([field, role, roles.includes(role)]);
    }
  });

  it('every mutation of the schema has its row', () => {
    const schema = readFileSync('apps/gateway/schema.graphql', 'utf8');
    const block = /type Mutation \{([\s\S]*?)\n\}/.exec(schema)?.[1] ?? '';
    const mutations = [...block.matchAll(/^ {2}(\w+)\(/gm)].map((match) => match[1]);
    expect(mutations.sort()).toEqual(Object.keys(reference).sort());
  });
});
