import type { ResultOf } from 'gql.tada';
import { graphql, Page, persisted, UnitName } from '../graphql.js';

export const ExampleCard = graphql(
  `
    fragment ExampleCard on Exemplar @_unmask {
      slug
      name
      position
      group
      period
      headline
      headlineEn
      featured
      noindex
      unit {
        ...UnitName
      }
    }
  `,
  [UnitName],
);

/** Published examples: featured ones first, then newest. */
export const Examples = persisted(
  graphql(
    `
      query Examples($filter: ExemplarFilter, $first: Int, $after: String) {
        exemplars(filter: $filter, first: $first, after: $after) {
          nodes {
            ...ExampleCard
          }
          pageInfo {
            ...Page
          }
          totalCount
        }
      }
    `,
    [ExampleCard, Page],
  ),
);

export type ExampleRow = ResultOf<typeof ExampleCard>;
