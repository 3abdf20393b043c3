import { data } from 'react-router';
import type { Speech } from '../words.js';
import type { Fault, Refused, Sent } from './change.server.js';
import { MOST_ROWS } from './paste.js';
import type { Preview, ReadRow } from './preview.js';

/** What is wrong with all that was pasted: there is nothing, or more than one change takes. */
export function faultsOfRows(
  rows: readonly unknown[],
  { t }: Speech,
  nothing = t('staff.form.nothingPasted'),
): Fault[] {
  if (rows.length === 0) return [{ field: 'rows', message: nothing }];
  if (rows.length <= MOST_ROWS) return [];
  return [{ field: 'rows', message: t('staff.form.tooManyRows', { most: MOST_ROWS, count: rows.length }) }];
}

/** What a page answers while rows are shown under the form `intent`, before they are recorded. */
export class Previewing {
  constructor(
    private readonly sent: Sent,
    private readonly intent: string,
    private readonly rows: readonly ReadRow[],
    /** Lines that were ticked; null where nothing was shown yet: then all that would not be refused are. */
    private readonly wanted: ReadonlySet<string> | null,
    /** Fields that are kept. */
    private readonly names: readonly string[] = ['rows'],
  ) {}

  shown(faults: Fault[] = [], refused?: { line: number; message: string }) {
    const preview: Preview = {
      preview: this.rows.map((row) => {
        const isRefused = row.line === refused?.line;
        const take = this.wanted ? this.wanted.has(String(row.line)) : row.refused === null;
        return {
          ...row,
          note: row.note ?? null,
          refused: isRefused ? refused.message : row.refused,
          take: take && !isRefused,
        };
      }),
      intent: this.intent,
      key: this.sent.key.replace(/\/.*$/, ''),
      faults,
      values: Object.fromEntries(this.names.map((name) => [name, this.sent.all(name)])),
    };
    return data(preview, { status: faults.length > 0 ? 400 : 200 });
  }

  /** A refusal at the row that it is about; at `otherwise` where it is about none. `list` is its name in the input. */
  refused(
    { field, message }: Refused,
    { t }: Speech,
    list: string,
    chosen: readonly { line: number }[],
    otherwise: string,
  ) {
    const [of, at] = field?.split('.') ?? [];
    const line = of === list ? chosen[Number(at)]?.line : undefined;
    if (line === undefined) return this.shown([{ field: otherwise, message }]);
    const fault = { field: `take-${line}`, message: t('staff.form.inRow', { row: line, message }) };
    return this.shown([fault], { line, message });
  }
}
