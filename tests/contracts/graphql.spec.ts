import { beforeAll, describe, expect, it } from '@jest/globals';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { Test } from '@nestjs/testing';
import {
  buildSchema,
  DangerousChangeType,
  findBreakingChanges,
  findDangerousChanges,
  isInputObjectType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  lexicographicSortSchema,
  printSchema,
  type GraphQLSchema,
} from 'graphql';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolvers } from '../../apps/gateway/src/gateway.module.js';

const committed = 'apps/gateway/schema.graphql';
const contract = readFileSync('tests/contracts/public-contract.graphql', 'utf8');

let schema: GraphQLSchema;
beforeAll(async () => {
  const builder = await Test.createTestingModule({ imports: [GraphQLSchemaBuilderModule] }).compile();
  schema = lexicographicSortSchema(await builder.get(GraphQLSchemaFactory).create(resolvers));
});

it('is the committed schema; `npm run snapshots` rewrites it', () => {
  const printed = `# Generated from the resolvers by \`npm run snapshots\`.\n\n${printSchema(schema)}\n`;
  if (process.env.UPDATE_SNAPSHOTS) writeFileSync(committed, printed);
  expect(readFileSync(committed, 'utf8')).toBe(printed);
});

it('describes every type, field and argument', () => {
  const described: [path: string, description: string | null | undefined][] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue;
    const isRoot = type === schema.getQueryType() || type === schema.getMutationType();
    if (!isRoot) described.push([type.name, type.description]);
    if (isObjectType(type) || isInputObjectType(type))
      for (const field of Object.values(type.getFields()))
        described.push([`${type.name}.${field.name}`, field.description]);
    if (isObjectType(type))
      for (const { name, args } of Object.values(type.getFields()))
        for (const argument of args)
          described.push([`${type.name}.${name}(${argument.name})`, argument.description]);
  }
  expect(described.filter(([, description]) => !description).map(([path]) => path)).toEqual([]);
});

describe('the public contract', () => {
  it('is kept', () => {
    expect(breaks(buildSchema(contract), schema)).toEqual([]);
  });

  it.each([
    ['a field gone', 'successors: [Unit!]!', '', 'Unit.successors was removed.'],
    [
      'a type made nullable',
      'launchedBy: Unit!',
      'launchedBy: Unit',
      'Movement.launchedBy changed type from Unit! to Unit.',
    ],
    ['a value gone', 'AT_LEAST', '', 'AT_LEAST was removed from enum type Certainty.'],
    ['a member gone', 'Changed | Refusal', 'Changed', 'Refusal was removed from union type ChangeResult.'],
    [
      'an argument more',
      '(code: ID!): Movement\n',
      '(code: ID!, day: Date!): Movement\n',
      'A required arg day on Query.movement was added.',
    ],
    [
      'another default',
      'first: Int = 20',
      'first: Int = 50',
      'Query.movements arg first has changed defaultValue from 20 to 50.',
    ],
    ['a default gone', 'Certainty = EXACT', 'Certainty', 'QuantityInput.certainty has another default.'],
  ])('sees %s', (_, from, to, found) => {
    expect(contract).toContain(from);
    expect(breaks(buildSchema(contract), buildSchema(contract.replace(from, to)))).toEqual([found]);
  });

  it('may be added to', () => {
    const more = contract
      .replace('asOf: Date): Unit', 'asOf: Date, language: String): Unit')
      .replace('enum Basis {', 'enum Basis { ESTIMATE');
    expect(breaks(buildSchema(contract), buildSchema(more))).toEqual([]);
  });
});

/** What a caller of `before` would notice: something gone, of another type or nullability, or with another default. */
function breaks(before: GraphQLSchema, after: GraphQLSchema): string[] {
  const defaults = findDangerousChanges(before, after).filter(
    ({ type }) => type === DangerousChangeType.ARG_DEFAULT_VALUE_CHANGE,
  );
  return [
    ...[...findBreakingChanges(before, after), ...defaults].map(({ description }) => description),
    ...changedInputDefaults(before, after),
  ];
}

/** graphql-js compares the defaults of arguments, not those of inputs' fields. */
function changedInputDefaults(before: GraphQLSchema, after: GraphQLSchema): string[] {
  return Object.values(before.getTypeMap()).flatMap((type) => {
    const now = after.getType(type.name);
    if (!isInputObjectType(type) || !isInputObjectType(now)) return [];
    return Object.values(type.getFields())
      .filter(
        ({ name, defaultValue }) =>
          now.getFields()[name] && now.getFields()[name]?.defaultValue !== defaultValue,
      )
      .map(({ name }) => `${type.name}.${name} has another default.`);
  });
}
