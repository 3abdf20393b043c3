import { randomInt } from 'node:crypto';

/** Digits and letters without I, L, O and U: none looks like another, and none makes a word by chance. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 27 characters of 5 bits, 135 bits that nobody guesses, and one that checks them. */
const RANDOM = 27;
const GROUP = 4;

/**
 * Horner's rule in the field of 32 elements (x⁵ + x² + 1). Its generator has the order 31, more than a code has
 * characters: one wrong character, and any two that changed places, always change the sum.
 */
function checkCharacter(values: number[]): string {
  const sum = values.reduce((held, value) => {
    const doubled = (held ^ value) << 1;
    return doubled & 32 ? doubled ^ 0b100101 : doubled;
  }, 0);
  return ALPHABET.charAt(sum);
}

const valuesOf = (characters: string): number[] =>
  [...characters].map((character) => ALPHABET.indexOf(character));
const grouped = (characters: string): string =>
  characters.match(new RegExp(`.{${GROUP}}`, 'g'))?.join('-') ?? '';

/** A new code of a certificate, such as `7K3P-QX9M-2W8R-HT5V-B4NC-JG6D-K2A9`: whoever holds it may ask about the certificate. */
export function newCertificateCode(): string {
  const values = Array.from({ length: RANDOM }, () => randomInt(ALPHABET.length));
  return grouped(values.map((value) => ALPHABET.charAt(value)).join('') + checkCharacter(values));
}

/**
 * What someone typed, in the spelling of the code: any case, with or without the dashes, O for 0 and I or L for 1.
 * Null: it is not a code at all, so it was mistyped; a code that is none of ours passes.
 */
export function readCertificateCode(typed: string): string | null {
  const characters = typed
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  const values = valuesOf(characters);
  if (characters.length !== RANDOM + 1 || values.includes(-1)) return null;
  return checkCharacter(values.slice(0, RANDOM)) === characters.at(-1) ? grouped(characters) : null;
}
