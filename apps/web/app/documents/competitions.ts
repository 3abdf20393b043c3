import { graphql, UnitName } from '../graphql.js';

export const CompetitionLine = graphql(`
  fragment CompetitionLine on Competition @_unmask {
    code
    name
    nameEn
    level
    period
    status
    basis
    entryCount
  }
`);

export const Rank = graphql(`
  fragment Rank on PrizeRank @_unmask {
    code
    name
    order
    special
  }
`);

export const EntryLine = graphql(
  `
    fragment EntryLine on Entry @_unmask {
      id
      title
      field
      members
      supervisors
      unit {
        ...UnitName
      }
      prizes {
        ...Rank
      }
    }
  `,
  [UnitName, Rank],
);
