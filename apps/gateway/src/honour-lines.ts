// Lines of the honours list as they are selected and shown, wherever they are asked for.
import {
  type ConferenceState,
  type Decision,
  type DecisionHeader,
  type ExemplarGroup,
  type TitleState,
} from '@app/contracts';
import { competitionRows, type Competition } from './competition-numbers.js';
import type { Honour as HonourState } from './honour-row.js';
import { titleInWords } from './honour-titles.js';
import { stateOf } from './memory.js';
import { conferenceNode, decisionNode, recipientNode, unitNode } from './nodes.js';
import type { UnitTree } from '@app/figures';

export type HonourLineRow = HonourState & {
  id: string;
  competitionRow?: Record<string, unknown> | null;
  conferenceRow?: Record<string, unknown> | null;
};

/** What is asked of each line besides itself; it costs. */
export interface Beside {
  competition: boolean;
  conference: boolean;
}

/** Every line, as a table to select from. The unit's code comes from its own table, so that no order of arrival matters. */
export function honourLines({ competition, conference }: Beside): string {
  const competitionRow = competition
    ? `(select to_jsonb(held) from ${competitionRows} held where held.code = h.competition)`
    : 'null';
  // Where someone was honoured, or where an award was handed over.
  const conferenceRow = conference
    ? `(select to_jsonb(held) from read_model.conference held where held.id = coalesce((h.line ->> 'conferenceId')::uuid,
         (select o.conference_id from read_model.honouree o where o.award = h.id order by o.id limit 1)))`
    : 'null';
  return `(select h.id, h.kind, h.unit_id, h.period, h.subject_kind, h.form, h.emulation_title, h.authority, h.competition,
        h.learning_title, h.exemplar_group, h.precedence, h.kind_order, h.own_order, h.subject_order, h.newest_first,
        u.code collate "C" as unit_code, h.given, h.middle, h.family, h.search_text, h.name_text, h.line,
        ${competitionRow} as competition_row, ${conferenceRow} as conference_row
      from read_model.honour h join read_model.unit u on u.id = h.unit_id where h.listed)`;
}

const groups: Record<ExemplarGroup, string> = {
  COLLECTIVE: 'Tập thể điển hình tiên tiến',
  INDIVIDUAL: 'Cá nhân điển hình tiên tiến',
  GOOD_PERSON_GOOD_DEED: 'Người tốt, việc tốt',
  GOOD_PRACTICE: 'Mô hình hay',
};

/** A decision of a learning title is cited with its issuer's code on the day. */
function issuerIdOf(decision: DecisionHeader | Decision, units: UnitTree): string {
  if ('issuerId' in decision) return decision.issuerId;
  return units.find(decision.issuer, decision.signedOn)?.state.id ?? '';
}

/** As the schema's Honour. */
export function honourNode(
  { line, competitionRow, conferenceRow, ...honour }: HonourLineRow,
  units: UnitTree,
  titles: ReadonlyMap<string, TitleState>,
) {
  const cited = line.decision && { id: '', ...line.decision, issuerId: issuerIdOf(line.decision, units) };
  const decision = cited && {
    ...cited,
    signatory: cited.signatory ?? null,
    position: cited.position ?? null,
  };
  const learningTitle = titles.get(honour.learningTitle ?? '') ?? null;
  const words = {
    LEARNING_TITLE: learningTitle?.name,
    EXEMPLAR: honour.exemplarGroup && groups[honour.exemplarGroup],
    CONFERENCE: line.conference && `Được tôn vinh tại ${line.conference}`,
  }[honour.kind as string];
  return {
    ...honour,
    ...line,
    recipient: recipientNode({ ...honour, ...line }, units),
    title: words ?? titleInWords({ ...honour, ...line, decision }, unitNode(decision?.issuerId, units)),
    externalDecision: line.externalDecision ?? null,
    authority: decision?.authority ?? null,
    decision: decision && decisionNode(decision, units),
    learningTitle,
    exemplarGroup: honour.exemplarGroup ?? null,
    slug: line.slug ?? null,
    competition: competitionRow ? stateOf<Competition>(competitionRow) : null,
    conference: conferenceRow ? conferenceNode(stateOf<ConferenceState>(conferenceRow), units) : null,
  };
}
