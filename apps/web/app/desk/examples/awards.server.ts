import { data, type RouterContextProvider } from 'react-router';
import { sessionContext } from '../../context.js';
import { graphql } from '../../graphql.js';
import type { Speech } from '../../words.js';
import { askAs, type Failure, type Fault, type Refused, type Sent } from '../change.server.js';

/** Awards in force that a nomination may rest on. */
const AwardsOf = graphql(`
  query AwardsOf($search: String!, $unit: UnitCode!) {
    honours(
      filter: { kinds: [COMMENDATION, EMULATION_TITLE, PRIZE], search: $search, unit: $unit }
      first: 20
    ) {
      nodes {
        id
        title
        achievement
        awardedOn
        recipient {
          name
          unit {
            name
            nameEn
          }
        }
        decision {
          number
        }
      }
      totalCount
    }
  }
`);

export interface Award {
  id: string;
  label: string;
}
/** The form with the awards to choose from, as they were found or chosen before. */
export interface Choosing extends Failure {
  awards: Award[];
  /** How many more there are than are shown; null: none was looked for just now. */
  more: number | null;
}

/** Awards as the form of a nomination showed them. */
const shownIn = (sent: Sent): Award[] =>
  sent.all('shown').map((id) => ({ id, label: sent.text(`label/${id}`) }));

/** The form again, with what is wrong with it and the awards that it showed, or others. */
export function again(sent: Sent, faults: Fault[], awards = shownIn(sent), more: number | null = null) {
  const answer: Choosing = { ...sent.failed(faults).data, awards, more };
  return data(answer, { status: faults.length > 0 ? 400 : 200 });
}

/** The same for a refusal, at the award that it is about where it is about one. */
export function refusedAward(sent: Sent, refused: Refused, speech: Speech) {
  const at = /^awards\.(\d+)/.exec(refused.field ?? '')?.[1];
  const award =
    at === undefined ? undefined : shownIn(sent).find(({ id }) => id === sent.all('award')[Number(at)]);
  return award
    ? again(sent, [{ field: 'award', message: `${award.label}: ${refused.message}` }])
    : again(sent, sent.refused(refused, speech).data.faults);
}

/** Looks for awards by a name, at the unit of the form; those that were chosen stay. */
export async function findAwards(context: Readonly<RouterContextProvider>, sent: Sent, speech: Speech) {
  const { t, nameOf, date } = speech;
  const search = sent.text('honour') || sent.text('name');
  if (!search) return again(sent, [{ field: 'honour', message: t('staff.examples.needHonour') }]);
  const unit = sent.text('unit') || context.get(sessionContext).unit;
  const found = await askAs(context, AwardsOf, { search, unit }).catch(nothingThere);
  if (!found) return again(sent, [{ field: 'unit', message: t('staff.fault.NOT_FOUND') }]);
  const { nodes, totalCount } = found.honours;
  const picked = sent.all('award');
  const kept = shownIn(sent).filter(({ id }) => picked.includes(id));
  const awards = nodes
    .filter(({ id }) => !picked.includes(id))
    .map(({ id, title, achievement, awardedOn, recipient, decision }) => {
      const about = [recipient.name, nameOf(recipient.unit), achievement, decision?.number, date(awardedOn)];
      return { id, label: `${title}: ${about.filter(Boolean).join(' · ')}` };
    });
  return again(sent, [], [...kept, ...awards], totalCount - nodes.length);
}

/** Null where there is no such unit; any other error is thrown on. */
const nothingThere = (error: unknown): null => {
  const code = (error as { data?: { code?: string } }).data?.code;
  if (code === 'NOT_FOUND' || code === 'BAD_USER_INPUT') return null;
  throw error;
};
