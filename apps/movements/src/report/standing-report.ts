import type { Refusal } from '@app/contracts';
import { In, type EntityManager } from 'typeorm';
import type { CellPlace } from '../figure/cell.js';
import { Movement } from '../movement/movement.js';
import { Report } from './report.js';

/** The last approved report; null: none was. */
export async function standingReport(
  tx: EntityManager,
  unitId: string,
  title: string,
  period: string,
): Promise<Report | null> {
  return (await standingReports(tx, [unitId], title, period)).get(unitId) ?? null;
}

/** The last approved report of each unit that has one. */
export async function standingReports(
  tx: EntityManager,
  unitIds: string[],
  title: string,
  period: string,
): Promise<Map<string, Report>> {
  const found = await tx.find(Report, {
    where: { unitId: In(unitIds), title, period },
    order: { number: 'ASC' },
  });
  return new Map(found.map((report) => [report.unitId, report]));
}

/**
 * Rule 8: once no movement that carries the title runs, recognition, tallies and corrections go on until the report of the
 * period is approved. From then on they are corrections of it, with a reason: REPORT_APPROVED.
 */
export async function refuseApproved(
  tx: EntityManager,
  { unitId, title, period }: CellPlace,
  reason: string | null | undefined,
): Promise<{ refusal: Refusal } | null> {
  if (reason) return null;
  const report = await standingReport(tx, unitId, title, period);
  if (!report) return null;
  const launched = await tx.findBy(Movement, { status: 'LAUNCHED' });
  return launched.some((movement) => movement.refuses(title, period, 'open') === null)
    ? null
    : report.refusesChange();
}
