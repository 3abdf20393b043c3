import type { SubjectKind } from '@app/contracts';
import { createHmac } from 'node:crypto';

/** What makes a subject the same within its unit: `digest` is unique there (empty: BAD_KEY), `clear` is kept only where it names no person. */
export interface SubjectKey {
  digest: string;
  clear: string | null;
}

/**
 * Rule 1. A household's book or identity number: HMAC-SHA256 of its NFC, upper-case form without spaces and
 * punctuation. Other keys (clan branch, village, institution) stay in clear, compared without regard to case.
 */
export function subjectKey(kind: SubjectKind, key: string, secret: string): SubjectKey {
  const upper = key.normalize('NFC').toLocaleUpperCase('vi');
  if (kind !== 'HOUSEHOLD') return { digest: upper, clear: key };
  const bare = upper.replace(/[\s\p{P}\p{S}]/gu, '');
  // Punctuation alone would make every household the same one.
  if (bare === '') return { digest: '', clear: null };
  return { digest: createHmac('sha256', secret).update(bare).digest('hex'), clear: null };
}
