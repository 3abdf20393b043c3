import { refuse, type Refusal } from '@app/contracts';

const MOST = 2 ** 31 - 1;

/** Counts are whole numbers from 0; the largest is that of GraphQL's Int. */
export function refuseCounts(counts: Record<string, number>): { refusal: Refusal } | null {
  for (const [field, value] of Object.entries(counts))
    if (value < 0 || value > MOST) return refuse('BAD_QUANTITY', field, { value });
  return null;
}
