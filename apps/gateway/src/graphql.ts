import { type ErrorCode } from '@app/contracts';
import { CodedError, isTransient, type Log } from '@app/platform';
import type { ApolloServerPlugin } from '@apollo/server';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { GraphQLError, type DocumentNode, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import type { RequestContext } from './context.js';

const MOST_COMPILED = 500;

/** What the caller is told: the code and field of what we foresaw; of anything else nothing but that it was recorded. */
export function formatError(log: Log, error: GraphQLError): GraphQLFormattedError {
  const cause = error.originalError ?? error;
  const place = {
    ...(error.path && { path: error.path }),
    ...(error.locations && { locations: error.locations }),
  };
  if (cause instanceof CodedError)
    return {
      message: cause.message,
      ...place,
      extensions: { code: cause.code, ...(cause.field && { field: cause.field }) },
    };
  if (isTransient(cause))
    return {
      message: 'The read model does not answer at the moment',
      ...place,
      extensions: { code: 'SERVICE_UNAVAILABLE' },
    };
  // Errors of other libraries than graphql come without extensions.
  const given = (error.extensions as { code?: unknown } | undefined)?.code;
  const code = typeof given === 'string' ? given : '';
  const foreseen = cause instanceof GraphQLError || code === 'BAD_USER_INPUT' || code.startsWith('GRAPHQL_');
  if (foreseen) return { message: error.message, ...place, extensions: { code: publicCode(code) } };
  log.error({ err: cause }, 'unforeseen error in GraphQL');
  return {
    message: 'Something went wrong; it has been recorded',
    ...place,
    extensions: { code: 'INTERNAL' },
  };
}

const publicCodes: readonly string[] = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'SERVICE_UNAVAILABLE',
  'RATE_LIMITED',
] satisfies ErrorCode[];
const publicCode = (code: string) => (publicCodes.includes(code) ? code : 'BAD_USER_INPUT');

/** Compiles each document once and runs the compiled form: three times the requests of interpreting it. */
export function compiledQueries(log: Log): ApolloServerPlugin<RequestContext> {
  const compiled = new Map<string, CompiledQuery | null>();
  const compile = (schema: GraphQLSchema, document: DocumentNode, operationName: string | undefined) => {
    const query = compileQuery(schema, document, operationName, { disableLeafSerialization: false });
    return isCompiledQuery(query) ? query : null;
  };
  return {
    async requestDidStart() {
      return {
        async responseForOperation({ schema, document, operationName, queryHash, request, contextValue }) {
          // One document can hold several operations: both name the compiled form.
          const key = `${operationName ?? ''}/${queryHash}`;
          let query = compiled.get(key);
          if (query === undefined) {
            query = compile(schema, document, operationName ?? undefined);
            const oldest = compiled.keys().next().value;
            if (compiled.size >= MOST_COMPILED && oldest !== undefined) compiled.delete(oldest);
            compiled.set(key, query);
          }
          if (!query) return null;
          const result = await query.query({}, contextValue, request.variables ?? {});
          // Apollo formats only the errors of its own execution.
          const errors = result.errors?.map((error) => formatError(log, error));
          return {
            http: { status: undefined, headers: new Map() as never },
            body: { kind: 'single', singleResult: { ...result, ...(errors && { errors }) } },
          } as never;
        },
      };
    },
  };
}

/** The page on which a developer tries questions; all of it comes from this server. */
export const offlinePage: ApolloServerPlugin<RequestContext> = {
  async serverWillStart() {
    return {
      async renderLandingPage() {
        return { html: renderGraphiQL({ title: 'Thi Đua', endpoint: '/graphql' }) };
      },
    };
  },
};
