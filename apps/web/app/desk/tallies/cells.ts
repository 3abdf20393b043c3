/** A count as people type it into a cell, and back. */
export interface Quantity {
  value: number;
  certainty: 'EXACT' | 'AT_LEAST' | 'APPROXIMATE';
}
/** Both numbers of one unit and title as they stand in their cells. */
export interface Pair {
  registered: string;
  recognised: string;
}
export const sides = ['registered', 'recognised'] as const;
export type Side = (typeof sides)[number];

/** Words and signs before a number, in both languages: 'trên 104.000', '>104000', 'about 50'. */
const bounds = /^(?:>=?|≥|trên|hơn|more than|over)\s*/i;
const abouts = /^(?:~|≈|khoảng|about)\s*/i;
/** GraphQL's Int ends here. */
const LARGEST = 2_147_483_647;

/** Null: nothing was typed; undefined: it is no number. Thousands may be set apart by point, comma or space. */
export function parseCell(text: string): Quantity | null | undefined {
  const typed = text.normalize('NFC').trim();
  if (typed === '' || /^[-–—]$/.test(typed)) return null;
  const certainty = bounds.test(typed) ? 'AT_LEAST' : abouts.test(typed) ? 'APPROXIMATE' : 'EXACT';
  const digits = typed.replace(bounds, '').replace(abouts, '');
  if (!/^(\d+|\d{1,3}([.,\s])\d{3}(\2\d{3})*)$/.test(digits)) return undefined;
  const value = Number(digits.replace(/\D/g, ''));
  return value <= LARGEST ? { value, certainty } : undefined;
}

/** As it is put into a cell: plain digits, which everybody can type over. */
export const formatCell = (quantity: Quantity | null | undefined): string =>
  quantity ? { EXACT: '', AT_LEAST: '>', APPROXIMATE: '~' }[quantity.certainty] + quantity.value : '';

/** Whether two texts mean the same. */
export const isSame = (one: string, other: string): boolean => {
  const [a, b] = [parseCell(one), parseCell(other)];
  if (a === undefined || b === undefined) return one.trim() === other.trim();
  return formatCell(a) === formatCell(b);
};

export type CellFault = 'notNumber' | 'recognisedAbove';
/** What is wrong with a pair before anybody is asked (rule: recognised is at most registered, where both are exact). */
export function faultsOf({ registered, recognised }: Pair): Partial<Record<Side, CellFault>> {
  const [all, some] = [parseCell(registered), parseCell(recognised)];
  const faults: Partial<Record<Side, CellFault>> = {};
  if (all === undefined) faults.registered = 'notNumber';
  if (some === undefined) faults.recognised = 'notNumber';
  if (all?.certainty === 'EXACT' && some?.certainty === 'EXACT' && some.value > all.value)
    faults.recognised = 'recognisedAbove';
  return faults;
}

/** Accepted, but to be looked at: more than there are. */
export const isAbove = (text: string, baseline: Quantity | null): boolean => {
  const count = parseCell(text);
  return Boolean(count && baseline?.certainty === 'EXACT' && count.value > baseline.value);
};

/** Rows and cells of a block copied from a spreadsheet. */
export const blockOf = (text: string): string[][] =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.split('\t'));

/** Name of a cell's field: both the grid and the plain form send it. */
export const cellName = (unit: string, title: string, part: string) => `${unit}/${title}/${part}`;
