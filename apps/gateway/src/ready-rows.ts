import {
  getArgumentValues,
  getVariableValues,
  GraphQLSchema,
  isListType,
  isObjectType,
  Kind,
  OperationTypeNode,
  TypeInfo,
  TypeNameMetaFieldDef,
  visit,
  visitWithTypeInfo,
  BREAK,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNullableType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type OperationDefinitionNode,
  type SelectionNode,
  getNullableType,
} from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import type { RequestContext } from './context.js';

/** Questions of which a row is the same object as long as nothing in it has changed. */
const READY: ReadonlySet<string> = new Set(['registrationRates', 'honours']);
/** Bytes of an answer for each of its rows; what is longer is not held. */
const LONGEST = 2_000;
const COMMA = Buffer.from(',');

/** Data of an answer that is JSON already: the whole answer as it is sent. */
export class ReadyData {
  constructor(readonly body: Buffer) {}
}

/** Each row of a list as JSON for the plan that made it last: a part of the last answer that had it, gone with the row. */
const texts = new WeakMap<object, { plan: ReadyRows; json: Buffer }>();
/** The answer with each list or page likewise; most are the same objects as long as nothing in them has changed. */
const wholes = new WeakMap<object, { plan: ReadyRows; ready: ReadyData }>();

type Value = Record<string, unknown>;

/**
 * A question for many rows of which most were shown before: the resolver gives the rows, and only those that have changed
 * are executed and written anew. Whatever is not quite plain goes the ordinary way, and so does what fails.
 */
export class ReadyRows {
  /** GraphQL names are ASCII: as many bytes as characters. */
  private readonly begin: string;

  private constructor(
    private readonly schema: GraphQLSchema,
    private readonly operation: OperationDefinitionNode,
    private readonly field: FieldNode,
    private readonly definition: GraphQLField<unknown, unknown>,
    private readonly info: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>,
    /** What is asked of each row. */
    private readonly ofRow: CompiledQuery,
    /** Of a page of rows what is asked of it, in order: the rows, or a part that is executed. Null: a plain list. */
    private readonly ofPage: { key: string; part: CompiledQuery | null }[] | null,
  ) {
    this.begin = `{"data":{${JSON.stringify(keyOf(field))}:`;
  }

  /** Null: the document has to be executed the ordinary way. */
  static of(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
  ): ReadyRows | null {
    const [field, another] = operation.selectionSet.selections;
    if (operation.operation !== OperationTypeNode.QUERY || field?.kind !== Kind.FIELD || another) return null;
    const definition = schema.getQueryType()?.getFields()[field.name.value];
    if (!READY.has(field.name.value) || !definition?.resolve || !field.selectionSet) return null;
    const fragments = document.definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION);
    if (field.directives?.length || !isPlain([...field.selectionSet.selections, ...fragments])) return null;
    if (!isOfRowsAlone(schema, document)) return null;
    const compiled = (type: GraphQLObjectType, selections: readonly SelectionNode[]) => {
      const query = compileQuery(schemaOf(schema, type), questionOf(selections, fragments));
      if (!isCompiledQuery(query)) throw new Error(`cannot compile what is asked of ${type.name}`);
      return query;
    };
    const rowType = rowTypeOf(definition.type);
    const info = {
      fieldNodes: [field],
      fragments: Object.fromEntries(fragments.map((one) => [one.name.value, one])),
    };
    const { selections } = field.selectionSet;
    if (rowType)
      return new ReadyRows(schema, operation, field, definition, info, compiled(rowType, selections), null);
    const page = getNullableType(definition.type);
    const nodes = selections.filter((one) => one.kind === Kind.FIELD && one.name.value === 'nodes');
    const [rows] = nodes;
    if (!isObjectType(page) || nodes.length !== 1 || rows?.kind !== Kind.FIELD || !rows.selectionSet)
      return null;
    if (!selections.every((one) => one.kind === Kind.FIELD)) return null;
    const ofNode = rowTypeOf(page.getFields()['nodes']?.type);
    if (!ofNode) return null;
    const ofPage = selections.map((one) => ({
      key: keyOf(one),
      part: one === rows ? null : compiled(page, [one]),
    }));
    return new ReadyRows(
      schema,
      operation,
      field,
      definition,
      info,
      compiled(ofNode, rows.selectionSet.selections),
      ofPage,
    );
  }

  /** Null: it has to be executed the ordinary way, which tells what is wrong. */
  async answer(context: RequestContext, variables: Value): Promise<ReadyData | null> {
    const { coerced } = getVariableValues(this.schema, this.operation.variableDefinitions ?? [], variables);
    if (!coerced) return null;
    try {
      const given = getArgumentValues(this.definition, this.field, coerced);
      const resolved = (await this.definition.resolve?.(
        {},
        given,
        context,
        this.info as GraphQLResolveInfo,
      )) as object[] | (Value & { nodes: object[] });
      const held = wholes.get(resolved);
      if (held?.plan === this) return held.ready;
      // Nodes may be made when they are asked for: once.
      const rows = Array.isArray(resolved) ? resolved : resolved.nodes;
      const body = await (rows === resolved
        ? this.list(rows, context)
        : this.page(resolved as Value, rows, context));
      if (!body) return null;
      const ready = new ReadyData(body);
      if (isShort(body, rows)) wholes.set(resolved, { plan: this, ready });
      return ready;
    } catch {
      return null;
    }
  }

  private async list(rows: object[], context: RequestContext): Promise<Buffer | null> {
    const jsons = await this.rows(rows, context);
    if (!jsons) return null;
    const begin = `${this.begin}[`;
    const body = enclosed(begin, jsons, ']}}\n');
    let at = begin.length;
    if (isShort(body, rows))
      for (const [n, { length }] of jsons.entries()) {
        texts.set(rows[n] as object, { plan: this, json: body.subarray(at, at + length) });
        at += length + COMMA.length;
      }
    return body;
  }

  private async page(page: Value, nodes: object[], context: RequestContext): Promise<Buffer | null> {
    const parts: Buffer[] = [];
    for (const { key, part } of this.ofPage ?? []) {
      const json = part ? await jsonOf(part, page, context) : null;
      const rows = part ? null : await this.rows(nodes, context);
      if (json) parts.push(Buffer.from(json.slice(1, -1)));
      else if (rows) parts.push(enclosed(`${JSON.stringify(key)}:[`, rows, ']'));
      else return null;
    }
    return enclosed(`${this.begin}{`, parts, '}}}\n');
  }

  private async rows(rows: object[], context: RequestContext): Promise<Buffer[] | null> {
    const jsons: Buffer[] = [];
    for (const row of rows) {
      const held = texts.get(row);
      const json = held?.plan === this ? held.json : await jsonOf(this.ofRow, row, context);
      if (json === null) return null;
      jsons.push(typeof json === 'string' ? Buffer.from(json) : json);
    }
    return jsons;
  }
}

const isShort = (body: Buffer, rows: object[]): boolean => body.length <= LONGEST * (rows.length + 1);

/** The parts with commas between them. */
const enclosed = (begin: string, parts: Buffer[], end: string): Buffer =>
  Buffer.concat([
    Buffer.from(begin),
    ...parts.flatMap((part, n) => (n > 0 ? [COMMA, part] : [part])),
    Buffer.from(end),
  ]);

/** Null: there were errors. */
async function jsonOf(query: CompiledQuery, source: object, context: RequestContext): Promise<string | null> {
  const running = query.query(source, context, {});
  const { data, errors } = running instanceof Promise ? await running : running;
  return errors || !data ? null : JSON.stringify(data);
}

const keyOf = (field: SelectionNode): string =>
  field.kind === Kind.FIELD ? (field.alias ?? field.name).value : '';

function rowTypeOf(type: GraphQLOutputType | undefined): GraphQLObjectType | null {
  const list = getNullableType(type);
  const row = isListType(list) ? (getNullableType(list.ofType) as GraphQLNullableType) : null;
  return isObjectType(row) ? row : null;
}

/** What is asked of a row is the same every time. */
function isPlain(nodes: readonly (SelectionNode | FragmentDefinitionNode)[]): boolean {
  let plain = true;
  const notPlain = () => {
    plain = false;
    return BREAK;
  };
  for (const node of nodes) visit(node, { Variable: notPlain, Directive: notPlain });
  return plain;
}

/** All is read from the row itself and from the map of units, with which rows are dropped. */
function isOfRowsAlone(schema: GraphQLSchema, document: DocumentNode): boolean {
  let alone = true;
  const types = new TypeInfo(schema);
  const Field = () => {
    const parent = types.getParentType();
    const field = types.getFieldDef();
    if (field === TypeNameMetaFieldDef) return;
    if (field?.resolve && parent !== schema.getQueryType() && parent?.name !== 'Unit') alone = false;
  };
  visit(document, visitWithTypeInfo(types, { Field }));
  return alone;
}

const schemas = new WeakMap<GraphQLObjectType, GraphQLSchema>();
/** The schema in which a question is asked of an object of the type. */
function schemaOf(schema: GraphQLSchema, type: GraphQLObjectType): GraphQLSchema {
  const known = schemas.get(type);
  if (known) return known;
  const made = new GraphQLSchema({ ...schema.toConfig(), query: type, mutation: null, subscription: null });
  schemas.set(type, made);
  return made;
}

const questionOf = (
  selections: readonly SelectionNode[],
  fragments: readonly FragmentDefinitionNode[],
): DocumentNode => ({
  kind: Kind.DOCUMENT,
  definitions: [
    {
      kind: Kind.OPERATION_DEFINITION,
      operation: OperationTypeNode.QUERY,
      selectionSet: { kind: Kind.SELECTION_SET, selections },
    },
    ...fragments,
  ],
});
