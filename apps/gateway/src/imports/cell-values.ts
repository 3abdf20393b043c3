import type { Certainty } from '@app/contracts';
import { searchKey } from '@app/names';
import type { ImportFault } from './import-words.js';

/** A value of a cell, or why it is none. */
export type Read<Value> = Value | { fault: ImportFault };
export const isFault = (value: unknown): value is { fault: ImportFault } =>
  typeof value === 'object' && value !== null && 'fault' in value;

/** How headers and choices are compared: without diacritics, case, punctuation and what stands in brackets. */
export const headerKey = (text: string): string =>
  searchKey(text.replace(/\([^)]*\)|\[[^\]]*\]/g, ' '))
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

/** What we wrote before a sign that a spreadsheet would take for a formula. */
const withoutQuote = (cell: string): string => cell.replace(/^'(?=[=+\-@\t\r])/, '');

/** Text as it is read by the contracts, which make it NFC; of several lines one. */
export const textOf = (cell: string): string => withoutQuote(cell).replace(/[\r\n\t]+/g, ' ');

/**
 * A code of a unit. Spreadsheets drop leading zeros: a province has two digits, a commune five. "03127 - Phường A", as a
 * list to choose from shows it, is its code.
 */
export function unitOf(cell: string): Read<string> {
  const code = /^([^\s]+)\s+[-–]\s+\S/.exec(cell)?.[1] ?? cell;
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/.test(code)) return { fault: 'NOT_A_UNIT_CODE' };
  if (/^\d$/.test(code)) return code.padStart(2, '0');
  return /^\d{3,4}$/.test(code) ? code.padStart(5, '0') : code;
}

const bounds: [RegExp, Certainty][] = [
  [/^(?:hon|tren|it nhat|more than|over|at least|>=?|≥)\s*/, 'AT_LEAST'],
  [/^(?:khoang|uoc|about|approximately|~|≈)\s*/, 'APPROXIMATE'],
];

/** A whole number, with points, commas or spaces between its thousands; "hơn 104.000" is a bound (rule 6). */
export function countOf(cell: string): Read<{ value: number; certainty: Certainty }> {
  let text = searchKey(withoutQuote(cell));
  let certainty: Certainty = 'EXACT';
  for (const [words, kind] of bounds) {
    if (words.test(text)) certainty = kind;
    text = text.replace(words, '');
  }
  const digits = /^\d{1,3}(?:([., \u00a0\u202f])\d{3})(?:\1\d{3})*$/.test(text)
    ? text.replace(/\D/g, '')
    : text;
  const value = /^\d{1,12}$/.test(digits) ? Number(digits) : Number.NaN;
  return Number.isNaN(value) ? { fault: 'NOT_A_COUNT' } : { value, certainty };
}

const dates = [
  /^(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})(?:[t ].*)?$/,
  /^(?<day>\d{1,2})[-/.](?<month>\d{1,2})[-/.](?<year>\d{4})$/,
  /^(?:ngay )?(?<day>\d{1,2}) thang (?<month>\d{1,2}) nam (?<year>\d{4})$/,
];
const DAY_MS = 86_400_000;
/** Day numbers of 1927 to 2100: what a date cell holds whose format was lost. */
const isSerial = (cell: string) => /^\d{5}$/.test(cell) && Number(cell) >= 10_000 && Number(cell) <= 73_415;

/** ISO date of an ISO date, of day, month and year in the Vietnamese order, in words, or of a spreadsheet's day number. */
export function dateOf(cell: string): Read<string> {
  if (isSerial(cell))
    return new Date(Date.UTC(1899, 11, 30) + Number(cell) * DAY_MS).toISOString().slice(0, 10);
  const text = searchKey(withoutQuote(cell)).replace(/,/g, '');
  const found = dates.map((pattern) => pattern.exec(text)?.groups).find(Boolean);
  if (!found) return { fault: 'NOT_A_DATE' };
  const iso = `${found.year}-${found.month?.padStart(2, '0')}-${found.day?.padStart(2, '0')}`;
  const date = new Date(`${iso}T00:00:00Z`);
  const exists = !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === iso;
  return exists ? iso : { fault: 'NOT_A_DATE' };
}

/** A code of a choice, or its words in Vietnamese or English. */
export function choiceOf(cell: string, choices: Record<string, readonly string[]>): Read<string> {
  const wanted = headerKey(cell);
  const found = Object.entries(choices).find(([code, words]) =>
    [code, ...words].some((word) => headerKey(word) === wanted),
  );
  return found ? found[0] : { fault: 'NOT_A_CHOICE' };
}

export function flagOf(cell: string): Read<boolean> {
  const word = headerKey(cell);
  if (['co', 'x', 'true', 'yes', '1', 'dung'].includes(word)) return true;
  return ['', 'khong', 'false', 'no', '0', 'k'].includes(word) ? false : { fault: 'NOT_A_CHOICE' };
}

/** Several in one cell: on lines of their own, or with semicolons between; of names also commas. */
export const listOf = (cell: string, commas: boolean): string[] =>
  withoutQuote(cell)
    .split(commas ? /[;,\r\n]+/ : /[;\r\n]+/)
    .map((part) => part.trim())
    .filter(Boolean);
