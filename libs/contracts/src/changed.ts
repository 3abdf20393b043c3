// What commands of the movements service have in common.
import { z } from 'zod';
import { ExpectedVersion, Period, text, TitleCode, UnitCode } from './shapes.js';

/**
 * How many things changed; a list whose every entry stood already answers 0. `version`: that of the cell by now, where
 * the command was about one.
 */
export const Changed = z.object({
  changed: z.int(),
  warnings: z.array(z.string()).optional(),
  version: z.int().nullish(),
});
export type Changed = z.infer<typeof Changed>;

/** Most subjects, baselines or institutions in one command (TOO_MANY_SUBJECTS); the cap of the shape only stops abuse. */
export const MOST_SUBJECTS = 1000;
/** Most in one rehearsal, which writes nothing: a whole commune is looked at together, so that it meets itself. */
export const MOST_REHEARSED = 20_000;
/** TOO_MANY_SUBJECTS above this. */
export const mostSubjects = ({ rehearsal }: { rehearsal?: boolean }): number =>
  rehearsal ? MOST_REHEARSED : MOST_SUBJECTS;
export const list = <T extends z.ZodType>(item: T) => z.array(item).max(MOST_REHEARSED);
/** The cell that a command is about, and which version of it the editor saw. */
export const ofCell = { title: TitleCode, period: Period, unit: UnitCode, expectedVersion: ExpectedVersion };
/** Why the past of a unit that was closed since, or a report that was approved, is corrected: REASON_REQUIRED, REPORT_APPROVED. */
export const closedReason = { reason: text().nullish() };
