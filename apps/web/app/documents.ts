import { initGraphQLTada, type ResultOf } from 'gql.tada';
import type { introspection } from './graphql-env.js';

export const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: {
    Date: string;
    DateTime: string;
    Period: string;
    UnitCode: string;
    TitleCode: string;
  };
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

const Decision = graphql(`
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

const HonourLine = graphql(
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
          code
          name
          nameEn
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
  [Decision],
);

/** Published honours in legal order of precedence. */
export const Honours = graphql(
  `
    query Honours($filter: HonourFilter, $after: String) {
      honours(filter: $filter, first: 50, after: $after) {
        nodes {
          ...HonourLine
        }
        pageInfo {
          hasNextPage
          endCursor
        }
        totalCount
      }
    }
  `,
  [HonourLine],
);

const ExampleCard = graphql(`
  fragment ExampleCard on Exemplar @_unmask {
    slug
    name
    position
    group
    period
    headline
    headlineEn
    featured
    noindex
    unit {
      code
      name
      nameEn
    }
  }
`);

/** Published examples: featured ones first, then newest. */
export const Examples = graphql(
  `
    query Examples($filter: ExemplarFilter, $first: Int, $after: String) {
      exemplars(filter: $filter, first: $first, after: $after) {
        nodes {
          ...ExampleCard
        }
        pageInfo {
          hasNextPage
          endCursor
        }
        totalCount
      }
    }
  `,
  [ExampleCard],
);

/** Counts of examples by group; good practices stand apart. */
export const ExamplesSummary = graphql(`
  query ExamplesSummary($unit: UnitCode!, $period: Period!) {
    exemplarsSummary(unit: $unit, period: $period) {
      group
      basis
      count
    }
  }
`);

/** One example with its story and the honours that it rests on. */
export const Example = graphql(
  `
    query Example($slug: ID!) {
      exemplar(slug: $slug) {
        ...ExampleCard
        story
        storyEn
        publishedAt
        movement {
          name
          nameEn
        }
        honours {
          ...HonourLine
        }
      }
    }
  `,
  [ExampleCard, HonourLine],
);

/** Counts of honours by kind; tallies count here and are in no list. */
export const HonoursSummary = graphql(`
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
`);

/** Provinces, to choose from. */
export const Provinces = graphql(`
  query Provinces {
    units(level: PROVINCE, first: 100) {
      nodes {
        code
        name
        nameEn
      }
    }
    periods
  }
`);

export const Competitions = graphql(`
  query Competitions($unit: UnitCode, $period: Period, $level: CompetitionLevel, $after: String) {
    competitions(unit: $unit, period: $period, level: $level, first: 20, after: $after) {
      nodes {
        code
        name
        nameEn
        level
        period
        status
        basis
        organiser {
          name
          nameEn
        }
        organiserName
        entryCount
        prizeCount
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      totalCount
    }
  }
`);

/** One competition with its numbers and a page of its entries. */
export const Competition = graphql(
  `
    query Competition($code: ID!, $after: String) {
      competition(code: $code) {
        code
        name
        nameEn
        level
        period
        status
        basis
        source
        organiser {
          code
          name
          nameEn
        }
        organiserName
        entryCount
        prizeCount
        withoutPrize
        prizesByRank {
          rank {
            code
            name
            order
            special
          }
          count
          percentOfEntries
        }
        decision {
          ...Decision
        }
        entries(first: 100, after: $after) {
          nodes {
            id
            title
            field
            members
            supervisors
            unit {
              code
              name
              nameEn
            }
            prizes {
              code
              name
              order
              special
            }
          }
          pageInfo {
            hasNextPage
            endCursor
          }
          totalCount
        }
      }
    }
  `,
  [Decision],
);

/** Never kept by a cache: a revocation holds at once. */
export const Certificate = graphql(
  `
    query Certificate($code: ID!) {
      certificate(code: $code) {
        status
        statement
        recipientName
        title
        revokedOn
        decision {
          ...Decision
        }
      }
    }
  `,
  [Decision],
);

/** What waits for the person who asks. */
export const MyWork = graphql(`
  query MyWork($after: String) {
    myWork(first: 100, after: $after) {
      nodes {
        kind
        count
        period
        unit {
          code
          name
          nameEn
          level
          parent {
            code
          }
        }
        movement {
          code
          name
          nameEn
        }
        title {
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
export const portalDocuments = {
  UnitRates,
  RatesBelow,
  Movements,
  Place,
  UnitSearch,
  Honours,
  HonoursSummary,
  Examples,
  ExamplesSummary,
  Example,
  Provinces,
  Competitions,
  Competition,
};

export type RateRow = ResultOf<typeof RatesBelow>['registrationRates'][number];
export type UnitRow = ResultOf<typeof UnitRates>['registrationRates'][number];
export type HonourRow = ResultOf<typeof HonourLine>;
export type HonourCount = ResultOf<typeof HonoursSummary>['honoursSummary'][number];
export type ExampleRow = ResultOf<typeof ExampleCard>;
export type DecisionRow = ResultOf<typeof Decision>;
export type EntryRow = NonNullable<ResultOf<typeof Competition>['competition']>['entries']['nodes'][number];
