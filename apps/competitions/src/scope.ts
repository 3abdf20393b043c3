import { copyScope } from '@app/messaging';

/** Where the things of this service are: an edition at its organiser, a decision at the units of all its recipients. */
export const competitionsScope = copyScope({
  competition: 'select organiser_id as id from competition where code = $1',
  entry: `select unit_id as id from entry where competition || '/' || code = $1`,
  award: 'select unit_id as id from award where id::text = $1',
  duplicate: 'select unit_id as id from duplicate where id::text = $1',
  decision: `
    select distinct award.unit_id as id
    from (select $1::jsonb as ref) asked
    join unit_copy issuer on issuer.code = ref ->> 1
    join decision on decision.authority = ref ->> 0 and decision.issuer_id = issuer.id
      and extract(year from decision.signed_on) = (ref ->> 2)::int
      and lower(decision.number collate "vi-x-icu") = lower((ref ->> 3) collate "vi-x-icu")
      and decision.status <> 'DROPPED'
    join award on award.decision_id = decision.id and award.status <> 'DROPPED'`,
});
