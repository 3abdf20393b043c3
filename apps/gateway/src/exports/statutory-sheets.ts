import { authorityNames, awardNames, type Language } from '@app/contracts';
import type { CommendationLevel } from '../statutory-tables.resolver.js';
import type { StatutoryCommendations, StatutoryMovementCount } from '../statutory-tables.schema.js';
import * as words from './export-words.js';
import { columnsOf, each } from './exported-tables.js';
import type { Table, TableCell } from './table-file.js';

/** Statutory table 0601, in its bands of duration. */
export function movementsTable(rows: StatutoryMovementCount[], language: Language): Table {
  const bands = Map.groupBy(rows, ({ scope, kind, duration }) => `${scope} ${kind} ${duration}`);
  const sum = (counts: number[]) => counts.reduce((all, count) => all + count, 0);
  const lines = [...bands.values()].map((band, index): TableCell[] => {
    const { scope, kind, duration } = band[0] as StatutoryMovementCount;
    return [
      index + 1,
      words.scopes[scope][language],
      words.movementKinds[kind][language],
      (duration ? words.durations[duration] : words.notTold)[language],
      sum(band.map(({ count }) => count)),
      sum(band.map(({ begun }) => begun)),
    ];
  });
  return {
    name: words.headers.table0601[language],
    columns: columnsOf(language, ['number', 'scope', 'movementKind', 'duration', 'running', 'begun']),
    rows: each(lines),
  };
}

/** Statutory table 0602 or 0603; a last line names the periods that are not in it. */
export function commendationsTable(
  level: CommendationLevel,
  { rows, otherPeriods }: StatutoryCommendations,
  language: Language,
): Table {
  const lines = rows.map((row, index): TableCell[] => [
    index + 1,
    awardNames[row.form],
    authorityNames[row.authority][language],
    row.type ? words.commendationTypes[row.type][language] : words.notTold[language],
    row.collectives,
    row.households,
    row.individuals,
    row.total,
    words.bases[row.basis][language],
    null,
  ]);
  if (otherPeriods.length > 0)
    lines.push([...Array<null>(9).fill(null), `${words.otherPeriods[language]} ${otherPeriods.join(', ')}`]);
  return {
    name: words.headers[level === 'STATE' ? 'table0602' : 'table0603'][language],
    columns: columnsOf(language, [
      ...(['number', 'form', 'authority', 'type'] as const),
      ...(['collectives', 'households', 'individuals', 'total', 'basis', 'notes'] as const),
    ]),
    rows: each(lines),
  };
}
