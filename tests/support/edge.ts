import { buildSchema, getNamedType, isObjectType, isUnionType, type GraphQLObjectType } from 'graphql';
import { readFileSync } from 'node:fs';
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

/** Mutations through GraphQL alone, as the administrator of the country unless other headers are given. */
export class Edge {
  constructor(private readonly world: World) {}

  async send(mutation: string, given: object, headers?: Record<string, string>): Promise<Done | Refused> {
    const [only] = mutations[mutation]?.args ?? [];
    const variables = only?.name === 'input' ? { input: given } : { ...given };
    const { answer } = await this.world.ask<{ answer: Done | Refused }>(textOf(mutation), variables, headers);
    return answer;
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

  /** Reason and field of the refusal. */
  async refusedAs(mutation: string, given: object): Promise<[reason: string, field: string | null]> {
    const { reason, field } = await this.refused(mutation, given);
    return [reason, field];
  }
}
