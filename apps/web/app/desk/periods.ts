interface Span {
  startsOn?: string | null;
  endsOn?: string | null;
}
export type PeriodKind = 'CALENDAR_YEAR' | 'SCHOOL_YEAR' | 'SPAN';

export const kindOfPeriod = (period: string): PeriodKind =>
  period.includes('/') ? 'SPAN' : period.includes('-') ? 'SCHOOL_YEAR' : 'CALENDAR_YEAR';

/** On it a code says which unit is meant. */
export const lastDayOf = (period: string): string =>
  kindOfPeriod(period) === 'SCHOOL_YEAR' ? `${period.slice(5)}-08-31` : `${period.slice(-4)}-12-31`;

/** Most periods to choose from, the newest first. */
const MOST = 8;
/** Periods of the kinds that overlap the movement, up to the present one. */
export function periodsOf({ startsOn, endsOn }: Span, kinds: readonly PeriodKind[], today: string): string[] {
  const year = Number(today.slice(0, 4));
  const first = Math.max(Number(startsOn?.slice(0, 4) ?? year - MOST), year - MOST);
  const last = Math.min(Number(endsOn?.slice(0, 4) ?? year), year);
  const years = Array.from({ length: Math.max(0, last - first + 1) }, (_, n) => last - n);
  const periods: string[] = [];
  if (kinds.includes('CALENDAR_YEAR')) periods.push(...years.map(String));
  if (kinds.includes('SCHOOL_YEAR')) {
    const begun = years.filter((start) => `${start}-09-01` <= today);
    periods.push(...begun.map((start) => `${start}-${start + 1}`));
  }
  if (kinds.includes('SPAN') && startsOn && endsOn)
    periods.push(`${startsOn.slice(0, 4)}/${endsOn.slice(0, 4)}`);
  return periods;
}
