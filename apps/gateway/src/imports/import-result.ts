import type { Language } from '@app/contracts';
import { writeXlsx, type DataValidation, type WriteSheet } from 'hucre/xlsx';
import { sheetName, type Table, type TableCell } from '../exports/table-file.js';
import { importKinds, type ImportKindName } from './kinds/import-kinds.js';
import type { ImportJob, ImportRow, ImportStore } from './import-store.js';
import { messageOf, words } from './import-words.js';

const PAGE = 1_000;

/** The rows as they came, with what became of each beside them. */
export function resultTable(job: ImportJob, store: ImportStore, language: Language): Table {
  const headers = job.layout?.headers ?? [];
  const word = (name: keyof typeof words) => words[name][language];
  const { columns } = importKinds[job.kind];
  const rowOf = ({ number, cells, outcome, refused }: ImportRow): TableCell[] => {
    const column = columns.find(({ id }) => id === refused?.column);
    const written = column && (headers[job.layout?.places[column.id] ?? -1] ?? column.headers[language][0]);
    return [
      number,
      word(outcome),
      written ?? null,
      refused?.code ?? null,
      refused ? messageOf(refused, language) : null,
      ...headers.map((_, index) => cells[index] ?? null),
    ];
  };
  return {
    name: word('outcome'),
    columns: [
      { header: word('row'), width: 8 },
      { header: word('outcome'), width: 14 },
      { header: word('column') },
      { header: word('code'), width: 22 },
      { header: word('message'), width: 60 },
      ...headers.map((header) => ({ header })),
    ],
    rows: (async function* () {
      for (let beyond = 0; ;) {
        const rows = await store.rowsBeyond(job.id, beyond, null, PAGE);
        for (const row of rows) yield rowOf(row);
        const last = rows.at(-1);
        if (!last) return;
        beyond = last.number;
      }
    })(),
  };
}

/** Rows of a template in which a unit can be chosen from the list. */
const LIST_ROWS = 5_000;
/** Rows of a template whose cells are text, so that what is typed keeps its leading zeros and dates stay as typed. */
const TEXT_ROWS = 1_000;
const columnName = (index: number): string =>
  index < 26
    ? String.fromCharCode(65 + index)
    : `${columnName(Math.floor(index / 26) - 1)}${columnName(index % 26)}`;

/** An empty workbook of the kind: its headers, and lists to choose from, of the given units and of the kind's choices. */
export function template(
  name: ImportKindName,
  units: { code: string; name: string }[],
  language: Language,
): Promise<Uint8Array> {
  const { columns } = importKinds[name];
  const lists = `'${words.units[language]}'`;
  const validations = columns.flatMap(({ reads, choices }, index): DataValidation[] => {
    const range = `${columnName(index)}2:${columnName(index)}${LIST_ROWS}`;
    const list = { type: 'list' as const, allowBlank: true, showErrorMessage: true, range };
    if (reads === 'unit' && units.length > 0)
      return [{ ...list, formula1: `${lists}!$A$2:$A$${units.length + 1}` }];
    if (reads !== 'choice' || !choices) return [];
    return [
      {
        ...list,
        values: Object.values(choices).map(
          (spellings) => spellings[language === 'vi' ? 0 : spellings.length - 1] ?? '',
        ),
      },
    ];
  });
  const sheets: WriteSheet[] = [
    {
      name: sheetName(words.data[language]),
      // The format of a column reaches only cells that are written.
      columns: columns.map(() => ({ width: 24, numFmt: '@' })),
      rows: [
        columns.map(({ headers, required }) =>
          required ? `${headers[language][0]} (*)` : headers[language][0],
        ),
        ...Array.from({ length: TEXT_ROWS }, () => columns.map(() => null)),
      ],
      dataValidations: validations,
      freezePane: { rows: 1 },
    },
    {
      name: words.units[language],
      columns: [{ width: 14, numFmt: '@' }, { width: 50 }],
      rows: [
        [words.unitCode[language], words.unitName[language]],
        ...units.map(({ code, name: unitName }) => [code, unitName]),
      ],
    },
  ];
  return writeXlsx({ sheets });
}
