// What the read model keeps of examples, and the lines of the honours list that no award stands behind.
import {
  ExemplarGroup,
  type ExemplarState,
  type HonoureeState,
  type RegistrationState,
} from '@app/contracts';
import { dateOf } from '@app/platform';
import { withoutHtml } from '@app/stories';
import { honourRow } from './honour-row.js';
import { searchTexts } from './name-search.js';

/** What nobody reads as HTML, whoever said it. */
const shown = (story: string | null) => story && (withoutHtml(story) ?? '');

export const exemplarRow = ({ group, ...state }: ExemplarState) => ({
  ...state,
  exemplarGroup: group,
  story: shown(state.story),
  storyEn: shown(state.storyEn),
  ...(state.name === null ? { searchText: null, nameText: null } : searchTexts([state.name])),
});

const nobodys = { form: null, emulationTitle: null, competition: null };
const plain = { position: null, posthumous: false, members: [], rank: null, achievement: null };

/** Published examples but for good practices, which are no honours (rule 21). */
export function honourOfExemplar(exemplar: ExemplarState) {
  const { id, version, group, name, publishedAt } = exemplar;
  if (group === 'GOOD_PRACTICE') return null;
  if (exemplar.status !== 'PUBLISHED' || name === null || publishedAt === null)
    return honourRow(id, version, null);
  return honourRow(id, version, {
    ...nobodys,
    kind: 'EXEMPLAR',
    unitId: exemplar.unitId,
    period: exemplar.period,
    subjectKind: group === 'COLLECTIVE' ? 'COLLECTIVE' : 'INDIVIDUAL',
    exemplarGroup: group,
    ownOrder: ExemplarGroup.options.indexOf(group),
    line: {
      ...plain,
      name,
      // Pupils appear in the list with name and school only (rule 22); their story is a click away.
      position: exemplar.minor ? null : exemplar.position,
      achievement: exemplar.minor ? null : exemplar.headline,
      decision: null,
      awardedOn: dateOf(new Date(publishedAt)),
      slug: exemplar.slug,
    },
  });
}

/** The learning titles whose holders are public by name; households are only counted. */
export const LISTED_LEARNING_TITLES = ['LEARNING_CLAN', 'LEARNING_COMMUNITY', 'LEARNING_UNIT'];
export const HOUSEHOLD_LEARNING_TITLE = 'LEARNING_FAMILY';

/** Recognised clans, communities and units; what other titles movements define are no learning titles. */
export function honourOfRegistration(registration: RegistrationState) {
  const { id, version, title, decision, status } = registration;
  if (!LISTED_LEARNING_TITLES.includes(title)) return null;
  if (status !== 'RECOGNISED' || !decision) return honourRow(id, version, null);
  return honourRow(id, version, {
    ...nobodys,
    kind: 'LEARNING_TITLE',
    unitId: registration.unitId,
    period: registration.period,
    subjectKind: 'COLLECTIVE',
    learningTitle: title,
    ownOrder: LISTED_LEARNING_TITLES.indexOf(title),
    line: { ...plain, name: registration.name, decision, awardedOn: decision.signedOn },
  });
}

/** Stands for a household in public. */
export const A_HOUSEHOLD = 'Hộ gia đình';

/** Who was honoured at a conference. With an award that was handed over there the award's line is the one: nobody counts twice. */
export function honourOfHonouree(honouree: HonoureeState) {
  const { id, version, subjectKind, conference, conferenceId } = honouree;
  if (honouree.award !== null) return honourRow(id, version, null);
  return honourRow(id, version, {
    ...nobodys,
    kind: 'CONFERENCE',
    unitId: honouree.unitId,
    period: honouree.period,
    subjectKind,
    ownOrder: 0,
    line: {
      ...plain,
      name: subjectKind === 'HOUSEHOLD' ? A_HOUSEHOLD : honouree.name,
      decision: null,
      awardedOn: honouree.heldOn,
      conferenceId,
      conference,
    },
  });
}
