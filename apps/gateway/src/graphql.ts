import { ErrorCode } from '@app/contracts';
import { CodedError, isTransient, type Log } from '@app/platform';
import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, isObjectType, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import type { RequestContext } from './context.js';

/** A message repeats what was sent, which may be a megabyte. */
const LONGEST_MESSAGE = 500;

/** What the caller is told: the code and field of what we foresaw; of anything else nothing but that it was recorded. */
export function formatError(log: Log, error: GraphQLError, hideHints = false): GraphQLFormattedError {
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
  if (foreseen) {
    const message = hideHints ? error.message.replace(/ ?Did you mean [^]*$/, '') : error.message;
    return {
      message: message.slice(0, LONGEST_MESSAGE),
      ...place,
      extensions: { code: publicCode(code) },
    };
  }
  log.error({ err: cause }, 'unforeseen error in GraphQL');
  return {
    message: 'Something went wrong; it has been recorded',
    ...place,
    extensions: { code: 'INTERNAL' },
  };
}

const publicCode = (code: string) => {
  if (code === 'PERSISTED_QUERY_NOT_FOUND') return 'NOT_FOUND';
  return ErrorCode.safeParse(code).success ? code : 'BAD_USER_INPUT';
};

/** The page on which a developer tries questions; all of it comes from this server. */
export const offlinePage: ApolloServerPlugin<RequestContext> = {
  async serverWillStart() {
    return {
      async renderLandingPage() {
        // When it is asked for: 9 MB of page would be 33 MB of memory in every gateway.
        const html = async () =>
          (await import('@graphql-yoga/render-graphiql')).renderGraphiQL({
            title: 'Thi Đua',
            endpoint: '/graphql',
          });
        return { html };
      },
    };
  },
};

/**
 * Nest gives each field without a resolver of ours a function that reads the property of its name. Without it a
 * compiled document reads the property itself, which makes long answers several times faster.
 */
export function withPlainFields(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap()))
    for (const field of isObjectType(type) ? Object.values(type.getFields()) : [])
      if (field.resolve?.name === 'rootFieldResolver') delete field.resolve;
  return schema;
}
