import { CompetitionLine, EntryLine, Rank } from '../../documents/competitions.js';
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
        ...CompetitionLine
        version
        maxMembers
        organiser {
          ...UnitName
        }
        ranks {
          ...Rank
          quota
        }
        decision {
          number
          signedOn
        }
      }
    }
  `,
  [CompetitionLine, UnitName, Rank],
);

/** Entries as their committee sees them, withdrawn ones too. */
export const DeskEntries = graphql(
  `
    query DeskEntries($competition: ID!, $after: String) {
      entries(competition: $competition, first: 100, after: $after) {
        nodes {
          ...EntryLine
          code
          kind
          status
          reason
        }
        pageInfo {
          ...Page
        }
        totalCount
      }
    }
  `,
  [EntryLine, Page],
);
