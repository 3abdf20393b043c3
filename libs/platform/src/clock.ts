const vietnam = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Ho_Chi_Minh' });

/** The calendar date at an instant where the people are, ISO 8601. */
export const dateOf = (instant: Date): string => vietnam.format(instant);
/** Today's date in Việt Nam. */
export const today = (): string => dateOf(new Date());
