import { z } from 'zod';

/** As much of JSON Schema as zod writes of our contracts. */
export interface JsonSchema {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  pattern?: string;
  anyOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  additionalProperties?: JsonSchema | boolean;
  [limit: string]: unknown;
}

/** What can be read, before defaults are filled in: a message may be older than a property with a default. */
export const schemaOf = (type: z.ZodType): JsonSchema =>
  z.toJSONSchema(type, {
    io: 'input',
    // The format says it; zod's patterns of formats may change from one release to the next.
    override: ({ jsonSchema }) => void (jsonSchema.format && delete jsonSchema.pattern),
  }) as JsonSchema;

/**
 * What keeps a message written under `before` from being read under `after`, or takes away what its readers use.
 * Empty: compatible. Messages stay in the log for years, so both sides of every change meet.
 */
export function incompatibilities(before: JsonSchema, after: JsonSchema, path = ''): string[] {
  // Of a choice, such as a value or null, each branch must still find a place.
  return branches(before).flatMap((old) => {
    const alike = branches(after).filter(({ type }) => sameType(old.type, type));
    const found = alike.map((now) => ofOneType(old, now, path));
    return (
      found.sort((a, b) => a.length - b.length)[0] ?? [`${path}: ${String(old.type)} is no longer allowed`]
    );
  });
}

const branches = (schema: JsonSchema): JsonSchema[] =>
  schema.anyOf?.flatMap(branches) ??
  (Array.isArray(schema.type) ? schema.type.map((type) => ({ ...schema, type })) : [schema]);

const sameType = (before: unknown, after: unknown) =>
  after === undefined || before === after || (before === 'integer' && after === 'number');

function ofOneType(before: JsonSchema, after: JsonSchema, path: string): string[] {
  return [
    ...narrowed(before, after).map((what) => `${path}: ${what}`),
    ...lostValues(before, after).map((value) => `${path}: ${String(value)} is no longer allowed`),
    ...(after.required ?? [])
      .filter((name) => !before.required?.includes(name))
      .map((name) => `${path}.${name}: is newly required`),
    ...Object.entries(before.properties ?? {}).flatMap(([name, property]) => {
      const now = after.properties?.[name];
      return now ? incompatibilities(property, now, `${path}.${name}`) : [`${path}.${name}: was removed`];
    }),
    ...(before.items && after.items ? incompatibilities(before.items, after.items, `${path}[]`) : []),
    ...(typeof before.additionalProperties === 'object' && typeof after.additionalProperties === 'object'
      ? incompatibilities(before.additionalProperties, after.additionalProperties, `${path}.*`)
      : []),
  ];
}

/** Values of an enum or literal that are gone; a list where there was none allows nothing of before for sure. */
function lostValues(before: JsonSchema, after: JsonSchema): unknown[] {
  const [old, now] = [valuesOf(before), valuesOf(after)];
  if (!now) return [];
  return old ? old.filter((value) => !now.includes(value)) : ['any other value'];
}
const valuesOf = (schema: JsonSchema) => schema.enum ?? ('const' in schema ? [schema.const] : null);

function narrowed(before: JsonSchema, after: JsonSchema): string[] {
  const limit = (name: string, none: number) =>
    [Number(before[name] ?? none), Number(after[name] ?? none)] as const;
  const lower = ['maximum', 'maxLength', 'maxItems'].filter((name) => {
    const [old, now] = limit(name, Infinity);
    return now < old;
  });
  const higher = ['minimum', 'minLength', 'minItems'].filter((name) => {
    const [old, now] = limit(name, -Infinity);
    return now > old;
  });
  const otherwise = ['format', 'pattern'].filter(
    (name) => after[name] !== undefined && after[name] !== before[name],
  );
  return [...lower, ...higher, ...otherwise].map((name) => `${name} is narrower or another`);
}
