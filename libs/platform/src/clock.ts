const vietnam = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Ho_Chi_Minh' });

/** The calendar date at an instant where the people are, ISO 8601. */
export const dateOf = (instant: Date): string => vietnam.format(instant);
const HOUR_MS = 3_600_000;
let known = { hour: NaN, date: '' };
/** Today's date in Việt Nam. Formatting takes longer than many an answer, and midnight there is a full hour everywhere. */
export function today(): string {
  const hour = Math.floor(Date.now() / HOUR_MS);
  if (hour !== known.hour) known = { hour, date: dateOf(new Date()) };
  return known.date;
}
