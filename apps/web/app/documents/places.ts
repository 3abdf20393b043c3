import { graphql, persisted, UnitName } from '../graphql.js';

/** A unit and those above it, and the periods that have figures. */
export const Place = persisted(
  graphql(
    `
      query Place($code: UnitCode!) {
        periods
        unit(code: $code) {
          ...UnitName
          level
          parent {
            ...UnitName
            parent {
              ...UnitName
              parent {
                ...UnitName
              }
            }
          }
        }
      }
    `,
    [UnitName],
  ),
);

/** Provinces, to choose from. */
export const Provinces = persisted(
  graphql(
    `
      query Provinces {
        units(level: PROVINCE, first: 100) {
          nodes {
            ...UnitName
          }
        }
        periods
      }
    `,
    [UnitName],
  ),
);
