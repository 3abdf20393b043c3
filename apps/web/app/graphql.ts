import { initGraphQLTada } from 'gql.tada';
import type { DocumentNode } from 'graphql';
import type { introspection } from './graphql-env.js';

/** Every document of the pages is made by it, beside the page that asks; what several ask stands in a documents.ts. */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: {
    Date: string;
    DateTime: string;
    Period: string;
    UnitCode: string;
    TitleCode: string;
  };
}>();

/** An input object or enum of the schema, by its name. */
export type InputOf<Name extends Parameters<typeof graphql.scalar>[0]> = ReturnType<
  typeof graphql.scalar<Name>
>;

const known = new Set<DocumentNode>();

/** What the public asks: the gateway knows it by its hash, so that answers are kept by caches. */
export function persisted<Document extends DocumentNode>(document: Document): Document {
  known.add(document);
  return document;
}
export const isPersisted = (document: DocumentNode): boolean => known.has(document);

export const UnitName = graphql(`
  fragment UnitName on Unit @_unmask {
    code
    name
    nameEn
  }
`);

export const TitleName = graphql(`
  fragment TitleName on Title @_unmask {
    code
    name
    nameEn
  }
`);

export const Page = graphql(`
  fragment Page on PageInfo @_unmask {
    hasNextPage
    endCursor
  }
`);
