import { graphql, Page, UnitName } from '../../graphql.js';

export const Decisions = graphql(
  `
    query Decisions($status: DecisionStatus, $number: String, $after: String) {
      decisions(status: $status, number: $number, first: 50, after: $after) {
        nodes {
          id
          grants
          form
          emulationTitle
          competition
          period
          status
          recipients
          version
          decision {
            number
            signedOn
            authority
            signatory
            position
            issuer {
              ...UnitName
            }
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

export const Awards = graphql(
  `
    query Awards($decision: ID!, $after: String) {
      awards(decision: $decision, first: 100, after: $after) {
        nodes {
          id
          title
          achievement
          evidence
          minor
          members
          status
          certificates {
            code
            holder
          }
          recipient {
            name
            kind
            position
            posthumous
            unit {
              ...UnitName
            }
          }
          revocation {
            ground
            reason
            decision {
              number
              signedOn
            }
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
