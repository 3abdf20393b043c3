import { createHmac } from 'node:crypto';

/**
 * The keyed hash by which two identity numbers are the same: HMAC-SHA256 of the NFC, upper-case form without spaces and
 * punctuation. Null where no letter or digit is left, which would make everybody the same person (BAD_KEY).
 */
export function identityDigest(identity: string, secret: string): string | null {
  const bare = identity
    .normalize('NFC')
    .toLocaleUpperCase('vi')
    .replace(/[\s\p{P}\p{S}]/gu, '');
  return bare === '' ? null : createHmac('sha256', secret).update(bare).digest('hex');
}
