import { graphql, Page, UnitName } from '../../graphql.js';
import { Refused } from '../documents.js';

export const CompetitionTold = graphql(
  `
    fragment CompetitionTold on CompetitionResult @_unmask {
      __typename
      ... on Competition {
        code
        version
      }
      ...Refused
    }
  `,
  [Refused],
);

export const DeskCompetition = graphql(
  `
    query DeskCompetition($code: ID!) {
      competition(code: $code) {
        code
        name
        nameEn
        level
        period
        status
        basis
        version
        maxMembers
        organiser {
          ...UnitName
        }
        ranks {
          code
          name
          order
          quota
          special
        }
        decision {
          number
          signedOn
        }
      }
    }
  `,
  [UnitName],
);

/** Entries as their committee sees them, withdrawn ones too. */
export const DeskEntries = graphql(
  `
    query DeskEntries($competition: ID!, $after: String) {
      entries(competition: $competition, first: 100, after: $after) {
        nodes {
          id
          code
          kind
          title
          field
          members
          supervisors
          status
          reason
          unit {
            ...UnitName
          }
          prizes {
            code
            name
            order
            special
          }
        }
        pageInfo {
          ...Page
        }
        totalCount
      }
    }
  `,
  [UnitName, Page],
);
