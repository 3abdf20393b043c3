import type { ResultOf } from 'gql.tada';
import { graphql, persisted, TitleName, UnitName } from '../graphql.js';

/** A number, and whether it is exact. */
export const Amount = graphql(`
  fragment Amount on Quantity @_unmask {
    value
    certainty
  }
`);

export const BaselineLine = graphql(`
  fragment BaselineLine on Baseline @_unmask {
    value
    certainty
    origin
    asOf
    sourceDocument
  }
`);

/** A percentage, or why there is none. */
export const Share = graphql(`
  fragment Share on Rate @_unmask {
    percent
    gap
    reportedUnits
  }
`);

/** A percentage is never shown without its baseline, source and date. */
const Figures = graphql(
  `
    fragment Figures on RegistrationRate @_unmask {
      unit {
        ...UnitName
      }
      title {
        ...TitleName
        counts
      }
      period
      asOf
      basis
      registered {
        ...Amount
      }
      recognised {
        ...Amount
      }
      baseline {
        ...BaselineLine
      }
      registeredRate {
        ...Share
      }
      recognisedRate {
        ...Share
      }
      totalUnits
      warnings
      stated {
        percent
        of
        source
        differs
      }
      targets {
        percent
        of
        source
      }
    }
  `,
  [UnitName, TitleName, Amount, BaselineLine, Share],
);

/** Figures of a unit, one row a title that has any. */
export const UnitRates = persisted(
  graphql(
    `
      query UnitRates($unit: UnitCode!, $period: Period!) {
        registrationRates(unit: $unit, period: $period) {
          ...Figures
          pooledBelow {
            registered {
              ...Amount
            }
            recognised {
              ...Amount
            }
            registeredRate {
              ...Share
            }
            recognisedRate {
              ...Share
            }
          }
        }
      }
    `,
    [Figures, Amount, Share],
  ),
);

/** Figures of the units directly below, for the titles. */
export const RatesBelow = persisted(
  graphql(
    `
      query RatesBelow($unit: UnitCode!, $period: Period!, $titles: [TitleCode!]) {
        registrationRates(unit: $unit, period: $period, titles: $titles, breakdown: true) {
          ...Figures
        }
      }
    `,
    [Figures],
  ),
);

export type RateRow = ResultOf<typeof RatesBelow>['registrationRates'][number];
export type UnitRow = ResultOf<typeof UnitRates>['registrationRates'][number];
