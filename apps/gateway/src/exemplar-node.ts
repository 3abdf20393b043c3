// Examples as they are selected and shown, to everybody and to staff.
import type { ExemplarState, MovementState } from '@app/contracts';
import { honourLines, honourNode, type Beside, type HonourLineRow } from './honour-lines.js';
import { honourOrder } from './honour-row.js';
import { stateOf, type Memory } from './memory.js';
import { unitNode } from './nodes.js';

type Row = Record<string, unknown>;
/** A row of the read model, with what was asked beside it. */
export type ExemplarRow = Omit<ExemplarState, 'group'> & {
  exemplarGroup: ExemplarState['group'];
  movementRow: Row | null;
  honourRows: Row[] | null;
};

/** Examples as a table to select from, with the lines of the awards in force that each rests on. */
export function exemplarRows({
  honours,
  movement,
  ...beside
}: Beside & { honours: boolean; movement: boolean }): string {
  const honourRows = honours
    ? `(select coalesce(jsonb_agg(to_jsonb(honour) order by ${honourOrder.join(', ')}), '[]')
        from ${honourLines(beside)} honour where honour.id = any(e.awards))`
    : 'null';
  const movementRow = movement
    ? '(select to_jsonb(held) from read_model.movement held where held.code = e.movement)'
    : 'null';
  // One of a unit that is not known yet is not shown before it is.
  return `(select e.*, ${honourRows} as honour_rows, ${movementRow} as movement_row
    from read_model.exemplar e join read_model.unit u on u.id = e.unit_id)`;
}

const instant = (value: string): string => new Date(value).toISOString();

export const honourNodes = (rows: Row[], { units, titles }: Memory) =>
  rows.map((row) => honourNode(stateOf<HonourLineRow>(row), units, titles));

/** As the schema's Exemplar; only of what is published. */
export const publicNode = (
  { exemplarGroup, movementRow, honourRows, minor, ...exemplar }: ExemplarRow,
  memory: Memory,
) => ({
  ...exemplar,
  group: exemplarGroup,
  unit: unitNode(exemplar.unitId, memory.units),
  publishedAt: instant(exemplar.publishedAt ?? ''),
  noindex: minor === true,
  movement: movementRow && stateOf<MovementState>(movementRow),
  honours: honourNodes(honourRows ?? [], memory),
});

/** As the schema's Nomination. */
export const nominationNode = (exemplar: ExemplarState, memory: Memory, honours: Row[] | null) => ({
  ...exemplar,
  unit: unitNode(exemplar.unitId, memory.units),
  nominatedAt: instant(exemplar.nominatedAt),
  publishedAt: exemplar.publishedAt && instant(exemplar.publishedAt),
  honours: honours && honourNodes(honours, memory),
});
