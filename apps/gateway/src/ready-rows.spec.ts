import { describe, expect, it } from '@jest/globals';
import { buildSchema, execute, parse, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import type { RequestContext } from './context.js';
import { ReadyRows } from './ready-rows.js';

const SDL = `
  type Unit { code: String! parent: Unit }
  type Count { value: Int! }
  type Row { unit: Unit! count: Count percent: Float warnings: [String!]! }
  type PageInfo { hasNextPage: Boolean! }
  type Line { id: ID! name: String! said: String }
  type Page { nodes: [Line!]! pageInfo: PageInfo! totalCount: Int! }
  type Query { registrationRates(unit: String!, titles: [String!]): [Row!]! honours(first: Int = 2): Page! other: [Row!]! }`;

/** Which rows were executed, by the codes of their units. */
let executed: string[] = [];
const row = (code: string, value: number | null) => ({
  get unit() {
    executed.push(code);
    return { code: `${code} "ạ"\n` };
  },
  count: value === null ? null : { value },
  percent: 12.5,
  warnings: ['x'],
});
let rows = [row('1', 1), row('2', null)];
const lines = [
  { id: 'a', name: 'Lò', said: null },
  { id: 'b', name: 'Vàng', said: 'b' },
];

function schemaOf(): GraphQLSchema {
  const schema = buildSchema(SDL);
  const of = (type: string) =>
    (schema.getType(type) as never as { getFields(): Record<string, { resolve?: unknown }> }).getFields();
  Object.assign(of('Query')['registrationRates'] ?? {}, {
    resolve: (_: unknown, { unit }: { unit: string }) => {
      if (unit === 'none') throw new Error('there is none');
      return unit === 'wrong' ? [{ ...rows[0], warnings: null }] : rows;
    },
  });
  Object.assign(of('Query')['honours'] ?? {}, {
    resolve: async (_: unknown, { first }: { first: number }) => ({
      nodes: lines.slice(0, first),
      pageInfo: { hasNextPage: first < 2 },
      totalCount: 2,
    }),
  });
  Object.assign(of('Unit')['parent'] ?? {}, { resolve: () => ({ code: 'VN' }) });
  Object.assign(of('Line')['said'] ?? {}, { resolve: () => 'by who asks' });
  return schema;
}
const schema = schemaOf();

function readyOf(query: string): ReadyRows | null {
  const document = parse(query);
  return ReadyRows.of(schema, document, document.definitions[0] as OperationDefinitionNode);
}
const answer = async (query: string, variables: Record<string, unknown> = {}) =>
  (await readyOf(query)?.answer({} as RequestContext, variables))?.body.toString() ?? null;

describe('rows that are ready', () => {
  it.each([
    [
      'query ($unit: String!) { registrationRates(unit: $unit) { unit { code } count { value } percent warnings } }',
      { unit: '1' },
    ],
    [
      '{ all: registrationRates(unit: "1", titles: []) { of: unit { c: code parent { code } } ...More __typename } } fragment More on Row { warnings count { value } }',
      {},
    ],
    ['{ honours { nodes { id name } pageInfo { hasNextPage } totalCount } }', {}],
    [
      'query ($first: Int) { honours(first: $first) { total: totalCount lines: nodes { ...L } } } fragment L on Line { name id }',
      { first: 1 },
    ],
  ])('give what execution gives: %s', async (query, variables) => {
    const { data, errors } = await execute({
      schema,
      document: parse(query),
      rootValue: {},
      variableValues: variables,
    });
    expect(errors).toBeUndefined();
    expect(await answer(query, variables)).toBe(`${JSON.stringify({ data })}\n`);
  });

  it('are executed once as long as they are the same objects', async () => {
    const query = '{ registrationRates(unit: "1") { unit { code } percent } }';
    const ready = readyOf(query);
    executed = [];
    const first = await ready?.answer({} as RequestContext, {});
    expect(executed).toEqual(['1', '2']);
    expect(await ready?.answer({} as RequestContext, {})).toEqual(first);
    expect(executed).toEqual(['1', '2']);
    // A list that is another, of which a row is.
    rows = [row('3', 4), ...rows.slice(1)];
    const second = await ready?.answer({} as RequestContext, {});
    expect(executed).toEqual(['1', '2', '3']);
    const { data } = await execute({ schema, document: parse(query), rootValue: {} });
    expect(second?.body.toString()).toBe(`${JSON.stringify({ data })}\n`);
  });

  it('are executed each time where they are long', async () => {
    const many = Array.from({ length: 400 }, (_, n) => `p${n}: percent`).join(' ');
    const ready = readyOf(`{ registrationRates(unit: "1") { unit { code } ${many} } }`);
    const first = await ready?.answer({} as RequestContext, {});
    executed = [];
    expect(await ready?.answer({} as RequestContext, {})).toEqual(first);
    expect(executed).toHaveLength(rows.length);
  });

  it.each([
    '{ other { percent } }',
    '{ registrationRates(unit: "1") { percent } honours { totalCount } }',
    '{ registrationRates(unit: "1") @skip(if: false) { percent } }',
    'query ($no: Boolean!) { registrationRates(unit: "1") { percent warnings @skip(if: $no) } }',
    '{ honours { nodes { id said } } }',
    '{ honours { nodes { ...L } } } fragment L on Line { said }',
    '{ honours { totalCount } }',
  ])('are not what this asks for: %s', (query) => {
    expect(readyOf(query)).toBeNull();
  });

  it.each(['none', 'wrong'])('leave errors to execution: %s', async (unit) => {
    expect(
      await answer('query ($unit: String!) { registrationRates(unit: $unit) { warnings } }', { unit }),
    ).toBeNull();
  });

  it('leave wrong variables to execution', async () => {
    expect(
      await answer('query ($unit: String!) { registrationRates(unit: $unit) { warnings } }', {}),
    ).toBeNull();
  });
});
