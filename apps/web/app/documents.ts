import { initGraphQLTada, type ResultOf } from 'gql.tada';
import type { introspection } from './graphql-env.js';

const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: { Date: string; DateTime: string; Period: string; UnitCode: string; TitleCode: string };
}>();

/** A percentage is never shown without its baseline, source and date. */
const Figures = graphql(`
  fragment Figures on RegistrationRate @_unmask {
    unit {
      code
      name
      nameEn
    }
    title {
      code
      name
      nameEn
      counts
    }
    period
    asOf
    basis
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
      origin
      asOf
      sourceDocument
    }
    registeredRate {
      percent
      gap
      reportedUnits
    }
    recognisedRate {
      percent
      gap
      reportedUnits
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
`);

/** Figures of a unit, one row a title that has any. */
export const UnitRates = graphql(
  `
    query UnitRates($unit: UnitCode!, $period: Period!) {
      registrationRates(unit: $unit, period: $period) {
        ...Figures
        pooledBelow {
          registered {
            value
            certainty
          }
          recognised {
            value
            certainty
          }
          registeredRate {
            percent
            gap
            reportedUnits
          }
          recognisedRate {
            percent
            gap
            reportedUnits
          }
        }
      }
    }
  `,
  [Figures],
);

/** Figures of the units directly below, for the titles. */
export const RatesBelow = graphql(
  `
    query RatesBelow($unit: UnitCode!, $period: Period!, $titles: [TitleCode!]) {
      registrationRates(unit: $unit, period: $period, titles: $titles, breakdown: true) {
        ...Figures
      }
    }
  `,
  [Figures],
);

/** A unit and those above it, and the periods that have figures. */
export const Place = graphql(`
  query Place($code: UnitCode!) {
    periods
    unit(code: $code) {
      code
      name
      nameEn
      level
      parent {
        code
        name
        nameEn
        parent {
          code
          name
          nameEn
          parent {
            code
            name
            nameEn
          }
        }
      }
    }
  }
`);

/** Movements and campaigns that are launched. */
export const Movements = graphql(`
  query Movements($after: String) {
    movements(status: LAUNCHED, first: 20, after: $after) {
      nodes {
        code
        name
        nameEn
        kind
        startsOn
        startsOnPrecision
        endsOn
        legalBasis
        titles {
          code
          name
          nameEn
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

/** Units whose name contains the words, with or without diacritics. */
export const UnitSearch = graphql(`
  query UnitSearch($search: String!, $after: String) {
    units(search: $search, first: 50, after: $after) {
      nodes {
        code
        name
        nameEn
        level
        parent {
          code
          name
          nameEn
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

/** What the public asks: the gateway knows these by their hash, so that answers are kept by caches. */
export const portalDocuments = { UnitRates, RatesBelow, Movements, Place, UnitSearch };

export type RateRow = ResultOf<typeof RatesBelow>['registrationRates'][number];
export type UnitRow = ResultOf<typeof UnitRates>['registrationRates'][number];
