import { graphql } from '../../documents.js';

/** The same that the events of an import tell: see page.tsx. */
const Progress = graphql(`
  fragment Progress on Import @_unmask {
    id
    kind
    fileName
    status
    fault {
      code
      message
    }
    rows
    ready
    refused
    unchanged
    done
    rowsPerSecond
    secondsLeft
    createdAt
    endedAt
  }
`);

export const Imports = graphql(
  `
    query Imports($after: String) {
      imports(first: 20, after: $after) {
        nodes {
          ...Progress
        }
        pageInfo {
          hasNextPage
          endCursor
        }
        totalCount
      }
    }
  `,
  [Progress],
);

export const ImportOf = graphql(
  `
    query ImportOf($id: ID!) {
      imports(id: $id) {
        nodes {
          ...Progress
        }
      }
    }
  `,
  [Progress],
);

export const ImportRows = graphql(`
  query ImportRows($import: ID!, $outcome: ImportOutcome, $after: String) {
    importRows(import: $import, outcome: $outcome, first: 50, after: $after) {
      nodes {
        number
        outcome
        column
        fault {
          code
          message
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      totalCount
    }
  }
`);

/** Editions to send a table to. */
export const OpenCompetitions = graphql(`
  query OpenCompetitions {
    competitions(first: 100) {
      nodes {
        code
        name
        nameEn
        status
      }
    }
  }
`);
