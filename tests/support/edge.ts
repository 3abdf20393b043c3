import { buildSchema, getNamedType, isObjectType, isUnionType, type GraphQLObjectType } from 'graphql';
import { readFileSync } from 'node:fs';
import { ask } from '../../apps/standalone/src/load-sample.js';
import type { World } from './world.js';

const mutations = (
  buildSchema(readFileSync('apps/gateway/schema.graphql', 'utf8')).getMutationType() as GraphQLObjectType
).getFields();

/** What is asked of each kind of answer. */
const selections: Record<string, string> = {
  Changed: 'changed',
  Competition: 'code status entryCount version',
  AwardsRecorded: `decision { number issuer { code } } awards { id certificateCode certificates { code holder } version recipient { name } }`,
  PossibleDuplicate: 'id status version',
  Refusal: 'reason message field',
};

export interface Refused {
  reason: string;
  message: string;
  field: string | null;
}
/** What the answers of all mutations may say; which of it depends on the mutation. */
export interface Done {
  changed: number;
  status: string;
  entryCount: number;
  version: number;
  decision: { number: string; issuer: { code: string } };
  awards: {
    id: string;
    certificateCode: string;
    certificates: { code: string; holder: string }[];
    version: number;
    recipient: { name: string };
  }[];
}

/** What the schema says of a mutation. */
export const descriptionOf = (mutation: string): string => mutations[mutation]?.description ?? '';

/** The mutation as a client writes it: every argument is a variable. */
function textOf(mutation: string): string {
  const field = mutations[mutation];
  if (!field) throw new Error(`the schema has no mutation ${mutation}`);
  const type = getNamedType(field.type);
  const members = isUnionType(type) ? type.getTypes() : isObjectType(type) ? [type] : [];
  const parts = members.map(({ name }) => `... on ${name} { ${selections[name] ?? '__typename'} }`);
  return `mutation (${field.args.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ')}) {
    answer: ${mutation}(${field.args.map(({ name }) => `${name}: $${name}`).join(', ')}) { ${parts.join(' ')} } }`;
}

/** A mutation takes an input, or arguments of its own. */
const variablesOf = (mutation: string, given: object): Record<string, unknown> =>
  mutations[mutation]?.args[0]?.name === 'input' ? { input: given } : { ...given };

/** Mutations through GraphQL alone, as the administrator of the country unless other headers are given. */
export class Edge {
  constructor(private readonly world: World) {}

  async send(mutation: string, given: object, headers?: Record<string, string>): Promise<Done | Refused> {
    const { answer } = await this.world.ask<{ answer: Done | Refused }>(
      textOf(mutation),
      variablesOf(mutation, given),
      headers,
    );
    return answer;
  }

  /** Code and field of what is wrong with the question itself. */
  async wrong(mutation: string, given: object): Promise<[code?: string, field?: string]> {
    const response = await fetch(`${this.world.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: await this.world.authorizationOf('administrator'),
      },
      body: JSON.stringify({ query: textOf(mutation), variables: variablesOf(mutation, given) }),
    });
    const { errors } = (await response.json()) as {
      errors?: { extensions: { code: string; field?: string } }[];
    };
    return [errors?.[0]?.extensions.code, errors?.[0]?.extensions.field];
  }

  /** The answer; throws what was refused. */
  async done(mutation: string, given: object, headers?: Record<string, string>): Promise<Done> {
    const answer = await this.send(mutation, given, headers);
    if ('reason' in answer) throw new Error(`${mutation}: ${JSON.stringify(answer)}`);
    return answer;
  }

  /** The refusal; throws when there was none. */
  async refused(mutation: string, given: object, headers?: Record<string, string>): Promise<Refused> {
    const answer = await this.send(mutation, given, headers);
    if (!('reason' in answer)) throw new Error(`${mutation} was not refused: ${JSON.stringify(answer)}`);
    return answer;
  }

  /** What everybody may ask, asked by nobody in particular. */
  public<Data>(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
    return ask<Data>(this.world.url, query, variables);
  }

  /** Status, name and day of revocation of a certificate, as everybody sees them. */
  async certificate(code: string | undefined): Promise<Record<string, unknown>> {
    const { certificate } = await this.public<{ certificate: Record<string, unknown> }>(
      'query ($code: ID!) { certificate(code: $code) { status statement recipientName revokedOn } }',
      { code },
    );
    return certificate;
  }

  /** Lines of the public honours list, each as `<name>: <title>`. */
  async honours(filter: object): Promise<string[]> {
    const { honours } = await this.public<{
      honours: { nodes: { title: string; recipient: { name: string } }[]; totalCount: number };
    }>(
      'query ($filter: HonourFilter) { honours(filter: $filter, first: 100) { totalCount nodes { title recipient { name } } } }',
      { filter },
    );
    if (honours.totalCount !== honours.nodes.length) throw new Error(`${honours.totalCount} honours`);
    return honours.nodes.map(({ title, recipient }) => `${recipient.name}: ${title}`);
  }

  /** The public counts of a unit and period by kind and form or title, whoever received them. */
  async counts(unit: string, period: string): Promise<Record<string, number>> {
    const { honoursSummary } = await this.public<{
      honoursSummary: { kind: string; form: string | null; emulationTitle: string | null; count: number }[];
    }>(
      'query ($unit: UnitCode!, $period: Period!) { honoursSummary(unit: $unit, period: $period) { kind form emulationTitle count } }',
      { unit, period },
    );
    const counts: Record<string, number> = {};
    for (const { kind, form, emulationTitle, count } of honoursSummary) {
      const what = form ?? emulationTitle ?? kind;
      counts[what] = (counts[what] ?? 0) + count;
    }
    return counts;
  }

  /** Reason and field of the refusal. */
  async refusedAs(mutation: string, given: object): Promise<[reason: string, field: string | null]> {
    const { reason, field } = await this.refused(mutation, given);
    return [reason, field];
  }
}
