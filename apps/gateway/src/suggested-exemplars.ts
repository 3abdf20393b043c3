// Who an award suggests as a typical advanced example, drafted as a nomination.
import { honourNodes } from './exemplar-node.js';
import { honourLines } from './honour-lines.js';
import { SUGGESTS } from './honour-row.js';
import type { Memory } from './memory.js';

export interface SuggestedRow {
  id: string;
  name: string;
  position: string | null;
  suggestedGroup: 'COLLECTIVE' | 'INDIVIDUAL';
  honourRow: Record<string, unknown>;
}

/**
 * National prizes and Bằng khen in force: each recipient, of a team each member, whom no nomination that rests on the award
 * names; where its collective was nominated, nobody more. Households are no examples. Whether somebody is a minor no award
 * tells: the editor is asked.
 */
export const suggestedRows = `(
  select a.id, a.unit_id, a.awarded_on, -recipient.place as place, recipient.name,
    case when a.subject_kind = 'INDIVIDUAL' then a.position end as position,
    case when person then 'INDIVIDUAL' else 'COLLECTIVE' end as suggested_group, to_jsonb(honour) as honour_row
  from (select * from read_model.award where status = 'PUBLISHED' and ${SUGGESTS}) a
  join ${honourLines({ competition: true, conference: true })} honour on honour.id = a.id
  cross join lateral (select a.kind = 'PRIZE' and a.name = array_to_string(a.members, ', ') as by_member) team
  cross join lateral (select team.by_member or a.subject_kind = 'INDIVIDUAL' as person) whom
  cross join lateral unnest(case when team.by_member then a.members else array[a.name] end)
    with ordinality as recipient(name, place)
  where a.subject_kind <> 'HOUSEHOLD'
    and not exists (select 1 from read_model.exemplar e where e.awards @> array[a.id]
      and (e.exemplar_group = 'COLLECTIVE' or e.name = recipient.name
        or not team.by_member or cardinality(a.members) = 1)))`;

const LONGEST_HEADLINE = 200;
const dayInWords = (day: string): string => day.split('-').reverse().join('/');

/** As the schema's SuggestedExemplar. */
export function suggestedNode(
  { id, name, position, suggestedGroup, honourRow }: SuggestedRow,
  memory: Memory,
) {
  const [honour] = honourNodes([honourRow], memory) as [ReturnType<typeof honourNodes>[number]];
  const what = [honour.title, honour.competition?.name].filter(Boolean).join(', ');
  const by = honour.decision
    ? ` theo Quyết định số ${honour.decision.number} ngày ${dayInWords(honour.decision.signedOn)}`
    : '';
  return {
    honour,
    name,
    position,
    group: suggestedGroup,
    unit: honour.recipient.unit,
    period: honour.period,
    headline: [...what].slice(0, LONGEST_HEADLINE).join(''),
    story: `${name} được trao ${what}${by}.${honour.achievement ? `\n\n${honour.achievement}` : ''}`,
    awards: [id],
  };
}
