import { graphql } from '../../graphql.js';

/** The same that the events of an import tell: see page.tsx. */
export const Progress = graphql(`
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
