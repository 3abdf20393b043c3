import type { Log } from '@app/platform';
import type { ApolloServerPlugin } from '@apollo/server';
import {
  execute,
  Kind,
  OperationTypeNode,
  type ExecutionResult,
  type GraphQLError,
  type OperationDefinitionNode,
} from 'graphql';
import type { RequestContext } from './context.js';
import { formatError } from './graphql.js';
import type { Plans } from './plans.js';
import { ReadyData } from './ready-rows.js';

/** For Apollo: an answer as JSON. */
export const stringifyResult = (result: { data?: unknown }): string =>
  result.data instanceof ReadyData ? result.data.body.toString() : `${JSON.stringify(result)}\n`;

/** Runs operations, by their plan where there is one. An answer that takes too long becomes SERVICE_UNAVAILABLE. */
export function execution(plans: Plans, log: Log, production: boolean): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async responseForOperation({ schema, document, operation, queryHash: hash, request, contextValue }) {
          // Apollo says that there is no such operation.
          if (!operation || !hash) return null;
          if (contextValue.answer) contextValue.answer.roots = plainRoots(operation);
          const { operationName = null, variables = {} } = request;
          const plan = plans.of({ hash, operationName }, schema, document, operation);
          const run = async (): Promise<ExecutionResult> => {
            const ready = await plan?.rows?.answer(contextValue, variables);
            if (ready) return { data: ready as never };
            if (plan?.query) return plan.query.query({}, contextValue, variables);
            return execute({
              schema,
              document,
              operationName: operationName ?? undefined,
              rootValue: {},
              contextValue,
              variableValues: variables,
              hideSuggestions: production,
            });
          };
          const { signal } = contextValue;
          const result = await orAborted<ExecutionResult>(run(), signal, (reason) => ({ errors: [reason] }));
          // Without data nothing was executed: the variables were wrong, or it was ended before.
          const failed = signal.aborted ? 503 : 400;
          // Apollo formats only the errors of its own execution.
          const errors = result.errors?.map((error) => formatError(log, error, production));
          const { data } = result;
          return {
            http: { status: data === undefined ? failed : undefined, headers: new Map() as never },
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

/** The result; or, where the request was ended before there was one, what is said of the reason. */
export async function orAborted<Result>(
  running: Promise<Result>,
  signal: AbortSignal,
  say: (reason: GraphQLError) => Result,
): Promise<Result> {
  let stop: () => void = () => undefined;
  const aborted = new Promise<Result>((resolve) => {
    stop = () => resolve(say(signal.reason as GraphQLError));
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([running, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
