/**
 * Units of which one speaks as of itself: those that stand below it, and those whose place it took. As the list of its
 * subtree, so the summaries: a tally also covers what its predecessors were given.
 */
export const withinUnit = (above: string) => `lateral (
  select id from read_model.unit where parent_id = ${above}
  union select id from read_model.unit where successor_ids @> array[${above}]) below`;

/**
 * Examples of $1, the period, in $2, ids of units (null: everywhere), by group and basis, as common tables of a recursive
 * `with`. Rule 19a: where a tally stands, it alone is the count of its unit and those below; good practices are always
 * counted from records.
 */
export const exemplarCounts = `
  exemplar_tally as (
    select * from read_model.exemplar_tally where period = $1 and ($2::uuid[] is null or unit_id = any($2))),
  exemplar_covered as (
    select id as tally_id, unit_id from exemplar_tally
    union
    select above.tally_id, below.id from exemplar_covered above, ${withinUnit('above.unit_id')}),
  exemplar_count as (
    select exemplar_group, 'ROSTER' as basis, count(*)::int as count
    from read_model.exemplar
    where status = 'PUBLISHED' and period = $1 and ($2::uuid[] is null or unit_id = any($2))
      and (exemplar_group = 'GOOD_PRACTICE'
        or not exists (select 1 from exemplar_covered covered where covered.unit_id = exemplar.unit_id))
    group by 1
    union all
    select exemplar_group, 'TALLY', sum(number)::int
    from exemplar_tally tally, unnest(array['COLLECTIVE', 'INDIVIDUAL', 'GOOD_PERSON_GOOD_DEED'],
      array[collectives, individuals, good_persons_good_deeds]) as reported(exemplar_group, number)
    where not exists (select 1 from exemplar_covered covered
      where covered.tally_id <> tally.id and covered.unit_id = tally.unit_id)
    group by 1 having sum(number) > 0)`;
