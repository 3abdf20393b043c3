import { graphql, Page, UnitName } from '../../graphql.js';
import { Refused } from '../documents.js';

export const NominationRow = graphql(
  `
    fragment NominationRow on Nomination @_unmask {
      id
      version
      status
      group
      name
      position
      headline
      headlineEn
      story
      storyEn
      minor
      note
      basis
      featured
      awardChanged
      erased
      slug
      period
      nominatedAt
      publishedAt
      unit {
        ...UnitName
      }
      channels {
        channel
        on
      }
      honours {
        id
        title
        achievement
      }
    }
  `,
  [UnitName],
);

export const Nominations = graphql(
  `
    query Nominations($status: ExemplarStatus, $search: String, $after: String) {
      nominations(status: $status, search: $search, first: 50, after: $after) {
        nodes {
          ...NominationRow
        }
        pageInfo {
          ...Page
        }
        totalCount
      }
    }
  `,
  [NominationRow, Page],
);

export const NominationTold = graphql(
  `
    fragment NominationTold on NominationResult @_unmask {
      __typename
      ... on Nomination {
        id
        version
        status
      }
      ...Refused
    }
  `,
  [Refused],
);
