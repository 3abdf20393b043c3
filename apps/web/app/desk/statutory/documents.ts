import { graphql } from '../../graphql.js';

const CommendationCounts = graphql(`
  fragment CommendationCounts on StatutoryCommendations @_unmask {
    rows {
      form
      authority
      type
      basis
      collectives
      households
      individuals
      total
    }
    otherPeriods
  }
`);

/** Tables 0601, 0602 and 0603 of one unit and period. */
export const StatutoryTables = graphql(
  `
    query StatutoryTables($unit: UnitCode!, $period: Period!) {
      statutoryMovements(unit: $unit, period: $period) {
        scope
        kind
        years
        duration
        count
        begun
      }
      state: statutoryCommendations(level: STATE, unit: $unit, period: $period) {
        ...CommendationCounts
      }
      ministryOrProvince: statutoryCommendations(level: MINISTRY_PROVINCE, unit: $unit, period: $period) {
        ...CommendationCounts
      }
    }
  `,
  [CommendationCounts],
);
