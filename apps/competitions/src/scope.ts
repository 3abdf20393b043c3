import { asked, unitScope, unitsOf } from '@app/platform';

const { competition, entry, award, duplicate } = unitsOf();
/** Where the things of this service are: an edition at its organiser, a decision at the units of all its recipients. */
export const competitionsScope = unitScope('unit_copy', {
  competition,
  entry,
  award,
  duplicate,
  decision: `
    select distinct n, award.unit_id as id
    from (select key::jsonb as ref, n ${asked}) asked
    join unit_copy issuer on issuer.code = ref ->> 1
    join decision on decision.authority = ref ->> 0 and decision.issuer_id = issuer.id
      and extract(year from decision.signed_on) = (ref ->> 2)::int
      and lower(decision.number collate "vi-x-icu") = lower((ref ->> 3) collate "vi-x-icu")
      and decision.status <> 'DROPPED'
    join award on award.decision_id = decision.id and award.status <> 'DROPPED'`,
});
