import {
  CommendationForm,
  EmulationTitle,
  HonourKind,
  precedenceOf,
  SubjectKind,
  type Authority,
  type AwardState,
  type Decision,
  type DecisionHeader,
  type ExemplarGroup,
} from '@app/contracts';
import { sortParts } from '@app/names';
import { searchTexts } from './name-search.js';

/** What a line of the honours list shows, besides what it is found by. */
export interface HonourLine {
  name: string;
  position: string | null;
  posthumous: boolean;
  members: string[];
  /** Name of a prize's rank. */
  rank: string | null;
  achievement: string | null;
  /** Number of the decision by which others gave a prize. */
  externalDecision?: string | null;
  /** Of a learning title as cited, with the issuer's code. */
  decision: DecisionHeader | Decision | null;
  awardedOn: string;
  /** Of an example: what leads to it. */
  slug?: string | null;
  /** Where someone was honoured: its id, and its name of that day. */
  conferenceId?: string;
  conference?: string;
}

/** A line of the honours list, whatever kind of aggregate stands behind it. */
export interface Honour {
  kind: HonourKind;
  unitId: string;
  period: string;
  subjectKind: SubjectKind;
  form: CommendationForm | null;
  emulationTitle: EmulationTitle | null;
  /** Code of the competition. */
  competition: string | null;
  /** Code of the learning title. */
  learningTitle?: string;
  exemplarGroup?: ExemplarGroup;
  /** Its place among its kind: of a form, title or group in its catalogue, of a prize the order of its rank. */
  ownOrder: number;
  line: HonourLine;
}

/**
 * Columns of the list: what it is filtered by, the keys of its order (the legal order of precedence, smallest first), what
 * it is searched by, and what it shows. Of what is not listed only id and version are kept.
 */
export const honourColumns = `
  id uuid primary key, listed boolean not null, kind text, unit_id uuid, period text, subject_kind text, form text,
  emulation_title text, authority text, competition text, learning_title text, exemplar_group text,
  precedence int, kind_order int, own_order int, subject_order int, newest_first int,
  given text collate "vi-x-icu", middle text collate "vi-x-icu", family text collate "vi-x-icu",
  search_text text, name_text text, line jsonb, version int not null`;

/** The order of the list. The unit's code stands in the table of units, so that it does not matter which comes first. */
export const honourOrder = [
  'precedence',
  'kind_order',
  'own_order',
  'subject_order',
  'newest_first',
  'unit_code',
  'given',
  'middle',
  'family',
  'id',
];
/** How many keys of the order stand in the index: within one decision's lines the rest is sorted. */
export const INDEXED_KEYS = 5;
export const honourIndexes = [
  `(${honourOrder.slice(0, INDEXED_KEYS).join(', ')}) where listed`,
  '(unit_id, period) where listed',
  '(competition) where listed',
];

/** Awards that suggest their recipients as examples: in SQL, of columns of the table of awards. */
export const SUGGESTS = `(kind = 'PRIZE' and level = 'NATIONAL' or form = 'BANG_KHEN')`;

/** Behind every authority that has a rank. */
const NO_AUTHORITY = 99;
const DAY_MS = 86_400_000;

/** Null: not on the list now; the version stays, so that an older state does not bring it back. */
export function honourRow(id: string, version: number, honour: Honour | null) {
  if (!honour) return { ...nothing, id, version };
  const { line, ownOrder, learningTitle = null, exemplarGroup = null, ...found } = honour;
  const authority: Authority | null = line.decision?.authority ?? null;
  const individual = honour.subjectKind === 'INDIVIDUAL';
  return {
    ...found,
    learningTitle,
    exemplarGroup,
    id,
    listed: true,
    authority,
    precedence: authority ? precedenceOf[authority] : NO_AUTHORITY,
    kindOrder: HonourKind.options.indexOf(honour.kind),
    ownOrder,
    subjectOrder: SubjectKind.options.indexOf(honour.subjectKind),
    newestFirst: -Math.floor(Date.parse(line.decision?.signedOn ?? line.awardedOn) / DAY_MS),
    ...(individual ? sortParts(line.name) : { given: line.name, middle: '', family: '' }),
    ...searchTexts([...new Set([line.name, ...line.members])]),
    line,
    version,
  };
}
const nothing = {
  listed: false,
  ...Object.fromEntries(
    [
      ...['kind', 'unitId', 'period', 'subjectKind', 'form', 'emulationTitle', 'authority', 'competition'],
      ...['learningTitle', 'exemplarGroup'],
      ...['precedence', 'kindOrder', 'ownOrder', 'subjectOrder', 'newestFirst'],
      ...['given', 'middle', 'family', 'searchText', 'nameText', 'line'],
    ].map((column) => [column, null]),
  ),
};

/** Commendations, emulation titles and prizes; drafts and revoked ones are not listed. */
export function honourOfAward(award: AwardState) {
  if (award.status !== 'PUBLISHED') return honourRow(award.id, award.version, null);
  const orders = {
    COMMENDATION: award.form ? CommendationForm.options.indexOf(award.form) : 0,
    EMULATION_TITLE: award.emulationTitle ? EmulationTitle.options.indexOf(award.emulationTitle) : 0,
    PRIZE: award.rank?.order ?? 0,
  };
  return honourRow(award.id, award.version, {
    kind: award.kind,
    unitId: award.unitId,
    period: award.period,
    subjectKind: award.subjectKind,
    form: award.form,
    emulationTitle: award.emulationTitle,
    competition: award.competition,
    ownOrder: orders[award.kind],
    line: {
      name: award.name,
      position: award.position,
      posthumous: award.posthumous,
      members: award.members,
      rank: award.rank?.name ?? null,
      achievement: award.achievement,
      decision: award.decision,
      externalDecision: award.externalDecision,
      awardedOn: award.awardedOn,
    },
  });
}
