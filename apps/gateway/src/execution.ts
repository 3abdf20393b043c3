import type { Log } from '@app/platform';
import type { ApolloServerPlugin } from '@apollo/server';
import {
  execute,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import type { RequestContext } from './context.js';
import { formatError } from './graphql.js';
import { ReadyData, ReadyRows } from './ready-rows.js';

const MOST_COMPILED = 500;
const MOST_SEEN = 5_000;

interface Compiled {
  /** Null: it cannot be compiled. */
  query: CompiledQuery | null;
  rows: ReadyRows | null;
}

/** For Apollo: an answer as JSON. */
export const stringifyResult = (result: { data?: unknown }): string =>
  result.data instanceof ReadyData ? `{"data":${result.data.json}}\n` : `${JSON.stringify(result)}\n`;

/** The youngest `most` values by key. */
class Youngest<Value> {
  private readonly values = new Map<string, Value>();
  constructor(private readonly most: number) {}

  get(key: string): Value | undefined {
    const value = this.values.get(key);
    if (value !== undefined) this.put(key, value);
    return value;
  }

  put(key: string, value: Value): void {
    this.values.delete(key);
    this.values.set(key, value);
    const oldest = this.values.keys().next().value;
    if (this.values.size > this.most && oldest !== undefined) this.values.delete(oldest);
  }
}

/**
 * Runs operations: a document that comes again in its compiled form, with three times the requests of interpreting
 * it; one that comes once is not worth compiling. An answer that takes too long becomes SERVICE_UNAVAILABLE.
 */
export function execution(log: Log, production: boolean): ApolloServerPlugin<RequestContext> {
  const compiled = new Youngest<Compiled>(MOST_COMPILED);
  const seen = new Youngest<true>(MOST_SEEN);
  const compile = (schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) => {
    const query = compileQuery(schema, document, operation.name?.value, { disableLeafSerialization: false });
    if (!isCompiledQuery(query)) return { query: null, rows: null };
    return { query, rows: ReadyRows.of(schema, document, operation) };
  };
  return {
    async requestDidStart() {
      return {
        async responseForOperation({
          schema,
          document,
          operation,
          operationName,
          queryHash,
          request,
          contextValue,
        }) {
          // Apollo says that there is no such operation.
          if (!operation) return null;
          const name = operationName ?? undefined;
          if (contextValue.answer) contextValue.answer.roots = plainRoots(operation);
          // One document can hold several operations: both name the compiled form.
          const key = `${name ?? ''}/${queryHash}`;
          let query = compiled.get(key);
          if (!query && seen.get(key)) {
            query = compile(schema, document, operation);
            compiled.put(key, query);
          }
          seen.put(key, true);
          const variables = request.variables ?? {};
          const run = async (): Promise<ExecutionResult> => {
            const ready = await query?.rows?.answer(contextValue, variables);
            if (ready) return { data: ready as never };
            if (query?.query) return query.query.query({}, contextValue, variables);
            return execute({
              schema,
              document,
              operationName: name,
              rootValue: {},
              contextValue,
              variableValues: variables,
              hideSuggestions: production,
            });
          };
          const { result, status } = await orAborted(run(), contextValue.signal);
          // Apollo formats only the errors of its own execution.
          const errors = result.errors?.map((error) => formatError(log, error, production));
          const { data } = result;
          return {
            http: { status, headers: new Map() as never },
            body: {
              kind: 'single',
              singleResult: { ...(data !== undefined && { data }), ...(errors && { errors }) },
            },
          } as never;
        },
      };
    },
  };
}

/** How many fields the question asks for; Infinity where what is asked depends on more than a glance shows. */
function plainRoots({ operation, selectionSet: { selections } }: OperationDefinitionNode): number {
  const plain = selections.every((one) => one.kind === Kind.FIELD && !one.directives?.length);
  return operation === OperationTypeNode.QUERY && plain ? selections.length : Infinity;
}

/** The result; or why the request was ended before there was one. */
async function orAborted(
  running: Promise<ExecutionResult>,
  signal: AbortSignal,
): Promise<{ result: ExecutionResult; status: number | undefined }> {
  let stop: () => void = () => undefined;
  const aborted = new Promise<null>((resolve) => {
    stop = () => resolve(null);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    const result = await Promise.race([running, aborted]);
    if (!result) return { result: { errors: [signal.reason as GraphQLError] }, status: 503 };
    // Without data nothing was executed: the variables were wrong.
    return { result, status: result.data === undefined ? 400 : undefined };
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
