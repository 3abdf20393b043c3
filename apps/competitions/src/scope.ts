import { asked, unitScope } from '@app/platform';

/** Where the things of this service are: an edition at its organiser, a decision at the units of all its recipients. */
export const competitionsScope = unitScope('unit_copy', {
  competition: `select n, organiser_id as id ${asked} join competition on code = key`,
  entry: `select n, unit_id as id ${asked} join entry
    on competition = split_part(key, '/', 1) and code = substr(key, strpos(key, '/') + 1)`,
  award: `select n, unit_id as id ${asked} join award on award.id = key::uuid`,
  duplicate: `select n, unit_id as id ${asked} join duplicate on duplicate.id = key::uuid`,
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
