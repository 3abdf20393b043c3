// How Vietnamese names are compared, searched and put in order. Three forms of one name, each for one use.

const spacesCollapsed = (text: string): string => text.replace(/\s+/gu, ' ').trim();

/** Tone marks of NFD: grave, acute, tilde, hook above, dot below. */
const TONES = '\u0300\u0301\u0303\u0309\u0323';
/** The old way writes the tone of oa, oe and uy on the first letter (Hòa), the new way on the second (Hoà). */
const oldPlacement = new RegExp(`(o)([${TONES}])([ae])|(u)([${TONES}])(y)`, 'gu');

/**
 * The form in which two names are the same name (rule 18): NFC, lower case, spaces collapsed, the tone where the new
 * way puts it. Diacritics count: Hoa is not Hoà.
 */
export function nameKey(name: string): string {
  const decomposed = spacesCollapsed(name).toLocaleLowerCase('vi').normalize('NFD');
  return decomposed
    .replace(oldPlacement, (_, o, tone1, ae, u, tone2, y) => (o ? `${o}${ae}${tone1}` : `${u}${y}${tone2}`))
    .normalize('NFC');
}

/** What someone types who has no Vietnamese keyboard: lower case without diacritics and đ, spaces collapsed. */
export const searchKey = (text: string): string =>
  spacesCollapsed(text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd').toLowerCase());

/** Parts of a person's name in the order in which Vietnamese lists are sorted: given name (the last word), middle names, family name. */
export function sortParts(name: string): { given: string; middle: string; family: string } {
  const words = spacesCollapsed(name.normalize('NFC')).split(' ');
  const given = words.pop() ?? '';
  const family = words.shift() ?? '';
  return { given, middle: words.join(' '), family };
}
