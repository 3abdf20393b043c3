import { Amount, BaselineLine, Share } from '../../documents/rates.js';
import { graphql, Page } from '../../graphql.js';
import { Refused } from '../documents.js';

const ReportFigures = graphql(
  `
    fragment ReportFigures on ApprovedFigures @_unmask {
      basis
      asOf
      source
      totalUnits
      warnings
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
  [Amount, BaselineLine, Share],
);

/** A version of a report without its figures. */
const ReportHead = graphql(`
  fragment ReportHead on ApprovedReport @_unmask {
    id
    version
    current
    reason
    period
    approvedAt
    approvedBelow
    unitsBelow
    unit {
      code
      name
      nameEn
      level
      parentName
    }
    title {
      code
      name
      nameEn
      counts
    }
  }
`);

export const ApprovedReports = graphql(
  `
    query ApprovedReports(
      $unit: UnitCode!
      $period: Period
      $title: TitleCode
      $currentOnly: Boolean
      $after: String
    ) {
      approvedReports(
        unit: $unit
        period: $period
        title: $title
        currentOnly: $currentOnly
        first: 50
        after: $after
      ) {
        nodes {
          ...ReportHead
        }
        pageInfo {
          ...Page
        }
        totalCount
      }
    }
  `,
  [Page, ReportHead],
);

export const ReportOf = graphql(
  `
    query ReportOf($unit: UnitCode!, $title: TitleCode!, $period: Period!, $version: Int) {
      approvedReport(unit: $unit, title: $title, period: $period, version: $version) {
        ...ReportHead
        figures {
          ...ReportFigures
        }
        pooledBelow {
          ...ReportFigures
        }
      }
    }
  `,
  [ReportHead, ReportFigures],
);

export const ReportLines = graphql(
  `
    query ReportLines($report: ID!, $after: String) {
      approvedReportLines(report: $report, first: 100, after: $after) {
        nodes {
          unit {
            code
            name
            nameEn
          }
          report {
            version
            approvedAt
            figures {
              registered {
                ...Amount
              }
              recognised {
                ...Amount
              }
              registeredRate {
                percent
                gap
              }
              recognisedRate {
                percent
                gap
              }
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
  [Amount, Page],
);

export const ApproveReport = graphql(
  `
    mutation ApproveReport($input: ApproveReportInput!) {
      approveReport(input: $input) {
        __typename
        ... on ApprovedReport {
          version
        }
        ...Refused
      }
    }
  `,
  [Refused],
);

/** Address of a report; without a version the one that stands, or what there is to approve. */
export const addressOf = ({
  version,
  ...of
}: {
  unit: string;
  title: string;
  period: string;
  version?: number;
}): string =>
  `/desk/reports/report?${new URLSearchParams({ ...of, ...(version && { version: String(version) }) })}`;
