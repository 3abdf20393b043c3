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
/** Characters of a row; what is longer is not held. */
const LONGEST = 2_000;

/** Data of an answer that is JSON already: the whole answer as it is sent. */
export class ReadyData {
  constructor(readonly body: Buffer) {}
}

/** Each row as JSON for the plan that made it last: one text a row, gone with the row. */
const texts = new WeakMap<object, { plan: ReadyRows; json: string }>();
/** The answer with each list or page likewise; most are the same objects as long as nothing in them has changed. */
const wholes = new WeakMap<object, { plan: ReadyRows; ready: ReadyData }>();

type Value = Record<string, unknown>;

/**
 * A question for many rows of which most were shown before: the resolver gives the rows, and only those that have changed
 * are executed and written anew. Whatever is not quite plain goes the ordinary way, and so does what fails.
 */
export class ReadyRows {
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
      const rows = Array.isArray(resolved) ? this.rows(resolved, context) : this.page(resolved, context);
      const text = await rows;
      if (text === null) return null;
      const ready = new ReadyData(Buffer.from(`${this.begin}${text}}}\n`));
      wholes.set(resolved, { plan: this, ready });
      return ready;
    } catch {
      return null;
    }
  }

  private async page(page: Value & { nodes: object[] }, context: RequestContext): Promise<string | null> {
    const parts: string[] = [];
    for (const { key, part } of this.ofPage ?? []) {
      const json = part ? await jsonOf(part, page, context) : await this.rows(page.nodes, context);
      if (json === null) return null;
      parts.push(part ? json.slice(1, -1) : `${JSON.stringify(key)}:${json}`);
    }
    return `{${parts.join()}}`;
  }

  private async rows(rows: object[], context: RequestContext): Promise<string | null> {
    const parts: string[] = [];
    for (const row of rows) {
      const held = texts.get(row);
      if (held?.plan === this) {
        parts.push(held.json);
        continue;
      }
      const json = await jsonOf(this.ofRow, row, context);
      if (json === null) return null;
      if (json.length <= LONGEST) texts.set(row, { plan: this, json });
      parts.push(json);
    }
    return `[${parts.join()}]`;
  }
}

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
