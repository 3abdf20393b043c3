import { nameKey, searchKey } from '@app/names';

/** Longer than any name. */
const LONGEST = 300;
const TONES = '\u0300\u0301\u0303\u0309\u0323';
const tonesOf = (letter: string): string =>
  [...TONES].map((tone) => (letter + tone).normalize('NFC')).join('');

/** What is kept of the names of a line, one a row: without diacritics, and as they are compared. */
export const searchTexts = (names: string[]): { searchText: string; nameText: string } => ({
  searchText: names.map(searchKey).join('\n'),
  nameText: names.map(nameKey).join('\n'),
});

/**
 * What someone typed to find a part of a name: `text` is a part of a searchText; `pattern` moreover has to match the
 * nameText where diacritics were typed, since then only those with these diacritics are meant. Null: no name has such a part.
 */
export function nameSearch(typed: string): { text: string; pattern: string | null } | null {
  const [text, accented] = [searchKey(typed), nameKey(typed)];
  if (text.length > LONGEST || accented.length > LONGEST || text.includes('\0')) return null;
  return { text, pattern: accented === text ? null : patternOf(accented) };
}

/** Conditions for what someone typed, over the columns search_text and name_text; `at` makes a value a parameter. */
export function searched(search: string, at: (value: unknown) => string): string[] {
  const wanted = nameSearch(search);
  if (!wanted) return ['false'];
  if (!wanted.text) return [];
  // % and _ are signs like others.
  const literally = wanted.text.replace(/[\\%_]/g, '\\$&');
  const found = `search_text like ${at(`%${literally}%`)}`;
  return wanted.pattern ? [found, `name_text ~ ${at(wanted.pattern)}`] : [found];
}

/**
 * A part can end or begin between the two letters of which the old way marks the first and the new way, which is kept,
 * the second: Hò of Hòa is in Hoà, and so is the a.
 */
function patternOf(part: string): string {
  const letters = [...part];
  const last = letters.at(-1) ?? '';
  const base = last.normalize('NFD').charAt(0);
  const tone = last.normalize('NFD').slice(1);
  const cutAfter = 'ou'.includes(base) && tone.length === 1 && TONES.includes(tone);
  const first = letters[0] ?? '';
  const before = { a: 'o', e: 'o', y: 'u' }[first];
  const begin = before ? `(?:${first}|(?<=${before})[${tonesOf(first)}])` : escaped(first);
  const second = base === 'o' ? ['a', 'e'] : ['y'];
  const end = cutAfter
    ? `(?:${last}|${base}[${second.map((letter) => (letter + tone).normalize('NFC')).join('')}])`
    : escaped(last);
  if (letters.length === 1) return cutAfter ? end : begin;
  return begin + escaped(letters.slice(1, -1).join('')) + end;
}

/** Literally, in a regular expression of PostgreSQL. */
const escaped = (text: string): string => text.replace(/[^\p{L}\p{M}\p{N}\s]/gu, '\\$&');
