import { isIPv6 } from 'node:net';

export interface Rate {
  perSecond: number;
  burst: number;
}

const MOST_CLIENTS = 50_000;

/** A bucket of tokens for each client, filled by the second up to the burst; kept for the clients seen last. */
export class RateLimits {
  private readonly buckets = new Map<string, { tokens: number; at: number }>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** 0: it may pass; else the seconds after which it may try again. */
  take(client: string, { perSecond, burst }: Rate): number {
    const at = this.now();
    const bucket = this.buckets.get(client) ?? { tokens: burst, at };
    bucket.tokens = Math.min(burst, bucket.tokens + ((at - bucket.at) / 1000) * perSecond);
    bucket.at = at;
    const passes = bucket.tokens >= 1;
    if (passes) bucket.tokens -= 1;
    // Put last, so that the first is the one seen longest ago.
    this.buckets.delete(client);
    this.buckets.set(client, bucket);
    const oldest = this.buckets.keys().next().value;
    if (this.buckets.size > MOST_CLIENTS && oldest !== undefined) this.buckets.delete(oldest);
    return passes ? 0 : Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond));
  }

  /** Gives back what was taken for a request that is another's to pay. */
  refund(client: string, { burst }: Rate): void {
    const bucket = this.buckets.get(client);
    if (bucket) bucket.tokens = Math.min(burst, bucket.tokens + 1);
  }
}

/** The address; of IPv6 its network of 64 bits, since one subscriber has all of that. */
export function networkOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped || !isIPv6(ip)) return mapped ?? ip;
  const [head = '', tail] = ip.split('::');
  const groups = head.split(':').filter(Boolean);
  const after = tail?.split(':').filter(Boolean) ?? [];
  const filled = [
    ...groups,
    ...Array<string>(Math.max(0, 8 - groups.length - after.length)).fill('0'),
    ...after,
  ];
  return `${filled
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
