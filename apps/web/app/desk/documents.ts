import { Amount, BaselineLine } from '../documents/rates.js';
import { graphql, Page, TitleName, UnitName } from '../graphql.js';

/** Why a change was not made: see change.server.ts. */
export const Refused = graphql(`
  fragment Refused on Refusal @_unmask {
    reason
    message
    field
  }
`);

/** The answer to a change. */
export const Told = graphql(
  `
    fragment Told on ChangeResult @_unmask {
      __typename
      ... on Changed {
        changed
        version
        warnings
      }
      ...Refused
    }
  `,
  [Refused],
);

export const AwardsTold = graphql(
  `
    fragment AwardsTold on AwardsResult @_unmask {
      __typename
      ... on AwardsRecorded {
        awards {
          id
          certificateCode
        }
      }
      ...Refused
    }
  `,
  [Refused],
);

/** Movements with what a report needs to know of them. */
export const DeskMovements = graphql(
  `
    query DeskMovements($after: String) {
      movements(first: 100, after: $after) {
        nodes {
          code
          name
          nameEn
          kind
          scope
          status
          version
          startsOn
          startsOnPrecision
          endsOn
          launchingAuthority
          legalBasis
          launchedBy {
            ...UnitName
          }
          titles {
            ...TitleName
            counts
            subjectKind
            periodKind
          }
        }
        totalCount
      }
    }
  `,
  [UnitName, TitleName],
);

export const Titles = graphql(`
  query Titles {
    titles {
      code
      name
      nameEn
      counts
      periodKind
      subjectKind
    }
  }
`);

/** Figures as a person edits them: with the version that was seen. */
export const Cells = graphql(
  `
    query Cells($unit: UnitCode!, $period: Period!, $titles: [TitleCode!], $breakdown: Boolean) {
      registrationRates(unit: $unit, period: $period, titles: $titles, breakdown: $breakdown) {
        unit {
          ...UnitName
          level
        }
        title {
          code
        }
        basis
        version
        registered {
          ...Amount
        }
        recognised {
          ...Amount
        }
        baseline {
          ...BaselineLine
        }
      }
    }
  `,
  [UnitName, Amount, BaselineLine],
);

/** How the read model is: its age, what could not be applied, and the last try to apply it. */
export const Operations = graphql(
  `
    query Operations($after: String) {
      readModel {
        asOf
        lagSeconds
      }
      deadLetters(first: 50, after: $after) {
        nodes {
          id
          topic
          reason
          tries
          buriedAt
        }
        pageInfo {
          ...Page
        }
        totalCount
      }
      lastReplay {
        id
        requestedAt
        doneAt
        outcome
        healed
        left
      }
    }
  `,
  [Page],
);
