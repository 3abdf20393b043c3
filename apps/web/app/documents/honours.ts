import type { ResultOf } from 'gql.tada';
import { graphql, persisted, UnitName } from '../graphql.js';

export const Decision = graphql(`
  fragment Decision on Decision @_unmask {
    number
    signedOn
    authority
    issuer {
      name
      nameEn
    }
    signatory
    position
  }
`);

export const HonourLine = graphql(
  `
    fragment HonourLine on Honour @_unmask {
      id
      kind
      title
      achievement
      awardedOn
      members
      slug
      recipient {
        name
        kind
        position
        posthumous
        unit {
          ...UnitName
          parent {
            name
            nameEn
          }
        }
      }
      competition {
        code
        name
        nameEn
      }
      conference {
        name
        heldOn
      }
      decision {
        ...Decision
      }
    }
  `,
  [Decision, UnitName],
);

/** Counts of honours by kind; tallies count here and are in no list. */
export const HonoursSummary = persisted(
  graphql(`
    query HonoursSummary($unit: UnitCode!, $period: Period!) {
      honoursSummary(unit: $unit, period: $period) {
        kind
        form
        emulationTitle
        authority
        exemplarGroup
        learningTitle {
          name
          nameEn
        }
        subjectKind
        basis
        count
      }
    }
  `),
);

export type HonourRow = ResultOf<typeof HonourLine>;
export type HonourCount = ResultOf<typeof HonoursSummary>['honoursSummary'][number];
