import { searchKey } from '@app/names';
import { createHmac } from 'node:crypto';
import type { EntityManager } from 'typeorm';

const LONGEST = 80;

/** 'Bùi Văn Iu' is 'bui-van-iu'; a name without Latin letters is called by what it is. */
export function slugOf(name: string): string {
  const words = searchKey(name).match(/[a-z0-9]+/g) ?? [];
  return words.join('-').slice(0, LONGEST).replace(/-$/, '') || 'dien-hinh';
}

/**
 * A slug that nobody bore before, with a number where the name's own is taken. Slugs name people, so of those given only a
 * keyed digest is kept: it outlives an erasure without saying whose it was, and an address that once led to someone
 * erased never leads to someone else of that name. Of two at once the second waits for the first, then counts on.
 */
export async function takeSlug(tx: EntityManager, name: string, secret: string): Promise<string> {
  const base = slugOf(name);
  for (let n = 1; ; n++) {
    const slug = n === 1 ? base : `${base}-${n}`;
    const digest = createHmac('sha256', secret).update(`slug ${slug}`).digest('hex');
    const taken = await tx.query<unknown[]>(
      'insert into slug_taken (digest) values ($1) on conflict do nothing returning digest',
      [digest],
    );
    if (taken.length > 0) return slug;
  }
}
