import type { ApolloServerOptions } from '@apollo/server';
import type { FastifyRequest } from 'fastify';
import { hash } from 'node:crypto';
import { portalDocuments } from './portal-documents.js';

/** Documents of the public portal: asked for by hash with GET, and kept by caches. Only queries that say nothing of the caller. */
export const persistedDocuments = portalDocuments;
export const hashOf = (document: string): string => hash('sha256', document);
const byHash = new Map(persistedDocuments.map((document) => [hashOf(document), document]));

/** The hash, where a request asks with GET for a document of the list and for nothing else. */
export function persistedHashOf({ method, query }: FastifyRequest): string | null {
  const { extensions, query: text } = query as { extensions?: unknown; query?: unknown };
  if (method !== 'GET' || text !== undefined || typeof extensions !== 'string') return null;
  const hash = /"sha256Hash"\s*:\s*"([0-9a-f]{64})"/.exec(extensions)?.[1];
  return hash && byHash.has(hash) ? hash : null;
}

/** Apollo's store of persisted queries, of this list alone: nobody can register others. */
export const persistedQueries: ApolloServerOptions<never>['persistedQueries'] = {
  cache: {
    get: async (key) => byHash.get(key.replace(/^apq:/, '')),
    set: async () => undefined,
    delete: async () => undefined,
  },
};
