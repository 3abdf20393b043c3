import { graphql } from '../documents.js';

/** Movements with what a report needs to know of them. */
export const DeskMovements = graphql(`
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
          code
          name
          nameEn
        }
        titles {
          code
          name
          nameEn
          counts
          subjectKind
          periodKind
        }
      }
      totalCount
    }
  }
`);

/** Figures as a person edits them: with the version that was seen. */
export const Cells = graphql(`
  query Cells($unit: UnitCode!, $period: Period!, $titles: [TitleCode!], $breakdown: Boolean) {
    registrationRates(unit: $unit, period: $period, titles: $titles, breakdown: $breakdown) {
      unit {
        code
        name
        nameEn
        level
      }
      title {
        code
      }
      basis
      version
      registered {
        value
        certainty
      }
      recognised {
        value
        certainty
      }
      baseline {
        value
        certainty
        asOf
        origin
        sourceDocument
      }
    }
  }
`);

export const ReportTally = graphql(`
  mutation ReportTally($input: ReportTallyInput!) {
    reportTally(input: $input) {
      __typename
      ... on Changed {
        version
        warnings
      }
      ... on Refusal {
        reason
        message
        field
      }
    }
  }
`);

export const WithdrawTally = graphql(`
  mutation WithdrawTally(
    $unit: UnitCode!
    $title: TitleCode!
    $period: Period!
    $reason: String!
    $expectedVersion: Int
  ) {
    withdrawTally(
      unit: $unit
      title: $title
      period: $period
      reason: $reason
      expectedVersion: $expectedVersion
    ) {
      __typename
      ... on Changed {
        version
        warnings
      }
      ... on Refusal {
        reason
        message
        field
      }
    }
  }
`);
