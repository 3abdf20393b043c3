import { isSame, sides, type CellFault, type Pair, type Quantity } from './cells.js';

/** What the gateway has of one unit and title. */
export interface Known extends Pair {
  version: number;
  /** The unit keeps a list of subjects: nothing can be typed. */
  roster: boolean;
  baseline: Quantity | null;
}
/** What stands above the grid and goes with every row. */
export interface Header {
  source: string;
  asOf: string;
  /** Why numbers are taken back, where cells were emptied, or those of a closed unit or approved report are corrected. */
  reason: string;
}
/** What was sent and not yet acknowledged: it is sent again just so, under the same key. */
export interface Batch {
  key: string;
  header: Header;
  cells: Record<string, Pair & { version: number }>;
}
export type TitleAnswer =
  | { version: number | null; warnings: string[] }
  | { reason: string; message: string; field: string | null; current?: Pair & { version: number } };
/** By title; 'away': nobody knows what became of it; 'signed out': it was not looked at. */
export type RowAnswer = Record<string, TitleAnswer> | 'away' | 'signed out';

export type RowStatus =
  'clean' | 'typed' | 'sending' | 'waiting' | 'refused' | 'saved' | 'signedOut' | 'noSource';
export interface Row {
  unit: string;
  known: Record<string, Known>;
  typed: Record<string, Pair>;
  sent: Batch | null;
  /** By 'TITLE.side': a fault of our own, or words of the gateway; `needsReason`: they ask for the reason above the grid. */
  faults: Record<string, CellFault | { words: string; needsReason?: boolean }>;
  warnings: Record<string, string[]>;
  status: RowStatus;
}

/** Titles of which something else is typed than the gateway has. */
export const changedTitles = ({ known, typed }: Pick<Row, 'known' | 'typed'>): string[] =>
  Object.keys(typed).filter((title) =>
    sides.some((side) => !isSame(typed[title]?.[side] ?? '', known[title]?.[side] ?? '')),
  );

/** Whether it is a refusal that asks for the reason above the grid. */
export const needsReason = (fault: Row['faults'][string]): fault is { words: string; needsReason: true } =>
  typeof fault === 'object' && fault.needsReason === true;

export function statusOf(row: Row): RowStatus {
  if (Object.keys(row.faults).length > 0) return 'refused';
  return changedTitles(row).length > 0 ? 'typed' : 'clean';
}
