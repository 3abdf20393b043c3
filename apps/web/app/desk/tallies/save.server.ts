import type { RouterContextProvider } from 'react-router';
import { graphql } from '../../graphql.js';
import { askAs, change, type Sent } from '../change.server.js';
import { Cells, Told } from '../documents.js';
import { cellName, formatCell, parseCell, type Pair } from './cells.js';
import type { TitleAnswer } from './row-state.js';

const ReportTally = graphql(
  `
    mutation ReportTally($input: ReportTallyInput!) {
      reportTally(input: $input) {
        ...Told
      }
    }
  `,
  [Told],
);

const WithdrawTally = graphql(
  `
    mutation WithdrawTally(
      $unit: UnitCode!
      $title: TitleCode!
      $period: Period!
      $reason: String!
      $expectedVersion: Int
    ) {
      withdrawTally(
        unit: $unit
        title: $title
        period: $period
        reason: $reason
        expectedVersion: $expectedVersion
      ) {
        ...Told
      }
    }
  `,
  [Told],
);

export interface Place {
  movement: string;
  period: string;
}
type Context = Readonly<RouterContextProvider>;

/** Numbers of a unit as a form sends them, by title; with `was`, only those that were changed. */
export function cellsOf(
  sent: Sent,
  unit: string,
  titles: string[],
): Record<string, Pair & { version: number }> {
  const cells: Record<string, Pair & { version: number }> = {};
  for (const title of titles) {
    const part = (name: string) => sent.text(cellName(unit, title, name));
    if (!sent.has(cellName(unit, title, 'registered'))) continue;
    const pair = { registered: part('registered'), recognised: part('recognised') };
    const was = cellName(unit, title, 'was');
    if (sent.has(was) && sent.text(was) === `${pair.registered}|${pair.recognised}`) continue;
    cells[title] = { ...pair, version: Number(part('version')) };
  }
  return cells;
}

/** Reports what was typed of one unit, each title for itself under a key of its own. Two empty cells take a report back. */
export async function saveRow(
  context: Context,
  request: Request,
  { movement, period }: Place,
  unit: string,
  cells: Record<string, Pair & { version: number }>,
  header: { source: string; asOf: string; reason: string },
  key: string,
): Promise<Record<string, TitleAnswer>> {
  const one = async (title: string, { registered, recognised, version }: Pair & { version: number }) => {
    const [all, some] = [parseCell(registered), parseCell(recognised)];
    const keyOfTitle = `${key}/${unit}/${title}`;
    // Never another number than the one that was seen by who typed it.
    const fault = (field: string, value: string) => ({
      refused: { reason: 'BAD_QUANTITY', field, message: value },
    });
    if (all === undefined) return fault('registered', registered);
    if (some === undefined) return fault('recognised', recognised);
    if (!all && !some)
      return change(
        context,
        request,
        WithdrawTally,
        { unit, title, period, reason: header.reason, expectedVersion: version },
        keyOfTitle,
      );
    const input = {
      movement,
      period,
      unit,
      title,
      source: header.source,
      asOf: header.asOf || null,
      registered: all,
      recognised: some,
      expectedVersion: version,
    };
    const outcome = await change(context, request, ReportTally, { input }, keyOfTitle);
    // The reason stands above the whole grid: it goes where it is asked for, and nowhere else.
    if (!('refused' in outcome) || outcome.refused.field !== 'reason' || !header.reason) return outcome;
    const corrected = { input: { ...input, reason: header.reason } };
    return change(context, request, ReportTally, corrected, `${keyOfTitle}/reason`);
  };
  const answers = await Promise.all(
    Object.entries(cells).map(async ([title, cell]): Promise<[string, TitleAnswer]> => {
      const outcome = await one(title, cell);
      if ('done' in outcome)
        return [title, { version: outcome.done.version ?? null, warnings: outcome.done.warnings }];
      const { reason, message, field } = outcome.refused;
      const current = reason === 'CONFLICT' ? await currentOf(context, unit, title, period) : undefined;
      return [title, { reason, message, field, ...(current && { current }) }];
    }),
  );
  return Object.fromEntries(answers);
}

/** What stands there by now, for who was overtaken. */
async function currentOf(context: Context, unit: string, title: string, period: string) {
  const { registrationRates } = await askAs(context, Cells, {
    unit,
    period,
    titles: [title],
    breakdown: false,
  });
  const [rate] = registrationRates;
  return (
    rate && {
      registered: formatCell(rate.registered),
      recognised: formatCell(rate.recognised),
      version: rate.version,
    }
  );
}
