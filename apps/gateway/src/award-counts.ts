import { withinUnit } from './exemplar-counts.js';

/**
 * Tallies of awards of $1, the period, in $2, ids of units (null: everywhere), and the units that each speaks of, as
 * common tables of a recursive `with`. Rule 19a: where a tally stands, it alone is the count of what it speaks of: lines
 * of its unit and of those below, and tallies below of the same achievement, of predecessors too, of one period,
 * authority and form.
 */
export const awardTallies = `
  tally as (
    select * from read_model.award_tally where period = $1 and ($2::uuid[] is null or unit_id = any($2))),
  covered as (
    select id as tally_id, authority, form, achievement, unit_id from tally
    union
    select above.tally_id, above.authority, above.form, above.achievement, below.id
    from covered above, ${withinUnit('above.unit_id')})`;

/** Of lines `honour` of the list those of $1 and $2 that no tally speaks of. */
export const linesCounted = `
  honour.listed and honour.period = $1 and ($2::uuid[] is null or honour.unit_id = any($2))
    and not exists (select 1 from covered where covered.unit_id = honour.unit_id
      and covered.authority = honour.authority and covered.form = honour.form)`;

/** Of `tally` those that no other speaks of. */
export const talliesCounted = `
  not exists (select 1 from covered where covered.tally_id <> tally.id and covered.unit_id = tally.unit_id
    and covered.authority = tally.authority and covered.form = tally.form
    and covered.achievement = tally.achievement)`;
