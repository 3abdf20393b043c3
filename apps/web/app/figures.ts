import type { RateRow } from './documents/rates.js';

export const rateKinds = ['REGISTERED', 'RECOGNISED'] as const;
export type RateKind = (typeof rateKinds)[number];

export const countOf = (row: Pick<RateRow, 'registered' | 'recognised'>, of: RateKind) =>
  of === 'REGISTERED' ? row.registered : row.recognised;
export const rateOf = (row: Pick<RateRow, 'registeredRate' | 'recognisedRate'>, of: RateKind) =>
  of === 'REGISTERED' ? row.registeredRate : row.recognisedRate;
/** The reason in the order of the gateway; a rate without one has a percentage. */
export const gapOf = (row: Pick<RateRow, 'registeredRate' | 'recognisedRate'>, of: RateKind) =>
  rateOf(row, of).gap ?? 'NUMERATOR_UNKNOWN';
/** What an official source printed, where it is of this kind. */
export const statedOf = (row: RateRow, of: RateKind) => row.stated.find((one) => one.of === of) ?? null;

export const sortKeys = [
  'name',
  'registered',
  'registeredRate',
  'recognised',
  'recognisedRate',
  'baseline',
  'reported',
] as const;
export type SortKey = (typeof sortKeys)[number];

const valueOf = (row: RateRow, key: Exclude<SortKey, 'name'>): number | null =>
  ({
    registered: row.registered?.value ?? null,
    registeredRate: row.registeredRate.percent ?? null,
    recognised: row.recognised?.value ?? null,
    recognisedRate: row.recognisedRate.percent ?? null,
    baseline: row.baseline?.value ?? null,
    reported: reportedUnits(row),
  })[key];

/** Rows by a column; what has no number comes last both ways, and equal ones stand by name in Vietnamese order. */
export function sorted(rows: readonly RateRow[], key: SortKey, descending: boolean): RateRow[] {
  const collator = new Intl.Collator('vi');
  const byName = (a: RateRow, b: RateRow) => collator.compare(bareName(a.unit.name), bareName(b.unit.name));
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    if (key === 'name') return sign * byName(a, b);
    const [x, y] = [valueOf(a, key), valueOf(b, key)];
    if (x === null || y === null) return x === y ? byName(a, b) : x === null ? 1 : -1;
    return sign * (x - y) || byName(a, b);
  });
}

/** A unit's name without what kind of unit it is, by which nobody looks for it. */
export const bareName = (name: string): string => name.replace(/^(Thành phố|Tỉnh|Xã|Phường|Đặc khu) /, '');

/** Lower bounds of the shades of a map above the first one, in percent. */
const bounds = [50, 65, 80, 95];
export const shadeNames = [
  '< 50 %',
  ...bounds.map((bound, at) => `${bound} – ${at < 3 ? `< ${bounds[at + 1]}` : 100} %`),
];
/** The shade of a percentage, from 1; null where there is none. */
export const shadeOf = (percent: number | null | undefined): number | null =>
  percent === null || percent === undefined ? null : bounds.filter((bound) => percent >= bound).length + 1;

/** One calendar year, the newest there is; a period of another kind only where there is no year. */
export const newestYear = (periods: readonly string[]): string | undefined =>
  periods.find((period) => /^\d{4}$/.test(period)) ?? periods[0];

/** A percentage of whole numbers, to two decimals, half up; computed in whole numbers. */
export const shareOf = (part: number, whole: number): number =>
  Math.floor((part * 20_000 + whole) / (2 * whole)) / 100;

/** Commendations are told by school year as a rule. */
export const newestSchoolYear = (periods: readonly string[]): string | undefined =>
  periods.find((period) => /^\d{4}-\d{4}$/.test(period));

/** Communes that have any figure. */
export const reportedUnits = (row: RateRow): number =>
  Math.max(row.registeredRate.reportedUnits, row.recognisedRate.reportedUnits);
/** A percentage of some communes must not pass for one of all. */
export const isPartial = (row: RateRow): boolean => row.basis !== null && reportedUnits(row) < row.totalUnits;

const builtIn = ['LEARNING_FAMILY', 'LEARNING_CLAN', 'LEARNING_COMMUNITY', 'LEARNING_UNIT'];
/** Rows by title: the four learning titles as the law lists them, then others by their code. */
export function byTitle<Row extends { title: { code: string } }>(rows: readonly Row[]): Row[] {
  const place = ({ title }: Row) => [...builtIn, title.code].indexOf(title.code);
  return [...rows].sort((a, b) => place(a) - place(b));
}

/** The address of a page of figures with something changed. */
export type Change = (change: Record<string, string>) => string;
